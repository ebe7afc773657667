"""Days and times as written in the language of the interface."""

import datetime as dt

# Official Uzbek puts the year first, which CLDR does not: 2017-yil 30-mart.
OWN_PATTERNS = {
    "uz": {"long": "y-'yil' d-MMMM", "full": "y-'yil' d-MMMM, EEEE", "from": "y-'yil' d–", "to": "d-MMMM"},
    "uz-Cyrl": {
        "long": "y 'йил' d MMMM",
        "full": "y 'йил' d MMMM, EEEE",
        "from": "y 'йил' d–",
        "to": "d MMMM",
    },
}


def utc_offset(moment: dt.datetime) -> str:
    """Return how far the clock of a moment with a zone is from UTC: UTC+5, UTC−3:30, UTC."""
    minutes = round((moment.utcoffset() or dt.timedelta()) / dt.timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return (
        "UTC" + (f"{'−' if minutes < 0 else '+'}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
    )
