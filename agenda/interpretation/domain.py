"""Planning interpretation: which booths a session has, who sits in them and when."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import overlaps
from agenda.history.domain.undo import editing_step
from agenda.sessions.domain.sessions import record_of_session
from agenda.sessions.models.session import BoothShift, Session
from confman.accounts.models import User
from confman.people.models import Person
from confman.web.database.changes import claim_revision, fingerprint_of, stale_revision

# The fields of a session by which one notices that its plan was changed.
SEEN = ("revision",)


@dataclass(frozen=True)
class ShiftRow:
    """A turn as a form gives it; `id` of an existing one. Without hours it is the whole session."""

    source: str
    target: str
    both_ways: bool = True
    relay: str = ""
    booth: str = ""
    interpreter: Person | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class _Turn:
    """A stretch of time to find people planned in two booths at once."""

    id: str
    start: dt.datetime
    until: dt.datetime
    booth: str


def plan_interpretation(
    session: Session,
    rows: Sequence[ShiftRow],
    *,
    by: User,
    revision: int | None,
    floor_languages: list[str] | None = None,
    listening_languages: list[str] | None = None,
) -> None:
    """Set the turns of a session, and its languages where they are given.

    Raises StaleRevision, and ValidationError for an impossible turn.
    """
    rows = [_checked(session, row) for row in rows]
    _refuse_two_booths(session, rows)
    action = "agenda.interpretation_planned"
    with editing_step(session.conference, by=by, action=action, touching=[session]):
        claim_revision(session, revision)
        _save_rows(session, rows)
        languages = {"floor_languages": floor_languages, "listening_languages": listening_languages}
        changes = {name: value for name, value in languages.items() if value is not None}
        if changes:
            for name, value in changes.items():
                setattr(session, name, value)
            session.save(update_fields=list(changes))
        record_of_session("interpretation_planned", session, by, {"count": len(rows)})


def copy_interpretation(
    session: Session, *, by: User, source: Session, with_interpreters: bool = True, seen: str = ""
) -> None:
    """Give a session the languages and booths of another one, usually of the same day, in place of its own.

    Turns of a part of the session keep their distance from the start; what would lie beyond its end is left out.
    `seen` is the fingerprint of its revision as it was shown. Raises StaleRevision, and ValidationError where the other
    session is not of this conference.
    """
    if source.conference_id != session.conference_id:
        raise ValidationError(_("This belongs to another conference."))
    if source.pk == session.pk:
        return
    if seen and seen != fingerprint_of(session, SEEN):
        raise stale_revision(session)
    rows = [row if with_interpreters else replace(row, interpreter=None) for row in shifts_as_rows(source)]
    action = "agenda.interpretation_copied"
    with editing_step(session.conference, by=by, action=action, label=str(source.title), touching=[session]):
        claim_revision(session, session.revision if seen else None)
        _save_rows(session, list(_moved(rows, source, session)))
        session.floor_languages = list(source.floor_languages)
        session.listening_languages = list(source.listening_languages)
        session.save(update_fields=["floor_languages", "listening_languages"])
        record_of_session("interpretation_copied", session, by, {"count": len(rows)})


def shifts_as_rows(session: Session) -> list[ShiftRow]:
    """Return the turns of a session as rows that are not stored yet."""
    return [
        ShiftRow(
            source=shift.source_language,
            target=shift.target_language,
            both_ways=shift.both_ways,
            relay=shift.relay,
            booth=shift.booth,
            interpreter=shift.interpreter,
            start=shift.start,
            end=shift.end,
        )
        for shift in session.booth_shifts.select_related("interpreter")
    ]


def booths_of(session: Session) -> int:
    """Count the booths of a session: those of the same name are one, else those of the same two languages."""
    return len(
        {
            shift.booth.strip().casefold() or frozenset((shift.source_language, shift.target_language))
            for shift in session.booth_shifts.all()
        }
    )


def _checked(session: Session, row: ShiftRow) -> ShiftRow:
    if row.source == row.target:
        raise ValidationError(_("Choose two different languages."))
    if row.relay == row.target:
        raise ValidationError(_("A relay is taken from a third language."))
    if row.relay == row.source:
        # A language spoken on the floor needs no relay.
        row = replace(row, relay="")
    if row.interpreter is not None and row.interpreter.conference_id != session.conference_id:
        raise ValidationError(_("This person belongs to another conference."))
    if row.start or row.end:
        if session.start is None:
            raise ValidationError(_("Give the session a time first; until then a turn is the whole of it."))
        start, end = row.start or session.start, row.end or session.end
        if start < session.start or (session.end and end and end > session.end):
            raise ValidationError(_("A turn lies within its session."))
        if end and end <= start:
            raise ValidationError(_("The end is not after the start."))
        # A turn of the whole session moves with it.
        row = replace(
            row,
            start=None if row.start == session.start else row.start,
            end=None if row.end == session.end else row.end,
        )
    return row


def _refuse_two_booths(session: Session, rows: Sequence[ShiftRow]) -> None:
    """Raise ValidationError where someone would sit in two booths at once."""
    begin = session.start or dt.datetime.min.replace(tzinfo=dt.UTC)
    finish = session.end or dt.datetime.max.replace(tzinfo=dt.UTC)
    turns = grouped(
        (row.interpreter, _Turn(str(number), row.start or begin, row.end or finish, booth))
        for number, row in enumerate(rows)
        if row.interpreter is not None and (booth := row.booth.strip().casefold())
    )
    for person, turns_of_person in turns.items():
        for first, second in overlaps(turns_of_person):
            if first.booth != second.booth:
                raise ValidationError(_("%(person)s sits in two booths at once.") % {"person": person})


def _save_rows(session: Session, rows: Sequence[ShiftRow]) -> None:
    existing = {shift.pk: shift for shift in session.booth_shifts.all()}
    for position, row in enumerate(rows):
        shift = existing.pop(row.id, None) if row.id else None
        shift = shift or BoothShift(session=session)
        shift.source_language, shift.target_language, shift.both_ways = row.source, row.target, row.both_ways
        shift.relay, shift.booth, shift.interpreter = row.relay, row.booth.strip(), row.interpreter
        shift.start, shift.end, shift.position = row.start, row.end, position
        shift.clean_fields(exclude=["session", "interpreter"])
        shift.save()
    BoothShift.objects.filter(pk__in=existing).delete()


def _moved(rows: Sequence[ShiftRow], session: Session, other: Session) -> Iterable[ShiftRow]:
    """Yield the rows at the hours of the other session."""
    for row in rows:
        if not (row.start or row.end):
            yield row
            continue
        if session.start is None or other.start is None:
            yield replace(row, start=None, end=None)
            continue
        delta = other.start - session.start
        start = row.start + delta if row.start else None
        end = row.end + delta if row.end else None
        if other.end and start and start >= other.end:
            continue
        if other.end and end and end >= other.end:
            end = None
        yield replace(row, start=start, end=end)
