"""Texts of groups as official documents: each with its symbol on the masthead, or several in one file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.rooms.domain import code_in_words, group_heading
from agenda.sessions.models.session import Item
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.registry import DocumentKind, Occasion
from outcomes.recommendations.documents import PrintedParagraph, text_lines
from outcomes.register.domain.documents import draft_decisions_of, languages_of
from outcomes.register.models import RegisteredDocument, RegisteredDocumentQuerySet


@dataclass(frozen=True)
class PrintedText:
    """A draft; `heading` and `notes` are empty where the title of the document says them."""

    lines: tuple[PrintedParagraph, ...]
    addressees: str
    heading: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class IssuedTexts:
    meta: DocumentMeta
    texts: tuple[PrintedText, ...]
    left_out: str = ""  # the symbols of those that are awaited in this language


def build_text(conference: Conference, *, language: str, options: Mapping[str, Any]) -> IssuedTexts:
    """Build the text of an entry of the register, in the language alone. Options: document (an id)."""
    row = _with_texts(RegisteredDocument.objects.of(conference)).get(pk=options["document"])
    assert row.text_version is not None, "Only an entry made from a text has one."
    return IssuedTexts(
        meta=document_meta(
            conference,
            language=language,
            title=_heading(row),
            subtitle=_group_of(row),
            note=_replaced(row),
            symbol=row.symbol,
            distribution=str(DISTRIBUTIONS[row.distribution]),
            original_language=row.text_version.original_language,
        ),
        texts=(_printed(row, language),),
    )


def build_draft_decisions(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> IssuedTexts:
    """Build one file of draft decisions, each on a new page. Options: item (an id), documents (ids), both optional.

    A draft that a revision has replaced, one that is restricted and one without this language are left out; the last
    are named.
    """
    rows = _with_texts(draft_decisions_of(conference))
    if item := options.get("item"):
        rows = rows.filter(item=item)
    if document_ids := options.get("documents"):
        rows = rows.filter(pk__in=document_ids)
    in_series = sorted(rows, key=lambda row: ((row.parent or row).number or 0, row.symbol))
    available = [row for row in in_series if row.text_version and language in languages_of(row.text_version)]
    awaited = [row for row in in_series if row not in available]
    agenda_item = Item.objects.filter(pk=item).first() if item else None
    symbols = ", ".join(row.symbol for row in awaited)
    return IssuedTexts(
        meta=document_meta(
            conference,
            language=language,
            title=_("Draft decisions"),
            subtitle=str(agenda_item.title) if agenda_item else "",
            distribution=str(DISTRIBUTIONS["limited"]),
        ),
        texts=tuple(
            replace(
                _printed(row, language),
                heading=f"{row.symbol} {_heading(row)}",
                notes=tuple(filter(None, (_group_of(row), _replaced(row)))),
            )
            for row in available
        ),
        left_out=_("Awaited in this language: %(symbols)s.") % {"symbols": symbols} if symbols else "",
    )


def _with_texts(rows: RegisteredDocumentQuerySet) -> RegisteredDocumentQuerySet:
    rows = rows.select_related(
        "parent",
        "replaces",
        "text_version__recommendation__conference",
        "text_version__recommendation__working_group",
    )
    return rows.prefetch_related("text_version__recommendation__addressees")


def _heading(row: RegisteredDocument) -> str:
    assert row.text_version is not None
    return _("Draft recommendation %(reference)s") % {
        "reference": code_in_words(row.text_version.recommendation.working_ref)
    }


def _group_of(row: RegisteredDocument) -> str:
    group = row.text_version and row.text_version.recommendation.working_group
    return group_heading(group.code, str(group.name)) if group else ""


def _replaced(row: RegisteredDocument) -> str:
    return _("Replaces %(symbol)s.") % {"symbol": row.replaces.symbol} if row.replaces else ""


def _printed(row: RegisteredDocument, language: str) -> PrintedText:
    assert row.text_version is not None
    addressees = row.text_version.recommendation.addressees.all()
    return PrintedText(
        lines=text_lines(row.text_version.body, [language]),
        addressees="; ".join(str(addressee) for addressee in addressees),
    )


# Made when a text is issued, and at no other time: it is in no list of documents. By its code /verify/ finds the kind
# of which that is, which has several of these in one file.
TEXT = DocumentKind(
    key="outcomes.draft-decisions",
    filename="text",
    label=gettext_lazy("Draft recommendation"),
    description="",
    permission="outcomes.issue_text",
    occasion=Occasion.OUTCOMES,
    build=build_text,
    formats=("pdf",),
    html_template="outcomes/register/documents/text.html",
    official=True,
)
