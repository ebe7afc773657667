"""The run of show: verbs that change cues and annotations, and the days of the working agenda with cues timed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import Hours
from agenda.history.domain.undo import editing_step
from agenda.run_of_show.domain.progress import (
    CueTimes,
    limit_passed,
    minutes_between,
    minutes_worked,
    times_of,
)
from agenda.run_of_show.models import Cue
from agenda.sessions.domain.sessions import record_of_session
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.database.changes import claim_revision
from confman.web.errors import Refused


@dataclass(frozen=True)
class Annotation:
    """Background and expected action of an item, each a text in several languages."""

    background: Mapping[str, str] | str = ""
    expected_action: Mapping[str, str] | str = ""


def annotate_items(
    session: Session, annotations: Mapping[Item, Annotation], *, by: User, revision: int | None
) -> int:
    """Write the annotations of items of a session; return how many changed. Readers see them with the next release.

    Raises StaleRevision if the session is no longer at `revision`, ValidationError where a text is too long.
    """
    language = session.conference.default_language
    changed = []
    for item, annotation in annotations.items():
        texts = {
            "background": TranslatedText.of(annotation.background, language),
            "expected_action": TranslatedText.of(annotation.expected_action, language),
        }
        if any(getattr(item, name) != text for name, text in texts.items()):
            for name, text in texts.items():
                setattr(item, name, text)
            item.clean_fields(exclude=["session"])
            changed.append(item)
    if not changed:
        return 0
    with editing_step(session.conference, by=by, action="agenda.items_annotated", touching=[session]):
        claim_revision(session, revision)
        Item.objects.bulk_update(changed, ["background", "expected_action"])
        record_of_session("items_annotated", session, by, {"items": len(changed)})
    return len(changed)


MAX_DELAY = 600
# A fixed time further from its session than this dates from before the session was moved.
NEAR = dt.timedelta(hours=2)
# In these many speak from their seats; in all others someone speaks at the lectern.
_FROM_THE_FLOOR = (Item.Kind.DISCUSSION, Item.Kind.QUESTIONS, Item.Kind.ADOPTION)


@dataclass(frozen=True)
class CueRow:
    """A cue as a form gives it; `id` of an existing one."""

    cue: str
    minutes: int = 5
    fixed_at: dt.datetime | None = None
    item: Item | None = None
    who: str = ""
    from_where: str = ""
    microphone: str = ""
    screen: str = ""
    languages: str = ""
    responsible: str = ""
    fallback: str = ""
    id: UUID | None = None


_FIELDS = tuple(entry.name for entry in fields(CueRow) if entry.name != "id")


# --- Verbs ------------------------------------------------------------------------------------------------


def save_cues(session: Session, rows: Sequence[CueRow], *, by: User, revision: int | None) -> None:
    """Set the session's cues to `rows`, in their order. What was noted on the day stays with its cue.

    Raises StaleRevision if the session is no longer at `revision`, ValidationError where a row is wrong.
    """
    with editing_step(session.conference, by=by, action="agenda.cues_changed", touching=[session]):
        claim_revision(session, revision)
        existing = {cue.pk: cue for cue in session.cues.all()}
        for position, row in enumerate(rows):
            cue = existing.pop(row.id, None) if row.id else None
            cue = cue or Cue(session=session)
            _write(cue, row, position)
        Cue.objects.filter(pk__in=existing).delete()
        record_of_session("cues_changed", session, by, {"cues": len(rows)})


def _write(cue: Cue, row: CueRow, position: int) -> None:
    for name in _FIELDS:
        setattr(cue, name, getattr(row, name))
    if cue.item is not None and cue.item.session_id != cue.session_id:
        raise ValidationError({"item": _("This item belongs to another session.")})
    cue.position = position
    cue.clean_fields(exclude=["session", "item"])
    if cue._state.adding:
        cue.save()
        return
    cue.revision += 1
    # Someone else may be noting at this moment that it begins, or is late.
    cue.save(update_fields=[*_FIELDS, "position", "revision"])


def make_cues_from_items(session: Session, *, by: User) -> int:
    """Add a cue for every item that has none; for a session without items, one for the whole. Return how many.

    Speakers, lengths and languages are taken from the agenda; the rest is filled in by hand. Raises StaleRevision if
    someone has changed the session since it was read.
    """
    item_keys = set(session.cues.exclude(item=None).values_list("item", flat=True))
    items = list(session.items.prefetch_related("roles__person"))
    spoken = _languages(session)
    rows = [
        CueRow(
            cue=str(item.title)[:300],
            minutes=item.minutes or 5,
            item=item,
            who=", ".join(str(role.person) for role in item.roles.all() if not role.is_declined)[:200],
            from_where="" if item.kind in _FROM_THE_FLOOR else _("podium"),
            microphone=_("floor microphones") if item.kind in _FROM_THE_FLOOR else _("lectern"),
            languages=spoken,
        )
        for item in items
        if item.pk not in item_keys
    ]
    present = list(session.cues.all())
    if not items and not present:
        length = minutes_between(session.start, session.end) if session.start and session.end else 30
        rows = [CueRow(cue=str(session.title)[:300], minutes=min(length, 1440), languages=spoken)]
    if rows:
        save_cues(session, [*map(row_of, present), *rows], by=by, revision=session.revision)
    return len(rows)


def row_of(cue: Cue) -> CueRow:
    """Return the cue as a form takes it."""
    return CueRow(id=cue.pk, **{name: getattr(cue, name) for name in _FIELDS})


@transaction.atomic
def begin_cue(cue: Cue, *, by: User, begun: bool = True) -> None:
    """Note that it begins now, or, with `begun` false, that it has not begun after all.

    Of two operators who press at once the first counts.
    """
    claim_revision(cue, None)
    cue.refresh_from_db(fields=["begun_at"])
    if begun == (cue.begun_at is not None):
        return
    cue.begun_at = timezone.now() if begun else None
    cue.save(update_fields=["begun_at"])
    record_of_session("cue_begun" if begun else "cue_not_begun", cue.session, by, {"position": cue.position})


@transaction.atomic
def delay_cue(cue: Cue, minutes: int, *, by: User) -> None:
    """Delay it by `minutes` (negative: bring it forward): those after it move with it, up to the next fixed one.

    Two operators who press at once both count. Raises Refused for one that has begun.
    """
    current = Cue.objects.select_for_update().get(pk=cue.pk)
    if current.begun_at is not None:
        raise Refused(_("It has begun already: its time is when it began."))
    cue.delay = min(max(current.delay + minutes, 0), MAX_DELAY)
    cue.revision = current.revision + 1
    cue.save(update_fields=["delay", "revision"])
    record_of_session("cue_delayed", cue.session, by, {"position": cue.position, "minutes": minutes})


def _languages(session: Session) -> str:
    """Return 'EN → RU, UZ': short, as technicians write it."""
    spoken = ", ".join(code.upper() for code in session.floor_languages)
    targets = ", ".join(
        code.upper() for code in session.listening_languages if code not in session.floor_languages
    )
    return (f"{spoken} → {targets}" if targets else spoken)[:120]


# --- Reading ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TimedCue:
    """A cue with its times.

    `over` are the interpreters who by its end have worked longer than they may; `stray`: its fixed time is
    far from the session, which was moved since.
    """

    cue: Cue
    times: CueTimes
    over: tuple[str, ...] = ()
    stray: bool = False


@dataclass(frozen=True)
class RunSession:
    """A session of the day with its cues. `runs_over` is by how many minutes they last longer than it does."""

    session: Session
    cues: tuple[TimedCue, ...]
    runs_over: int = 0


@dataclass(frozen=True)
class OverHours:
    """An interpreter whose day is too long."""

    name: str
    day: dt.date
    minutes: int
    longest: int


@dataclass(frozen=True)
class RunDay:
    date: dt.date
    sessions: tuple[RunSession, ...]
    over: tuple[OverHours, ...]


def run_of_show(conference: Conference, day: dt.date | None = None) -> list[RunDay]:
    """Return the working agenda by day, without cancelled sessions, cues timed. A constant number of queries."""
    rows = Session.objects.of(conference).scheduled().taking_place().prefetch_related("cues")
    sessions = [
        session for session in with_interpreters(rows) if day is None or session.conference_day == day
    ]
    longest = agenda_settings(conference).interpreter_minutes_a_day
    by_day = grouped((date, session) for session in sessions if (date := session.conference_day))
    return [_run_day(date, by_day[date], longest) for date in sorted(by_day)]


def _run_day(date: dt.date, sessions: list[Session], longest: int) -> RunDay:
    timed = {
        session.pk: times_of(session.start, list(session.cues.all())) for session in sessions if session.start
    }
    names: dict[UUID, str] = {}
    working: dict[UUID, list[Hours]] = defaultdict(list)
    at_work: dict[UUID, set[UUID]] = defaultdict(set)
    for session in sessions:
        for person, interval in shifts_of(session, timed[session.pk]):
            names[person.pk] = str(person)
            working[person.pk].append(interval)
            at_work[session.pk].add(person.pk)
    limit_by_interpreter = {key: limit_passed(intervals, longest) for key, intervals in working.items()}
    rows = []
    for session in sessions:
        cues = []
        for cue, times in zip(session.cues.all(), timed[session.pk], strict=True):
            over = sorted(
                names[key]
                for key in at_work[session.pk]
                if (moment := limit_by_interpreter[key]) is not None and times.ends > moment
            )
            cues.append(TimedCue(cue, times, tuple(over), _is_outside(cue, session)))
        runs_over = minutes_between(session.end, cues[-1].times.ends) if session.end and cues else 0
        rows.append(RunSession(session, tuple(cues), max(runs_over, 0)))
    return RunDay(
        date,
        tuple(rows),
        tuple(
            OverHours(names[key], date, minutes_worked(working[key]), longest)
            for key in sorted(names, key=lambda key: names[key])
            if limit_by_interpreter[key] is not None
        ),
    )


def _is_outside(cue: Cue, session: Session) -> bool:
    if cue.fixed_at is None or session.start is None:
        return False
    end = session.end or session.start
    return not session.start - NEAR <= cue.fixed_at <= end + NEAR


def with_interpreters(sessions: models.QuerySet[Session]) -> models.QuerySet[Session]:
    """Fetch with sessions their rooms, their turns, and as `interpreters` the roles of that kind: for `shifts_of`."""
    roles = SessionRole.objects.filter(role=SessionRole.Role.INTERPRETER).not_declined()
    return sessions.select_related("room", "conference").prefetch_related(
        models.Prefetch("booth_shifts", queryset=BoothShift.objects.select_related("interpreter")),
        models.Prefetch("roles", queryset=roles.select_related("person"), to_attr="interpreters"),
    )


def shifts_of(session: Session, times: Sequence[CueTimes] = ()) -> list[tuple[Person, Hours]]:
    """Return who interprets in a session, from when until when: their turns, else all of it for those with the role.

    A turn without an end of its own lasts until the cues are over, which may be after the session's end. The
    session comes from `with_interpreters`.
    """
    assert session.start
    end = max(
        [moment for moment in (session.end, times[-1].ends if times else None) if moment],
        default=session.start,
    )
    shifts = []
    for shift in session.booth_shifts.all():
        if shift.interpreter is not None:
            start, until = shift.start or session.start, shift.end or end
            shifts.append((shift.interpreter, (start, max(start, until))))
    with_turn = {person.pk for person, _interval in shifts}
    for role in getattr(session, "interpreters", ()):
        if role.person_id not in with_turn:
            shifts.append((role.person, (session.start, max(end, session.start))))
    return shifts
