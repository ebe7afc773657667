"""Settings of a conference on registration, and its categories. New places are offered to the line at once."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.errors import Refused
from registrations.core.domain.settings import settings_of
from registrations.core.models.delegation import Approval, Category, CategoryQuerySet
from registrations.core.models.settings import RegistrationSettings, WaitingLine
from registrations.lifecycle.domain.decisions import EVERYONE, offer_added, offer_places


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


PARTICIPANT = TranslatedText(
    {
        "en": "Participant", "ru": "Участник", "uz": "Ishtirokchi", "uz-Cyrl": "Иштирокчи",
        "fr": "Participant", "ar": "مشارك",
    }
)  # fmt: skip


def offered_categories(conference: Conference) -> CategoryQuerySet:
    """Return the categories that one may register in."""
    return Category.objects.of(conference).offered()


def create_initial_category(conference: Conference, *, by: User) -> None:
    """Give a new conference its first category, Participant, if it has brought none along."""
    if Category.objects.of(conference).exists():
        return
    add_category(
        conference, by=by, name=conference.in_own_languages(PARTICIPANT), letter="P", approval=Approval.REVIEW
    )


def add_category(conference: Conference, *, by: User, **fields: Any) -> Category:
    """Add a category. Raises ValidationError, which names the field."""
    return add_row(Category(conference=conference, **fields), "registrations.category_added", by=by)


def change_category(category: Category, *, by: User, **changes: Any) -> list[str]:
    """Change a category. Raises ValidationError, also for fewer places than are taken.

    New places are offered to the first in line.
    """
    with transaction.atomic():
        # The form read the counter some time ago.
        current = Category.objects.select_for_update().get(pk=category.pk)
        before = current.capacity
        changed = change_row(current, "registrations.category_changed", changes, by=by)
        if "capacity" in changed:
            offer_added(current.conference, before, current.capacity, by=by)
    return changed


def why_category_stays(category: Category) -> str:
    """Say why a category cannot be deleted, or ""."""
    if category.registrations.exists():
        return _("“%(name)s” has registrations. Move them to another category first.") % {
            "name": category.name
        }
    if not Category.objects.of(category.conference).exclude(pk=category.pk).exists():
        return _("A conference needs at least one category.")
    return ""


def delete_category(category: Category, *, by: User) -> None:
    """Delete a category nobody is registered in; the last one stays."""
    with transaction.atomic():
        if reason := why_category_stays(category):
            raise Refused(reason)
        delete_row(category, "registrations.category_deleted", by=by)


def category_colours(conference: Conference) -> list[tuple[str, str]]:
    """Return the colour of each category, for its class in the stylesheet."""
    return [(category.css_class, category.colour) for category in Category.objects.of(conference)]


# True where there is more than the initial category, or that one has a limit.
has_own_categories = ConferenceFact(
    lambda conference: (
        Exists(Category.objects.of(conference)[1:])
        | Exists(Category.objects.of(conference).exclude(capacity=None))
    )
)
