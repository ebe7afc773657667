"""Changing many sessions at once, as plans: plain data in, a list of moves out, nothing written.

Every planner returns a `MovePlan`. Its moves cause no overlap that was not there before, unless the pair is
listed among the plan's collisions, to be shown before anything is done. Carrying out is
agenda.desk.domain.bulk_actions.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from confman.web.database.changes import fingerprint
from confman.web.errors import Refused

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Slot:
    """The data of a session that plans need. Times are aware; `day` is the conference day it belongs to.

    `shared`: its room holds several at once. `pause`: a break or a meal, in which the whole house pauses.
    """

    id: str
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    room: str = ""
    day: dt.date | None = None
    fixed: bool = False
    pause: bool = False
    shared: bool = False
    title: str = ""
    revision: int = 1

    @property
    def until(self) -> dt.datetime | None:
        """Return when it is over, at the earliest."""
        return None if self.start is None else max(self.end or self.start, self.start + MINUTE)


@dataclass(frozen=True)
class SessionMove:
    before: Slot
    after: Slot

    @property
    def shortened(self) -> int:
        """Return by how many minutes it is shorter than before."""
        lengths = [slot.end - slot.start for slot in (self.before, self.after) if slot.start and slot.end]
        return int((lengths[0] - lengths[1]) / MINUTE) if len(lengths) == 2 else 0


@dataclass(frozen=True)
class Collision:
    """Two sessions that would collide and did not before, as they would stand; the earlier first."""

    first: Slot
    second: Slot

    @property
    def minutes(self) -> int:
        """Return how long both would run at once."""
        ends = [slot.until for slot in (self.first, self.second) if slot.until]
        starts = [slot.start for slot in (self.first, self.second) if slot.start]
        return int((min(ends) - max(starts)) / MINUTE)


@dataclass(frozen=True)
class MovePlan:
    """The sessions that would move. `barrier` is the fixed session up to which they go.

    `exchanged` says that two swapped sessions take each other's length as well.
    """

    moves: tuple[SessionMove, ...]
    collisions: tuple[Collision, ...] = ()
    barrier: Slot | None = None
    exchanged: bool = False

    @property
    def fingerprint(self) -> str:
        """Return a text that changes with the moves and with the sessions: only what was shown is carried out."""
        return fingerprint(
            [(m.before.id, m.before.revision, m.after.start, m.after.end, m.after.room) for m in self.moves]
        )


# --- Collisions -------------------------------------------------------------------------------------------


def are_exclusive(first: Slot, second: Slot) -> bool:
    """Tell whether two may not run at once: they need the same room, or one is the pause of all."""
    if first.room and first.room == second.room and not first.shared:
        return True
    return first.pause != second.pause and not (first.shared and second.shared)


def at_once(first: Slot, second: Slot) -> bool:
    """Tell whether both run at some moment. One that begins when the other ends does not."""
    if first.start is None or second.start is None or first.until is None or second.until is None:
        return False
    return first.start < second.until and second.start < first.until


def collisions(slots: Iterable[Slot], moves: Sequence[SessionMove]) -> tuple[Collision, ...]:
    """Return the pairs that the moves would make collide and that did not before."""
    move_by_id = {move.before.id: move for move in moves}
    pairs = [(slot, move_by_id[slot.id].after if slot.id in move_by_id else slot) for slot in slots]
    ends = sorted(
        (pair for pair in pairs if pair[1].start is not None), key=lambda pair: (pair[1].start, pair[1].id)
    )
    clashes = []
    running: list[tuple[Slot, Slot]] = []
    for before, after in ends:
        running = [pair for pair in running if pair[1].until > after.start]  # type: ignore[operator]
        for earlier_before, earlier in running:
            touched = before.id in move_by_id or earlier.id in move_by_id
            new = not (at_once(before, earlier_before) and are_exclusive(before, earlier_before))
            if touched and new and are_exclusive(earlier, after):
                clashes.append(Collision(earlier, after))
        running.append((before, after))
    return tuple(clashes)


# --- Shifting ---------------------------------------------------------------------------------------------


def shift(
    slots: Sequence[Slot],
    key: str,
    minutes: int,
    *,
    whole_day: bool = True,
    pauses_to: int | None = None,
    cut: bool = False,
    has_begun: bool = False,
) -> MovePlan:
    """Move the chosen session and all that follow on its day later (earlier, below 0), up to the next fixed time.

    If the chosen one `has_begun`, it ends later and what begins after its end follows. Moves the `whole_day`,
    or its room alone. With `pauses_to`, pauses and the time between sessions are shortened to that many
    minutes until the delay is made up; `cut` ends what would run into the fixed session when that begins.
    Nothing fixed moves but the chosen session itself. Raises Refused if the chosen one has no time.
    """
    anchor = _slot_of(slots, key)
    if anchor.start is None:
        raise Refused(_("“%(title)s” has no time yet, so nothing follows it.") % {"title": anchor.title})
    day = [slot for slot in slots if slot.day == anchor.day and slot.start is not None]
    scope = [slot for slot in day if whole_day or slot.room == anchor.room]
    follows = anchor.until if has_begun else anchor.start
    later = [
        slot
        for slot in day
        if slot.fixed and slot.id != anchor.id
        and (slot.start >= follows if has_begun else slot.start > anchor.start)  # type: ignore[operator]
    ]  # fmt: skip
    barriers = [slot for slot in later if slot in scope or slot.pause]
    barrier = min(barriers, key=lambda slot: (slot.start, slot.id), default=None)
    moving = [
        slot
        for slot in scope
        if (slot.start >= follows or slot.id == anchor.id)  # type: ignore[operator]
        and (barrier is None or slot.start < barrier.start)  # type: ignore[operator]
        and (slot.id == anchor.id or not slot.fixed)
    ]
    delay = dt.timedelta(minutes=minutes)
    if minutes > 0 and pauses_to is not None:
        moves = _absorbing(moving, delay, max(pauses_to, 1) * MINUTE)
    else:
        moves = [SessionMove(slot, _later(slot, delay)) for slot in moving]
    if has_begun:
        moves = [
            replace(move, after=replace(move.after, start=anchor.start)) if move.before is anchor else move
            for move in moves
        ]
    if cut and barrier is not None:
        moves = [SessionMove(move.before, _ended_by(move.after, barrier)) for move in moves]
    moves = [move for move in moves if move.before != move.after]
    return MovePlan(tuple(moves), collisions(slots, moves), barrier)


def _slot_of(slots: Iterable[Slot], key: str) -> Slot:
    match = next((slot for slot in slots if slot.id == key), None)
    if match is None:
        raise Refused(_("This session is no longer in the agenda."))
    return match


def _later(slot: Slot, delay: dt.timedelta, end_delay: dt.timedelta | None = None) -> Slot:
    start = slot.start + delay if slot.start else None
    end = slot.end + (delay if end_delay is None else end_delay) if slot.end else None
    return replace(slot, start=start, end=end)


def _ended_by(slot: Slot, barrier: Slot) -> Slot:
    """Return the slot, ended when the barrier begins."""
    assert slot.start is not None
    assert barrier.start is not None
    if slot.start < barrier.start and slot.end and slot.end > barrier.start and are_exclusive(slot, barrier):
        return replace(slot, end=barrier.start)
    return slot


def _absorbing(moving: Sequence[Slot], delay: dt.timedelta, least: dt.timedelta) -> list[SessionMove]:
    """Shift so that the delay shrinks in pauses and empty times, each kept at `least`.

    Time is cut into pieces at every start and end; a piece in which nobody works may be shortened. As each
    moment has one delay for all rooms, and later moments never overtake earlier ones, no two come to overlap.
    """
    marks = sorted({moment for slot in moving for moment in (slot.start, slot.until) if moment})
    pauses = {slot.id: slot.until - slot.start for slot in moving if slot.pause and slot.until and slot.start}
    delays = {marks[0]: delay} if marks else {}
    for start, end in pairwise(marks):
        current = [slot for slot in moving if slot.start <= start and slot.until >= end]  # type: ignore[operator]
        spare = end - start - least if not current else end - start
        if all(slot.pause and not slot.fixed for slot in current):
            spare = min([spare, *(pauses[slot.id] - least for slot in current)])
            cut = max(min(spare, delay), dt.timedelta())
            delay -= cut
            for slot in current:
                pauses[slot.id] -= cut
        delays[end] = delay
    return [SessionMove(slot, _later(slot, delays[slot.start], delays[slot.until])) for slot in moving]  # type: ignore[index]


# --- Swapping ---------------------------------------------------------------------------------------------


def swap(slots: Sequence[Slot], first: str, second: str, *, exchange: bool = False) -> MovePlan:
    """Plan to exchange the times and rooms of two sessions. Swapping them again restores the agenda.

    Each keeps its length: in one room the sessions between them move along by the difference. Where that
    cannot be (something fixed or the pause of all lies between, they overlap, one has no time or no end), or
    with `exchange`, each takes the other's time whole. Raises Refused for a session of fixed time.
    """
    pair = [_slot_of(slots, first), _slot_of(slots, second)]
    if first == second:
        raise Refused(_("Choose two different sessions to swap."))
    _refuse_fixed(pair)
    earlier, later = sorted(pair, key=lambda slot: (slot.start is None, slot.start, slot.id))
    if earlier.start is None or later.start is None or earlier.end is None or later.end is None:
        exchange = True
    in_one_room = (
        bool(earlier.room) and earlier.room == later.room and earlier.day == later.day and not earlier.shared
    )
    moves = _reorder(slots, earlier, later) if in_one_room and not exchange else None
    if moves is None:
        exchange = exchange or in_one_room
        moves = _trade(earlier, later, exchange)
    moves = [move for move in moves if move.before != move.after]
    return MovePlan(tuple(moves), collisions(slots, moves), exchanged=exchange)


def _refuse_fixed(slots: Iterable[Slot]) -> None:
    fixed = [slot.title for slot in slots if slot.fixed]
    if fixed:
        raise Refused(
            _("“%(title)s” has a fixed time. Take that off in its form first, if it may move.")
            % {"title": "”, “".join(fixed)}
        )


def _trade(earlier: Slot, later: Slot, exchange: bool) -> list[SessionMove]:
    """Move each to the other's place, with its own length or with the other's."""
    moves = []
    for slot, target in ((earlier, later), (later, earlier)):
        end = target.end
        if not exchange and slot.start and slot.end and target.start:
            end = target.start + (slot.end - slot.start)
        after = replace(
            slot, start=target.start, end=end, room=target.room, day=target.day, shared=target.shared
        )
        moves.append(SessionMove(slot, after))
    return moves


def _reorder(slots: Iterable[Slot], earlier: Slot, later: Slot) -> list[SessionMove] | None:
    """Exchange two sessions within the time of both, moving those between along; None if they do not fit."""
    assert earlier.start
    assert earlier.end
    assert later.start
    assert later.end
    if later.start < earlier.end:
        return None
    others = [
        slot
        for slot in slots
        if slot.id not in (earlier.id, later.id)
        and (are_exclusive(slot, earlier) or are_exclusive(slot, later))
    ]
    span = Slot("", earlier.start, later.end)
    between = [slot for slot in others if at_once(slot, span)]
    longer = (later.end - later.start) - (earlier.end - earlier.start)
    stays = any(
        slot.fixed or slot.room != earlier.room or slot.start < earlier.end or slot.until > later.start  # type: ignore[operator]
        for slot in between
    )
    if stays and longer:
        return None
    moves = [
        SessionMove(later, _later(later, earlier.start - later.start)),
        SessionMove(earlier, _later(earlier, later.end - earlier.end)),
    ]
    return moves + [SessionMove(slot, _later(slot, longer)) for slot in between if longer]


# --- To another room or day -------------------------------------------------------------------------------


@dataclass(frozen=True)
class MoveTarget:
    """The destination of a selection: `room` None leaves each in its own, "" removes it; `day` None keeps the day."""

    room: str | None = None
    shared: bool = False
    day: dt.date | None = None


def move_selection(
    slots: Sequence[Slot], keys: Iterable[str], target: MoveTarget, zone: dt.tzinfo
) -> MovePlan:
    """Move the chosen sessions to another room, or to the same hours of another day; without a time, only the room.

    Raises Refused if a session of fixed time would change its day.
    """
    picked = [_slot_of(slots, key) for key in keys]
    if target.day is not None:
        _refuse_fixed(slot for slot in picked if slot.start and slot.day != target.day)
    moves = []
    for slot in picked:
        after = slot
        if target.room is not None:
            after = replace(after, room=target.room, shared=target.shared)
        if target.day is not None and slot.start is not None and slot.day is not None:
            days = (target.day - slot.day).days
            after = replace(
                after,
                start=other_day(slot.start, days, zone),
                end=other_day(slot.end, days, zone) if slot.end else None,
                day=target.day,
            )
        if after != slot:
            moves.append(SessionMove(slot, after))
    return MovePlan(tuple(moves), collisions(slots, moves))


def other_day(moment: dt.datetime, days: int, zone: dt.tzinfo) -> dt.datetime:
    """Return the moment at the same hour so many days later: summer time may have begun or ended between."""
    local = moment.astimezone(zone)
    return dt.datetime.combine(local.date() + dt.timedelta(days=days), local.time(), tzinfo=zone)


# --- The frame of a day -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frame:
    """A copied frame: `made` are the new slots on the other days, each with the id of the slot that it copies."""

    made: tuple[Slot, ...]
    skipped: tuple[Slot, ...] = ()

    @property
    def fingerprint(self) -> str:
        return fingerprint([(slot.id, slot.start, slot.end, slot.room) for slot in self.made])


def copy_frame(
    slots: Sequence[Slot],
    source: dt.date,
    days: Iterable[dt.date],
    zone: dt.tzinfo,
    *,
    pauses_only: bool = False,
) -> Frame:
    """Copy the pauses of one day to others, and its sessions unless `pauses_only`; skip what overlaps a session."""
    frame = [slot for slot in slots if slot.day == source and slot.start and (slot.pause or not pauses_only)]
    copies: list[Slot] = []
    skipped: list[Slot] = []
    for day in sorted(set(days) - {source}):
        on_day = [slot for slot in slots if slot.day == day]
        for slot in frame:
            assert slot.start
            away = (day - source).days
            end = other_day(slot.end, away, zone) if slot.end else None
            copy = replace(slot, start=other_day(slot.start, away, zone), end=end, day=day)
            is_taken = any(
                at_once(copy, other) and (are_exclusive(copy, other) or copy.room == other.room)
                for other in on_day
            )
            (skipped if is_taken else copies).append(copy)
    return Frame(tuple(copies), tuple(skipped))


# --- Items into their session -----------------------------------------------------------------------------


def fit_minutes(minutes: Sequence[int | None], total: int) -> list[int]:
    """Scale the items' minutes to sum to `total` exactly, in whole minutes; each has one at least.

    An item without minutes counts as long as the others on average. Raises Refused if there are more items
    than minutes.
    """
    if not minutes:
        return []
    if total < len(minutes):
        raise Refused(
            _("%(items)d items do not fit into %(minutes)d minutes.")
            % {"items": len(minutes), "minutes": total}
        )
    lengths = [length for length in minutes if length]
    average = sum(lengths) / len(lengths) if lengths else 1
    weights = [length or average for length in minutes]
    shares = [total * weight / sum(weights) for weight in weights]
    fitted = [max(int(share + 1e-9), 1) for share in shares]
    # The rest goes to those whose share was cut most; the excess is taken from the longest.
    by_rest = sorted(range(len(shares)), key=lambda index: (fitted[index] - shares[index], index))
    for index in by_rest[: max(total - sum(fitted), 0)]:
        fitted[index] += 1
    while sum(fitted) > total:
        longest = max(range(len(fitted)), key=lambda index: (fitted[index], index))
        fitted[longest] -= 1
    return fitted
