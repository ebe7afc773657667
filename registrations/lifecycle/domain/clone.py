"""Rules of registration that come along to the next conference."""

from django.db.models import QuerySet

from confman.conferences.domain.clone.rows import ConferenceCopy
from registrations.core.models.settings import RegistrationSettings


def clone_settings(copy: ConferenceCopy, rows: QuerySet[RegistrationSettings]) -> None:
    """Take the settings and the texts of letters; letters are numbered anew, in the new year."""

    def change(settings: RegistrationSettings) -> None:
        settings.letter_prefix = copy.in_year(settings.letter_prefix)

    copy.rows(
        rows, anew=("last_letter", "last_received", "first_delegation"), moved=("edit_until",), change=change
    )
