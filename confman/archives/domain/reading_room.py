"""What of an archive is for readers: the official documents, and the page that opens without confman."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from confman.archives.domain.bag import BagWriter
from confman.archives.registries import archive_chapters, archived_documents
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.registry import FORMATS


def add_documents(bag: BagWriter, conference: Conference) -> list[str]:
    """Put the official documents into the bag, in each language; return their names in it."""
    names = []
    for entry in archived_documents:
        if not entry.exists(conference):
            continue
        for language in conference.languages:
            for form in entry.formats:
                made = build_document(
                    entry.kind, conference, language=language, format=form, options=dict(entry.options)
                )
                name = f"documents/{entry.name}.{language}.{FORMATS[form].extension}"
                bag.add(name, made.content)
                names.append(name)
    return names


def add_index(bag: BagWriter, conference: Conference, documents: Sequence[str], *, is_personal: bool) -> None:
    """Put the page of the archive into the bag, in the conference's first language."""
    with translation.override(conference.default_language):
        chapters = [(entry.title, entry.lines(conference)) for entry in archive_chapters]
        page = render_to_string(
            "archives/index.html",
            {
                "conference": conference,
                "language": translation.get_language(),
                "chapters": [(title, lines) for title, lines in chapters if lines],
                "documents": documents,
                "is_personal": is_personal,
            },
        )
    bag.add("index.html", page.encode())
