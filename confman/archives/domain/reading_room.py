"""What of an archive is for readers: the official documents, and the page that opens without confman."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product

from django.template.loader import render_to_string
from django.utils import translation

from confman.archives.domain.bag import BagWriter
from confman.conferences.models import Conference
from confman.conferences.registries import Query, answers
from confman.documents.domain.builder import build_document
from confman.documents.registry import FORMATS


def add_documents(bag: BagWriter, conference: Conference) -> list[str]:
    """Put the official documents into the bag, in each language; return their names in it."""
    names = []
    for kind, title, formats, options in chain.from_iterable(answers(Query.ARCHIVED_DOCUMENTS, conference)):
        for language, form in product(conference.languages, formats):
            made = build_document(kind, conference, language=language, format=form, options=options)
            name = f"documents/{title}.{language}.{FORMATS[form].extension}"
            bag.add(name, made.content)
            names.append(name)
    return names


def add_index(bag: BagWriter, conference: Conference, documents: Sequence[str], *, is_personal: bool) -> None:
    """Put the page of the archive into the bag, in the conference's first language."""
    with translation.override(conference.default_language):
        page = render_to_string(
            "archives/index.html",
            {
                "conference": conference,
                "language": translation.get_language(),
                "chapters": [chapter for chapter in answers(Query.ARCHIVE_CHAPTER, conference) if chapter[1]],
                "documents": documents,
                "is_personal": is_personal,
            },
        )
    bag.add("index.html", page.encode())
