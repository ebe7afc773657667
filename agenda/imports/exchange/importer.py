"""Turns a schedule into the working agenda: all of it, or nothing unless the user says otherwise."""

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.history.domain.snapshots import Parts
from agenda.history.domain.steps import Recorder
from agenda.history.domain.undo import editing_step
from agenda.imports.exchange.resolver import Resolver, SessionDraft, normal_languages
from agenda.imports.exchange.writer import ImportChoices, SessionWriter
from agenda.programme.exchange.schedule import Schedule, zone_named
from agenda.rooms.domain import settings_to_change
from agenda.rooms.models import Room
from agenda.sessions.domain.frame import replace_frame
from agenda.sessions.models.session import Session, SessionRole
from agenda.sessions.undo import SESSIONS
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.creation import create_conference
from confman.conferences.models import Conference, Theme
from confman.conferences.models.conference import validate_timezone
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from confman.web.uploads.imports import import_summary

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
# Long texts are cut in the table: the beginning is enough to recognize them.
_MAX_LENGTH = 200


@dataclass(frozen=True)
class ImportedLine:
    """A session of the file: its place there, and what becomes of it. `changes` are (field, before, after)."""

    place: str
    title: str
    when: str
    room: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()


def imported_lines(
    writer: SessionWriter, before: dict[str, Parts], after: dict[str, Parts]
) -> list[ImportedLine]:
    """Return the lines of what a writer has just written, in the order of the file."""
    formatter = _ChangeWords(writer)
    new = {session.pk for session in writer.new}
    lines = []
    for session, draft in writer.stored:
        key = str(session.pk)
        changes = () if session.pk in new else formatter.changes(before[key], after[key])
        if session.pk in writer.with_other_materials and session.pk not in new:
            changes += ((_("materials"), "", _("other than before")),)
        lines.append(
            ImportedLine(
                place=draft.event.place,
                title=str(session.title),
                when=formatter.moment(session.start),
                room=formatter.room(session.room_id),
                state=NEW if session.pk in new else CHANGED if changes else UNCHANGED,
                changes=changes,
            )
        )
    return lines


class _ChangeWords:
    """Puts parts of snapshots into words for people; names are looked up once."""

    def __init__(self, writer: SessionWriter) -> None:
        conference = self.conference = writer.conference
        self._new_people = writer.people
        self._rooms = {str(room.pk): str(room) for room in Room.objects.of(conference)}
        self._themes = {str(theme.pk): str(theme) for theme in Theme.objects.filter(conference=conference)}

    @cached_property
    def _people(self) -> dict[str, str]:
        """Return the people of the conference and those the file would add; queried only where roles differ."""
        stored = Person.objects.of(self.conference).only("name")
        return {str(person.pk): str(person) for person in [*stored, *self._new_people]}

    def changes(self, before: Parts, after: Parts) -> tuple[tuple[str, str, str], ...]:
        lines: list[tuple[str, str, str]] = []
        for name in after:
            if not SESSIONS.same(name, before[name], after[name]):
                lines += self._part(name, before[name], after[name])
        return tuple(lines)

    def room(self, key: object) -> str:
        return self._rooms.get(str(key), "") if key else ""

    def moment(self, value: dt.datetime | None) -> str:
        return date_format(self.conference.local(value), "SHORT_DATETIME_FORMAT") if value else ""

    def _part(self, name: str, before: Any, after: Any) -> list[tuple[str, str, str]]:
        if name == "when":
            rows = [(part, self._value(part, before[part]), self._value(part, after[part])) for part in after]
        elif name == "items":
            rows = [(part, self._rows(part, before[part]), self._rows(part, after[part])) for part in after]
        elif isinstance(after, dict):
            keys = sorted({*before, *after})
            labels = [name if name == "extra" else f"{name} {key}" for key in keys]
            rows = [
                (label, before.get(key, ""), after.get(key, ""))
                for label, key in zip(labels, keys, strict=True)
            ]
        else:
            rows = [(name, self._value(name, before), self._value(name, after))]
        short = ((self._label(part), _short(old), _short(now)) for part, old, now in rows if old != now)
        return [row for row in short if row[1] != row[2] or name != "extra"]

    def _label(self, name: str) -> str:
        field, _space, language = name.partition(" ")
        label = {"items": _("items"), "roles": _("roles"), "extra": _("kept from the file")}.get(field)
        if label is None:
            label = str(Session._meta.get_field(field.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]
        return f"{label} ({language})" if language else label

    def _value(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if name in ("start", "end"):
            return self.moment(dt.datetime.fromisoformat(value))
        if name == "room_id":
            return self.room(value)
        if name == "theme_id":
            return self._themes.get(value, "")
        if name == "links":
            return ", ".join(link["url"] for link in value)
        field: Any = Session._meta.get_field(name)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _rows(self, name: str, rows: list[Parts]) -> str:
        if name == "items":
            return "; ".join(str(TranslatedText.of(row["title"])) for row in rows)
        return "; ".join(
            f"{SessionRole.Role(row['role']).label}: {self._people.get(row['person_id'], '')}" for row in rows
        )


def _short(value: object) -> str:
    text = "" if value in (None, "", [], {}) else " ".join(str(value).split())
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"


# Nobody reads more lines than this; the number of the rest is given.
MAX_LINES = 50


@dataclass
class ScheduleReport:
    """The result of an import. `messages` says, a line each, what was mended, assumed or left out.

    A trial with `with_lines` also has `lines`, one for each session, and `seen`: the revisions of the sessions it
    compared.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    people: int = 0
    rooms: int = 0
    themes: int = 0
    messages: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    replaced: int = 0
    dry_run: bool = False
    lines: list[ImportedLine] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """Return one sentence for the end of a command or the head of a page."""
        refused = len(self.refused)
        return import_summary(
            (self.created, ngettext("%d session added", "%d sessions added", self.created)),
            (self.updated, ngettext("%d session changed", "%d sessions changed", self.updated)),
            (
                self.replaced,
                ngettext(
                    "%d session of the frame removed", "%d sessions of the frame removed", self.replaced
                ),
            ),
            (self.people, ngettext("%d person added", "%d people added", self.people)),
            (self.rooms, ngettext("%d room added", "%d rooms added", self.rooms)),
            (self.themes, ngettext("%d theme added", "%d themes added", self.themes)),
            unchanged=self.unchanged,
            left=[(refused, ngettext("%d session refused", "%d sessions refused", refused))],
        )


class ScheduleRefused(Refused):
    """Nothing was written; `lines` says why, a line for each fault."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        first_lines = "\n".join(lines[:MAX_LINES])
        super().__init__(
            _("Nothing was imported: %(count)d faults. %(lines)s")
            % {"count": len(lines), "lines": first_lines.replace("\n", " ")}
        )


class _Undo(Exception):
    """Rolls back what a trial has written."""


def import_schedule(
    conference: Conference,
    schedule: Schedule,
    *,
    by: User,
    dry_run: bool = False,
    with_lines: bool = False,
    seen: Mapping[str, int] | None = None,
    progress: Callable[[int], None] = lambda _percent: None,
    first: Callable[[], None] = lambda: None,
    along: Callable[[ScheduleReport], None] = lambda _report: None,
    **choices: Any,
) -> ScheduleReport:
    """Write a schedule into the working agenda. Sessions known by their guid are updated, the others are new.

    What the file does not have stays: other sessions, texts in other languages, roles given here. Naive times
    are in the zone of the file, else `timezone`, else the conference's. Raises ScheduleRefused if an event
    cannot be used, unless `skip_bad`; nothing is written then. `choices` are those of ImportChoices.

    With `with_lines`, a trial lists for each session what would change. `seen` is what that trial has seen: raises
    StaleRevision where someone has changed one of these sessions since. `progress` receives the percentage
    before writing; in the transaction that writes, `first` is called before, and `along` with what was written. A
    user's import of moderate size is one step of the editor, to be undone there.
    """
    answers = ImportChoices(**choices)
    report = ScheduleReport(dry_run=dry_run)
    report.messages += schedule.messages
    zone = _zone(conference, schedule, answers.timezone, report)
    schedule.language = answers.language or schedule.language
    resolver = Resolver(conference, schedule, zone)
    drafts = resolver.drafts(progress)
    report.messages += [*resolver.messages, *_outside(conference, drafts)]
    report.refused += schedule.refused + resolver.refused
    if report.refused and not answers.skip_bad and not with_lines:
        raise ScheduleRefused(report.refused)
    writer = SessionWriter(conference, schedule, by, answers, is_trial=dry_run)
    writer.prepare(drafts)
    try:
        with editing_step(conference, by=by, action="agenda.imported", all_along=True) as recorder:
            first()
            if answers.replace_frame:
                report.replaced = replace_frame(conference, by=by)
            _write(writer, drafts, recorder, report, with_lines, seen)
            _remember(conference, schedule, recorder)
            counts = {"created": report.created, "updated": report.updated, "refused": len(report.refused)}
            record_audit("agenda.imported", by=by, target=conference, label=conference.slug, details=counts)
            if dry_run:
                raise _Undo
            along(report)
    except _Undo:
        pass
    clear_rights(by)
    return report


def _outside(conference: Conference, drafts: list[SessionDraft]) -> list[str]:
    """Warn of sessions on other days than the conference: most often the wrong file, or last year's."""
    days = [draft.session.conference_day for draft in drafts]
    count = sum(not conference.starts_on <= day <= conference.ends_on for day in days if day)
    if not count:
        return []
    message = ngettext(
        "%(count)d session lies outside the days of the conference (%(first)s to %(last)s).",
        "%(count)d sessions lie outside the days of the conference (%(first)s to %(last)s).",
        count,
    )
    return [message % {"count": count, "first": conference.starts_on, "last": conference.ends_on}]


def _write(
    writer: SessionWriter,
    drafts: list[SessionDraft],
    recorder: Recorder,
    report: ScheduleReport,
    with_lines: bool,
    seen: Mapping[str, int] | None,
) -> None:
    """Lock the known sessions, write, and report or record what became of them."""
    existing = writer.lock([draft.session.guid for draft in drafts])
    report.seen = {guid: session.revision for guid, session in existing.items()}
    if seen is not None and report.seen != dict(seen):
        raise StaleRevision(
            _("Someone has changed sessions of this file meanwhile, so nothing was imported. Look again."),
            None,
        )
    recorder.records = recorder.records and not report.dry_run
    keys = [session.pk for session in existing.values()]
    before = SESSIONS.snapshots(keys) if with_lines else {}
    writer.write(drafts, existing, recorder)
    report.created, report.updated, report.unchanged = writer.counts
    report.people, report.rooms, report.themes = len(writer.people), len(writer.rooms), len(writer.themes)
    report.messages += writer.messages
    if with_lines:
        report.lines = imported_lines(writer, before, SESSIONS.snapshots(keys))


def import_as_new(
    slug: str, schedule: Schedule, *, by: User, dry_run: bool = False, **choices: Any
) -> ScheduleReport:
    """Create the conference of a schedule, and its agenda: both, or neither. Raises as `import_schedule` does."""
    with transaction.atomic():
        conference, assumed = conference_of_schedule(
            schedule, slug, by=by, timezone=choices.get("timezone", "")
        )
        report = import_schedule(conference, schedule, by=by, dry_run=dry_run, **choices)
        transaction.set_rollback(dry_run)
    report.messages[:0] = assumed
    return report


def _zone(
    conference: Conference, schedule: Schedule, timezone: str, report: ScheduleReport
) -> zoneinfo.ZoneInfo:
    """Return the zone of times without an offset. Raises ScheduleRefused if the file needs one that does not exist."""
    if timezone:
        validate_timezone(timezone)
    naive = any(event.start and event.start.tzinfo is None for event in schedule.events)
    if schedule.timezone:
        if zone := zone_named(schedule.timezone):
            return zone
        missing = _("The file's time zone “%(zone)s” does not exist.") % {"zone": schedule.timezone}
        if naive and not timezone:
            raise ScheduleRefused([_("%(fault)s Say which one is meant.") % {"fault": missing}])
        report.messages.append(_("%(fault)s It was not used.") % {"fault": missing})
    if timezone:
        return zoneinfo.ZoneInfo(timezone)
    if naive and not schedule.timezone:
        report.messages.append(
            _("The file names no time zone: its times were taken as those of %(zone)s.")
            % {"zone": conference.timezone}
        )
    return conference.zone


def _remember(conference: Conference, schedule: Schedule, recorder: Recorder) -> None:
    """Keep what the file says of the conference as a whole, its tracks and rooms, to be written out again."""
    settings = settings_to_change(conference, recorder, along=True)
    facts = {
        "acronym": schedule.acronym,
        "conference": schedule.extra,
        "themes": {theme.name.get("", ""): theme.extra for theme in schedule.themes if theme.extra},
        "rooms": {
            room.name.get("", ""): {"guid": room.id, **room.extra}
            for room in schedule.rooms
            if room.id or room.extra
        },
    }
    settings.imported = {**settings.imported, **{key: value for key, value in facts.items() if value}}
    settings.save(update_fields=["imported"])


def conference_of_schedule(
    schedule: Schedule, slug: str, *, by: User, timezone: str = ""
) -> tuple[Conference, list[str]]:
    """Create a conference with the title, days, city and zone of a schedule; return it and what had to be assumed.

    It gets no frame of sessions: the schedule is its agenda. Raises Refused, ValidationError.
    """
    messages = []
    if timezone:
        validate_timezone(timezone)
    zone = schedule.timezone if zone_named(schedule.timezone) else timezone
    if not zone:
        zone = "UTC"
        messages.append(
            _("Neither the file nor --timezone names a time zone: UTC was taken. Change it in the settings.")
        )
    days = sorted(
        {day for event in schedule.events if (day := event.day or (event.start and event.start.date()))}
    )
    starts_on = min(filter(None, [schedule.starts_on, *days[:1]]), default=None)
    ends_on = max(filter(None, [schedule.ends_on, *days[-1:]]), default=None)
    if starts_on is None or ends_on is None:
        raise Refused(_("No event in the file has a date: the days of the conference are not known."))
    if ends_on - starts_on > dt.timedelta(days=60):
        raise Refused(
            _("The file's events lie between %(first)s and %(last)s: a conference lasts at most 60 days.")
            % {"first": starts_on, "last": ends_on}
        )
    conference = create_conference(
        by=by,
        slug=slug,
        title=schedule.title or slug,
        starts_on=starts_on,
        ends_on=ends_on,
        languages=_languages(schedule),
        timezone=zone,
        city=schedule.city,
        venue={_languages(schedule)[0]: schedule.venue} if schedule.venue else {},
        with_frame=False,
    )
    return conference, messages


def _languages(schedule: Schedule) -> list[str]:
    """Return the languages of the events, the commonest first; at most three, and English where none is named."""
    counter = Counter(code for event in schedule.events for code in normal_languages(event.language)[:1])
    codes_of_texts = {
        code for event in schedule.events for texts in (event.title, event.summary) for code in texts if code
    }
    common = [code for code, _count in counter.most_common(3)]
    declared = [schedule.language] if schedule.language else []
    return list(dict.fromkeys([*declared, *common, *sorted(codes_of_texts)])) or ["en"]
