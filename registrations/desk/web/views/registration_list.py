"""The secretariat's review list, and decisions in it: one by one or many at once."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.neighbours import Neighbours, neighbours_of
from confman.web.errors import Refused
from registrations.bulk.registries import bulk_actions
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, RegistrationQuerySet, RegistrationStatus
from registrations.core.web.base import ROWS_A_PAGE, RegistrationsMixin
from registrations.desk.models import SavedView
from registrations.desk.web.forms.answer_filters import AnswerFilters
from registrations.desk.web.forms.filters import ReviewFilterForm
from registrations.lifecycle.domain.decisions import held_until
from registrations.lifecycle.table import AT_THE_DESK
from registrations.questionnaire.domain.answer_reader import AnswerReader

SORTS = {
    "name": ("person__sort_key", "id"),
    "-name": ("-person__sort_key", "id"),
    "submitted": ("submitted_at", "id"),
    "-submitted": ("-submitted_at", "id"),
    "country": ("person__country", "person__sort_key", "id"),
    "-country": ("-person__country", "person__sort_key", "id"),
}


def is_line(query: QueryDict) -> bool:
    """Tell whether the list shows exactly the waiting list."""
    return query.get("status") == RegistrationStatus.WAITING


def order_of(query: QueryDict) -> tuple[str, ...]:
    """Return the order of the list: as sorted, or for the waiting list the order in which places are offered."""
    usual = ("waiting_since", "id") if is_line(query) else SORTS["-submitted"]
    return SORTS.get(query.get("sort", ""), usual)


def view_query(query: QueryDict) -> str:
    """Return the query of the present list, to be saved, without the page and empty filters."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name != "page" and (said := [value for value in values if value]):
            kept.setlist(name, said)
    return kept.urlencode()


class ReviewMixin(RegistrationsMixin):
    """Provides the filters of the review list, from this address or another query string."""

    def filters(self, query: QueryDict | None = None) -> ReviewFilterForm:
        codes = Registration.objects.of(self.conference).order_by().values_list("person__country", flat=True)
        return ReviewFilterForm(
            self.request.GET if query is None else query,
            conference=self.conference,
            codes=[str(code) for code in codes.distinct()],
            delegations=list(Delegation.objects.of(self.conference).only("id", "name", "conference")),
            answers=AnswerFilters(AnswerReader(self.conference)),
            with_vetting=self.shows_vetting,
        )

    def in_list(self, name: str, *arguments: Any) -> str:
        """Return the address of a page of one registration, which keeps the list that this page was opened from."""
        query = self.request.GET.get("in")
        return self.to(name, *arguments) + ("" if query is None else f"?{urlencode({'in': query})}")

    def neighbours(self, registration: Registration) -> Neighbours | None:
        """Return the registrations beside this one in the list that it was opened from: its query stands in `in`."""
        query = self.request.GET.get("in")
        if query is None:
            return None
        asked = QueryDict(query)
        rows = self.filters(asked).filtered(Registration.objects.of(self.conference))
        return neighbours_of(
            rows.order_by(*order_of(asked)).with_names(),
            registration.pk,
            lambda key: self.in_list("registration", key),
            f"{self.to('registration-list')}?{query}",
        )


class ReviewListView(ReviewMixin, SecretariatView):
    """All registrations: searched in any script, filtered, sorted, with acts on many at once."""

    template_name = "registrations/desk/review_list.html"

    def _page(self, found: RegistrationQuerySet) -> Any:
        """Return a page of rows. The database sorts ten thousand keys fast, but not ten thousand whole rows."""
        page: Any = Paginator(found.values_list("pk", flat=True), ROWS_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        rows = Registration.objects.with_names().in_bulk(list(page.object_list))
        page.object_list = [rows[pk] for pk in page.object_list]
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = self.filters()
        found = filters.filtered(Registration.objects.of(self.conference))
        page = self._page(found.order_by(*order_of(self.request.GET)))
        columns = filters.answer_columns
        for row in page.object_list:
            row.answer_cells = [(column.label, column.text(row.answers)) for column in columns]
        count = page.paginator.count
        is_filtered = any(self.request.GET.get(name) for name in filters.fields)
        return super().get_context_data(
            page=page,
            filters=filters,
            answer_columns=columns,
            is_filtered=is_filtered,
            default_sort="" if is_line(self.request.GET) else "-submitted",
            is_empty=not count and not is_filtered,
            summary=ngettext("%(count)d registration", "%(count)d registrations", count) % {"count": count},
            bulk_actions=[
                (action.key, action.label)
                for action in bulk_actions
                if action.is_in_list
                and self.request.user.has_perm(action.permission, self.conference)
                and action.offered(self)
            ],
            matching=count if page.paginator.num_pages > 1 else 0,
            saved_views=self.saved_views(),
            shows_vetting=self.shows_vetting,
            may_add=self.may("edit_registrations"),
            may_print=self.may("make_cards"),
            may_export=self.may("export_people"),
            may_import=self.may("import_people"),
            may_set=self.may("edit_settings"),
            **kwargs,
        )

    def saved_views(self) -> list[dict[str, Any]]:
        """Return the user's own views and the team's, each with its address; the one shown is current."""
        own = self.to("registration-list")
        now = view_query(self.request.GET)
        return [
            {"name": view.name, "url": f"{own}?{view.query}", "active": view.query == now}
            for view in SavedView.objects.seen_by(self.request.user, self.conference)
        ]


class TransitionView(ReviewMixin, TemplateView):
    """One decision on one registration, with its reason; then its page, or the next one of the list."""

    permission = "registrations.review"
    template_name = "registrations/desk/decide.html"

    def prepare(self) -> None:
        super().prepare()
        rows = Registration.objects.of(self.conference).with_names()
        self.registration = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.act = AT_THE_DESK[self.kwargs["act"]]
        self.own_page = self.in_list("registration", self.registration.pk)
        # Asked for before the decision, after which the list may no longer have it.
        self.beside = self.neighbours(self.registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault(
            "form", self.act.reason_form(conference=self.conference) if self.act.takes_reason else None
        )
        # The address's own "act" is among them.
        kwargs["act"] = self.act
        return super().get_context_data(
            held_until=held_until(self.conference) if self.act.key == "offer" else None,
            needs_reason=self.act.needs_word and not self.registration.confirmed_at,
            rows=[self.registration],
            next=self.own_page,
            following=self.beside.next if self.beside else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        options: dict[str, Any] = {}
        form = None
        if self.act.takes_reason:
            form = self.act.reason_form(request.POST, conference=self.conference)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            options["reason"] = form.cleaned_data["reason"]
        try:
            decided = self.act.decide(self.registration, by=user_of(request), **options)
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
        following = self.beside.next if self.beside and "then-next" in request.POST else None
        return HttpResponseRedirect(following.url if following else self.own_page)
