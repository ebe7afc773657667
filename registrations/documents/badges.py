"""Badges: category by colour AND letter, the name legible at three metres, entity, function, QR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain import document_dates, document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.fitting import FittedText, fit
from confman.web.colours import text_on
from registrations.documents.names import badge_name, entity_of, in_document, second_name
from registrations.domain.tickets import shown_code, ticket_url
from registrations.models import Registration, RegistrationQuerySet

SHEETS = ("a6", "four-on-a4")
# What the card has room for, in millimetres; the widths are those of the style sheet of badges.
NAME_WIDTH, NAME_HEIGHT = 91.0, 38.0


@dataclass(frozen=True)
class Badge:
    name: FittedText
    second_name: FittedText
    job_title: FittedText
    entity: FittedText
    category: FittedText
    letter: FittedText
    colour: str
    text_colour: str
    qr: str
    code: str


@dataclass(frozen=True)
class Badges:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[Badge, ...]
    conference: FittedText
    dates: str


def chosen(conference: Conference, options: Mapping[str, Any]) -> RegistrationQuerySet:
    """Whose cards are asked for: approved, of a category or named one by one, by category and name."""
    rows = Registration.objects.of(conference).approved().with_names()
    if options.get("category"):
        rows = rows.filter(category=options["category"])
    if options.get("registration"):
        rows = rows.filter(pk=options["registration"])
    if options.get("registrations"):
        rows = rows.filter(pk__in=options["registrations"])
    return rows.order_by("category__position", "category__letter", "person__sort_key", "pk")


def build_badges(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Badges:
    """A badge for everyone approved; `options`: category, registrations (ids), sheet (a6, four-on-a4)."""
    title = in_document(conference.title, conference, language)
    sheet = options.get("sheet") or "a6"
    return Badges(
        meta=document_meta(conference, language=language, title=_("Badges")),
        sheet=CARD_SHEETS[sheet if sheet in SHEETS else "a6"],
        cards=tuple(_badge(row, conference, language) for row in chosen(conference, options)),
        conference=fit(
            title, width_mm=91, height_mm=13, largest=10, smallest=6.5, max_lines=3, weight="600SemiBold"
        ),
        dates=", ".join(
            part
            for part in (
                in_document(conference.city, conference, language),
                document_dates(conference.starts_on, conference.ends_on, language),
            )
            if part
        ),
    )


def _badge(row: Registration, conference: Conference, language: str) -> Badge:
    person, category = row.person, row.category
    name = badge_name(person, conference, language)
    other = second_name(person, conference, name)
    job_title = in_document(person.job_title, conference, language)
    entity = entity_of(row, conference, language)
    height = NAME_HEIGHT - (7 if other else 0)
    return Badge(
        name=fit(name, width_mm=NAME_WIDTH, height_mm=height, largest=36, smallest=15),
        second_name=fit(
            other,
            width_mm=NAME_WIDTH,
            height_mm=7,
            largest=13,
            smallest=6.5,
            max_lines=2,
            weight="400Regular",
        ),
        job_title=fit(
            job_title, width_mm=58, height_mm=15, largest=11, smallest=6, max_lines=4, weight="400Regular"
        ),
        entity=fit(
            entity, width_mm=58, height_mm=15, largest=15, smallest=7, max_lines=4, weight="600SemiBold"
        ),
        category=fit(
            in_document(category.name, conference, language),
            width_mm=62,
            height_mm=28,
            largest=17,
            smallest=8,
        ),
        letter=fit(category.letter, width_mm=19, height_mm=20, largest=40, smallest=14, max_lines=1),
        colour=category.colour,
        text_colour=text_on(category.colour),
        qr=ticket_url(conference, row.ticket_token or ""),
        code=shown_code(row.ticket_token or ""),
    )
