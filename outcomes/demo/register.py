"""The demo's register: documents of each series and state. All of them are samples."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from agenda.sessions.models.session import Item
from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import numbered_symbol
from confman.translation.text import TranslatedText
from outcomes.register.domain.documents import add_document, hand_in_document, issue_document
from outcomes.register.domain.files import put_language
from outcomes.register.domain.series import add_usual_series
from outcomes.register.models import DocumentSeries, RegisteredDocument
from registrations.core.models.delegation import Delegation
from registrations.demo.load import SAMPLE_PAPER


class DemoRegistered(DemoRow):
    series: str
    state: str
    languages: list[str]
    in_translation: list[str] = []
    item: int | None = None
    is_of_delegation: bool = False
    made_as: str = ""  # the kind of document made here as which it stands in the register
    symbol: str = ""  # what its masthead says
    title: DemoText


class DemoRegister(DemoRow):
    documents: list[DemoRegistered]


def load(conference: Conference, *, by: User) -> None:
    """Load the sample documents. Does nothing if the register has any already."""
    if RegisteredDocument.objects.of(conference).exists():
        return
    with transaction.atomic():
        add_usual_series(conference, by=by)
        items = Item.objects.filter(session__conference=conference, number__isnull=False).order_by("number")
        for row in read_rows(DemoRegister, __file__).documents:
            item = None if row.item is None else items[row.item : row.item + 1].first()
            _enter(row, conference, item, by=by)


def _enter(row: DemoRegistered, conference: Conference, item: Item | None, *, by: User) -> None:
    series = DocumentSeries.objects.get(conference=conference, code=row.series)
    title = conference.in_own_languages(TranslatedText(row.title))
    first, *more = row.languages
    values: dict[str, Any] = {"series": series, "title": title, "item": item, "language": first}
    values["file"] = _paper(row, first)
    delegation = Delegation.objects.of(conference).order_by("sort_key").first()
    if delegation and row.is_of_delegation:
        hand_in_document(delegation, by=by, **values)
        return
    if row.made_as:
        values |= {"made_from": f"{row.made_as}:demo", "symbol": numbered_symbol(conference, row.symbol)}
    document = add_document(conference, by=by, distribution=series.distribution, **values)
    for language in more:
        put_language(document, by=by, language=language, file=_paper(row, language))
    for language in row.in_translation:
        put_language(document, by=by, language=language)
    if row.state == "issued":
        issue_document(document, by=by)


def _paper(row: DemoRegistered, language: str) -> ContentFile[bytes]:
    return ContentFile(SAMPLE_PAPER, name=f"SAMPLE-{row.series or 'document'}-{language}.pdf")
