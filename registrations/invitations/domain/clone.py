"""Invitees who come along to the next conference: institutions, without the people who receive their letters."""

from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from registrations.correspondence.models import Invitee, InviteeQuerySet


def invitees_of(conference: Conference) -> InviteeQuerySet:
    """Return the invitees, without those of practice mode."""
    return Invitee.objects.of(conference).filter(is_practice=False)


def clone_invitees(copy: ConferenceCopy, rows: InviteeQuerySet) -> None:
    """Take them along, to be invited anew; an addressee only where it is an office: a person has agreed to nothing."""
    copy.rows(
        rows,
        anew=("sent_on", "reply", "replied_on", "reply_note", "reminded_on"),
        moved=("deadline",),
        loose=("signatory", "delegation"),
        change=Invitee.leave_person_behind,
    )
