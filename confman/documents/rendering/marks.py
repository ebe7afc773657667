"""The words that mark a document as one of a demo."""

from __future__ import annotations

from django.utils.translation import gettext


def sample_words() -> str:
    """Return SAMPLE, and the same in the language of the document: known for what it is by whoever finds it."""
    # Translators: printed across documents of the demo.
    translated = gettext("SAMPLE")
    return "SAMPLE" if translated == "SAMPLE" else f"SAMPLE · {translated}"
