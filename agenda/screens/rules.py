"""The people who may manage the screens of the venue, and run the speaker timer."""

from typing import Any

import rules
from django.db.models import Q

from agenda.screens.models import VenueScreen
from agenda.sessions.models.session import SessionRole
from confman.accounts.models import Visitor
from confman.conferences.access import has_role


@rules.predicate
def chairs_here(user: Visitor, screen: Any = None) -> bool:
    """Tell whether the user has confirmed to chair a session in a timer's room (any session where it has no room).

    By the account, or by the personal link this browser has opened.
    """
    if not isinstance(screen, VenueScreen):
        return False
    chairs = Q(person__speaker_profile__in=getattr(user, "opened_speakers", ()))
    if user.is_authenticated and user.is_active:
        chairs |= Q(person__user=user)
    roles = SessionRole.objects.chairing().filter(chairs, session__conference=screen.conference_id)
    return (roles.filter(session__room=screen.room_id) if screen.room_id else roles).exists()


rules.add_perm("agenda.view_screens", has_role("programme", "registration", "check-in", "rapporteur"))
rules.add_perm("agenda.edit_screens", has_role("programme", "check-in"))
rules.add_perm("agenda.run_timer", has_role("programme", "check-in", "rapporteur") | chairs_here)
