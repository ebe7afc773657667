"""Approving, declining, waiting, offering: the transitions that someone decides on; cancelling, sending a substitute.

A place that becomes free is offered in the same transaction.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.badges.domain.print_log import revoke_badges
from registrations.core.domain.capacity import (
    CapacityExceeded,
    claim_places,
    free_places,
    lock_unregistered,
    locked,
)
from registrations.core.domain.mails import send_registration_mail
from registrations.core.domain.settings import has_ended, require_not_ended, settings_of
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import (
    Registration,
    RegistrationQuerySet,
    RegistrationSource,
    RegistrationStatus,
)
from registrations.core.models.settings import WaitingLine
from registrations.lifecycle.domain.transitions import accept_unconfirmed, move, refusal, transition
from registrations.lifecycle.table import TO_COMPLETE, TRANSITIONS
from registrations.seats.domain.seats import assign_preferred_seats, hand_over_seats, release_seats

# No real limit: no line is longer.
EVERYONE = 1_000_000


@transition("approve")
def approve_registration(
    current: Registration, *, by: User, reason: str = "", notify: bool = True, uncompleted: bool = False
) -> Registration:
    """Approve a submitted, waiting or offered registration, with a place in every counter and a ticket.

    An unconfirmed e-mail can be overridden with a reason; `uncompleted` allows the same for people invited or
    nominated who have not completed the registration. Safe to repeat. Raises CapacityExceeded if something
    is full, Refused where the registration is in another state.
    """
    _require_confirmed_email(current, by=by, reason=reason)
    if current.status in TO_COMPLETE:
        _mark_completed(current)
    if not current.holds_a_place:
        claim_places([current])
    return _approve(current, by=by, reason=reason, notify=notify)


def _require_confirmed_email(current: Registration, *, by: User, reason: str) -> None:
    """Raise Refused unless the mailbox is confirmed or a reason is given, which confirms what the form said."""
    if current.confirmed_at:
        return
    if not reason.strip():
        raise Refused(
            _("The e-mail of %(name)s is not confirmed yet. Wait for it, or give a reason.")
            % {"name": current.person.name}
        )
    accept_unconfirmed(current, by=by, vouched=True)


def _mark_completed(current: Registration) -> None:
    """Mark the registration as sent: the link of an invitation then leads to the person's own page."""
    current.submitted_at = timezone.now()
    current.save(update_fields=["submitted_at"])
    Invitation.objects.filter(registration=current, used_at=None).update(used_at=current.submitted_at)


def _approve(current: Registration, *, by: User, reason: str, notify: bool) -> Registration:
    current.ticket_token = current.ticket_token or new_ticket_token()
    make_decision(current, "approve", by=by, reason=reason)
    assign_preferred_seats(current, by=by)
    if notify:
        send_registration_mail(TRANSITIONS["approve"].mail, current, by=by, reason=reason)
    return current


def make_decision(current: Registration, key: str, *, by: User, reason: str) -> None:
    """Make a deciding transition: the registration no longer waits, and has no offer."""
    move(
        current, key, by=by, reason=reason,
        decided_at=timezone.now(), decision_reason=reason, waiting_since=None, offered_until=None,
    )  # fmt: skip


def approve_or_wait(current: Registration, *, by: User, notify: bool = True) -> Registration:
    """Approve at once while there are places, else put into the line, as an open category does.

    `current` is locked by the caller's transaction. The first to confirm the e-mail is first in line, however
    long the database's locks made each of them wait.
    """
    try:
        claim_places([current])
    except CapacityExceeded:
        return _wait(current, by=by, reason="", notify=notify, since=current.confirmed_at)
    return _approve(current, by=by, reason="", notify=notify)


@transition("wait")
def wait_registration(current: Registration, *, by: User, reason: str = "") -> Registration:
    """Put a submitted or offered registration at the end of the line. Safe to repeat.

    A person in line gets an offer, which holds a place: so an unconfirmed e-mail needs a reason here, too.
    """
    _require_confirmed_email(current, by=by, reason=reason)
    had_place = current.holds_a_place
    if had_place:
        free_places([current])
    waiting = _wait(current, by=by, reason=reason, notify=True)
    if had_place:
        offer_places(current.conference, by=by, limit=1, passing_over=current.pk)
    return waiting


def _wait(
    current: Registration, *, by: User, reason: str, notify: bool, since: dt.datetime | None = None
) -> Registration:
    """Put at the end of the line, or at the place of those who have waited since `since`."""
    since = since or timezone.now()
    move(
        current, "wait", by=by, reason=reason, waiting_since=since, offered_until=None, decision_reason=reason
    )
    if notify:
        send_registration_mail(TRANSITIONS["wait"].mail, current, by=by, reason=reason)
    return current


@transition("decline")
def decline_registration(current: Registration, *, by: User, reason: str = "") -> Registration:
    """Decline a submitted, waiting, offered, invited or nominated registration; the reason goes into the mail."""
    had_place = current.holds_a_place
    make_decision(current, "decline", by=by, reason=reason)
    # An unconfirmed address may be a stranger's: nothing is sent to it.
    if current.confirmed_at:
        send_registration_mail(TRANSITIONS["decline"].mail, current, by=by, reason=reason)
    if had_place:
        free_places([current])
        offer_places(current.conference, by=by, limit=1)
    return current


@transition("offer")
def offer_place(current: Registration, *, by: User, until: dt.datetime | None = None) -> Registration:
    """Offer a place to a waiting registration, out of turn. The place is held until the deadline.

    Raises CapacityExceeded if something is full.
    """
    claim_places([current])
    return _offer(current, by=by, until=until or held_until(current.conference))


def held_until(conference: Conference) -> dt.datetime:
    """Return until when a place offered now is held: the conference's settings give the hours."""
    settings = settings_of(conference)
    return timezone.now() + dt.timedelta(hours=settings.offer_hours)


def _offer(current: Registration, *, by: User, until: dt.datetime) -> Registration:
    move(current, "offer", by=by, details={"until": until.isoformat()}, offered_until=until)
    send_registration_mail(TRANSITIONS["offer"].mail, current, by=by)
    return current


@transition("accept")
def accept_offer(current: Registration, *, by: User) -> Registration:
    """Approve an offered registration, accepted by the person before the deadline.

    Raises Refused after it, and once the conference has ended.
    """
    require_not_ended(current.conference)
    if current.offered_until and current.offered_until < timezone.now():
        raise refusal("accept", current)
    if not current.confirmed_at:
        accept_unconfirmed(current, by=by)
    return _approve(current, by=by, reason="", notify=True)


def offer_places(
    conference: Conference, *, by: User, limit: int, passing_over: UUID | None = None
) -> list[Registration]:
    """Offer free places to the first in line, `limit` at most, within the caller's transaction.

    People whose category or delegation is full are skipped and keep their place in line. A delegation that
    comes only as a whole stands where its first member does, and is offered places when there are enough for
    all; then `limit`, which counts the places that have just become free, may be exceeded. If places are
    given by hand, nothing is offered here.
    """
    settings = settings_of(conference)
    offered: list[Registration] = []
    tried: set[UUID] = {passing_over} if passing_over else set()
    while (
        len(offered) < limit and not has_ended(conference) and settings.waiting_line == WaitingLine.IN_ORDER
    ):
        first = _first_in_line(conference, tried)
        if first is None:
            break
        group, complete = _group_of(first)
        is_untried = tried.isdisjoint(row.pk for row in group)
        tried.update(row.pk for row in group)
        if not (complete and is_untried):
            continue
        try:
            claim_places(group)
        except CapacityExceeded as full:
            if full.counter == "conference" and len(group) == 1:
                break
            continue
        until = timezone.now() + dt.timedelta(hours=settings.offer_hours)
        offered += [_offer(row, by=by, until=until) for row in group]
    return offered


def offer_what_was_added(
    conference: Conference, before: Mapping[str, Any], fields: Iterable[str], *, by: User
) -> None:
    """Offer the places that the conference has more than before to the first in line."""
    if "capacity" in fields:
        offer_added(conference, before["capacity"], conference.capacity, by=by)


def offer_added(conference: Conference, before: int | None, after: int | None, *, by: User) -> None:
    """Offer as many places as a counter has more than before to the first in line; None is no limit."""
    if before is not None:
        offer_places(conference, by=by, limit=EVERYONE if after is None else max(after - before, 0))


def _line(conference: Conference) -> RegistrationQuerySet:
    # A row that another transaction is changing right now is left to it.
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


def _group_of(first: Registration) -> tuple[list[Registration], bool]:
    """Return those in line who come only together with the first, locked; and whether these are all of them."""
    if first.delegation is None or not first.delegation.offered_together:
        return [first], True
    members = list(_line(first.conference).filter(delegation=first.delegation))
    in_line = Registration.objects.of(first.conference).in_line().filter(delegation=first.delegation)
    return members, len(members) == in_line.count()


def expire_offers() -> int:
    """Put registrations whose offer has expired back in line; offer each place to the next. Returns how many."""
    sources = TRANSITIONS["expire"].sources
    by, number = system_user("job"), 0
    for registration in Registration.objects.filter(status__in=sources, offered_until__lt=timezone.now()):
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


# The most people that are named; the rest are counted.
MAX_NAMES = 12


def warnings_before(rows: RegistrationQuerySet) -> list[str]:
    """Return a sentence for each quota that these people would exceed, what follows, and who has no address."""
    people = list(rows.with_names())
    too_few = list(_too_few_places(people))
    if too_few:
        too_few.append(
            _("Where no place is left, this will be refused: raise the limit first, or use the waiting list.")
        )
    return [*too_few, *_without_address(people)]


def _too_few_places(people: Iterable[Registration]) -> Iterator[str]:
    wanting = [row for row in people if not row.holds_a_place]
    for model, field, message in (
        (Conference, "conference_id", _("The conference: places left %(left)d, needed %(wanted)d.")),
        (Category, "category_id", _("“%(name)s”: places left %(left)d, needed %(wanted)d.")),
        (Delegation, "delegation_id", _("The delegation “%(name)s”: places left %(left)d, needed %(wanted)d.")),
    ):  # fmt: skip
        demand = Counter(key for row in wanting if (key := getattr(row, field)))
        for counter in model._default_manager.filter(pk__in=demand, capacity__isnull=False):
            left = max((counter.capacity or 0) - counter.taken, 0)
            if demand[counter.pk] > left:
                yield message % {"name": counter, "left": left, "wanted": demand[counter.pk]}


def _without_address(people: Iterable[Registration]) -> Iterator[str]:
    people = list(people)
    names = [str(row.person.name) for row in people if not row.person.mailbox]
    if names and len(people) == 1:
        yield _("There is no e-mail address, so no mail tells of it.")
    elif names:
        listed_names = ", ".join(names[:MAX_NAMES]) + ("…" if len(names) > MAX_NAMES else "")
        yield ngettext(
            "%(count)d of them has no address, so no mail tells of it: %(names)s.",
            "%(count)d of them have no address, so no mail tells of it: %(names)s.",
            len(names),
        ) % {"count": len(names), "names": listed_names}


S = RegistrationStatus


@transition("cancel")
def cancel_registration(
    current: Registration, *, by: User, reason: str = "", notify: bool = True, offers_place: bool = True
) -> Registration:
    """Cancel a registration that is not over, and free its place, which is offered to the first in line.

    Safe to repeat. Without `offers_place` nobody in line is written to: the place waits to be offered.
    """
    had_place = current.holds_a_place
    make_decision(current, "cancel", by=by, reason=reason)
    if notify and current.confirmed_at:
        send_registration_mail(TRANSITIONS["cancel"].mail, current, by=by, reason=reason)
    if had_place:
        free_places([current])
        if offers_place:
            offer_places(current.conference, by=by, limit=1)
    release_seats([current], by=by)
    revoke_badges([current])
    current.change_requests.withdraw()
    return current


def cancel_in_time(registration: Registration, *, by: User) -> Registration:
    """Cancel a registration as its participant or delegation wishes. Raises Refused once the conference has ended."""
    require_not_ended(registration.conference)
    return cancel_registration(registration, by=by)


@transition("replace")
def replace_registration(
    current: Registration, *, substitute: Person, by: User, notify: bool = True
) -> Registration:
    """Replace an approved registration: the substitute takes the place, and the old ticket opens no door.

    The history stays. Returns the substitute's registration, approved. Raises Refused if there is nothing
    to hand over, or the substitute is registered already.
    """
    if substitute.conference_id != current.conference_id:
        raise Refused(_("The substitute belongs to another conference."))
    lock_unregistered(substitute)
    now = timezone.now()
    # The place is handed over without changing a counter, so that nobody in line can take it.
    successor = Registration(
        conference=current.conference,
        person=substitute,
        category=current.category,
        delegation=current.delegation,
        function=current.function,
        mode=current.mode,
        status=S.APPROVED,
        source=RegistrationSource.DELEGATION,
        is_practice=current.is_practice,
        replaces=current,
        submitted_at=now,
        confirmed_at=now,
        decided_at=now,
        ticket_token=new_ticket_token(),
    )
    successor.save(force_insert=True)
    move(current, "replace", by=by, details={"other": str(successor.pk)}, decided_at=now)
    record_audit("registrations.took_over", by=by, target=successor, details={"other": str(current.pk)})
    hand_over_seats(current, successor)
    revoke_badges([current])
    current.change_requests.withdraw()
    if notify:
        send_registration_mail(TRANSITIONS["replace"].mail, current, by=by)
        send_registration_mail(TRANSITIONS["approve"].mail, successor, by=by)
    return successor
