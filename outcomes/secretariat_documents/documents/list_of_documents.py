"""The list of documents: what is issued, by series, each under its symbol."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.languages import languages_in_list
from outcomes.register.domain.lines import IssuedDocument, issued_documents
from outcomes.register.domain.made_documents import symbol_to_print

Visibility = Session.Visibility
_SEEN = {"public": (Visibility.PUBLIC,), "participants": (Visibility.PUBLIC, Visibility.PARTICIPANTS)}

TITLE = gettext_lazy("List of documents")


@dataclass(frozen=True)
class ListedDocument:
    symbol: str
    title: str
    submitted_by: str = ""  # '' for the secretariat's own
    replaces: str = ""  # the symbol of the document that it replaces
    item: str = ""  # the number of the agenda item
    languages: str = ""
    issued: dt.date | None = None


@dataclass(frozen=True)
class ListedSeries:
    title: str
    documents: tuple[ListedDocument, ...]


@dataclass(frozen=True)
class ListOfDocuments:
    meta: DocumentMeta
    series: tuple[ListedSeries, ...]
    counted: str

    @property
    def has_items(self) -> bool:
        """Return whether any document is of an agenda item: a column for nothing is left out."""
        return any(document.item for series in self.series for document in series.documents)


def build_list_of_documents(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> ListOfDocuments:
    """List the documents that are issued, for an audience (`options`: audience, public or participants).

    A document under embargo, restricted or withdrawn is not among them.
    """
    audience = options.get("audience") or "public"
    documents = issued_documents(conference, for_participants=audience == "participants")
    return ListOfDocuments(
        meta=document_meta(
            conference,
            language=language,
            title=str(TITLE),
            symbol=symbol_to_print(conference, "outcomes.list-of-documents", language),
            distribution=_("Participants only") if audience == "participants" else _("General"),
        ),
        series=tuple(
            ListedSeries(
                title, tuple(_listed(document, conference, language, audience) for document in of_it)
            )
            for title, of_it in groupby(documents, key=attrgetter("series"))
        ),
        counted=ngettext("%(count)d document", "%(count)d documents", len(documents))
        % {"count": len(documents)}
        if documents
        else "",
    )


def _listed(document: IssuedDocument, conference: Conference, language: str, audience: str) -> ListedDocument:
    row = document.row
    if row is None:
        languages = languages_in_list(conference.languages, language) if document.is_made else ""
        return ListedDocument(document.symbol, document.title, languages=languages)
    # An item that these readers have not seen on their agenda is not named here either.
    is_seen = row.item and row.item.number and row.item.session.visibility in _SEEN[audience]
    return ListedDocument(
        symbol=row.symbol,
        title=str(row.title),
        submitted_by=row.submitted_by,
        replaces=row.replaces.symbol if row.replaces else "",
        item=str(row.item.number) if row.item and is_seen else "",
        languages=languages_in_list(
            _in_order({file.language for file in row.issued_files}, conference), language
        ),
        issued=conference.local(row.issued_at).date() if row.issued_at else None,
    )


def _in_order(codes: Collection[str], conference: Conference) -> list[str]:
    """Return languages in the order that the conference gives its own; others come behind."""
    own = [code for code in conference.languages if code in codes]
    return [*own, *sorted(code for code in codes if code not in own)]


def documents_sheet(data: ListOfDocuments) -> Sheet:
    """Return the list as a table, a line for each document."""
    columns = [
        _("Symbol"), _("Title"), _("Series"), _("Agenda item"), _("Submitted by"), _("Languages"), _("Issued"),
    ]  # fmt: skip
    return Sheet(
        data.meta.title,
        columns,
        [
            [
                row.symbol, row.title, series.title, int(row.item) if row.item else None, row.submitted_by,
                row.languages, row.issued,
            ]
            for series in data.series
            for row in series.documents
        ],
    )  # fmt: skip
