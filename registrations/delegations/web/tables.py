"""The list of delegations, and its filters."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.conferences.web.forms import ConferenceForm
from confman.conferences.web.resources import filters, tables
from confman.web.database.unchanged import ConferenceQuery
from confman.web.templatetags.confman_web import status_badge
from registrations.core.models.delegation import Credentials, Delegation, DelegationKind, DelegationQuerySet

# The views of the list, each with the named query of its rows.
STATES: dict[str, tuple[Any, Callable[[DelegationQuerySet], DelegationQuerySet]]] = {
    "names": (gettext_lazy("names to approve"), DelegationQuerySet.awaiting_protocol),
    "papers": (gettext_lazy("papers to look at"), DelegationQuerySet.with_papers_to_review),
    "no-papers": (gettext_lazy("no paper"), DelegationQuerySet.without_papers),
    "no-head": (gettext_lazy("no head"), DelegationQuerySet.without_head),
    "full": (gettext_lazy("quota used"), DelegationQuerySet.full),
    "focal": (gettext_lazy("no focal point"), DelegationQuerySet.without_focal_point),
}
# Delegations of each view, the first of them all: the same query for every conference.
_COUNTS = ConferenceQuery(
    lambda key: (
        Delegation.objects.filter(conference=key)
        .order_by()
        .values("conference")
        .annotate(
            everything=Count("pk"),
            **{
                f"view_{number}": Count("pk", filter=Q(pk__in=_keys(narrow, key)))
                for number, (_label, narrow) in enumerate(STATES.values())
            },
        )
        .values_list("everything", *(f"view_{number}" for number in range(len(STATES))))
    )
)


def _keys(narrow: Callable[[DelegationQuerySet], DelegationQuerySet], key: UUID) -> Any:
    return narrow(Delegation.objects.filter(conference=key)).order_by().values("pk")


class DelegationFilterForm(ConferenceForm):
    intergovernmental = ("credentials",)


class DelegationFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    kind = filters.ChoiceFilter(gettext_lazy("Kind"), DelegationKind.choices)
    state = filters.ViewFilter([(key, label) for key, (label, _found) in STATES.items()], method="in_state")
    credentials = filters.ChoiceFilter(gettext_lazy("Credentials"), Credentials.choices)

    class Meta:
        form = DelegationFilterForm

    def count_views(self, view: Any, values: list[str]) -> list[int]:
        rows = _COUNTS.rows(self.conference)
        counts = dict(zip(("", *STATES), rows[0], strict=True)) if rows else {}
        return [counts.get(value, 0) for value in values]

    def in_state(self, rows: DelegationQuerySet, name: str, value: str) -> DelegationQuerySet:
        _label, narrow = STATES[value]
        return narrow(rows)


class DelegationTable(tables.ResourceTable):
    default_sort = "name"

    selected = tables.SelectionColumn()
    name = tables.RecordColumn(gettext_lazy("Name"), order_by=("sort_key", "id"))
    kind = tables.ChoiceColumn(gettext_lazy("Kind"), order_by=("kind", "sort_key", "id"))
    member_count = tables.NumberColumn(gettext_lazy("Named"), order_by=("member_count", "sort_key", "id"))
    taken = tables.NumberColumn(gettext_lazy("Places taken"), order_by=("taken", "sort_key", "id"))
    capacity = tables.NumberColumn(
        gettext_lazy("Quota"), order_by=("capacity", "sort_key", "id"), default="–"
    )
    credentials = tables.Column(gettext_lazy("Credentials"), order_by=("credentials", "sort_key", "id"))
    focal_count = tables.NumberColumn(gettext_lazy("Focal points"), empty_values=(0,))

    def hidden_columns(self) -> Sequence[str]:
        return () if self.conference.is_intergovernmental else ("credentials",)

    def render_name(self, record: Any, value: str) -> SafeString:
        new = record.new_papers
        papers = ngettext("%(number)s paper to be looked at", "%(number)s papers to be looked at", new)
        return tables.below(
            self.link(record, value),
            "" if record.approved_at else _("name not approved by protocol"),
            new and papers % {"number": new},
        )

    def render_capacity(self, record: Delegation, value: int) -> Any:
        return (
            format_html("{} {}", value, status_badge("full", _("used"), "warn")) if record.is_full else value
        )

    def render_credentials(self, record: Delegation, value: str) -> str:
        tone = record.credentials_tone
        return status_badge(record.credentials, value, tone) if tone else capfirst(value)
