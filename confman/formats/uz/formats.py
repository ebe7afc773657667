"""Uzbek dates as official texts write them, the year first; Django has it last."""

DATE_FORMAT = r"Y-\y\i\l j-E"
DATETIME_FORMAT = r"Y-\y\i\l j-E G:i"
YEAR_MONTH_FORMAT = r"Y-\y\i\l E"
