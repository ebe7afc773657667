"""Moves a conference in: its programme and its people, in one transaction, with a report of what had no place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.imports.exchange.importer import ScheduleReport, conference_of_schedule, import_schedule
from agenda.programme.exchange.schedule import SchedulePerson
from agenda.sessions.models.session import SessionRole
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.changes import change_conference
from confman.conferences.models import Conference
from confman.people.domain.people import change_person
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.web.models import field_named
from registrations.core.models.registration import RegistrationStatus
from registrations.source_systems.exchange.attendee_writer import AttendeeWriter
from registrations.source_systems.exchange.description import SourceConference
from registrations.source_systems.exchange.files import SOURCES
from registrations.source_systems.models import Takeover
from registrations.spreadsheets.exchange.uploads import cut

# In the history.
TAKEN_OVER = "registrations.taken_over"
# Lines about sessions and people that a preview shows; the figures have all.
MAX_LINES = 100
# The figures of a report, in the order in which they are shown; those of nothing are left out.
FIGURES: dict[str, Any] = {
    "sessions_new": gettext_lazy("New sessions"),
    "sessions_changed": gettext_lazy("Changed sessions"),
    "sessions_unchanged": gettext_lazy("Unchanged sessions"),
    "rooms": gettext_lazy("New rooms"),
    "themes": gettext_lazy("New themes"),
    "speakers": gettext_lazy("New speakers"),
    "speakers_changed": gettext_lazy("Completed speakers"),
    "categories": gettext_lazy("New categories"),
    "questions": gettext_lazy("New questions"),
    "people_new": gettext_lazy("New participants"),
    "people_changed": gettext_lazy("Changed participants"),
    "people_unchanged": gettext_lazy("Unchanged participants"),
    "registrations": gettext_lazy("New registrations"),
    "answered": gettext_lazy("Registrations with other answers"),
    "cancelled": gettext_lazy("Cancelled since"),
    "check_ins": gettext_lazy("New check-ins"),
}
# Figures that say that something would be written.
_CHANGING = frozenset(FIGURES) - {"sessions_unchanged", "people_unchanged"}


@dataclass
class TakeoverReport:
    """The result of a takeover: what it wrote, or (a trial) would have written; plain values, as they are kept.

    `refused` are the lines that cannot be taken, `messages` what was assumed, `leftovers` what had no place.
    """

    source: str
    figures: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    leftovers: list[dict[str, Any]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        return any(self.figures.get(name) for name in _CHANGING)

    def __str__(self) -> str:
        """Return what was done in a sentence."""
        figures = ", ".join(f"{str(FIGURES[name]).lower()}: {count}" for name, count in self.figures.items())
        return _("Moved in from %(source)s. %(figures)s.") % {
            "source": SOURCES[self.source],
            "figures": figures[:1].upper() + figures[1:] if figures else _("Everything was here already"),
        }


class TakeoverRefused(Refused):
    """Nothing was written; `lines` says why, a line each."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        super().__init__(
            _("Nothing was moved in: %(count)d lines are wrong. %(lines)s")
            % {"count": len(self.lines), "lines": " ".join(self.lines[:3])}
        )


def import_conference(
    conference: Conference,
    incoming: SourceConference,
    *,
    by: User,
    timezone: str = "",
    skip_bad: bool = False,
    dry_run: bool = False,
    first: Callable[[], None] = lambda: None,
    along: Callable[[TakeoverReport], None] = lambda _report: None,
) -> TakeoverReport:
    """Move all that was understood into the conference: what is known is updated, the rest is new.

    Raises TakeoverRefused where a session or a person cannot be taken, unless `skip_bad`. A trial writes everything
    and takes it back, so that its report is what an import does. `first` is called before the writing, `along` after
    it, in the same transaction. Nobody is written to.
    """
    report = TakeoverReport(incoming.source, messages=list(incoming.messages))
    report.leftovers = [asdict(leftover) for leftover in incoming.leftovers]
    with transaction.atomic():
        first()
        report.messages += _complete_conference(conference, incoming, by=by)
        if _has_programme(incoming):
            _write_programme(conference, incoming, report, by=by, timezone=timezone)
        writer = AttendeeWriter(conference, incoming, by=by)
        writer.write()
        report.refused += writer.refused
        report.messages += writer.messages
        report.figures |= writer.figures
        report.figures = {name: report.figures[name] for name in FIGURES if report.figures.get(name)}
        report.people = _lines_of_people(writer)
        if dry_run:
            transaction.set_rollback(True)
            return report
        if report.refused and not skip_bad:
            raise TakeoverRefused(report.refused)
        _keep(conference, report, by=by, files=incoming.files)
        along(report)
    return report


def import_as_new_conference(
    slug: str, incoming: SourceConference, *, by: User, timezone: str = "", dry_run: bool = False, **how: Any
) -> TakeoverReport:
    """Create the conference of the files, with title, days and time zone, and move all in; both, or neither."""
    with transaction.atomic():
        conference, assumed = conference_of_schedule(incoming.schedule, slug, by=by, timezone=timezone)
        if len(incoming.title) > 1:
            conference.title = TranslatedText(incoming.title)
            conference.save(update_fields=["title"])
        report = import_conference(conference, incoming, by=by, timezone=timezone, dry_run=dry_run, **how)
        transaction.set_rollback(dry_run)
    report.messages[:0] = assumed
    return report


def _complete_conference(conference: Conference, incoming: SourceConference, *, by: User) -> list[str]:
    """Fill in what the conference does not say of itself yet; return what was taken, and what it keeps of its own."""
    changes, messages = {}, []
    for name, fact in incoming.facts.items():
        field = field_named(Conference, name)
        value, own_value = fact, getattr(conference, name)
        if isinstance(fact, Mapping):
            value = TranslatedText({code or conference.default_language: text for code, text in fact.items()})
        if not value or value == own_value:
            continue
        try:
            field.clean(value, conference)
        except ValidationError as error:
            facts = {"what": field.verbose_name, "fault": " ".join(error.messages)}
            messages.append(_("The conference: “%(what)s” was left out. %(fault)s") % facts)
        else:
            if own_value and own_value != field.get_default():
                messages.append(_("The conference keeps its own “%(what)s”.") % {"what": field.verbose_name})
            else:
                changes[name] = value
    if not changes:
        return messages
    change_conference(conference, by=by, **changes)
    names = ", ".join(str(field_named(Conference, name).verbose_name) for name in changes)
    return [_("Taken for the conference itself: %(names)s.") % {"names": names}, *messages]


def _has_programme(incoming: SourceConference) -> bool:
    schedule = incoming.schedule
    return bool(schedule.events or schedule.rooms or schedule.themes or schedule.refused)


def _write_programme(
    conference: Conference, incoming: SourceConference, report: TakeoverReport, *, by: User, timezone: str
) -> None:
    """Write the programme as an import of a schedule does, of which the editor can take back all."""
    import_report = import_schedule(
        conference, incoming.schedule, by=by, with_lines=True, timezone=timezone, skip_bad=True
    )
    report.refused += import_report.refused
    report.messages += import_report.messages
    report.sessions = _lines_of_sessions(import_report)
    report.figures |= {
        "sessions_new": import_report.created,
        "sessions_changed": import_report.updated,
        "sessions_unchanged": import_report.unchanged,
        "rooms": import_report.rooms,
        "themes": import_report.themes,
        "speakers": import_report.people,
        "speakers_changed": _complete_speakers(conference, incoming, by=by),
    }


def _complete_speakers(conference: Conference, incoming: SourceConference, *, by: User) -> int:
    """Fill in what is not known yet of speakers who were here before; return how many."""
    persons_by_id = {
        person.id: person for event in incoming.schedule.events for person in event.persons if person.id
    }
    roles = SessionRole.objects.filter(session__conference=conference, extra__id__in=list(persons_by_id))
    entries_by_person = {
        role.person: persons_by_id[str(role.extra["id"])]
        for role in roles.select_related("person__conference")
    }
    count = 0
    for person, entry in entries_by_person.items():
        if changes := _missing(person, entry):
            count += bool(change_person(person, by=by, **changes))
    return count


def _missing(person: Person, entry: SchedulePerson) -> dict[str, str]:
    values = {
        "email": entry.email,
        "organization": entry.organization[:300],
        "biography": entry.biography[:5000],
    }
    return {name: value for name, value in values.items() if value and not getattr(person, name)}


def _lines_of_sessions(import_report: ScheduleReport) -> list[dict[str, Any]]:
    order = {"changed": 0, "new": 1, "unchanged": 2}
    return [
        asdict(line) for line in sorted(import_report.lines, key=lambda line: order[line.state])[:MAX_LINES]
    ]


def _lines_of_people(writer: AttendeeWriter) -> list[dict[str, Any]]:
    if writer.resource is None:
        return []
    plan = writer.resource.plan
    rows = [*plan.in_state("changed"), *plan.in_state("new"), *plan.in_state("unchanged")]
    return [
        {
            "name": cut(str(row.name)),
            "detail": cut(row.detail),
            "place": writer.resource.place_of(row.line),
            "registered_as": str(RegistrationStatus(row.facts["status"]).label)
            if row.is_registered_anew
            else "",
            "state": row.state,
            "differences": [[cut(str(text)) for text in difference] for difference in row.differences],
        }
        for row in rows[:MAX_LINES]
    ]


def _keep(conference: Conference, report: TakeoverReport, *, by: User, files: Sequence[str]) -> None:
    """Keep the report, without the lines about sessions and people, which are in their records."""
    content = {name: getattr(report, name) for name in ("figures", "refused", "messages", "leftovers")}
    Takeover.objects.create(
        conference=conference,
        source=report.source,
        files=list(files),
        by=None if by.is_system else by,
        report=content,
    )
    record_audit(
        TAKEN_OVER,
        by=by,
        target=conference,
        label=conference.slug,
        details={"source": report.source, "refused": len(report.refused), "leftovers": len(report.leftovers)},
    )


def delete_examples(conference: Conference) -> None:
    """Take the examples out of the reports after someone was erased: they may be about that person."""
    for row in Takeover.objects.of(conference):
        leftovers = [{**leftover, "example": ""} for leftover in row.report.get("leftovers", [])]
        row.report = {**row.report, "leftovers": leftovers, "refused": [], "messages": []}
        row.save(update_fields=["report"])
