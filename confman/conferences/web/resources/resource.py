"""A resource: one kind of row that the secretariat lists, adds, changes and deletes, as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.resources.filters import ResourceFilter
from confman.conferences.web.resources.records import RecordMixin
from confman.conferences.web.resources.tables import ResourceTable
from confman.conferences.web.resources.views import Empty, ListView, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import ConfirmView
from confman.web.database.changes import why_row_stays

# All resources, for tests that apply to each.
resources: list[Resource] = []

ADDED = _("“%(name)s” was added.")
CHANGED = _("“%(name)s” was changed.")
DELETED = _("“%(name)s” was deleted.")
QUESTION = _("Delete “%(name)s”?")
DELETE = _("Delete")


@dataclass(frozen=True)
class Messages:
    """The messages after each action; each may name the row."""

    added: Any = ADDED
    changed: Any = CHANGED
    deleted: Any = DELETED


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """One kind of row with its pages. The url names are `<name>-list`, `-add`, `-change`, `-delete`.

    The verbs are called as on every page: `add(conference, *, by, **values)`, `change` and `delete` with the row.
    `list_name` is given if the list has another url name; without `table` the resource has no list of its own, and
    `list_name` is the page that users come from. Without `delete` rows cannot be deleted; with `detail` a row has a
    page of its own, called `<name>`. `queryset` leaves out rows without such pages. `base` is the mixin of all pages.
    `second` is a resource whose rows stand in a second table below the list, for those who may see them.
    """

    model: type[Model]
    name: str
    label: Any
    navigation_key: str
    edit_permission: str
    form: type[BaseForm]
    add: Callable[..., Any]
    change: Callable[..., Any]
    delete: Callable[..., Any] | None = None
    why_kept: Callable[[Any], str] = why_row_stays
    add_label: Any
    lead: Any = ""
    empty: Empty | None = None
    view_permission: str = ""
    queryset: QuerySet[Any] | None = None
    rows: Callable[[Conference], QuerySet[Any]] | None = None
    table: type[ResourceTable] | None = None
    filter: type[ResourceFilter] | None = None
    bulk_name: str = ""
    bulk_actions: Sequence[tuple[str, Any]] = ()
    export_name: str = ""
    messages: Messages = field(default_factory=Messages)
    delete_question: Any = QUESTION
    delete_label: Any = DELETE
    delete_consequence: Any = ""
    list_name: str = ""
    detail: type[Any] | None = None
    second: Resource | None = None
    base: type[SecretariatMixin] = SecretariatMixin
    list_view: type[ListView] = ResourceListView
    form_view: type[ResourceFormView] = ResourceFormView
    delete_view: type[ConfirmView] = ConfirmView

    def __post_init__(self) -> None:
        resources.append(self)

    @property
    def namespace(self) -> str:
        return f"{self.model._meta.app_label}_secretariat"

    @property
    def page_name(self) -> str:
        """The url name of the page that a row of the list links to."""
        return self.name if self.detail else f"{self.name}-change"

    @property
    def list_url_name(self) -> str:
        return self.list_name.rpartition(":")[2] or f"{self.name}-list"

    @property
    def known(self) -> QuerySet[Any]:
        """The rows of all conferences."""
        return self.model._default_manager.all() if self.queryset is None else self.queryset.all()

    @property
    def plural(self) -> str:
        """The name of all rows: of their part of a page."""
        return f"{self.name}s"

    def get_rows(self, conference: Conference) -> QuerySet[Any]:
        """Return the rows of the list."""
        if self.rows:
            return self.rows(conference)
        return self.known.filter(conference=conference)

    def urls(self, prefix: str) -> list[URLPattern]:
        """Return the addresses of its pages below `prefix`."""
        row_prefix = f"{prefix}<uuid:pk>/"
        add, change, delete = f"{self.name}-add", f"{self.name}-change", f"{self.name}-delete"
        pages: list[tuple[str, Any, str]] = []
        if self.table:
            pages.append((prefix, self.list_page(), self.list_url_name))
        pages += [
            (f"{prefix}add/", self._form(self.add, self.messages.added, heading=self.add_label), add),
            (
                f"{row_prefix}change/" if self.detail else row_prefix,
                self._form(self.change, self.messages.changed, queryset=self.known),
                change,
            ),
        ]
        if self.detail:
            pages.append((row_prefix, self._record(self.detail), self.name))
        if self.delete:
            pages.append((f"{row_prefix}delete/", self._deletion(), delete))
        return [path(address, view.as_view(), name=name) for address, view, name in pages]

    def list_page(self) -> type[ListView]:
        """Return the view of its list."""
        names = ("lead", "empty", "table", "filter", "edit_permission", "add_label", "bulk_actions")
        pages = {name: getattr(self, name) for name in ("bulk_name", "export_name")}
        return self._view(
            self.list_view,
            permission=self.view_permission or self.edit_permission,
            add_name=f"{self.namespace}:{self.name}-add",
            **{name: getattr(self, name) for name in names},
            **{name: f"{self.namespace}:{page}" for name, page in pages.items() if page},
        )

    def _form(self, verb: Any, message: Any, **attributes: Any) -> type[View]:
        if self.detail:
            attributes["success_name"] = f"{self.namespace}:{self.name}"
        return self._view(
            self.form_view, form_class=self.form, verb=verb, success_message=message, **attributes
        )

    def _record(self, view: type[Any]) -> type[Any]:
        if not issubclass(view, RecordMixin):
            return view
        return self._view(
            view,
            permission=self.view_permission or self.edit_permission,
            edit_permission=self.edit_permission,
            page_name=self.name,
            queryset=self.known if view.queryset is None else view.queryset,
        )

    def _deletion(self) -> type[View]:
        return self._view(
            self.delete_view,
            queryset=self.known,
            verb=self.delete,
            success_message=self.messages.deleted,
            question=self.delete_question,
            action=self.delete_label,
            consequence=self.delete_consequence,
            danger=True,
            why_kept=self.why_kept,
        )

    def _view(self, view: type[Any], **attributes: Any) -> type[Any]:
        """Return a subclass of a view with the resource's data as attributes, like a view written by hand."""
        bases = (view,) if issubclass(view, self.base) else (self.base, view)
        defaults: dict[str, Any] = {
            "resource": self,
            "permission": self.edit_permission,
            "navigation_key": self.navigation_key,
            "list_name": f"{self.namespace}:{self.list_url_name}",
            "list_label": self.label,
            "__module__": self.model.__module__,
        }
        return type(f"{self.model.__name__}{view.__name__}", bases, defaults | attributes)
