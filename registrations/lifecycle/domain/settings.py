"""Settings of a conference on registration. New places are offered to the line at once."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.web.database.changes import change_row
from confman.web.errors import Refused
from registrations.core.domain.settings import settings_of
from registrations.core.models.settings import RegistrationSettings, WaitingLine
from registrations.lifecycle.domain.decisions import EVERYONE, offer_places


def change_settings(conference: Conference, *, by: User, **changes: Any) -> list[str]:
    """Change the settings; return the names of those that differ. Raises ValidationError, which names the field.

    When automatic offers are switched on again, free places are offered at once.
    """
    with transaction.atomic():
        settings, _created = RegistrationSettings.objects.select_for_update().get_or_create(
            conference=conference
        )
        first = changes.get("first_delegation")
        if first is not None and first.conference_id != conference.pk:
            raise Refused(_("The delegation belongs to another conference."))
        changed = change_row(settings, "registrations.settings_changed", changes, by=by)
        if "waiting_line" in changed and settings.waiting_line == WaitingLine.IN_ORDER:
            offer_places(conference, by=by, limit=EVERYONE)
    return changed


def check_symbols(conference: Conference, before: Mapping[str, Any], fields: list[str], *, by: User) -> None:
    """Refuse symbols of documents that begin like the numbers of the conference's letters."""
    registration_settings = settings_of(conference)
    if "symbol_prefix" in fields and registration_settings.numbers_letters_like(conference.symbol_prefix):
        raise ValidationError(
            {
                "symbol_prefix": _(
                    "Letters are numbered %(prefix)s…: they would be taken for documents. Begin the symbols "
                    "otherwise, or number the letters otherwise first, as in LTR/2017/."
                )
                % {"prefix": registration_settings.letter_prefix}
            }
        )


def clone_settings(copy: ConferenceCopy, rows: QuerySet[RegistrationSettings]) -> None:
    """Take the settings and the texts of letters; letter numbers start from 1 in the new year."""

    def change(settings: RegistrationSettings) -> None:
        settings.letter_prefix = copy.in_year(settings.letter_prefix)

    copy.rows(
        rows, anew=("last_letter", "last_received", "first_delegation"), moved=("edit_until",), change=change
    )
