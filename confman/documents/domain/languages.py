"""Mark texts in another language than the document's: name the language, and explain the mark."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from confman.documents.meta import DocumentData
from confman.translation.marks import Marks


def with_language_note(data: DocumentData, marks: Marks) -> DocumentData:
    """Return a document with a note on what a language in brackets says, where there is any."""
    if not marks.found:
        return data
    note = _("A language in brackets indicates that the passage is on record in that language only.")
    document: Any = data
    return replace(document, meta=replace(data.meta, note=f"{data.meta.note} {note}".strip()))
