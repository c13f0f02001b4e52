"""The reproducible report, written from the window: ``dialog.ReportDialog`` asks, ``writer.ReportWriter`` writes."""
