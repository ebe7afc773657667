"""Formats of dates and times that differ from Django's (FORMAT_MODULE_PATH)."""
