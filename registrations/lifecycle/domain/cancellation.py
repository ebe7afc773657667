"""Cancelling, and sending a substitute: a place that becomes free is offered in the same transaction."""

from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.badges.domain.print_log import revoke_badges
from registrations.core.domain.capacity import free_places
from registrations.core.domain.mails import send_registration_mail
from registrations.core.domain.row_locks import lock_unregistered
from registrations.core.domain.settings import require_not_ended
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.registration import Registration, RegistrationSource, RegistrationStatus
from registrations.lifecycle.domain.decisions import make_decision, offer_places
from registrations.lifecycle.domain.transitions import move, transition
from registrations.lifecycle.table import TRANSITIONS
from registrations.seats.domain.seats import hand_over_seats, release_seats

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
