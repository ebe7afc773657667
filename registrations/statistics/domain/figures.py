"""The figures of participation, each with its definition."""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from confman.conferences.models import Conference, RegistrationMode
from confman.people.models import PersonLevel, Sector, Sex
from confman.translation.text import TranslatedText
from confman.web.search import fold
from registrations.attendance.domain.share import AttendanceReader
from registrations.attendance.models import CheckpointKind, Direction, Scan
from registrations.core.domain.small_cells import small_groups, suppress, suppress_total
from registrations.core.models.category import Category
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.lifecycle.table import MEASURES, REGISTERED


@dataclass(frozen=True)
class Dimension:
    """A property by which people are counted: the path to it from a registration, and the label of a group's key.

    `only_reported`: in the report to a donor alone. Categories and institutions have their labels in the data.
    """

    title: Promise
    column: Promise
    path: str = ""
    label: Callable[[str], object] | None = None
    only_reported: bool = False


DIMENSIONS = {
    "sex": Dimension(gettext_lazy("By sex"), gettext_lazy("Sex"), "person__sex", lambda key: Sex(key).label),
    "country": Dimension(
        gettext_lazy("By country"),
        gettext_lazy("Country"),
        "person__country",
        lambda key: countries.name(key) or key,
    ),
    "sector": Dimension(
        gettext_lazy("By sector"), gettext_lazy("Sector"), "person__sector", lambda key: Sector(key).label
    ),
    "category": Dimension(gettext_lazy("By category"), gettext_lazy("Category"), "category_id"),
    "level": Dimension(
        gettext_lazy("By level"),
        gettext_lazy("Level"),
        "person__level",
        lambda key: PersonLevel(key).label,
        only_reported=True,
    ),
    "institution": Dimension(gettext_lazy("By institution"), gettext_lazy("Institution"), only_reported=True),
}
_PATHS = {key: dimension.path for key, dimension in DIMENSIONS.items() if dimension.path}

DEFINITIONS: dict[str, Promise] = {
    **{key: measure.definition for key, measure in MEASURES.items()},
    "attendances": gettext_lazy("Session attendance: one person at one session."),
    "participant_days": gettext_lazy("Participant-day: one person on one day."),
    "categories": gettext_lazy("Staff, interpreters and press are not counted."),
    "suppression": gettext_lazy(
        "Figures under five are not shown (–), nor are those from which they could be computed; groups of fewer than "
        "five are not named and are shown together in one line."
    ),
}
# The line of the groups that are too small to be named.
SMALL = "smaller"


def _count(measure: str) -> property:
    return property(lambda figures: figures.counts[measure])


@dataclass(frozen=True)
class _Counts:
    """The number of persons in each measure, by its key, in the order of MEASURES. None: suppressed, never zero."""

    counts: Mapping[str, int | None]

    registered = _count("registered")
    approved = _count("approved")
    attended = _count("attended")


@dataclass(frozen=True)
class FigureRow(_Counts):
    """One line of a breakdown."""

    key: str
    label: str


@dataclass(frozen=True)
class Breakdown:
    """The people by one property, largest group first; what is not stated comes last.

    `represented` is how many groups have someone who attended, also of those that are too small to be named.
    """

    key: str
    title: str
    rows: tuple[FigureRow, ...]
    represented: int = 0

    @property
    def column(self) -> str:
        """Return the head of the column of its groups."""
        return str(DIMENSIONS[self.key].column)

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the columns of its rows."""
        return tuple(self.rows[0].counts) if self.rows else ()


@dataclass(frozen=True)
class ParticipationFigures(_Counts):
    """Totals and breakdowns."""

    attendances: int | None
    participant_days: int | None
    by: Mapping[str, Breakdown]  # in the order of DIMENSIONS
    definitions: tuple[str, ...] = field(default=())

    @property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Return those that are not in reports to donors alone."""
        return tuple(breakdown for key, breakdown in self.by.items() if not DIMENSIONS[key].only_reported)


@dataclass(frozen=True)
class _Counted:
    """One person in the figures, by the newest of the registrations that count."""

    registration: UUID
    measures: frozenset[str]
    keys: dict[str, str]
    institution: str = ""


def participation_figures(
    conference: Conference, *, suppressed: bool = True, also: Mapping[str, Iterable[str]] | None = None
) -> ParticipationFigures:
    """Count registered, approved and attended, in total and by sex, country, sector, category, level, institution.

    Only those in categories that count as participants. Four queries. Practice data count only while there are no
    others. `suppressed=False` is for the secretariat's own pages. `also` names lines of a breakdown ("country": ["UZ"])
    to include though nobody is counted in them.
    """
    rows = _counted_rows(conference)
    people = _people(rows)
    names = {str(category.pk): str(category.name) for category in Category.objects.of(conference)}
    # The delegation as invited, else the organization as the person wrote it.
    names |= {person.keys["institution"]: person.institution for person in people}
    days, sessions = _presences(conference, rows)
    number: Callable[[int], int | None] = suppress_total if suppressed else int
    totals = {key: number(sum(key in person.measures for person in people)) for key in MEASURES}
    totals = {key: total for key, total in totals.items() if total or not MEASURES[key].only_if_any}
    make = _Breakdowns(people, tuple(totals), suppressed, also or {})
    notes = list(totals)
    notes += ["attendances"] if sessions else []
    notes += ["participant_days", "categories"]
    notes += ["suppression"] if suppressed else []
    return ParticipationFigures(
        counts=totals,
        attendances=number(sessions),
        participant_days=number(days),
        by={
            key: make.by(key, str(dimension.title), dimension.label or (lambda key: names.get(key, key)))
            for key, dimension in DIMENSIONS.items()
        },
        definitions=tuple(str(DEFINITIONS[note]) for note in notes),
    )


def totals_of(conferences: Iterable[Conference]) -> dict[UUID, dict[str, int | None]]:
    """Return the totals of several conferences, as `participation_figures` counts them for each; one query.

    Each total is suppressed by itself.
    """
    is_practice = Q(conference__registration_mode=RegistrationMode.PRACTICE)
    rows = (
        Registration.objects.filter(conference__in=list(conferences))
        .filter(is_practice & Q(is_practice=True) | ~is_practice & Q(is_practice=False))
        .counted()
        .annotate(scanned=Exists(Scan.objects.admitted().filter(registration=OuterRef("pk"))))
    )
    conditions = {key: Q(scanned=True) if measure.is_seen else Q() for key, measure in MEASURES.items()}
    counts = {
        f"total_{key}": Count(
            "person", distinct=True, filter=Q(status__in=measure.statuses) & conditions[key]
        )
        for key, measure in MEASURES.items()
    }
    grouped = rows.order_by().values("conference").annotate(**counts).values_list("conference", *counts)
    return {
        conference: {key: suppress_total(number) for key, number in zip(MEASURES, numbers, strict=True)}
        for conference, *numbers in grouped
    }


def registrations_counted(
    conference: Conference, *, dimension: str, key: str, measure: str
) -> RegistrationQuerySet:
    """Return the registrations behind one figure of `participation_figures`.

    `dimension` 'total' is everyone, `key` SMALL all groups without a line of their own. Raises ValueError for
    a dimension or a measure that no figure has.
    """
    if dimension not in ("total", *DIMENSIONS) or measure not in MEASURES:
        raise ValueError(f"There is no figure “{measure}” by “{dimension}”.")
    people = _people(_counted_rows(conference))
    small = _small(people, dimension) if key == SMALL else {key}
    registration_ids = [
        person.registration
        for person in people
        if measure in person.measures and (dimension == "total" or person.keys[dimension] in small)
    ]
    return Registration.objects.of(conference).filter(pk__in=registration_ids)


def _counted_rows(conference: Conference) -> RegistrationQuerySet:
    return Registration.objects.of(conference).filter(is_practice=conference.is_practice).counted()


def _people(rows: RegistrationQuerySet) -> list[_Counted]:
    """Return one entry for each person: someone who cancelled and came back is one human being."""
    scanned = Exists(Scan.objects.admitted().filter(registration=OuterRef("pk")))
    values = (
        rows.filter(status__in=REGISTERED)
        .annotate(scanned=scanned)
        .order_by()
        .values_list(
            "person_id",
            "status",
            "scanned",
            "delegation__name",
            "delegation__kind",
            "person__organization",
            "pk",
            *_PATHS.values(),
        )
    )
    people: dict[UUID, _Counted] = {}
    for person, status, was_scanned, delegation, kind, organization, pk, *groups in values:
        keys = {key: str(group or "") for key, group in zip(_PATHS, groups, strict=True)}
        # A State sends people of several institutions, and is none itself.
        institution = organization if kind == DelegationKind.STATE else delegation or organization
        keys["institution"] = _institution_key(institution)
        measures = frozenset(
            key
            for key, measure in MEASURES.items()
            if status in measure.statuses and (was_scanned or not measure.is_seen)
        )
        people[person] = _Counted(pk, measures, keys, str(TranslatedText.of(institution)))
    return list(people.values())


def _institution_key(name: object) -> str:
    """Return one key for an institution, however its name is capitalized; short enough for an address."""
    folded = fold(TranslatedText.of(name).in_language("en"))
    return hashlib.blake2s(folded.encode(), digest_size=10).hexdigest() if folded else ""


def _presences(conference: Conference, rows: RegistrationQuerySet) -> tuple[int, int]:
    """Count participant-days, and attendances of sessions: each person once a day, once a session.

    Sessions are those at whose doors someone was recorded, and those attended behind the door of a room,
    computed as for certificates; where a room was scanned that takes the queries of AttendanceReader.
    """
    scans = (
        Scan.objects.of(conference)
        .admitted()
        .filter(direction=Direction.IN, registration__in=rows.approved().order_by())
        .order_by()
        .values_list(
            "registration_id", "at", "checkpoint__session_id", "checkpoint__kind", "checkpoint__room_id"
        )
    )
    days, sessions, in_rooms = set(), set(), set()
    for registration, at, session, kind, room in scans.iterator():
        days.add((registration, conference.local(at).date()))
        if session:
            sessions.add((registration, session))
        elif kind == CheckpointKind.ROOM and room:
            in_rooms.add(registration)
    if in_rooms:
        attended = AttendanceReader(conference).all()
        sessions |= {(key, UUID(session.id)) for key in in_rooms for session in attended[key].sessions}
    return len(days), len(sessions)


@dataclass(frozen=True)
class _Breakdowns:
    people: list[_Counted]
    measures: tuple[str, ...]
    suppressed: bool
    also: Mapping[str, Iterable[str]]

    def by(self, property_name: str, title: str, label: Callable[[str], object]) -> Breakdown:
        """Break the counted people down by one property, each column suppressed by itself."""
        columns: dict[str, Counter[str]] = defaultdict(Counter)
        for person in self.people:
            key = person.keys[property_name]
            for measure in self.measures:
                columns[measure][key] += measure in person.measures
        for key in self.also.get(property_name, ()):
            columns["registered"].setdefault(key, 0)
        represented = sum(number > 0 for key, number in columns["attended"].items() if _is_stated(key))
        if self.suppressed and (small := _small(self.people, property_name)):
            for column in columns.values():
                column[SMALL] = sum(column.pop(key, 0) for key in small)

        def name_of(key: str) -> str:
            if key == SMALL:
                return _("groups of fewer than five")
            return str(label(key)) if _is_stated(key) else _("not stated")

        names = {key: name_of(key) for key in columns["registered"]}
        # Groups of the same size are in the reader's alphabetical order.
        keys = sorted(
            names,
            key=lambda key: (not _is_stated(key), key == SMALL, -columns["registered"][key], names[key]),
        )
        counts_by_measure: dict[str, dict[str, int | None]] = {}
        for measure in self.measures:
            cells = {key: columns[measure][key] for key in keys}
            counts: dict[str, int | None] = suppress(cells) if self.suppressed else {**cells}
            if not (MEASURES[measure].only_if_any and None in counts.values()):
                counts_by_measure[measure] = counts
        return Breakdown(
            key=property_name,
            title=title,
            represented=represented,
            rows=tuple(
                FigureRow(
                    counts={measure: cells[key] for measure, cells in counts_by_measure.items()},
                    key=key,
                    label=names[key],
                )
                for key in keys
            ),
        )


def _small(people: list[_Counted], property_name: str) -> frozenset[str]:
    """Return the groups that are not named where figures are suppressed. Those who state nothing are not a group."""
    sizes = Counter(person.keys[property_name] for person in people)
    return frozenset(key for key in small_groups(sizes) if _is_stated(key))


def _is_stated(key: str) -> bool:
    return key not in ("", Sex.NOT_STATED)


@dataclass(frozen=True)
class Day:
    """The state at the end of a day, in the conference's zone."""

    day: dt.date
    registered: int
    approved: int


def registrations_by_day(conference: Conference) -> list[Day]:
    """Return one entry for each day on which something changed, cumulatively; one query.

    As the figures count: those in categories that count as participants, whose registration is valid today.
    People who have cancelled since are in no day: the last day equals the figures.
    """
    return _days(conference, _rows(conference))


def registrations_by_day_in_groups(conference: Conference, dimension: str) -> dict[str, list[Day]]:
    """Return the same for each line of a breakdown, by its key; the dimension has a path."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for key, *row in _rows(conference, DIMENSIONS[dimension].path):
        rows[str(key or "")].append(row)
    return {key: _days(conference, of_key) for key, of_key in rows.items()}


def _rows(conference: Conference, *columns: str) -> QuerySet[Registration, Any]:
    return (
        Registration.objects.of(conference)
        .filter(is_practice=conference.is_practice, status__in=REGISTERED)
        .counted()
        .order_by()
        .values_list(*columns, "person_id", "status", "submitted_at", "created_at", "decided_at")
    )


def _days(conference: Conference, rows: Iterable[Sequence[Any]]) -> list[Day]:
    registered: dict[object, dt.date] = {}
    approved: dict[object, dt.date] = {}
    for person, status, submitted_at, created_at, decided_at in rows:
        begun = conference.local(submitted_at or created_at).date()
        registered[person] = min(begun, registered.get(person, begun))
        if status in MEASURES["approved"].statuses:
            approved[person] = max(conference.local(decided_at or created_at).date(), begun)
    came, admitted = Counter(registered.values()), Counter(approved.values())
    days, total, of_them = [], 0, 0
    for day in sorted({*came, *admitted}):
        total += came[day]
        of_them += admitted[day]
        days.append(Day(day, total, of_them))
    return days
