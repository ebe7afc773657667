"""Badges: category colour AND letter, the name legible at three metres, entity, function, zones, QR.

The back of a folded one says what everyone attends, and where its holder has a role or a seat.
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import clock_hours
from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.domain.reader import published_agenda, selected_sessions
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.cards import CardSheet
from confman.documents.domain.mastheads import document_meta, logo_picture
from confman.documents.domain.texts import document_dates, document_day, in_document
from confman.documents.meta import DocumentMeta, Picture, QrCode, StoredPicture
from confman.people.fields import ON_BADGES
from confman.people.privacy import Audience
from confman.translation.text import TranslatedText
from confman.web.colours import text_colour_of, text_on
from registrations.badges.domain.layout import BadgeElement, BadgeLayout, default_layout
from registrations.core.documents import ORDERED_BY, photo_consents
from registrations.core.domain.names import badge_name, entity_of, second_name
from registrations.core.domain.ticket_codes import shown_code, ticket_url
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.seats.models import Seat


@dataclass(frozen=True)
class AgendaLine:
    """A session on the badge; of a reserved one only the hours."""

    time: str
    title: str
    room: str = ""
    reserved: bool = False


@dataclass(frozen=True)
class AgendaDay:
    title: str
    sessions: tuple[AgendaLine, ...]


class BadgeAgendas:
    """The agendas of all holders, in a constant number of queries; all empty before the first release."""

    def __init__(self, conference: Conference, language: str) -> None:
        self.language = language
        self.session_ids: dict[str, set[str]] = defaultdict(set)
        self.open_sessions: dict[str, ReleasedSession] = {}
        self.reserved_sessions: dict[str, ReleasedSession] = {}
        self.common_ids: set[str] = set()
        self._lines: dict[str, AgendaLine] = {}
        release = AgendaRelease.objects.latest_of(conference)
        agenda = published_agenda(conference, Audience.PUBLIC, release=release) if release else None
        if release is None or agenda is None:
            return
        self.open_sessions = {session.id: session for session in agenda.sessions if not session.cancelled}
        self.common_ids = {key for key, session in self.open_sessions.items() if _for_everyone(session)}
        for row in release.content["sessions"]:
            for role in row["roles"]:
                self.session_ids[role["person"]].add(row["id"])
        self._add_seats(conference)
        reserved_ids = {key for keys in self.session_ids.values() for key in keys} - self.open_sessions.keys()
        if reserved_ids:
            reserved = selected_sessions(release, reserved_ids, Audience.PUBLIC, closed_too=True)
            self.reserved_sessions = {
                session.id: session for session in reserved.sessions if not session.cancelled
            }

    def _add_seats(self, conference: Conference) -> None:
        session_ids_by_group: dict[UUID | None, list[str]] = defaultdict(list)
        rows = Session.objects.of(conference).filter(working_group__isnull=False)
        for key, group in rows.values_list("pk", "working_group"):
            session_ids_by_group[group].append(str(key))
        seats = Seat.objects.of(conference).seated()
        for person, session, group in seats.values_list("registration__person", "session", "group"):
            self.session_ids[str(person)].update([str(session)] if session else session_ids_by_group[group])

    def of(self, person: UUID | str) -> tuple[AgendaDay, ...]:
        """Return the days of one holder, by the person's id."""
        sessions = [
            (self.open_sessions.get(key) or self.reserved_sessions[key])
            for key in self.common_ids | self.session_ids.get(str(person), set())
            if key in self.open_sessions or key in self.reserved_sessions
        ]
        sessions.sort(key=lambda session: (session.start, session.id))
        days: dict[dt.date, list[AgendaLine]] = {}
        for session in sessions:
            days.setdefault(session.day, []).append(self._line(session))
        return tuple(
            AgendaDay(document_day(day, self.language), tuple(dict.fromkeys(lines)))
            for day, lines in days.items()
        )

    def _line(self, session: ReleasedSession) -> AgendaLine:
        if session.id not in self._lines:
            time = clock_hours(session.start, session.end)
            self._lines[session.id] = (
                AgendaLine(time, str(session.title), str(session.room or ""))
                if session.id in self.open_sessions
                else AgendaLine(time, _("Reserved"), reserved=True)
            )
        return self._lines[session.id]


def _for_everyone(session: ReleasedSession) -> bool:
    """Tell whether it is neither a pause, nor held in parallel with others, nor one with sign-up or a group."""
    is_chosen = session.sign_up or session.group is not None or session.kind in CHOSEN
    return not session.is_pause and not is_chosen


CHOSEN = frozenset({Session.Kind.PARALLEL, Session.Kind.WORKING_GROUP, Session.Kind.SIDE_EVENT})


TEMPLATE = "registrations/badges/cards/badges.typ"
# A photo on a badge is never wider than this, in millimetres.
PHOTO_WIDTH = 40.0
# Registrations read at once: a thousand rows with all that belongs to them take 15 MB.
BATCH = 200


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """The content of one badge; the layout shows a part of it.

    `person` has the fields of the person, by the kind of element that shows them. `on_colour` is legible on
    `colour`; `ink` is the same colour for letters.
    """

    name: str
    second_name: str
    person: Mapping[str, str]
    entity: str
    function: str
    category: str
    letter: str
    colour: str
    on_colour: str
    ink: str
    zones: tuple[str, ...]
    qr: QrCode
    code: str
    photo: StoredPicture | Picture | None = None
    agenda: tuple[AgendaDay, ...] = ()
    # The index of its agenda among the document's distinct agendas; -1 without one.
    agenda_number: int = -1
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlacedElement:
    """An element of the layout with the parts that all badges share: its text in one language, its logo."""

    kind: str
    side: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    largest_pt: float
    smallest_pt: float
    weight: str
    align: str
    valign: str
    colour: str
    fill: str
    corner_mm: float
    words: str
    shown: Picture | None


@dataclass(frozen=True)
class Badges:
    """A document of badges. `own_template` is the source of a typst template in place of ours, '' for none."""

    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[BadgeCard, ...]
    elements: tuple[PlacedElement, ...]
    conference: str
    dates: str
    accent: str
    has_back: bool = False
    background: Picture | None = None
    background_back: Picture | None = None
    agendas: tuple[tuple[AgendaDay, ...], ...] = ()
    own_template: str = field(default="", repr=False)


@dataclass(frozen=True)
class BadgeDesignParts:
    """The parts of a design: the layout, the pictures that it names ("background" …), and a template of its own."""

    layout: BadgeLayout
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    own_template: str = ""


def default_design(sheet: str) -> BadgeDesignParts:
    """Return the ready-made design for a paper of SHEETS."""
    return BadgeDesignParts(default_layout(sheet))


def badges_of(
    conference: Conference,
    rows: Sequence[Registration] | RegistrationQuerySet,
    design: BadgeDesignParts,
    *,
    language: str,
) -> Badges:
    """Return the badges of these registrations (with_names) in a design, in a constant number of queries."""
    writer = BadgeWriter(conference, design.layout, language)
    cards = [card for batch in in_batches(rows) for card in writer.cards(batch)]
    return document_of_badges(conference, design, cards, language=language)


def in_batches(
    rows: Sequence[Registration] | RegistrationQuerySet,
    *,
    only: Collection[str] | None = None,
    order: Callable[[Registration], Any] | None = None,
) -> Iterator[list[Registration]]:
    """Yield the registrations some at a time.

    Ten thousand rows with all that belongs to them are never in memory together, neither here nor in the
    database, which sorts their keys alone. `only` are the ids wanted of a query, however many; `order` sorts a query
    by person and category, where that of the database is not meant.
    """
    if not isinstance(rows, QuerySet):
        yield from (list(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))
        return
    if only is not None and len(only) <= BATCH:
        rows = rows.filter(pk__in=only)
    every: Iterable[UUID]
    if order is None:
        every = rows.values_list("pk", flat=True)
    else:
        bare_rows = (
            rows.order_by()
            .select_related(None)
            .prefetch_related(None)
            .select_related("person", "category")
            .only(*ORDERED_BY)
        )
        placed = (
            (order(row), row.pk)
            for row in bare_rows.iterator(chunk_size=BATCH)
            if only is None or str(row.pk) in only
        )
        every = [key for _place, key in sorted(placed)]
    keys = [key for key in every if only is None or str(key) in only]
    for start in range(0, len(keys), BATCH):
        rows_by_pk = Registration.objects.with_shared_names().in_bulk(keys[start : start + BATCH])
        yield [rows_by_pk[key] for key in keys[start : start + BATCH] if key in rows_by_pk]


def sample_badges(
    conference: Conference, design: BadgeDesignParts, *, language: str, category: Category | None = None
) -> Badges:
    """Return one badge of nobody, with every field filled, for a designer before anyone is registered."""
    category = category or Category(
        name={conference.default_language: _("Participant")}, letter="P", colour="#1f4e79", zones="A B 1"
    )
    writer = BadgeWriter(conference, design.layout, language)
    card = BadgeCard(
        name=_("Nodira Karimova"),
        second_name="Нодира Каримова",
        person={badge.kind: str(badge.sample) for badge, _field in ON_BADGES},
        entity=_("Ministry of Justice"),
        function=_("Head of delegation"),
        qr=QrCode(ticket_url(conference, "0" * 12), _("QR code of the badge")),
        code=shown_code("0" * 12),
        agenda=writer.agendas.of("") if writer.agendas else (),
        **writer.style(category),
    )
    return document_of_badges(conference, design, [card], language=language)


def render_badges(badges: Badges) -> bytes:
    """Return the badges as PDF. Raises Refused if a template of one's own cannot be used."""
    from confman.documents.rendering.card_engine import render_cards

    complete_badges = _with_agendas(badges)
    return render_cards(
        TEMPLATE, complete_badges, language=badges.meta.language, own_template=badges.own_template
    )


def _with_agendas(badges: Badges) -> Badges:
    """Fit each distinct agenda once: finding its largest size takes a hundred times as long as for a name."""
    numbers: dict[tuple[AgendaDay, ...], int] = {}
    cards = tuple(
        dataclasses.replace(card, agenda=(), agenda_number=numbers.setdefault(card.agenda, len(numbers)))
        if card.agenda
        else card
        for card in badges.cards
    )
    return dataclasses.replace(badges, cards=cards, agendas=tuple(numbers))


def document_of_badges(
    conference: Conference,
    design: BadgeDesignParts,
    cards: Iterable[BadgeCard],
    *,
    language: str,
    bleeds: bool = False,
) -> Badges:
    """Return the cards of a design, and the values that all of them share; with a bleed for a printing house."""
    layout = design.layout
    logos = _logos(conference, layout)
    city = in_document(conference.city, conference, language)
    dates = document_dates(conference.starts_on, conference.ends_on, language)
    return Badges(
        meta=document_meta(conference, language=language, title=_("Badges")),
        sheet=layout.card_sheet.with_bleed() if bleeds else layout.card_sheet,
        cards=tuple(cards),
        elements=tuple(_placed(element, conference, language, logos) for element in layout.elements),
        conference=in_document(conference.title, conference, language),
        dates=", ".join(part for part in (city, dates) if part),
        accent=text_colour_of(conference.colour),
        has_back=layout.has_back,
        background=design.pictures.get(layout.background),
        background_back=design.pictures.get(layout.background_back),
        own_template=design.own_template,
    )


def _placed(
    element: BadgeElement, conference: Conference, language: str, logos: Mapping[str, Picture | None]
) -> PlacedElement:
    values = {entry.name: getattr(element, entry.name) for entry in dataclasses.fields(element)}
    values["words"] = in_document(TranslatedText.of(values.pop("text")), conference, language)
    logo = values.pop("picture")
    values["shown"] = logos.get(logo) if element.kind == "logo" else None
    return PlacedElement(**values)


def _logos(conference: Conference, layout: BadgeLayout) -> dict[str, Picture | None]:
    """Return the logos on the badge: "" is the conference's, the others are of its partners, by their id."""
    picture_ids = {element.picture for element in layout.elements if element.kind == "logo"}
    logos: dict[str, Picture | None] = {}
    if "" in picture_ids:
        logos[""] = logo_picture(conference.logo, str(conference.title))
    if picture_ids - {""}:
        for partner in conference.partners.all():
            if str(partner.pk) in picture_ids:
                logos[str(partner.pk)] = logo_picture(partner.logo, str(partner.name))
    return logos


class BadgeWriter:
    """Writes the card of a registration; what depends only on the category is computed once."""

    def __init__(self, conference: Conference, layout: BadgeLayout, language: str) -> None:
        self.conference, self.layout, self.language = conference, layout, language
        self.agendas = BadgeAgendas(conference, language) if layout.shows("agenda") else None
        self.styles: dict[Any, dict[str, Any]] = {}
        self.photo_consents: set[UUID] = set()

    def cards(self, rows: Sequence[Registration]) -> list[BadgeCard]:
        """Return the cards of these registrations (with_names): one query at most."""
        if self.layout.shows("photo"):
            self.photo_consents = photo_consents([row.person_id for row in rows])
        return [self._card(row) for row in rows]

    def _card(self, row: Registration) -> BadgeCard:
        person, conference, language = row.person, self.conference, self.language
        name = badge_name(person, conference, language)
        token = row.ticket_token or ""
        return BadgeCard(
            name=name,
            second_name=second_name(person, conference, name),
            person={
                badge.kind: in_document(getattr(person, field.name), conference, language)
                for badge, field in ON_BADGES
            },
            entity=entity_of(row, conference, language),
            function=str(row.get_function_display()) if row.function else "",
            qr=QrCode(ticket_url(conference, token) if token else "", _("QR code of the badge")),
            code=shown_code(token),
            photo=StoredPicture(str(person.photo.name), name, PHOTO_WIDTH)
            if person.pk in self.photo_consents and person.photo
            else None,
            agenda=self.agendas.of(person.pk) if self.agendas else (),
            **self.style(row.category),
        )

    def style(self, category: Category) -> dict[str, Any]:
        """Return what a badge shows of its category: the same for all who have it."""
        if category.pk not in self.styles:
            rule = self.layout.style_of(str(category.pk))
            colour = rule.colour or category.colour
            self.styles[category.pk] = {
                "category": in_document(category.name, self.conference, self.language),
                "letter": rule.letter or category.letter,
                "colour": colour,
                "on_colour": text_on(colour),
                "ink": text_colour_of(colour),
                "zones": category.zone_list,
                "without": rule.without,
            }
        return self.styles[category.pk]
