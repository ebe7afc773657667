"""The review list, its filters, and its order."""

from collections.abc import Callable, Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_tables2.utils import OrderByTuple

from confman.conferences.models import Conference
from confman.conferences.web.resources import filters, tables
from confman.people.models import Person, Sector
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import (
    Mode,
    Registration,
    RegistrationQuerySet,
    RegistrationSource,
    RegistrationStatus,
    Vetting,
)
from registrations.core.web.base import DayFilter, swatch
from registrations.desk.web.forms.filters import RegistrationFilterForm
from registrations.lifecycle.table import REGISTERED, STATUSES
from registrations.questionnaire.domain.answer_reader import AnswerColumn
from registrations.templatetags.registrations import registration_badge, status_facts

# Fields that a line shows; a person has forty, half of them texts in several languages.
SHOWN = (
    "conference", "category", "delegation", "function", "mode", "status", "vetting", "source", "is_practice", "answers",
    "submitted_at", "confirmed_at", "waiting_since", "person__name", "person__job_title", "person__organization",
    "person__country", "person__conference",
)  # fmt: skip
SORTS = {
    "name": ("person__sort_key", "id"),
    "submitted": ("submitted_at", "id"),
    "country": ("person__country", "person__sort_key", "id"),
}


def is_line(query: QueryDict) -> bool:
    """Tell whether the list shows exactly the waiting list."""
    facts = STATUSES.get(query.get("status", ""))
    return facts is not None and facts.in_line


def order_of(query: QueryDict) -> Sequence[str]:
    """Return the order of the list: as sorted, or for the waiting list the order in which places are offered."""
    chosen_sort = query.get("sort", "")
    if sort := SORTS.get(chosen_sort.removeprefix("-")):
        return OrderByTuple(sort).opposite if chosen_sort.startswith("-") else sort
    return ("waiting_since", "id") if is_line(query) else ("-submitted_at", "-id")


def _delegations(conference: Conference) -> list[tuple[str, str]]:
    pairs = Delegation.objects.of(conference).values_list("pk", "name")
    return [("none", gettext("none")), *((str(key), str(name)) for key, name in pairs)]


def _countries(conference: Conference) -> list[tuple[str, str]]:
    # The index of those known is in the order of countries: SQLite looks at the first of each who registered.
    registered = Exists(Registration.objects.filter(person=OuterRef("pk")))
    people = Person.objects.of(conference).known().filter(registered)
    codes = people.order_by().values_list("country", flat=True).distinct()
    known_codes = (str(code) for code in codes if code)
    return sorted(((code, countries.name(code)) for code in known_codes), key=lambda pair: pair[1])


# Columns that the desk reads every day, in the order of its work; then those read now and then.
_DAILY: dict[str, Any] = {
    "to-review": _("To decide"),
    RegistrationStatus.WAITING: _("waiting list"),
    RegistrationStatus.APPROVED: RegistrationStatus.APPROVED.label,
    "unconfirmed": _("e-mail not confirmed"),
}
_NOW_AND_THEN = {
    "registered": _("registered"),
    "never-seen": _("approved, never recorded"),
    **{status.value: status.label for status in RegistrationStatus if status not in _DAILY},
}
STATES = _DAILY | _NOW_AND_THEN
# The named queries of those that are no single status.
GROUPS: dict[str, Callable[[RegistrationQuerySet], RegistrationQuerySet]] = {
    "to-review": RegistrationQuerySet.to_review,
    "unconfirmed": RegistrationQuerySet.unconfirmed,
    "never-seen": RegistrationQuerySet.never_seen,
    "registered": lambda rows: rows.filter(status__in=REGISTERED),
}


class RegistrationFilter(filters.ResourceFilter):
    """The filters of the list of registrations. They stand in the address, so that a view can be saved under a name."""

    q = filters.SearchFilter()
    status = filters.ViewFilter([*STATES.items()], method="in_status", rare=_NOW_AND_THEN)
    category = filters.RowFilter(_("Category"), Category.objects.all())
    delegation = filters.OfferedFilter(_("Delegation"), _delegations, method="in_delegation")
    country = filters.OfferedFilter(_("Country"), _countries, field_name="person__country")
    sector = filters.ChoiceFilter(_("Sector"), Sector.choices, field_name="person__sector")
    mode = filters.ChoiceFilter(_("Takes part"), Mode.choices)
    source = filters.ChoiceFilter(_("Came by"), RegistrationSource.choices)
    vetting = filters.ChoiceFilter(_("Vetting"), Vetting.choices)
    since = DayFilter("submitted_at", "gte", label=_("Submitted from"))
    until = DayFilter("submitted_at", "lte", label=_("Submitted until"))

    class Meta:
        form = RegistrationFilterForm

    def filter_queryset(self, queryset: RegistrationQuerySet) -> RegistrationQuerySet:
        data = self.form.cleaned_data
        for name, row_filter in self.filters.items():
            queryset = row_filter.filter(queryset, data.get(name))
        return self.form.answers.narrowed(queryset, data)

    def narrowing(self) -> set[str]:
        return super().narrowing() - {"column"}

    def holds(self) -> bool:
        offered = {key for key, _label in getattr(self.form.fields.get("unanswered"), "choices", ())}
        return super().holds() and offered.issuperset(self.data.getlist("unanswered"))

    def count_views(self, view: django_filters.Filter, values: list[str]) -> list[int]:
        counts = self.queryset.status_counts()
        groups = {
            "": sum(counts[status] for status in RegistrationStatus),
            "registered": sum(counts[status] for status in REGISTERED),
            "to-review": counts[RegistrationStatus.SUBMITTED] - counts["unconfirmed"],
        }
        counts_by_view = counts | groups
        others = [value for value in values if value not in counts_by_view]
        if others:
            counts_by_view |= dict(zip(others, super().count_views(view, others), strict=True))
        return [counts_by_view[value] for value in values]

    def in_status(self, rows: RegistrationQuerySet, name: str, value: str) -> RegistrationQuerySet:
        return GROUPS[value](rows) if value in GROUPS else rows.filter(status=value)

    def in_delegation(self, rows: RegistrationQuerySet, name: str, value: str) -> RegistrationQuerySet:
        return rows.filter(delegation=None) if value == "none" else rows.filter(delegation_id=value)


class AnswersColumn(tables.Column):
    """Shows the answers to one question."""

    css_class = "answer-heading"

    def __init__(self, answers: AnswerColumn) -> None:
        super().__init__(answers.label, accessor="answers", empty_values=())
        self.text = answers.text

    def render(self, record: Registration) -> str:
        return truncatechars(self.text(record.answers), 200)


class RegistrationTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    name = tables.RecordColumn(
        pgettext_lazy("of a person", "Name"), accessor="person__name", order_by=SORTS["name"]
    )
    category = tables.Column(_("Category"))
    delegation = tables.EvidentColumn(
        _("Delegation"), accessor="delegation__name", secondary="get_function_display"
    )
    country = tables.EvidentColumn(_("Country"), accessor="person__country__name", order_by=SORTS["country"])
    status = tables.Column(_("Status"))
    vetting = tables.StatusColumn(_("Vetting"))
    submitted = tables.MomentColumn(
        _("Submitted"), accessor="submitted_at", order_by=SORTS["submitted"], form="SHORT_DATE_FORMAT"
    )

    def __init__(self, rows: Any, *, view: Any) -> None:
        self.default_sort = "" if is_line(view.request.GET) else "-submitted"
        answers = view.filters.form.answer_columns
        super().__init__(
            rows, view=view, extra_columns=[(column.key, AnswersColumn(column)) for column in answers]
        )

    def hidden_columns(self) -> Sequence[str]:
        return () if self.view.shows_vetting else ("vetting",)

    def name_of(self, record: Registration) -> Any:
        return record.person.name

    def render_name(self, record: Registration, value: Any) -> SafeString:
        person = record.person
        work = ", ".join(str(part) for part in (person.job_title, person.organization) if part)
        return tables.below(self.link(record, value), work)

    def render_category(self, value: Category) -> SafeString:
        return swatch(value)

    def render_status(self, record: Registration) -> SafeString:
        facts = status_facts(record)
        badge = registration_badge(record)
        if record.is_practice:
            badge = format_html("{} {}", badge, status_badge("practice", gettext("practice")))
        if self.view.may("registrations.make_cards") and record.is_approved:
            link = self.to(
                "registrations_secretariat:badge-reprint", record, gettext("Badge"), record.person.name
            )
            badge = format_html("{} {}", badge, link)
        unconfirmed = facts.unconfirmed and not record.confirmed_at and gettext("e-mail not confirmed")
        since = facts.in_line and format_html("{} {}", gettext("In line since"), moment(record.waiting_since))
        return tables.below(badge, unconfirmed, since)
