"""A corrigendum as a document of its own: “Paragraph 3 (a): for … read …”."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta, whole_symbol
from confman.documents.meta import DocumentMeta
from confman.translation.languages import language_after_its_word
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from outcomes.plenary.models import Position
from outcomes.publication.domain.snapshot import PassageChange, quoted
from outcomes.recommendations.models.document import DocumentIssue


@dataclass(frozen=True)
class PrintedCorrection:
    """A correction: its place and its words; `before` and `after` are quoted."""

    place: str
    kind: str
    quotations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CorrigendumDocument:
    meta: DocumentMeta
    items: tuple[PrintedCorrection, ...]
    note: tuple[str, ...] = ()
    elsewhere: str = ""


def build_corrigendum(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> CorrigendumDocument:
    """Build the list of an issue's changes to the text of one language. Option `issue`: its id, else the last one.

    Raises Refused if nothing has been corrected yet.
    """
    issues = DocumentIssue.objects.filter(document__conference=conference, document__kind="recommendations")
    issues = issues.exclude(kind=DocumentIssue.Kind.ORIGINAL).select_related("document").defer("content")
    if options.get("issue"):
        issues = issues.filter(pk=_id(options["issue"]))
    issue = issues.order_by("issued_at", "id").last()
    if issue is None:
        raise Refused(_("The document has no corrigendum and no revision yet."))
    changes = [PassageChange.from_json(data) for data in issue.changes]
    document = issue.document
    return CorrigendumDocument(
        meta=document_meta(
            conference,
            language=language,
            title=str(document.title) or _("Recommendations"),
            subtitle=str(issue.get_kind_display()).capitalize(),
            symbol=whole_symbol(conference, issue.symbol),
            distribution=str(DISTRIBUTIONS[document.distribution]),
            original_language=document.original_language,
            date=conference.local(issue.issued_at).date(),
        ),
        items=tuple(corrections_in(changes, language)),
        note=tuple(line for line in str(TranslatedText(issue.note)).splitlines() if line.strip()),
        elsewhere=_other_languages(changes, language),
    )


def _id(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise Refused(_("There is no such corrigendum.")) from error


def corrections_in(changes: Sequence[PassageChange], language: str) -> list[PrintedCorrection]:
    """Return the changes of one language, in reading order."""
    return [
        PrintedCorrection(
            place_of(change),
            change.kind,
            tuple(quoted(change.before, change.after)) if change.kind == "changed" else
            ((change.before, change.after),),
        )
        for change in changes
        if change.language == language
    ]  # fmt: skip


def place_of(change: PassageChange) -> str:
    """Return the place of a correction in words: “Paragraph 3 (a)”."""
    if change.place == "title":
        return _("Title")
    if change.place == "preamble":
        return _("Preamble, paragraph %(number)s") % {"number": change.label}
    if change.place in Position.Kind.values:
        return f"{change.label}: {Position.Kind(change.place).label} ({change.number})"
    if change.label:
        return _("Paragraph %(number)d %(label)s") % {"number": change.number, "label": change.label}
    return _("Paragraph %(number)d") % {"number": change.number}


def _other_languages(changes: Sequence[PassageChange], language: str) -> str:
    """Say in which other languages the text is corrected as well."""
    others = sorted({change.language for change in changes} - {language})
    if not others:
        return ""
    names = ", ".join(language_after_its_word(code, language) for code in others)
    if any(change.language == language for change in changes):
        return _("The text in these languages is corrected as well: %(languages)s.") % {"languages": names}
    return _("The text in this language is unchanged. Corrected texts: %(languages)s.") % {"languages": names}
