"""The words that mark a document as a sample."""

from django.utils.translation import gettext


def sample_words() -> str:
    """Return SAMPLE, and the same in the document's language, so that anyone who finds it understands."""
    # Translators: printed across documents of the demo.
    translated = gettext("SAMPLE")
    return "SAMPLE" if translated == "SAMPLE" else f"SAMPLE · {translated}"
