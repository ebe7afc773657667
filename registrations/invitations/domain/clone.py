"""Invitees who come along to the next conference."""

from confman.conferences.models import Conference
from registrations.correspondence.models import Invitee, InviteeQuerySet


def invitees_of(conference: Conference) -> InviteeQuerySet:
    """Return the invitees, without those of practice mode."""
    return Invitee.objects.of(conference).filter(is_practice=False)
