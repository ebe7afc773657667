"""Approving, declining, waiting, offering: the transitions that somebody decides on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from registrations.core.domain.capacity import CapacityExceeded, free_places, take_places
from registrations.core.domain.closure import is_closed
from registrations.core.domain.mails import send_registration_mail
from registrations.core.domain.row_locks import locked
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.core.models.settings import RegistrationSettings, WaitingLine
from registrations.lifecycle.domain.confirmation import accept_unconfirmed
from registrations.lifecycle.domain.transitions import is_to_do, move, refusal
from registrations.lifecycle.table import TO_COMPLETE, TRANSITIONS
from registrations.seats.domain.preferences import assign_preferred_seats

# A limit that is none: no line is longer.
EVERYONE = 1_000_000


def approve_registration(
    registration: Registration, *, by: User, reason: str = "", notify: bool = True, uncompleted: bool = False
) -> Registration:
    """submitted, waiting, offered -> approved, with a place in every counter and a ticket.

    An e-mail that was not confirmed can be overridden with a reason; `uncompleted` allows the same for who was invited
    or nominated and has not completed the registration. Approved before: returned as it is. Raises CapacityExceeded
    where something is full, Refused where the registration is in another state.
    """
    with transaction.atomic():
        current = locked(registration)
        if not is_to_do("approve", current, uncompleted=uncompleted):
            return current
        _require_word(current, by=by, reason=reason)
        if current.status in TO_COMPLETE:
            _complete_by_word(current)
        if not current.holds_a_place:
            take_places([current])
        return _approve(current, by=by, reason=reason, notify=notify)


def _require_word(current: Registration, *, by: User, reason: str) -> None:
    """The mailbox is confirmed, or the secretariat's reason stands in for that: what was said on the form counts."""
    if current.confirmed_at:
        return
    if not reason.strip():
        raise Refused(
            _("The e-mail of %(name)s is not confirmed yet. Wait for it, or give a reason.")
            % {"name": current.person.name}
        )
    accept_unconfirmed(current, by=by, vouched=True)


def _complete_by_word(current: Registration) -> None:
    """Nothing is left for the person to send: a link of an invitation leads on to their own page."""
    current.submitted_at = timezone.now()
    current.save(update_fields=["submitted_at"])
    Invitation.objects.filter(registration=current, used_at=None).update(used_at=current.submitted_at)


def _approve(current: Registration, *, by: User, reason: str, notify: bool) -> Registration:
    current.ticket_token = current.ticket_token or new_ticket_token()
    settle(current, "approve", by=by, reason=reason)
    assign_preferred_seats(current, by=by)
    if notify:
        send_registration_mail(TRANSITIONS["approve"].mail, current, by=by, reason=reason)
    return current


def settle(current: Registration, key: str, *, by: User, reason: str) -> None:
    """Make a transition by which it is decided: nobody waits any more, and nothing is on offer."""
    move(
        current, key, by=by, reason=reason,
        decided_at=timezone.now(), decision_reason=reason, waiting_since=None, offered_until=None,
    )  # fmt: skip


def approve_or_wait(current: Registration, *, by: User, notify: bool = True) -> Registration:
    """Approve at once while there are places, else into the line: what an open category does.

    `current` is locked by the caller's transaction. Whose e-mail was confirmed first stands first in line, however
    long the databases' locks made each of them wait.
    """
    try:
        take_places([current])
    except CapacityExceeded:
        return _wait(current, by=by, reason="", notify=notify, since=current.confirmed_at)
    return _approve(current, by=by, reason="", notify=notify)


def wait_registration(registration: Registration, *, by: User, reason: str = "") -> Registration:
    """submitted, offered -> waiting, at the end of the line. Waiting before: returned as it is.

    Who waits is offered a place, and so holds one: an e-mail that was not confirmed needs a reason here, too.
    """
    with transaction.atomic():
        current = locked(registration)
        if not is_to_do("wait", current):
            return current
        _require_word(current, by=by, reason=reason)
        held = current.holds_a_place
        if held:
            free_places([current])
        waiting = _wait(current, by=by, reason=reason, notify=True)
        if held:
            offer_places(current.conference, by=by, limit=1, passing_over=current.pk)
        return waiting


def _wait(
    current: Registration, *, by: User, reason: str, notify: bool, since: dt.datetime | None = None
) -> Registration:
    """To the end of the line, or to where those stand who wait since then."""
    since = since or timezone.now()
    move(
        current, "wait", by=by, reason=reason, waiting_since=since, offered_until=None, decision_reason=reason
    )
    if notify:
        send_registration_mail(TRANSITIONS["wait"].mail, current, by=by, reason=reason)
    return current


def decline_registration(registration: Registration, *, by: User, reason: str = "") -> Registration:
    """submitted, waiting, offered, invited, nominated -> declined; the reason goes into the mail."""
    with transaction.atomic():
        current = locked(registration)
        if not is_to_do("decline", current):
            return current
        held = current.holds_a_place
        settle(current, "decline", by=by, reason=reason)
        # An address that nobody confirmed may be a stranger's: nothing is written to it.
        if current.confirmed_at:
            send_registration_mail(TRANSITIONS["decline"].mail, current, by=by, reason=reason)
        if held:
            free_places([current])
            offer_places(current.conference, by=by, limit=1)
        return current


def offer_place(registration: Registration, *, by: User, until: dt.datetime | None = None) -> Registration:
    """waiting -> offered, out of turn where registration says so. The place is held until the deadline.

    Raises CapacityExceeded where something is full.
    """
    with transaction.atomic():
        current = locked(registration)
        if not is_to_do("offer", current):
            return current
        take_places([current])
        return _offer(current, by=by, until=until or held_until(current.conference))


def held_until(conference: Conference) -> dt.datetime:
    """Until when a place that is offered now is held: the conference's settings say for how many hours."""
    settings = RegistrationSettings.objects.for_conference(conference)
    return timezone.now() + dt.timedelta(hours=settings.offer_hours)


def _offer(current: Registration, *, by: User, until: dt.datetime) -> Registration:
    move(current, "offer", by=by, details={"until": until.isoformat()}, offered_until=until)
    send_registration_mail(TRANSITIONS["offer"].mail, current, by=by)
    return current


def accept_offer(registration: Registration, *, by: User) -> Registration:
    """offered -> approved, by the person, before the deadline. Raises Refused after it."""
    with transaction.atomic():
        current = locked(registration)
        if not is_to_do("accept", current):
            return current
        if current.offered_until and current.offered_until < timezone.now():
            raise refusal("accept", current)
        if not current.confirmed_at:
            accept_unconfirmed(current, by=by)
        return _approve(current, by=by, reason="", notify=True)


def offer_places(
    conference: Conference, *, by: User, limit: int, passing_over: UUID | None = None
) -> list[Registration]:
    """Offer free places to the first in line, `limit` at most, within the caller's transaction.

    Whose category or delegation is full is passed by: their place in line stays. A delegation that comes only all
    together stands where its first does, and is offered places when all of it finds one; then `limit`, which counts
    the places that have just become free, may be exceeded. By hand, nothing is offered here.
    """
    settings = RegistrationSettings.objects.for_conference(conference)
    offered: list[Registration] = []
    tried: set[UUID] = {passing_over} if passing_over else set()
    while (
        len(offered) < limit and not is_closed(conference) and settings.waiting_line == WaitingLine.IN_ORDER
    ):
        first = _first_in_line(conference, tried)
        if first is None:
            break
        together, complete = _coming_with(first)
        fresh = tried.isdisjoint(row.pk for row in together)
        tried.update(row.pk for row in together)
        if not (complete and fresh):
            continue
        try:
            take_places(together)
        except CapacityExceeded as full:
            if full.counter == "conference" and len(together) == 1:
                break
            continue
        until = timezone.now() + dt.timedelta(hours=settings.offer_hours)
        offered += [_offer(row, by=by, until=until) for row in together]
    return offered


def offer_what_was_added(
    conference: Conference, before: Mapping[str, Any], fields: Iterable[str], *, by: User
) -> None:
    """The conference has more places than before: those that are new are offered to the first in line."""
    if "capacity" not in fields or before["capacity"] is None:
        return
    limit = EVERYONE if conference.capacity is None else conference.capacity - before["capacity"]
    offer_places(conference, by=by, limit=max(limit, 0))


def _line(conference: Conference) -> RegistrationQuerySet:
    # One whom another transaction is moving right now is left to it.
    in_line = Registration.objects.of(conference).in_line()
    return in_line.select_for_update(of=("self",), skip_locked=True).with_names()


def _first_in_line(conference: Conference, tried: set[UUID]) -> Registration | None:
    return (
        _line(conference)
        .exclude(pk__in=tried)
        .exclude(Q(category__capacity__isnull=False) & Q(category__taken__gte=F("category__capacity")))
        .exclude(
            Q(delegation__isnull=False)
            & Q(delegation__capacity__isnull=False)
            & Q(delegation__taken__gte=F("delegation__capacity"))
        )
        .first()
    )


def _coming_with(first: Registration) -> tuple[list[Registration], bool]:
    """Those who wait and come only together with the first, locked; and whether these are all of them."""
    if first.delegation is None or not first.delegation.offered_together:
        return [first], True
    found = list(_line(first.conference).filter(delegation=first.delegation))
    in_line = Registration.objects.of(first.conference).in_line().filter(delegation=first.delegation)
    return found, len(found) == in_line.count()


def expire_offers(*, by: User, conference: Conference | None = None) -> int:
    """offered -> waiting where the deadline is over; each place is offered to the next in line. Returns how many."""
    sources = TRANSITIONS["expire"].sources
    late = Registration.objects.filter(status__in=sources, offered_until__lt=timezone.now())
    if conference:
        late = late.of(conference)
    number = 0
    for registration in late:
        with transaction.atomic():
            current = locked(registration)
            if (
                current.status not in sources
                or not current.offered_until
                or current.offered_until >= timezone.now()
            ):
                continue
            free_places([current])
            _wait(current, by=by, reason="", notify=True)
            offer_places(current.conference, by=by, limit=1, passing_over=current.pk)
            number += 1
    return number
