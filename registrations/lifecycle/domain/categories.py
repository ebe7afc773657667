"""Categories of participants: added, changed, deleted. New places are offered to the line at once."""

from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.errors import Refused
from registrations.core.models.category import Approval, Category, CategoryQuerySet
from registrations.lifecycle.domain.decisions import offer_added

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
