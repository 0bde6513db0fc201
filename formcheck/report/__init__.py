"""The report that a therapist keeps."""

from formcheck.report.data import ReportData, Still, worst_moments
from formcheck.report.page import render_report

__all__ = ["ReportData", "Still", "render_report", "worst_moments"]
