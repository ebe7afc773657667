"""How dates and hours are written where Django's own choice is not ours (FORMAT_MODULE_PATH)."""
