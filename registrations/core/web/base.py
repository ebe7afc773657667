"""Base of the secretariat's pages about registrations."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import UUIDField
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from confman.compiled_queries import CompiledQuery
from confman.conferences.web.base import SecretariatMixin
from registrations.core.domain.settings import settings_of
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration

ROWS_A_PAGE = 50
# The conference is known, and few replace someone.
_by_key: CompiledQuery[Registration] = CompiledQuery(
    lambda conference, key: Registration.objects.filter(conference=conference, pk=key).select_related(
        "person__contact", "category", "delegation"
    ),
    UUIDField(),
    UUIDField(),
)


class DayFilter(django_filters.DateFilter):
    """Moments from the beginning of a day on (`gte`), or until its end (`lte`), in the conference's zone.

    Moments are compared, which are indexed; for the day, SQLite would call Python for each row.
    """

    def filter(self, qs: Any, value: dt.date | None) -> Any:
        time = dt.time.min if self.lookup_expr == "gte" else dt.time.max
        return super().filter(qs, value and dt.datetime.combine(value, time, self.parent.conference.zone))


class RegistrationsMixin(SecretariatMixin):
    """A page of the registration desk."""

    permission = "registrations.view_registrations"
    navigation_key = "registrations.registrations"

    @cached_property
    def shows_vetting(self) -> bool:
        """Tell whether the page shows the vetting: if participants are vetted, to the roles concerned."""
        return self.may("registrations.vet") and settings_of(self.conference).vets_participants


class RegistrationObjectMixin(RegistrationsMixin):
    """Finds the registration among those of the conference."""

    list_label = gettext_lazy("Registrations")
    message_names = {"name": "registration.person.name"}

    def prepare(self) -> None:
        super().prepare()
        row = _by_key.get_or_none(self.conference.pk, self.kwargs["pk"])
        if row is None:
            raise Http404
        self.object = self.registration = row
        self.registration.conference = self.registration.person.conference = self.conference

    def record_url(self) -> str:
        """Return the address of the record, in the list that it was opened from."""
        return self.in_list(self.to("registration", self.registration.pk))


def swatch(category: Category) -> SafeString:
    """Return the name of a category with its colour."""
    return format_html('<span class="swatch {}">{}</span>', category.css_class, category.name)
