"""The part of an archive for readers: the official documents, and the page that opens without confman."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.db import DEFAULT_DB_ALIAS
from django.template.loader import render_to_string
from django.utils import translation

from confman.archives.domain.bag import BagWriter
from confman.archives.domain.contents import archived_rows
from confman.archives.registries import archived_documents
from confman.audit.models import AuditEntry
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.domain.texts import document_dates
from confman.documents.registry import FORMATS, document_kinds
from confman.translation.languages import language_name


@dataclass(frozen=True)
class FiledDocument:
    """A document in the bag: its file, and what a reader is told it is."""

    name: str
    title: str
    language: str
    form: str


def add_documents(bag: BagWriter, conference: Conference, *, is_personal: bool) -> list[FiledDocument]:
    """Put the official documents into the bag, in each language, as PDF/A; return them."""
    filed = []
    conference = _as_of_its_last_act(conference)
    for entry in archived_documents:
        if not entry.exists(conference) or (entry.names_people and not is_personal):
            continue
        kind = replace(document_kinds.get(entry.kind), official=True)
        for language in conference.languages:
            for form in entry.formats:
                document = build_document(
                    kind, conference, language=language, format=form, options=dict(entry.options)
                )
                name = f"documents/{entry.name}.{language}.{FORMATS[form].extension}"
                bag.add(name, document.content)
                with translation.override(conference.default_language):
                    filed.append(
                        FiledDocument(
                            name, str(kind.label), language_name(language), str(FORMATS[form].label)
                        )
                    )
    return filed


def _as_of_its_last_act(conference: Conference) -> Conference:
    """Return the conference as of the last day on which something was done in it.

    Documents bear that day, and so they are the same whenever they are made of the same record.
    """
    as_of_then = copy(conference)
    acts = archived_rows(AuditEntry, conference, DEFAULT_DB_ALIAS)
    if last := acts.order_by("at").values_list("at", flat=True).last():
        as_of_then.as_of = last.astimezone(conference.zone).date()
    return as_of_then


def add_index(
    bag: BagWriter, conference: Conference, documents: Sequence[FiledDocument], *, is_personal: bool
) -> None:
    """Put the page of the archive into the bag, in the conference's first language."""
    with translation.override(conference.default_language):
        page = render_to_string(
            "archives/index.html",
            {
                "conference": conference,
                "language": translation.get_language(),
                "dates": document_dates(
                    conference.starts_on, conference.ends_on, conference.default_language
                ),
                "chapters": [chapter for chapter in answers(Query.ARCHIVE_CHAPTER, conference) if chapter[1]],
                "documents": documents,
                "is_personal": is_personal,
            },
        )
    bag.add("index.html", page.encode())
