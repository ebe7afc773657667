"""Quotation marks within quotation marks."""

# English and Uzbek put single marks inside double ones; Russian puts „…“ inside «…».
_INNER = str.maketrans({"“": "‘", "”": "’", "«": "„", "»": "“"})


def quotable(text: object) -> str:
    """Return a text for use between quotation marks, with its own marks as inner ones: the hall “Navoi” -> ‘Navoi’."""
    return str(text).translate(_INNER)
