"""Carries out what was planned for many sessions: one action, one transaction, one step that undoes all of it.

plan = shift(slots_of(conference), session_id, 25)
trial = dry_run(conference, lambda: carry_out(conference, plan, by=by, action=SHIFTED))      what would result from it
carry_out(conference, plan, by=by, action=SHIFTED)
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.conflicts.domain.report import ConflictLine, conflicts_of
from agenda.desk.domain.bulk_plans import Frame, MovePlan, Slot, fit_minutes
from agenda.history.domain.undo import editing_step
from agenda.releases.domain.notices import NoticeDraft
from agenda.releases.domain.publication import (
    PublishingPreview,
    preview_notices,
    preview_publishing,
    publish_agenda,
)
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import Room
from agenda.sessions.domain.sessions import ItemRow, change_session, create_session, move_session
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.languages import interface_language
from confman.translation.text import TranslatedText
from confman.web.database.changes import stale_revision
from confman.web.errors import Refused

SHIFTED = "agenda.sessions_shifted"
SWAPPED = "agenda.sessions_swapped"
MOVED = "agenda.sessions_moved"
COPIED = "agenda.frame_copied"
FITTED = "agenda.items_fitted"
LATE = "agenda.running_late"
_WHOLE_HOUSE = (Session.Kind.BREAK, Session.Kind.MEAL)


def slots_of(conference: Conference) -> list[Slot]:
    """Return the working agenda for the planners, in one query, without cancelled sessions."""
    sessions = (
        Session.objects.of(conference)
        .taking_place()
        .select_related("room", "conference")
        .only(
            "start", "end", "day", "fixed", "kind", "title", "revision", "room__parallel_use",
            "conference__timezone",
        )
    )  # fmt: skip
    return [
        Slot(
            id=str(session.pk),
            start=session.start,
            end=session.end,
            room=str(session.room_id or ""),
            day=session.conference_day,
            fixed=session.fixed,
            pause=session.kind in _WHOLE_HOUSE,
            shared=bool(session.room and session.room.parallel_use),
            title=str(session.title),
            revision=session.revision,
        )
        for session in sessions
    ]


def carry_out(conference: Conference, plan: MovePlan, *, by: User, action: str) -> int:
    """Carry out a plan; return how many sessions moved. Raises StaleRevision if one has changed since."""
    keys = [move.before.id for move in plan.moves]
    with editing_step(conference, by=by, action=action):
        queryset = Session.objects.of(conference).filter(pk__in=keys).select_related("room")
        queryset = queryset.prefetch_related("booth_shifts")
        sessions = {str(row.pk): row for row in queryset}
        rooms = {str(room.pk): room for room in Room.objects.of(conference)}
        for move in plan.moves:
            session = sessions.get(move.before.id)
            if session is None:
                raise Refused(_("“%(title)s” no longer exists.") % {"title": move.before.title})
            session.conference = conference
            after = move.after
            move_session(
                session,
                by=by,
                revision=move.before.revision,
                start=after.start,
                end=after.end,
                room=rooms[after.room] if after.room else None,
            )
            if after.start and session.conference_day != after.day:
                # After midnight it still belongs to the evening before.
                change_session(session, by=by, revision=session.revision, day=after.day)
    return len(plan.moves)


# --- Looking before it is done ----------------------------------------------------------------------------


@dataclass(frozen=True)
class DryRun:
    """The effect of an action on the agenda: conflicts caused and resolved, and the result of `collect`."""

    made: list[ConflictLine]
    ended: list[ConflictLine]
    collected: Any = None


def dry_run(
    conference: Conference, action: Callable[[], Any], collect: Callable[[], Any] = lambda: None
) -> DryRun:
    """Carry out an action, collect the result, and roll back: nothing is written. What it raises is passed on."""
    before = list(conflicts_of(conference))
    with transaction.atomic():
        action()
        # Put into words here: people whom the action adds are gone afterwards.
        after = list(conflicts_of(conference))
        result = collect()
        transaction.set_rollback(True)
    return DryRun(_without(after, before), _without(before, after), result)


def _without(lines: Sequence[ConflictLine], others: Sequence[ConflictLine]) -> list[ConflictLine]:
    """Return the conflicts that the others do not have; their wording may differ, because it names hours."""
    counts = Counter(map(_key, others))
    remaining = []
    for line in lines:
        key = _key(line)
        if counts[key]:
            counts[key] -= 1
        else:
            remaining.append(line)
    return remaining


def _key(line: ConflictLine) -> tuple[Any, ...]:
    return (line.kind, tuple(sorted(key for key, _title in line.sessions)), tuple(sorted(line.people)))


# --- The frame of a day -----------------------------------------------------------------------------------


def copy_frame_of(conference: Conference, frame: Frame, *, by: User) -> list[Session]:
    """Make the sessions of a copied frame: kind, hours, room and who may see them, without roles and items.

    What was empty or a pause keeps its title; anything else is named after its kind.
    """
    rooms = {str(room.pk): room for room in Room.objects.of(conference)}
    sources = {
        str(session.pk): session
        for session in Session.objects.of(conference)
        .filter(pk__in={slot.id for slot in frame.made})
        .prefetch_related("items", "roles")
    }
    copies = []
    with editing_step(conference, by=by, action=COPIED):
        for slot in frame.made:
            source = sources[slot.id]
            empty = slot.pause or not (source.items.all() or source.roles.all())
            copies.append(
                create_session(
                    conference,
                    by=by,
                    kind=source.kind,
                    title=source.title if empty else kind_words(conference, source.kind),
                    start=slot.start,
                    end=slot.end,
                    room=rooms.get(slot.room),
                    fixed=source.fixed,
                    floor_languages=source.floor_languages,
                    listening_languages=source.listening_languages,
                    visibility=source.visibility,
                )
            )
    return copies


def kind_words(conference: Conference, kind: str) -> TranslatedText:
    """Return 'Plenary' in the languages that conference and interface share: the title of an empty session."""
    texts = {}
    for code in conference.languages:
        if language := interface_language(code):
            with translation.override(language):
                texts[code] = str(capfirst(Session.Kind(kind).label))
    if not texts:
        with translation.override("en"):
            texts[conference.default_language] = str(capfirst(Session.Kind(kind).label))
    return TranslatedText(texts)


# --- Items into their session -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Fitting:
    """A session whose items would get other minutes: rows of title, minutes before, minutes after."""

    session: Session
    revision: int
    items: tuple[tuple[str, int | None, int], ...]

    @property
    def changes(self) -> bool:
        return any(before != after for _title, before, after in self.items)


def fittings(sessions: Iterable[Session]) -> tuple[list[Fitting], list[str]]:
    """Return how the items of these sessions would be fitted, and why some cannot be."""
    possible, refused = [], []
    for session in sessions:
        items = list(session.items.all())
        if not items:
            refused.append(_("“%(title)s” has no items.") % {"title": session.title})
        elif session.duration is None:
            refused.append(_("“%(title)s” has no beginning or no end.") % {"title": session.title})
        else:
            try:
                total = int(session.duration.total_seconds() // 60)
                minutes = fit_minutes([item.minutes for item in items], total)
            except Refused as refusal:
                refused.append(f"“{session.title}”: {refusal.message}")
                continue
            rows = zip(items, minutes, strict=True)
            possible.append(
                Fitting(
                    session,
                    session.revision,
                    tuple((str(item.title), item.minutes, new) for item, new in rows),
                )
            )
    return possible, refused


def fit_items(conference: Conference, selected: Sequence[Fitting], *, by: User) -> int:
    """Give the items their new minutes; return in how many sessions they changed. Raises StaleRevision."""
    changing = [fitting for fitting in selected if fitting.changes]
    with editing_step(conference, by=by, action=FITTED):
        for fitting in changing:
            # Read again: a dry run has changed the one at hand.
            session = Session.objects.of(conference).select_related("conference").get(pk=fitting.session.pk)
            if session.revision != fitting.revision:
                raise stale_revision(session)
            rows = zip(session.items.all(), fitting.items, strict=True)
            change_session(
                session,
                by=by,
                revision=fitting.revision,
                items=[
                    ItemRow(item.title, item.kind, minutes, item.symbol, item.pk)
                    for item, (_title, _before, minutes) in rows
                ],
            )
    return len(changing)


# --- Running late -----------------------------------------------------------------------------------------


def preview_delay(conference: Conference) -> tuple[PublishingPreview, list[NoticeDraft]]:
    """Return what publishing right after the shift would change, and who would be told; a `collect` for `dry_run`."""
    preview = preview_publishing(conference)
    return preview, preview_notices(preview, conference) if preview.previous else []


@transaction.atomic
def run_late(
    conference: Conference,
    plan: MovePlan,
    *,
    by: User,
    publish: bool,
    label: str = "",
    note: str = "",
    seen: str = "",
) -> AgendaRelease | None:
    """Shift, and publish at once, in one transaction; return the release, whose mails then wait to be reviewed.

    Raises Refused if a conflict blocks publishing, StaleRevision if it would publish other changes than those of the
    preview whose fingerprint `seen` is: then nothing is shifted either.
    """
    carry_out(conference, plan, by=by, action=LATE)
    return publish_agenda(conference, by=by, label=label, note=note, seen=seen) if publish else None
