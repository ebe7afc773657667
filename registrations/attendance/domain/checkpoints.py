"""The checkpoint that a new conference begins with, and those that it takes from the last one."""

from django.db.models import QuerySet

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from registrations.attendance.models.attendance import Checkpoint

ENTRANCE = TranslatedText(
    {"en": "Entrance", "ru": "Вход", "uz": "Kirish", "uz-Cyrl": "Кириш", "fr": "Entrée", "ar": "المدخل"}
)


def create_entrance(conference: Conference, *, by: User) -> None:
    """Create the entrance, where everyone who comes is scanned, unless checkpoints have come along."""
    if Checkpoint.objects.filter(conference=conference).exists():
        return
    Checkpoint.objects.create(conference=conference, name=conference.in_own_languages(ENTRANCE))


def checkpoints_to_take(conference: Conference) -> QuerySet[Checkpoint]:
    """Return the checkpoints that the next conference may take: those of doors, not of single sessions."""
    return Checkpoint.objects.filter(conference=conference, session=None)
