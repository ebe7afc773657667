"""The secretariat's review list, and decisions in it: one by one or many at once."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.web.neighbours import Neighbours, neighbours_of
from confman.conferences.web.resources.views import Empty, ListView
from confman.web.errors import Refused
from registrations.bulk.registries import bulk_actions
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.core.web.base import RegistrationsMixin
from registrations.desk.web.tables import RegistrationFilter, RegistrationTable, order_of
from registrations.lifecycle.domain.decisions import held_until
from registrations.lifecycle.domain.warnings import warnings_before
from registrations.lifecycle.table import AT_THE_DESK

# The letters that decide on a registration opened from the list.
REVIEW_KEYS = {"approve": "A", "wait": "W", "decline": "D"}


class RegistrationListMixin(RegistrationsMixin):
    """Provides the filters of the review list, by a query string."""

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
        asked = QueryDict(query)
        return neighbours_of(
            self.filtered_by(asked).qs.order_by(*order_of(asked)).with_names(),
            registration.pk,
            lambda key: self.in_list(self.to("registration", key)),
            f"{self.to('registration-list')}?{query}",
        )


class RegistrationListView(RegistrationListMixin, ListView):
    """All registrations: searched in any script, filtered, sorted, with bulk actions."""

    template_name = "registrations/desk/review_list.html"
    list_label = gettext_lazy("Registrations")
    table = RegistrationTable
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

    def found(self) -> RegistrationQuerySet:
        return self.filters.qs.order_by(*order_of(self.request.GET))

    def whole_rows(self, keys: Any) -> Any:
        return self.conference.registrations.with_person().in_bulk(keys)

    def address_of(self, row: Registration) -> str:
        return f"{self.to('registration', row.pk)}?{urlencode({'in': self.request.GET.urlencode()})}"

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


class TransitionView(RegistrationListMixin, TemplateView):
    """One decision on one registration, with its reason; then its page, or the next one of the list."""

    permission = "registrations.review"
    template_name = "registrations/desk/decide.html"

    def prepare(self) -> None:
        super().prepare()
        rows = Registration.objects.of(self.conference).with_names()
        self.registration = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.transition = AT_THE_DESK[self.kwargs["action"]]
        self.own_page = self.in_list(self.to("registration", self.registration.pk))
        # Asked for before the decision, after which the list may no longer have it.
        self.beside_it = self.beside(self.registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault(
            "form",
            self.transition.reason_form(conference=self.conference) if self.transition.takes_reason else None,
        )
        # In the address it is the key alone.
        kwargs["action"] = self.transition
        return super().get_context_data(
            held_until=held_until(self.conference) if self.transition.has_deadline else None,
            needs_reason=self.transition.needs_confirmed_email and not self.registration.confirmed_at,
            rows=[self.registration],
            warnings=warnings_before(Registration.objects.filter(pk=self.registration.pk))
            if self.transition.takes_place
            else [],
            next=self.own_page,
            following=self.beside_it.next if self.beside_it else None,
            # What is grave is confirmed by hand.
            key=""
            if self.transition.is_grave or not self.is_in_list
            else REVIEW_KEYS.get(self.transition.key, ""),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        options: dict[str, Any] = {}
        form = None
        if self.transition.takes_reason:
            form = self.transition.reason_form(request.POST, conference=self.conference)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            options["reason"] = form.cleaned_data["reason"]
        try:
            decided = self.transition.decide(self.registration, by=user_of(request), **options)
        except Refused as error:
            if form is None:
                messages.error(request, error.message)
                return HttpResponseRedirect(self.own_page)
            form.add_error(None, error.message)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(
            request,
            _("%(name)s: %(status)s.")
            % {"name": decided.person.name, "status": decided.get_status_display()},
        )
        following = self.beside_it.next if self.beside_it and "then-next" in request.POST else None
        return HttpResponseRedirect(following.url if following else self.own_page)
