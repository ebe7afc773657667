"""The pages of a resource: its list, and its form for new and existing rows.

A kind of row that needs more overrides a view in a subclass, which its `Resource` names. A `ConfirmView` asks before a
row is deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin
from confman.conferences.web.verb_views import VerbFormView, history_of

if TYPE_CHECKING:
    from confman.conferences.web.resources.resource import Resource

ROWS_A_PAGE = 50


class ResourceMixin(SecretariatMixin):
    """A page of a resource."""

    resource: Resource

    @cached_property
    def may_edit(self) -> bool:
        return bool(self.request.user.has_perm(self.resource.edit_permission, self.conference))

    def to(self, name: str, *arguments: Any) -> str:
        """Return the address of a page in the resource's namespace."""
        return reverse(f"{self.resource.namespace}:{name}", args=[self.conference.slug, *arguments])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_edit=self.may_edit, **kwargs)


class ListView(ResourceMixin, TemplateView):
    """The list: searched, filtered, sorted, fifty rows a page."""

    template_name = "conferences/resources/list.html"

    def get_rows(self) -> QuerySet[Any]:
        return self.resource.get_rows(self.conference)

    def address_of(self, row: Model) -> str:
        """Return the address of a row's page; empty if this user may not open it."""
        is_open = self.resource.detail or self.may_edit
        return self.to(self.resource.page_name, row.pk) if is_open else ""

    def bulk_actions(self) -> Sequence[tuple[str, Any]]:
        """Return the acts on chosen rows, as pairs of the button's value and label."""
        return self.resource.bulk_actions if self.may_edit else ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resource = self.resource
        rows, filters = self.get_rows(), None
        if resource.filter:
            filters = resource.filter(self.request.GET, rows, conference=self.conference)
            rows = filters.qs
        assert resource.table is not None
        table = resource.table(rows, view=self)
        # A table without a paginator fetches all its rows to count them.
        table.paginator = Paginator(table.rows, ROWS_A_PAGE)
        table.page = table.paginator.get_page(self.request.GET.get("page"))
        is_filtered = filters and any(self.request.GET.get(name) for name in filters.filters)
        return super().get_context_data(
            resource=resource,
            table=table,
            page=table.page,
            default_sort=table.default_sort,
            filters=filters and filters.form,
            views=filters.views() if filters else [],
            chips=filters.chips() if filters else [],
            is_empty=not table.page.paginator.count and not is_filtered,
            add_url=self.to(f"{resource.name}-add") if self.may_edit else "",
            bulk_actions=self.bulk_actions(),
            bulk_url=self.to(resource.bulk_name) if resource.bulk_name else "",
            **kwargs,
        )


class FormView(ResourceMixin, VerbFormView):
    """The form of a new or existing row; for an existing one, with its history and a link to delete it."""

    @property
    def is_new(self) -> bool:
        return "pk" not in self.kwargs

    def words(self) -> dict[str, Any]:
        # A verb may have changed its own locked copy of the row: the message names what is stored now.
        self.object.refresh_from_db()
        return super().words()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = None if self.is_new else self.object
        can_go = row is not None and self.resource.delete is not None
        return super().get_context_data(
            object=row,
            delete_url=self.to(f"{self.resource.name}-delete", self.object.pk) if can_go else "",
            entries=history_of(row) if row is not None else [],
            **kwargs,
        )
