"""The words that mark a document as a sample or a draft."""

from django.utils.translation import gettext

from confman.documents.meta import DocumentMeta


def sample_words() -> str:
    """Return SAMPLE, and the same in the document's language, so that anyone who finds it understands."""
    # Translators: printed across documents of the demo.
    translated = gettext("SAMPLE")
    return "SAMPLE" if translated == "SAMPLE" else f"SAMPLE · {translated}"


def document_mark(meta: DocumentMeta) -> str:
    """Return what each page of a document says it is, a sample, a draft or both; '' for a finished document."""
    marks = [sample_words()] if meta.sample else []
    return " · ".join([*marks, gettext("DRAFT")] if meta.draft else marks)
