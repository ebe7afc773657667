"""Quotation marks inside quotation marks."""

from __future__ import annotations

# English and Uzbek put single marks inside double ones; Russian puts „…“ inside «…».
_INNER = str.maketrans({"“": "‘", "”": "’", "«": "„", "»": "“"})


def quotable(text: object) -> str:
    """Return a text to stand between quotation marks, its own ones made inner ones: the hall “Navoi” -> ‘Navoi’."""
    return str(text).translate(_INNER)
