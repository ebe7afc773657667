"""The chair's list of speakers: requests, the floor, withdrawals, the order; wrong clicks can be undone.

Every verb locks the list first, so that two operators never act on the same line at once. Verbs also take what the
operator saw: if that has changed, the operator is told, and nothing happens.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import clock_hours
from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.texts import date_in_text
from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import may
from outcomes.speakers_lists.domain.order import (
    WITHOUT_RANK,
    moved,
    ordered_anew,
    speaking_order,
    with_first,
    with_newcomer,
)
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.protocol.domain.seating import in_protocol_order

Kind, Status = SpeakingRequest.Kind, SpeakingRequest.Status
_SIGNER = Signer(salt="outcomes.speakers-list", sep=".")
MAX_MINUTES = 600


def _require(session: Session, by: User) -> None:
    if not may(by, "outcomes.keep_speakers_list", session):
        raise Refused(_("The chair keeps the list of speakers, or the secretariat in the chair’s name."))


# --- The list ---------------------------------------------------------------------------------------------


def open_list(
    session: Session, *, by: User, item: Item | None = None, order: str = "time", minutes: int = 3
) -> SpeakersList:
    """Open the list of a session, or of one of its items; return the existing one if it was opened before."""
    _require(session, by)
    _check_minutes(minutes)
    if item and item.session_id != session.pk:
        raise Refused(_("The item belongs to another session."))
    with transaction.atomic():
        # If two users open it at once, one list is opened: a database constraint would refuse a second.
        Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
        speakers_list, is_new = SpeakersList.objects.get_or_create(
            session=session, item=item, defaults={"order": order, "minutes": minutes}
        )
        if is_new:
            _record("opened", speakers_list, by=by)
    return speakers_list


def change_list(speakers_list: SpeakersList, *, by: User, order: str, minutes: int) -> None:
    """Change the order, which sorts waiting requests again, or the time per speaker."""
    _require(speakers_list.session, by)
    _check_minutes(minutes)
    with transaction.atomic():
        fresh = _locked(speakers_list)
        changed = [
            name for name, value in (("order", order), ("minutes", minutes)) if getattr(fresh, name) != value
        ]
        if not changed:
            return
        fresh.order, fresh.minutes = order, minutes
        fresh.save(update_fields=["order", "minutes"])
        if "order" in changed:
            _put_in_line(ordered_anew(list(_waiting(fresh).order_by("requested_at", "id")), order))
        _record("changed", fresh, by=by, details={"fields": changed})


def close_list(speakers_list: SpeakersList, *, by: User, closed: bool = True) -> None:
    """Stop taking requests, or take them again. Points of order and rights of reply are always taken."""
    _require(speakers_list.session, by)
    with transaction.atomic():
        fresh = _locked(speakers_list)
        if fresh.is_closed == closed:
            return
        fresh.is_closed = closed
        fresh.save(update_fields=["is_closed"])
        _record("closed" if closed else "reopened", fresh, by=by)


# --- Requests ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speaker:
    """A speaker who asks for the floor: a delegation, a person, or a name in words."""

    delegation: Delegation | None = None
    person: Person | None = None
    name: str = ""


def ask_for_the_floor(
    speakers_list: SpeakersList,
    *,
    by: User,
    speaker: Speaker,
    kind: str = Kind.STATEMENT,
    minutes: int | None = None,
) -> SpeakingRequest:
    """Put a speaker in line, unless they wait there already.

    Raises Refused for a statement once the list is closed, and without a name.
    """
    _require(speakers_list.session, by)
    if minutes is not None:
        _check_minutes(minutes)
    conference = speakers_list.conference
    delegation, person, name = _resolve_speaker(conference, speaker)
    rank = _rank(conference, delegation, person)
    with transaction.atomic():
        fresh = _locked(speakers_list)
        waiting = list(_waiting(fresh))
        same = (delegation and delegation.pk, person and person.pk, name, kind)
        for other in waiting:
            if (other.delegation_id, other.person_id, other.name, other.kind) == same:
                return other
        if fresh.is_closed and kind == Kind.STATEMENT:
            raise Refused(_("The list is closed: no further requests are taken. Reopen it first."))
        request = SpeakingRequest(
            speakers_list=fresh,
            delegation=delegation,
            person=person,
            name=name,
            rank=rank,
            kind=kind,
            minutes=minutes,
        )
        line = with_newcomer(waiting, request, fresh.order)
        request.position = line.index(request) + 1
        request.save(force_insert=True)
        _put_in_line(line)
        _record("asked", fresh, by=by, details={"kind": kind})
    return request


def _resolve_speaker(
    conference: Conference, speaker: Speaker
) -> tuple[Delegation | None, Person | None, str]:
    delegation, person, name = speaker.delegation, speaker.person, " ".join(speaker.name.split())[:300]
    if person and delegation is None:
        registered = Registration.objects.approved().filter(person=person).exclude(delegation=None)
        registration = registered.select_related("delegation").first()
        delegation = registration.delegation if registration else None
    if not (delegation or person or name):
        raise Refused(_("Say who asks for the floor."))
    for row in (delegation, person):
        if row is not None and row.conference_id != conference.pk:
            raise Refused(_("%(who)s does not belong to this conference.") % {"who": row})
    return delegation, person, name


def _rank(conference: Conference, delegation: Delegation | None, person: Person | None) -> int:
    """Return the delegation's place in the order of protocol, else the person's own rank; lower comes first."""
    if delegation:
        rows = in_protocol_order(conference, Delegation.objects.of(conference).select_related("conference"))
        return min([row.pk for row in rows].index(delegation.pk) + 1, WITHOUT_RANK)
    if person and person.rank is not None:
        return min(person.rank, WITHOUT_RANK)
    return WITHOUT_RANK


def give_the_floor(request: SpeakingRequest, *, by: User, seen: UUID | None) -> None:
    """Give a speaker the floor; the previous one has spoken. `seen` is who had the floor for the operator.

    Safe to repeat. Raises Refused if someone else was given the floor meanwhile.
    """
    with _acting_on(request, by) as fresh:
        if fresh.state == Status.SPEAKING:
            return
        speaking = fresh.speakers_list.requests.filter(state=Status.SPEAKING).first()
        if (speaking.pk if speaking else None) != seen:
            raise Refused(
                _("%(who)s was given the floor meanwhile. Nothing was changed.") % {"who": speaking}
                if speaking
                else _("The speaker has ended meanwhile. Nothing was changed.")
            )
        if fresh.state != Status.WAITING:
            raise Refused(_("%(who)s is no longer in line.") % {"who": fresh})
        now = timezone.now()
        if speaking:
            _change(speaking, state=Status.SPOKEN, ended_at=now)
        _change(fresh, state=Status.SPEAKING, started_at=now, ended_at=None)
        _record("floor_given", fresh.speakers_list, by=by)


def end_speaking(request: SpeakingRequest, *, by: User) -> None:
    """Record that the speaker has finished, and nobody has the floor. Safe to repeat."""
    with _acting_on(request, by) as fresh:
        if fresh.state == Status.SPEAKING:
            _change(fresh, state=Status.SPOKEN, ended_at=timezone.now())
            _record("floor_ended", fresh.speakers_list, by=by)


def withdraw_request(request: SpeakingRequest, *, by: User) -> None:
    """Record that the speaker does not wish to speak any more."""
    with _acting_on(request, by) as fresh:
        if fresh.state == Status.WITHDRAWN:
            return
        if fresh.state != Status.WAITING:
            raise Refused(_("%(who)s is no longer in line.") % {"who": fresh})
        _change(fresh, state=Status.WITHDRAWN)
        _record("request_withdrawn", fresh.speakers_list, by=by)


def put_back(request: SpeakingRequest, *, by: User) -> None:
    """Undo a wrong click: a speaker who has or had the floor, or withdrew, is next of their kind again."""
    with _acting_on(request, by) as fresh:
        if fresh.state == Status.WAITING:
            return
        line = with_first(list(_waiting(fresh.speakers_list)), fresh)
        _change(fresh, state=Status.WAITING, started_at=None, ended_at=None)
        _put_in_line(line)
        _record("put_back", fresh.speakers_list, by=by)


def move_request(request: SpeakingRequest, *, by: User, step: int) -> None:
    """Move a request one place up (-1) or down (1), within its kind."""
    with _acting_on(request, by) as fresh:
        if fresh.state != Status.WAITING:
            raise Refused(_("%(who)s is no longer in line.") % {"who": fresh})
        _put_in_line(moved(list(_waiting(fresh.speakers_list)), fresh, 1 if step > 0 else -1))
        _record("moved", fresh.speakers_list, by=by)


# --- What a page shows ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Total:
    """The number and the seconds of one party's turns."""

    who: str
    times: int
    seconds: int


@dataclass(frozen=True)
class ListState:
    """The list as it is. `mark` changes with anything that a page shows of the list."""

    speaking: SpeakingRequest | None
    waiting: tuple[SpeakingRequest, ...]
    spoken: tuple[SpeakingRequest, ...]
    withdrawn: tuple[SpeakingRequest, ...]

    mark: str


def state_of(speakers_list: SpeakersList) -> ListState:
    """Return everyone on the list, by their state; one query."""
    rows = list(speakers_list.requests.select_related("delegation", "person"))
    for row in rows:
        row.speakers_list = speakers_list
    spoken = [row for row in rows if row.state == Status.SPOKEN]
    return ListState(
        next((row for row in rows if row.state == Status.SPEAKING), None),
        tuple(speaking_order(row for row in rows if row.state == Status.WAITING)),
        tuple(sorted(spoken, key=lambda row: row.ended_at or row.requested_at, reverse=True)),
        tuple(row for row in rows if row.state == Status.WITHDRAWN),
        _mark_of(speakers_list, rows),
    )


def _mark_of(speakers_list: SpeakersList, rows: list[SpeakingRequest]) -> str:
    parts = [f"{speakers_list.order}{speakers_list.minutes}{speakers_list.is_closed}"]
    # The name is included, too: people may change at any time how they are shown.
    parts += [
        f"{row.pk}{row.state}{row.position}{row.started_at}{row.ended_at}{row.minutes}{name_for(row)}"
        for row in rows
    ]
    return sha256("|".join(parts).encode()).hexdigest()[:16]


def minutes_of(request: SpeakingRequest) -> int:
    """Return the minutes for which the speaker may speak."""
    return request.minutes or request.speakers_list.minutes


def seconds_spoken(request: SpeakingRequest) -> int:
    """Return the seconds for which the speaker has spoken, until now while they have the floor."""
    if request.started_at is None:
        return 0
    return int(((request.ended_at or timezone.now()) - request.started_at).total_seconds())


def totals(requests: Iterable[SpeakingRequest]) -> list[Total]:
    """List the totals by delegation, else by person or name: the longest first."""
    by_speaker = grouped((row.delegation_id or row.person_id or row.name, row) for row in requests)
    sums = [Total(str(rows[0]), len(rows), sum(map(seconds_spoken, rows))) for rows in by_speaker.values()]
    return sorted(sums, key=lambda total: (-total.seconds, total.who))


def name_for(request: SpeakingRequest, audience: Audience = Audience.PARTICIPANTS) -> str:
    """Return the name for the room, or a wider audience: the delegation, else the person if these may read the name."""
    person = request.person
    if request.delegation or person is None:
        return str(request.delegation or request.name)
    if may_list(person.listing, audience):
        return str(person)
    return str(person.organization) or _("a participant")


def time_and_place(session: Session, language: str) -> str:
    """Return time and place of a session, as in “30 March 2017, 09:30–10:30, Hall A”."""
    parts = []
    if session.start:
        start, end = session.conference.local(session.start), session.end
        hours = clock_hours(start, end and session.conference.local(end))
        parts += [date_in_text(start.date(), language), hours]
    if session.room:
        parts.append(str(session.room))
    return ", ".join(parts)


def screen_token(speakers_list: SpeakersList) -> str:
    """Return the secret part of the address of the list's screen."""
    return _SIGNER.sign(speakers_list.pk.hex)


def list_of_token(token: str) -> SpeakersList | None:
    """Return the list of a screen's address; None for an invalid one, and under the Chatham House Rule."""
    try:
        key = UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    rows = SpeakersList.objects.select_related("session__conference", "item")
    return rows.filter(pk=key, session__chatham_house=False).first()


# --- Reading and writing ----------------------------------------------------------------------------------


@contextmanager
def _acting_on(request: SpeakingRequest, by: User) -> Iterator[SpeakingRequest]:
    """Lock the list in a transaction, and yield the request as it is now. Raises Refused without the right."""
    _require(request.speakers_list.session, by)
    with transaction.atomic():
        fresh = _locked(request.speakers_list)
        current = fresh.requests.select_related("delegation", "person").get(pk=request.pk)
        current.speakers_list = fresh
        yield current


def _locked(speakers_list: SpeakersList) -> SpeakersList:
    rows = SpeakersList.objects.select_for_update(of=("self",)).select_related("session__conference", "item")
    return rows.get(pk=speakers_list.pk)


def _waiting(speakers_list: SpeakersList) -> QuerySet[SpeakingRequest]:
    return speakers_list.requests.filter(state=Status.WAITING)


def _put_in_line(line: list[SpeakingRequest]) -> None:
    for position, row in enumerate(line, start=1):
        row.position = position
    SpeakingRequest.objects.bulk_update(line, ["position"])


def _change(request: SpeakingRequest, **values: Any) -> None:
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))


def _check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= MAX_MINUTES:
        raise Refused(_("Minutes are between 1 and %(most)d.") % {"most": MAX_MINUTES})


def _record(
    verb: str, speakers_list: SpeakersList, *, by: User, details: dict[str, Any] | None = None
) -> None:
    """Record the action in the history of the list, without naming the speaker."""
    record_audit(
        f"outcomes.speakers_{verb}", by=by, target=speakers_list, label=str(speakers_list)[:200],
        details=details or {},
    )  # fmt: skip
