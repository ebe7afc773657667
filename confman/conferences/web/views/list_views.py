"""Views of lists that users keep under a name, and how they see a list. Who may open a list may keep views of it."""

from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from confman.conferences.addresses import ALL
from confman.conferences.domain.list_views import (
    arrange_list,
    change_view,
    delete_view,
    may_delete,
    save_view,
)
from confman.conferences.models import Conference, RowsAPage, SavedView
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.navigation import CACHE_SECONDS, Navigation, navigation_of
from confman.conferences.web.neighbours import list_shown
from confman.conferences.web.part_forms import SavedViewForm
from confman.conferences.web.resources import filters
from confman.conferences.web.resources.views import VIEWS_IN_ROW, ListView
from confman.conferences.web.verb_views import ActionView, VerbFormView


def list_address(conference: Conference, key: str) -> str:
    """Return the address of the list with that key. Raises Http404 if there is none."""
    name, *arguments = key.split(",")
    try:
        return reverse(name, args=[conference.slug, *arguments])
    except NoReverseMatch as error:
        raise Http404 from error


def list_at(request: HttpRequest, address: str, query: str) -> ListView:
    """Return the list at an address as this query would show it, before access to it is checked.

    Raises Http404 if there is no list.
    """
    page = list_shown(request, address, query)
    if not isinstance(page, ListView):
        raise Http404
    return page


class OfListMixin(SecretariatMixin):
    """A page about a list: its key is in the address, its query in `in`; refused to users who may not open the list."""

    permission = "conferences.view_dashboard"

    @property
    def list_key(self) -> str:
        return self.kwargs["key"]

    @cached_property
    def query(self) -> str:
        """Return the query of the list from which the user comes."""
        return filters.view_query(QueryDict(self.request.GET.get("in", "")))

    @cached_property
    def page(self) -> ListView:
        return list_at(self.request, list_address(self.conference, self.list_key), self.query)

    def check_access(self) -> HttpResponseBase | None:
        return super().check_access() or self.page.refusal()

    def navigation(self) -> Navigation:
        """Return the navigation of the list."""
        address = self.request.get_full_path()
        return navigation_of(self.conference, self.acting_user, self.page.navigation_key, address)

    @property
    def list_label(self) -> Any:
        return self.page.list_label

    def list_url(self) -> str:
        return f"{list_address(self.conference, self.list_key)}?{self.query or ALL}"

    def views_url(self) -> str:
        return reverse("conferences_secretariat:saved-views", args=[self.conference.slug, self.list_key])

    def saved_views(self) -> QuerySet[SavedView]:
        """Return the views of the list that the user may open."""
        return SavedView.objects.seen_by(self.request.user, self.conference).filter(list_key=self.list_key)


class SavedViewListView(OfListMixin, SecretariatView):
    """The views of a list that the user may open: their own to rename and delete, an owner's to delete the shared."""

    template_name = "conferences/resources/saved_views.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = list_address(self.conference, self.list_key)
        entries = [
            {
                "view": row,
                "url": f"{address}?{row.query or ALL}",
                "is_own": row.user_id == self.acting_user.pk,
                "may_delete": may_delete(row, self.acting_user),
            }
            for row in self.saved_views().select_related("user", "conference")
        ]
        return super().get_context_data(
            entries=entries, list_url=self.list_url(), list_label=self.list_label, **kwargs
        )


class SavedViewCountView(OfListMixin, SecretariatView):
    """The numbers of rows of the saved views above a list, which its page fetches once it is shown.

    They are as they were a minute ago at most.
    """

    template_name = "conferences/resources/saved_view_counts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = self.request.GET.getlist("view")
        rows = [row for row in self.saved_views() if str(row.pk) in keys]
        # The current one stands there beside the first.
        return {"counts": [(row, self.count(row)) for row in rows[: VIEWS_IN_ROW + 1]], **kwargs}

    def count(self, row: SavedView) -> int:
        """Return the number of rows that this user finds in the view."""

        def counted() -> int:
            page = list_at(self.request, list_address(self.conference, self.list_key), row.query)
            page.refusal()
            return page.count()

        return cache.get_or_set(f"view-{row.pk}-{self.acting_user.pk}", counted, CACHE_SECONDS) or 0


class SavedViewAddView(OfListMixin, VerbFormView):
    """Saves the list the user comes from under a name."""

    form_class = SavedViewForm
    heading = gettext_lazy("Save this view")
    success_message = gettext_lazy("“%(name)s” is saved: it stands above the list.")
    verb = save_view

    def get_values(self, form: SavedViewForm) -> dict[str, Any]:
        return {**form.cleaned_data, "list_key": self.list_key, "query": self.query}


class OfViewMixin(OfListMixin):
    """A page about a saved view."""

    queryset = SavedView.objects.all()

    @property
    def list_key(self) -> str:
        return self.object.list_key

    def get_object(self) -> Any:
        row = super().get_object()
        if row.user_id != self.request.user.pk and not row.is_shared:
            raise Http404
        return row

    def get_success_url(self) -> str:
        return self.views_url()


class SavedViewChangeView(OfViewMixin, VerbFormView):
    """Renames a view of one's own, and shares it or no longer."""

    form_class = SavedViewForm
    heading = gettext_lazy("Rename the view “%(name)s”")
    success_message = gettext_lazy("“%(name)s” was changed.")
    verb = change_view

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name, "is_shared": self.object.is_shared}

    def list_url(self) -> str:
        return self.views_url()


class SavedViewDeleteView(OfViewMixin, ActionView):
    """Deletes a view of one's own, or as an owner a shared one. POST only."""

    success_message = gettext_lazy("“%(name)s” was deleted.")
    verb = delete_view


class ListArrangeView(OfListMixin, ActionView):
    """Chooses the columns of a list, and the height and number of its rows. POST only."""

    def perform(self) -> str:
        posted = self.request.POST
        choice = self.page.choice
        if "usual" in posted:
            columns: dict[str, bool] = {}
        else:
            columns_now, before = set(posted.getlist("column")), set(posted.getlist("was"))
            names = set(self.page.table.base_columns)
            # A column left as it stood is shown as long as it has values.
            columns = choice.columns | {name: name in columns_now for name in (columns_now ^ before) & names}
        arrange_list(
            self.conference,
            list_key=self.list_key,
            columns=columns,
            is_compact=posted.get("height") == "compact",
            rows_a_page=next(
                (size for size in RowsAPage.values if posted.get("rows") == str(size)), choice.rows_a_page
            ),
            by=self.acting_user,
        )
        return ""

    def get_success_url(self) -> str:
        return self.list_url()
