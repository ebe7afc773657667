"""The pages of a resource: its list, and its form for new and existing rows; and any other list.

A kind of row that needs more overrides a view in a subclass, which its `Resource` names. A `ConfirmView` asks before a
row is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import CharField, QuerySet, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from confman.compiled_queries import CompiledQuery
from confman.conferences.domain.list_views import remember_view
from confman.conferences.models import ListChoice, RowsAPage, SavedView
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.navigation import NavigationLink
from confman.conferences.web.resources.filters import EVERYTHING, NOT_NARROWING, view_query
from confman.conferences.web.verb_views import VerbFormView, history_of

if TYPE_CHECKING:
    from confman.conferences.web.resources.filters import ResourceFilter
    from confman.conferences.web.resources.resource import Resource
    from confman.conferences.web.resources.tables import ResourceTable

# The views in the row above a list; others stand under "More".
VIEWS_IN_ROW = 7
# Letters in one line of tabs and views in a window of 1440 px, and those that each takes beside its label.
LETTERS_IN_LINE, BESIDE_TAB, BESIDE_VIEW, MORE = 122, 3, 7, 10
_OF_LIST = UUIDField(), UUIDField(), CharField()
_choice: CompiledQuery[ListChoice] = CompiledQuery(
    lambda conference, user, list_key: ListChoice.objects.filter(
        conference=conference, user=user, list_key=list_key
    ),
    *_OF_LIST,
)
_saved: CompiledQuery[SavedView] = CompiledQuery(
    lambda conference, user, list_key: SavedView.objects.seen_by(user, conference).filter(list_key=list_key),
    *_OF_LIST,
)


@dataclass(frozen=True)
class Empty:
    """The message of a list without rows: an icon, a sentence, and the next step for users who may take it.

    That is to add a row, unless a `page` that takes the slug is named, with the words that lead there.
    """

    icon: str
    title: Any
    text: Any = ""
    page: str = ""
    action: Any = ""


class ListView(SecretariatMixin, TemplateView):
    """A list: searched, filtered, sorted, by pages. A `Resource` gives what it shows, else its subclass.

    Pages are named by url names that take the slug. Who has no `edit_permission` sees the rows, and may not act.
    """

    template_name = "conferences/resources/list.html"
    lead: Any = ""
    empty: Empty | None = None
    table: type[ResourceTable]
    filter: type[ResourceFilter] | None = None
    edit_permission = ""
    add_name = ""
    add_label: Any = ""
    # Actions for chosen rows: the value of the button, its label, and the address, if it is not this page.
    bulk_actions: Sequence[tuple[str, Any]] = ()
    bulk_name = ""
    # The one of them that is usually done, which is the coloured button.
    primary_action = ""
    # The views that are shown in preference to tabs beside the list's own.
    views_before_tabs = 4
    # A fixed number, where users do not choose it.
    rows_a_page = 0
    # A database sorts ten thousand keys fast, and ten thousand whole rows not.
    sorts_keys = False
    export_name = ""
    export_permission = ""
    # True if the page of a row leads to those beside it as this list shows them; it is opened with the query in `in`.
    is_walked = False
    # The name of the page of a row, as `to` takes it, and what of the row it takes.
    row_page, row_key = "", "pk"

    @cached_property
    def may_edit(self) -> bool:
        return self.allows(self.edit_permission)

    def allows(self, permission: str) -> bool:
        """Tell whether this user has a permission; to have opened the page is enough where none is named."""
        return not permission or self.may(permission)

    def url_of(self, name: str) -> str:
        """Return the address of a page by its url name; empty where there is none."""
        return reverse(name, args=[self.conference.slug]) if name else ""

    @cached_property
    def list_key(self) -> str:
        """The name by which users keep views of this list: that of its address, with what else is in it."""
        match = self.request.resolver_match
        assert match is not None
        return ",".join(
            [match.view_name, *(str(part) for name, part in match.kwargs.items() if name != "slug")]
        )

    @cached_property
    def choice(self) -> ListChoice:
        """Return the user's choices for this list."""
        conference, user = self.conference, self.acting_user
        return _choice.get_or_none(conference.pk, user.pk, self.list_key) or ListChoice(
            conference=conference, user=user, list_key=self.list_key
        )

    @property
    def page_size(self) -> int:
        """Return the number of rows on a page."""
        return self.rows_a_page or self.choice.rows_a_page

    @cached_property
    def query(self) -> str:
        """Return the query of the list, as a view keeps it."""
        return view_query(self.request.GET)

    @cached_property
    def saved_views(self) -> list[dict[str, Any]]:
        """The user's own views and the team's, each with its address; counted after the page is shown."""
        if self.filters is None:
            return []
        views = _saved.all(self.conference.pk, self.acting_user.pk, self.list_key)
        return [
            {
                "pk": view.pk,
                "label": view.name,
                "url": f"?{view.query}" if view.query else EVERYTHING,
                "query": view.query,
                "active": view.query == self.query,
            }
            for view in views
        ]

    @cached_property
    def is_gone(self) -> bool:
        """Tell whether a saved view is shown that names something that no longer exists."""
        now = _without_order(self.query)
        is_view = any(_without_order(view["query"]) == now for view in self.saved_views)
        return bool(now and is_view and self.filters and not self.filters.holds())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list; by its bare address, in the view last used, while that is there, else not in an empty one."""
        last = "" if request.GET else self.choice.last_query
        if last and any(last == query for query in self.queries_of_views()):
            return HttpResponseRedirect(f"?{last}")
        if not request.GET and (query := self.instead_of_empty()):
            return HttpResponseRedirect(f"?{query}")
        is_new = (
            request.GET and self.query != self.choice.last_query and self.query in self.queries_of_views()
        )
        # A query shown because the usual view is empty is not remembered: that view opens again once it has rows.
        if is_new and not (self.query and self.query == self.instead_of_empty()):
            remember_view(self.conference, list_key=self.list_key, query=self.query, by=self.acting_user)
        return super().get(request, *args, **kwargs)

    def instead_of_empty(self) -> str:
        """Return the query of the view to open instead of the usual one, which is empty; '' if that has rows."""
        return self.filters.instead_of_empty() if self.filters else ""

    def queries_of_views(self) -> list[str]:
        """Return the queries of all views of this list; that of all rows is one."""
        name = self.filters.view_name() if self.filters else ""
        choices = self.filters.filters[name].extra["choices"] if self.filters and name else ()
        built_in = [urlencode({name: value}) for value, _label in choices]
        return ["", *built_in, *(view["query"] for view in self.saved_views)]

    def get_rows(self) -> QuerySet[Any]:
        """Return all rows of the list."""
        raise NotImplementedError

    def whole_rows(self, keys: Sequence[Any]) -> Mapping[Any, Any]:
        """Return the rows of a page by their keys, as they are shown; asked for where `sorts_keys`."""
        raise NotImplementedError

    def address_of(self, row: Any) -> str:
        """Return the address of a row's page; empty where this user may not open it."""
        return self.to(self.row_page, attrgetter(self.row_key)(row)) if self.row_page else ""

    def address_in_list(self, row: Any) -> str:
        """Return the address of a row's page, which leads on through this list and back to it."""
        address = self.address_of(row)
        return f"{address}?{self.list_in_address}" if address and self.is_walked and self.query else address

    @cached_property
    def list_in_address(self) -> str:
        """The query by which the pages of rows know this list."""
        return urlencode({"in": self.query})

    def keys_in_order(self) -> list[Any]:
        """Return the keys of the rows found, in the order in which they are shown."""
        return list(self.table(self.filtered_rows().values_list("pk", flat=True), view=self).data.data)

    def named(self, keys: Sequence[Any]) -> Mapping[Any, Any]:
        """Return the rows by their keys, for their names."""
        return self.whole_rows(keys) if self.sorts_keys else self.get_rows().in_bulk(keys)

    def get_bulk_actions(self) -> Sequence[tuple[str, Any]]:
        return self.bulk_actions if self.may_edit else ()

    @cached_property
    def filters(self) -> ResourceFilter | None:
        if self.filter is None:
            return None
        return self.filter(self.request.GET, self.get_rows(), conference=self.conference)

    @cached_property
    def is_known(self) -> bool:
        """Tell whether the address asks only for what this list knows; of others there are ever more."""
        names = self.filters.form.fields.keys() if self.filters else set()
        return self.request.GET.keys() <= names | NOT_NARROWING

    def filtered_rows(self) -> Any:
        """Return the rows that match the filters."""
        return self.filters.qs if self.filters else self.get_rows()

    def count(self) -> int:
        """Return the number of rows found; 0 where the filters name something that no longer exists."""
        if self.filters and not self.filters.holds():
            return 0
        rows = self.filtered_rows()
        return rows.count() if isinstance(rows, QuerySet) else len(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("may_edit", self.may_edit)
        filters = self.filters
        rows = self.get_rows().none() if self.is_gone else self.filtered_rows()
        table = self.table(rows.values_list("pk", flat=True) if self.sorts_keys else rows, view=self)
        # A table that has no paginator fetches all its rows to count them.
        table.paginator = Paginator(table.rows, self.page_size)
        table.cache_key = self.request.get_full_path()
        table.paginator.count = table.cached("count", lambda: Paginator(table.rows, self.page_size).count)
        table.page = table.paginator.get_page(self.request.GET.get("page"))
        count = table.page.paginator.count
        navigation = kwargs["navigation"] = kwargs.get("navigation") or self.navigation()
        views = table.cached("views", filters.views) if filters else []
        usual = [view for view in views if view["active"] or not view["is_rare"]][: self.views_before_tabs]
        room = LETTERS_IN_LINE - MORE - sum(map(_letters, usual)) if views else LETTERS_IN_LINE
        navigation.fold_views(lambda tabs: _letters_of_tabs(tabs) <= room)
        tabs = _letters_of_tabs(navigation.views) + (BESIDE_VIEW if navigation.more_views else 0)
        is_filtered = self.is_gone or bool(
            filters and any(self.request.GET.get(name) for name in filters.form.fields)
        )
        is_view = bool(filters and filters.narrowing() == {filters.view_name()})
        may_export = bool(self.export_name and count and self.allows(self.export_permission))
        add_url = self.url_of(self.add_name) if self.may_edit else ""
        empty_page = self.empty and self.may_edit and self.url_of(self.empty.page)
        return super().get_context_data(
            table=table,
            page=table.page,
            default_sort=table.default_sort,
            page_sizes=[] if self.rows_a_page or count <= RowsAPage.FEW else RowsAPage.values,
            filters=filters and filters.form,
            views=views,
            saved_views=self.saved_views,
            shown_views=self.in_row(views, LETTERS_IN_LINE - tabs),
            can_save=bool(filters and self.query not in self.queries_of_views()),
            everything=EVERYTHING,
            is_filtered=is_filtered,
            empty_view=next((view["label"] for view in views if view["active"]), "") if is_view else "",
            is_empty=not count and not is_filtered and not any(view["count"] for view in views),
            add_url=add_url,
            empty_url=empty_page or add_url,
            empty_text=self.empty.text if self.empty and self.may_edit else "",
            empty_action=self.empty.action if self.empty and empty_page else self.add_label,
            bulk_actions=sorted(self.get_bulk_actions(), key=lambda action: action[0] != self.primary_action),
            bulk_url=self.url_of(self.bulk_name),
            export_url=self.url_of(self.export_name) if may_export else "",
            **kwargs,
        )

    def in_row(
        self, built_in: list[dict[str, Any]], letters: int
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the views that fit above the list in one line of so many letters, and those under "More".

        The current view is among the first.
        """
        is_saved = any(view["active"] for view in self.saved_views)
        views = [
            *({**view, "active": view["active"] and not is_saved} for view in built_in),
            *self.saved_views,
        ]
        if len(views) == 1 and views[0]["active"]:  # nothing to choose from
            return [], []
        usual = [view for view in views if not view.get("is_rare") and not view["active"]]
        first = [view for view in views if view["active"]]
        letters_left = letters - MORE - sum(map(_letters, first))
        while (
            usual and len(first) < VIEWS_IN_ROW and (letters_left := letters_left - _letters(usual[0])) >= 0
        ):
            first.append(usual.pop(0))
        return [view for view in views if view in first], [view for view in views if view not in first]


def _letters_of_tabs(tabs: Iterable[NavigationLink]) -> int:
    return sum(len(str(tab.label)) + BESIDE_TAB for tab in tabs)


def _letters(view: dict[str, Any]) -> int:
    return len(str(view["label"])) + BESIDE_VIEW


def _without_order(query: str) -> str:
    parameters = QueryDict(query, mutable=True)
    parameters.pop("sort", None)
    return parameters.urlencode()


class ResourceListView(ListView):
    """The list of a resource; a row leads to its page, or to its form."""

    resource: Resource
    is_walked = True

    def get_rows(self) -> QuerySet[Any]:
        return self.resource.get_rows(self.conference)

    def address_of(self, row: Any) -> str:
        return self.to(self.resource.page_name, row.pk) if self.resource.detail or self.may_edit else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(second=self.second_list(), **kwargs)

    def second_list(self) -> dict[str, Any]:
        """Return the first rows of the resource that stands below this list; nothing if this user may not see them."""
        second = self.resource.second
        if second is None:
            return {}
        page = second.list_page()()
        page.request, page.conference, page.kwargs = copy(self.request), self.conference, self.kwargs
        page.request.GET = QueryDict()  # what is asked of this list is not asked of the other
        if not page.allows(page.permission):
            return {}
        page.choice = ListChoice(is_compact=self.choice.is_compact)
        return {
            "page": page,
            "table": page.table(page.get_rows(), view=page).paginate(per_page=page.page_size),
            "list_url": reverse(f"{second.namespace}:{second.list_url_name}", args=[self.conference.slug]),
            "add_url": page.url_of(page.add_name) if page.may_edit else "",
        }


class ResourceFormView(VerbFormView):
    """The form of a new or existing row; for an existing one, with its history and a link to delete it."""

    resource: Resource

    @property
    def is_new(self) -> bool:
        return "pk" not in self.kwargs

    def siblings(self) -> QuerySet[Any] | None:
        return None if self.is_new or self.resource.detail else self.resource.get_rows(self.conference)

    def message_values(self) -> dict[str, Any]:
        # A verb may have changed its own locked copy of the row: the message names what is stored now.
        self.object.refresh_from_db()
        return super().message_values()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = None if self.is_new else self.object
        can_go = row is not None and self.resource.delete is not None
        return super().get_context_data(
            object=row,
            delete_url=self.to(f"{self.resource.name}-delete", self.object.pk) if can_go else "",
            entries=history_of(row) if row is not None else [],
            **kwargs,
        )
