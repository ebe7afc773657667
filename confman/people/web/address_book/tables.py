"""The lists of institutions and of people in the address book, with their filters."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from confman.conferences.models import Conference
from confman.conferences.web.resources import filters, tables
from confman.people.models import BookEntry, Contact, Institution, InstitutionKind, Sex


def _countries(model: type[BookEntry], conference: Conference) -> list[tuple[str, str]]:
    codes = model.objects.of(conference).order_by().values_list("country", flat=True).distinct()
    return sorted(((code, countries.name(code)) for code in codes if code), key=lambda pair: pair[1])


class BookFilter(filters.ResourceFilter):
    show = filters.ViewFilter((("twice", _("Perhaps twice")),), method="possible_duplicates")
    q = filters.SearchFilter()

    def possible_duplicates(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=rows.model.objects.of(self.conference).possible_duplicates().values("pk"))


class InstitutionFilter(BookFilter):
    kind = filters.ChoiceFilter(_("Kind"), InstitutionKind.choices)
    country = filters.OfferedFilter(_("Country"), lambda conference: _countries(Institution, conference))
    by = filters.ChoiceFilter(
        _("Written to"), (("note", _("by note verbale")), ("letter", _("by letter"))), method="written_to"
    )

    def written_to(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(by_note=value == "note")


class InstitutionTable(tables.ResourceTable):
    default_sort = "name"

    selected = tables.SelectionColumn()
    name = tables.RecordColumn(_("Name"), order_by=("sort_key", "id"))
    kind = tables.ChoiceColumn(_("Kind"), order_by=("kind", "sort_key", "id"))
    country = tables.EvidentColumn(
        _("Country"), accessor="country__name", order_by=("country", "sort_key", "id")
    )
    email = tables.EvidentColumn(_("E-mail"))
    phone = tables.Column(_("Telephone"))

    def render_name(self, record: Institution, value: Any) -> SafeString:
        return tables.below(self.link(record, value), record.office or record.short_name)


class ContactFilter(BookFilter):
    country = filters.OfferedFilter(_("Country"), lambda conference: _countries(Contact, conference))
    sex = filters.ChoiceFilter(_("Sex"), Sex.choices)


class ContactTable(tables.ResourceTable):
    default_sort = "name"

    selected = tables.SelectionColumn()
    name = tables.RecordColumn(
        pgettext_lazy("of a person", "Name"), order_by=("sort_key", "id"), secondary="job_title"
    )
    institution = tables.EvidentColumn(_("Institution"))
    country = tables.EvidentColumn(
        _("Country"), accessor="country__name", order_by=("country", "sort_key", "id")
    )
    email = tables.EvidentColumn(_("E-mail"))
    consented_on = tables.MomentColumn(
        _("Agreed on"), form="SHORT_DATE_FORMAT", order_by=("consented_on", "id")
    )
