"""Who may see and change the agenda. Releases are for everyone whom the public site is for."""

from typing import Any

import rules
from django.db.models import Q

from agenda.screens.models import VenueScreen
from agenda.sessions.models.personal import SpeakerProfile
from agenda.sessions.models.session_role import SessionRole
from confman.conferences.access import has_role, is_member, is_public_conference, is_team


@rules.predicate
def is_own_speaker_page(user: Any, profile: Any = None) -> bool:
    """The speaker's own: by the account of that person, or by the personal link this browser has opened."""
    if not isinstance(profile, SpeakerProfile):
        return False
    if str(profile.pk) in getattr(user, "opened_speakers", ()):
        return True
    return bool(user.is_authenticated and user.is_active and profile.person.user_id == user.pk)


@rules.predicate
def chairs_here(user: Any, screen: Any = None) -> bool:
    """Chairs a session in the room of a timer (any session where it is of no room), and has confirmed it: by the
    account, or by the personal link this browser has opened."""
    if not isinstance(screen, VenueScreen):
        return False
    chairs = Q(person__speaker_profile__in=getattr(user, "opened_speakers", ()))
    if user.is_authenticated and user.is_active:
        chairs |= Q(person__user=user)
    found = SessionRole.objects.chairing().filter(chairs, session__conference=screen.conference_id)
    return (found.filter(session__room=screen.room_id) if screen.room_id else found).exists()


# What is published: for everyone once the conference is announced, for its team before.
rules.add_perm("agenda.view_agenda", is_public_conference | is_member)
# Stars and a calendar of one's own: for whoever is signed in and may read the agenda.
rules.add_perm("agenda.keep_own_agenda", rules.is_authenticated & (is_public_conference | is_member))
rules.add_perm("agenda.use_speaker_page", is_own_speaker_page)
rules.add_perm("agenda.view_working_agenda", is_team)
rules.add_perm("agenda.edit_agenda", has_role("programme"))
rules.add_perm("agenda.publish_agenda", has_role("programme"))
# On the day itself: say that a cue begins, or is late.
rules.add_perm("agenda.run_show", has_role("programme", "check-in"))
# Screens of the venue, and the speaker timer.
rules.add_perm("agenda.view_screens", has_role("programme", "registration", "check-in", "rapporteur"))
rules.add_perm("agenda.edit_screens", has_role("programme", "check-in"))
rules.add_perm("agenda.run_timer", has_role("programme", "check-in", "rapporteur") | chairs_here)
# Who of the next sessions has come.
rules.add_perm("agenda.view_presence", has_role("programme", "registration", "protocol", "check-in"))
