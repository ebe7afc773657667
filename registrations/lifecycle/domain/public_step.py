"""The invitation to register on the public site."""

from django.utils.translation import gettext as _

from confman.conferences.domain.public_state import State, public_state
from confman.conferences.models import Conference


def registration_offered(conference: Conference) -> bool:
    """Tell whether the public site offers to register."""
    return public_state(conference).registers


def registration_text(conference: Conference) -> str:
    """Return that this is practice mode or that the places are taken, where it is so; else what to expect."""
    if conference.is_practice:
        return _("Practice mode: what you send will be cleared.")
    if (found := public_state(conference)).state == State.FULL:
        return found.sentence
    return _("It takes about three minutes.")
