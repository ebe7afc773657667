"""The list of changes that participants ask for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.resources.filters import ResourceFilter, ViewFilter
from confman.conferences.web.resources.tables import (
    Column,
    MomentColumn,
    RecordColumn,
    ResourceTable,
    SelectionColumn,
    StatusColumn,
)


class ChangeRequestFilter(ResourceFilter):
    show = ViewFilter(
        [("decided", pgettext_lazy("requests", "Decided"))], method="in_view", usual=_("To decide")
    )

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        if value:
            return rows.exclude(state="open").order_by("-decided_at", "id")
        return rows.open().order_by("requested_at", "id")


class ChangeRequestTable(ResourceTable):
    selected = SelectionColumn()
    name = RecordColumn(pgettext_lazy("of a person", "Name"), accessor="registration__person__name")
    category = Column(_("Category"), accessor="registration__category__name")
    delegation = Column(_("Delegation"), accessor="registration__delegation")
    requested_at = MomentColumn(pgettext_lazy("of a request", "Asked"))
    state = StatusColumn(pgettext_lazy("of a request", "State"), tone="tone")
    decided_by = Column(_("Decided by"))

    def hidden_columns(self) -> tuple[str, ...]:
        return () if self.view.request.GET.get("show") else ("decided_by",)
