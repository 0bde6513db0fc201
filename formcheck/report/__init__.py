"""The report that a therapist keeps: `page.render_report` makes it from `data.ReportData`."""
