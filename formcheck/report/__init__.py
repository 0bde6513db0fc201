"""The report that a therapist keeps."""

from formcheck.report.data import ReportData, Still, worst_moments
from formcheck.report.page import prepare_pages, render_report

__all__ = ["ReportData", "Still", "prepare_pages", "render_report", "worst_moments"]
