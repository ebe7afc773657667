"""The list of people, and its filters."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from confman.conferences.models import Conference
from confman.conferences.web.resources import filters, tables
from confman.people.models import Listing, Person, Sector, Sex
from confman.web.templatetags.confman_web import status_badge


def _countries(conference: Conference) -> list[tuple[str, str]]:
    codes = Person.objects.of(conference).known().order_by().values_list("country", flat=True).distinct()
    return sorted(((code, countries.name(code)) for code in codes if code), key=lambda pair: pair[1])


class PersonFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    country = filters.OfferedFilter(_("Country"), _countries)
    sector = filters.ChoiceFilter(_("Sector"), Sector.choices)
    sex = filters.ChoiceFilter(_("Sex"), Sex.choices)
    listing = filters.ChoiceFilter(_("Who may see"), Listing.choices)


class PersonTable(tables.ResourceTable):
    default_sort = "name"

    selected = tables.SelectionColumn()
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), order_by=("sort_key", "id"))
    organization = tables.EvidentColumn(_("Organization"))
    country = tables.EvidentColumn(
        _("Country"), accessor="country__name", order_by=("country", "sort_key", "id")
    )
    email = tables.EvidentColumn(_("E-mail"))
    listing = tables.ChoiceColumn(_("Who may see"))

    def render_name(self, record: Person, value: Any) -> SafeString:
        practice = status_badge("practice", gettext("practice")) if record.is_practice else ""
        return tables.below(format_html("{} {}", self.link(record, value), practice), record.job_title)
