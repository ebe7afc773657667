"""Formats of dates and hours where Django's own choice is not ours (FORMAT_MODULE_PATH)."""
