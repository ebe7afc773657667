"""The speaker timer.

Every action says which state of the clock it was meant for: of two operators who press at once, one is told.
"""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedItem, ReleasedRole, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.screens.models import SpeakerClock, VenueScreen
from agenda.sessions.models.session import SessionRole
from confman.accounts.models import User
from confman.audit.domain.submissions import claim_submission
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.translation.text import TranslatedText
from confman.web.errors import Refused

# The last part of the time is amber; the list of speakers counts alike (static/src/modules/screens/speaking-time.js).
AMBER = 0.2
MAX_SECONDS = 600 * 60
USUAL = 10 * 60


def elapsed_at(clock: SpeakerClock, at: dt.datetime) -> float:
    """Return the seconds that have run."""
    running = (at - clock.running_since).total_seconds() if clock.running_since else 0.0
    return clock.elapsed + max(running, 0.0)


def phase_of(clock: SpeakerClock, at: dt.datetime) -> str:
    """Return "green", "amber" in the last fifth of the time, "red" when it is over."""
    elapsed = elapsed_at(clock, at)
    if elapsed >= clock.seconds:
        return "red"
    return "amber" if elapsed >= clock.seconds * (1 - AMBER) else "green"


def clock_text(left: float) -> str:
    """Return 12:34 for the time left, rounded up to the second; +1:05 for the time exceeded."""
    seconds = math.floor(-left) if left <= 0 else math.ceil(left)
    return f"{'+' if left <= 0 and seconds else ''}{seconds // 60}:{seconds % 60:02d}"


@dataclass(frozen=True)
class ClockItem:
    """The subject of the clock: an item of a published session, or the session itself."""

    session: ReleasedSession
    item: ReleasedItem | None

    @property
    def key(self) -> tuple[str, str]:
        """Return the ids of the session and, if there is one, the item."""
        return self.session.id, self.item.id if self.item else ""

    @property
    def title(self) -> TranslatedText:
        return self.item.title if self.item else self.session.title

    @property
    def roles(self) -> tuple[ReleasedRole, ...]:
        """Return the roles of those who speak and are named in the release."""
        roles = self.item.roles if self.item else self.session.roles
        return tuple(role for role in roles if role.person and role.role != "interpreter")

    @property
    def seconds(self) -> int:
        """Return the time that the agenda gives, in seconds; a session without items has its whole length."""
        if self.item:
            return self.item.minutes * 60 if self.item.minutes else USUAL
        length = (self.session.end - self.session.start).total_seconds() if self.session.end else USUAL
        return min(int(length), MAX_SECONDS)


def sessions_for(screen: VenueScreen, day: dt.date) -> list[ReleasedSession]:
    """Return the published sessions of a day that can be timed: those of the timer's room, if it has one."""
    agenda = published_agenda(screen.conference, Audience.PUBLIC)
    room = str(screen.room_id or "")
    return [
        session
        for session in (agenda.sessions if agenda else ())
        if session.day == day
        and not session.is_pause
        and not session.cancelled
        and (not room or (session.room is not None and session.room.id == room))
    ]


def items_of(session: ReleasedSession) -> list[ClockItem]:
    """Return the items of a session."""
    return [ClockItem(session, item) for item in session.items] or [ClockItem(session, None)]


def item_of_clock(conference: Conference, clock: SpeakerClock) -> ClockItem | None:
    """Return what the clock runs for, if the release still has it."""
    agenda = published_agenda(conference, Audience.PUBLIC) if clock.session else None
    session = agenda.session(str(clock.session)) if agenda else None
    if session is None:
        return None
    rows = (ClockItem(session, item) for item in (None, *session.items))
    return next((row for row in rows if row.key == _key_of(clock)), None)


def timers_of_chair(person: Person) -> list[VenueScreen]:
    """Return the timers that a chair may set: those of their rooms, and those of no room. Two queries."""
    rooms = set(SessionRole.objects.chairing().filter(person=person).values_list("session__room", flat=True))
    if not rooms:
        return []
    timers = VenueScreen.objects.of(person.conference).with_room().filter(kind=VenueScreen.Kind.TIMER)
    return [timer for timer in timers if timer.room_id is None or timer.room_id in rooms]


def clock_of(screen: VenueScreen) -> SpeakerClock:
    """Return the clock of a timer's screen; created when first asked for."""
    clock, _made = SpeakerClock.objects.get_or_create(screen=screen)
    clock.screen = screen
    return clock


def start(clock: SpeakerClock, *, by: User, seen: int | None = None) -> None:
    """Let it run on."""
    _set(clock, by, seen, lambda fresh, now: {"running_since": fresh.running_since or now})


def pause(clock: SpeakerClock, *, by: User, seen: int | None = None) -> None:
    """Hold it; the elapsed time is kept."""
    _set(clock, by, seen, lambda fresh, now: {"elapsed": elapsed_at(fresh, now), "running_since": None})


def add_seconds(clock: SpeakerClock, seconds: int, *, by: User, seen: int | None = None) -> None:
    """Add time, or subtract it, leaving at least a minute in all."""
    _set(clock, by, seen, lambda fresh, _now: {"seconds": min(max(fresh.seconds + seconds, 60), MAX_SECONDS)})


def reset(clock: SpeakerClock, *, by: User, seen: int | None = None) -> None:
    """Set it back to the whole time, held."""
    _set(clock, by, seen, lambda _fresh, _now: {"elapsed": 0, "running_since": None})


def set_time(
    clock: SpeakerClock, seconds: int, *, by: User, chosen: ClockItem | None = None, seen: int | None = None
) -> None:
    """Set another time, held at its beginning: for `chosen`, or free. Raises Refused if the time is not sensible."""
    if not 10 <= seconds <= MAX_SECONDS:
        raise Refused(_("Minutes are between 1 and %(most)d.") % {"most": MAX_SECONDS // 60})
    session, item = (UUID(key) if key else None for key in (chosen.key if chosen else ("", "")))
    changes = {"seconds": seconds, "elapsed": 0, "running_since": None, "session": session, "item": item}
    _set(clock, by, seen, lambda _fresh, _now: changes)


def next_item(clock: SpeakerClock, *, by: User, step: int = 1, seen: int | None = None) -> None:
    """Set the next item, of the same session or the next of the day; held. Raises Refused if there is none."""
    conference = clock.screen.conference
    rows = [row for session in sessions_for(clock.screen, conference.today()) for row in items_of(session)]
    index = next((index + step for index, row in enumerate(rows) if row.key == _key_of(clock)), 0)
    if not 0 <= index < len(rows):
        raise Refused(_("There is no further item today. Give a free time instead."))
    set_time(clock, rows[index].seconds, by=by, chosen=rows[index], seen=seen)


def _key_of(clock: SpeakerClock) -> tuple[str, str]:
    return str(clock.session), str(clock.item or "")


def _set(
    clock: SpeakerClock,
    by: User,
    seen: int | None,
    changes: Callable[[SpeakerClock, dt.datetime], dict[str, Any]],
) -> None:
    """Apply one action to the clock as it is now. It changes no record, so it has no entry in the history."""
    with transaction.atomic():
        claim_submission()
        fresh = SpeakerClock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
        if seen is not None and seen != fresh.revision:
            raise Refused(_("Someone else has set the clock meanwhile. Look at it, and press again."))
        values = {**changes(fresh, timezone.now()), "revision": fresh.revision + 1, "set_by": by}
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save()
    for name in ("set_by", "session", "item", "seconds", "elapsed", "running_since", "revision"):
        setattr(clock, name, getattr(fresh, name))
