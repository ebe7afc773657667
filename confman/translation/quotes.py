"""Quotation marks within quotation marks."""

from confman.translation.marks import MarkedText

# English and Uzbek put single marks inside double ones; Russian puts „…“ inside «…».
_INNER = str.maketrans({"“": "‘", "”": "’", "«": "„", "»": "“"})


def quotable(text: object) -> str:
    """Return a text for use between quotation marks, with its own marks as inner ones: the hall “Navoi” -> ‘Navoi’."""
    shown = text if isinstance(text, str) else str(text)
    if isinstance(shown, MarkedText):
        return MarkedText(shown.words.translate(_INNER), shown.code, shown.mark)
    return shown.translate(_INNER)
