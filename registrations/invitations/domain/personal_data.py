"""Personal data in letters and invitations, and what practice mode left of them."""

from typing import Any

from django.db.models import Q, QuerySet

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.mailings.domain.personal_data import delete_addressees
from confman.people.models import Person
from confman.web.database.changes import delete_file_on_commit
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import Invitation
from registrations.correspondence.models import Correspondence, Invitee


def collect_letters(person: Person) -> list[dict[str, Any]]:
    """Return the letters of the register that are about the person."""
    return [
        {
            "number": row.number,
            "direction": row.direction,
            "date": row.date,
            "from": row.sender,
            "to": row.recipient,
            "about": row.subject,
            "scan": bool(row.scan),
        }
        for row in Correspondence.objects.filter(registration__person=person)
    ]


def erase_letters(person: Person, *, by: User) -> None:
    """Erase names and scans; number and date stay, so that the register has no gap."""
    for row in Correspondence.objects.filter(registration__person=person):
        delete_file_on_commit(row.scan)
        row.sender = row.recipient = row.their_number = row.struck_out_reason = ""
        row.subject, row.scan, row.text_digest = "–", "", None
        row.save()


def collect_invitations(person: Person) -> list[dict[str, Any]]:
    """Return the single-use links that were sent to the person."""
    return [
        {"sent": row.created_at, "open_until": row.expires_at, "used": row.used_at}
        for row in Invitation.objects.filter(registration__person=person)
    ]


def erase_invitations(person: Person, *, by: User) -> None:
    """Invalidate the person's links."""
    Invitation.objects.filter(registration__person=person).delete()


def _practice_letters(conference: Conference) -> QuerySet[Correspondence]:
    return Correspondence.objects.of(conference).filter(is_practice=True)


def count_practice_invitees(conference: Conference) -> int:
    invitees = Invitee.objects.of(conference).filter(is_practice=True).count()
    return invitees + _practice_letters(conference).count()


def clear_practice_invitees(conference: Conference, *, by: User) -> None:
    """Delete practice invitees, their letters with the scans, and the delegations that their replies made.

    Numbers are not reused: the register begins after those of practice mode.
    """
    for letter in _practice_letters(conference).exclude(scan=""):
        delete_file_on_commit(letter.scan)
    _practice_letters(conference).delete()
    practice = Invitee.objects.of(conference).filter(is_practice=True)
    delegation_ids = list(practice.exclude(delegation=None).values_list("delegation", flat=True))
    delete_addressees(practice.values_list("pk", flat=True))
    practice.delete()
    Delegation.objects.of(conference).filter(
        ~Q(invitees__isnull=False), pk__in=delegation_ids, registrations__isnull=True
    ).delete()
