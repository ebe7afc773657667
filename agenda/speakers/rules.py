"""Finds the owner of a speaker's page."""

from typing import Any

import rules

from agenda.sessions.models.personal import SpeakerProfile
from confman.accounts.models import Visitor


@rules.predicate
def is_own_speaker_page(user: Visitor, profile: Any = None) -> bool:
    """Tell whether the page is the user's: by the person's account, or by the personal link this browser opened."""
    if not isinstance(profile, SpeakerProfile):
        return False
    if str(profile.pk) in getattr(user, "opened_speakers", ()):
        return True
    return bool(user.is_authenticated and user.is_active and profile.person.user_id == user.pk)


rules.add_perm("agenda.use_speaker_page", is_own_speaker_page)
