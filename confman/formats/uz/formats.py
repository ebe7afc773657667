"""Uzbek dates as in official texts, year first; Django puts it last."""

DATE_FORMAT = r"Y-\y\i\l j-E"
DATETIME_FORMAT = r"Y-\y\i\l j-E G:i"
YEAR_MONTH_FORMAT = r"Y-\y\i\l E"
