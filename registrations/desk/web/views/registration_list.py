"""The list of registrations, and the way through it from one to the next."""

from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from confman.conferences.web.neighbours import Neighbours, neighbours_of
from confman.conferences.web.resources.views import Empty, ListView
from registrations.bulk.registries import bulk_actions
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.core.web.base import RegistrationsMixin
from registrations.desk.web.tables import SHOWN, RegistrationFilter, RegistrationTable, order_of

# The letters that decide on a registration opened from the list.
REVIEW_KEYS = {"approve": "A", "wait": "W", "decline": "D"}


class RegistrationListMixin(RegistrationsMixin):
    """Provides the filters of the list, by a query string."""

    @property
    def is_in_list(self) -> bool:
        """Tell whether a registration was opened from the list, through which one goes on."""
        return "in" in self.request.GET

    def filtered_by(self, query: QueryDict) -> RegistrationFilter:
        filters = RegistrationFilter(
            query, Registration.objects.of(self.conference), conference=self.conference
        )
        if not self.shows_vetting:
            del filters.filters["vetting"]
        return filters

    def beside(self, registration: Registration) -> Neighbours | None:
        """Return the registrations beside this one in the list that it was opened from: its query stands in `in`."""
        query = self.request.GET.get("in")
        if query is None:
            return None
        list_query = QueryDict(query)
        return neighbours_of(
            self.filtered_by(list_query).qs.order_by(*order_of(list_query)).with_names(),
            registration.pk,
            lambda key: self.in_list(self.to("registration", key)),
            f"{self.to('registration-list')}?{query}",
        )


class RegistrationListView(RegistrationListMixin, ListView):
    """All registrations: searched in any script, filtered, sorted, with bulk actions."""

    template_name = "registrations/desk/review_list.html"
    table = RegistrationTable
    filter = RegistrationFilter
    empty = Empty(
        "person-badge", gettext_lazy("Nobody is registered yet"),
        gettext_lazy(
            "Paste a list from a spreadsheet, register someone by hand, or open registration in the settings."
        ),
        "registrations_secretariat:import", gettext_lazy("Import a list"),
    )  # fmt: skip
    edit_permission = "registrations.edit_registrations"
    add_name = "registrations_secretariat:registration-add"
    add_label = gettext_lazy("Register someone")
    bulk_name = "registrations_secretariat:bulk"
    primary_action = "approve"
    sorts_keys = True
    export_name = "registrations_secretariat:export"
    export_permission = "registrations.export_people"

    @cached_property
    def filters(self) -> RegistrationFilter:
        return self.filtered_by(self.request.GET)

    def filtered_rows(self) -> RegistrationQuerySet:
        return self.filters.qs.order_by(*order_of(self.request.GET))

    def whole_rows(self, keys: Any) -> Any:
        # Many share a category or a delegation: each is read and made once, not once a row.
        # The keys are those of the conference: SQLite would look through all of it once more.
        rows = Registration.objects.select_related("person").only(*SHOWN)
        rows_by_pk = rows.prefetch_related("category", "delegation").order_by().in_bulk(keys)
        for row in rows_by_pk.values():
            row.conference = self.conference
        return rows_by_pk

    def address_of(self, row: Registration) -> str:
        return f"{self.to('registration', row.pk)}?{self.list_in_address}"

    def get_bulk_actions(self) -> list[tuple[str, Any]]:
        return [
            (action.key, action.label)
            for action in bulk_actions
            if action.is_in_list and self.allows(action.permission) and action.offered(self)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(may_import=self.may("registrations.import_people"), **kwargs)
        pages = context["page"].paginator
        context["matching"] = pages.count if pages.num_pages > 1 else 0
        return context
