"""The checkpoint that a new conference begins with."""

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from registrations.attendance.models.attendance import Checkpoint

ENTRANCE = TranslatedText(
    {"en": "Entrance", "ru": "Вход", "uz": "Kirish", "uz-Cyrl": "Кириш", "fr": "Entrée", "ar": "المدخل"}
)


def create_entrance(conference: Conference, *, by: User) -> None:
    """Create the entrance, where everyone who comes is scanned."""
    Checkpoint.objects.create(conference=conference, name=conference.in_own_languages(ENTRANCE))
