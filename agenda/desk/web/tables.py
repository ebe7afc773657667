"""The list of roles in sessions."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.sessions.models.session_role import SessionRole
from confman.conferences.web.resources.filters import ResourceFilter, ViewFilter
from confman.conferences.web.resources.tables import (
    ChoiceColumn,
    Column,
    LinkColumn,
    MomentColumn,
    RecordColumn,
    ResourceTable,
    SelectionColumn,
    StatusColumn,
    below,
)

OPEN = (SessionRole.Status.PROPOSED, SessionRole.Status.INVITED)


class RoleFilter(ResourceFilter):
    show = ViewFilter([("all", _("All"))], method="in_view", usual=_("Waiting for an answer"))

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        return rows if value else rows.filter(status__in=OPEN)


class RoleTable(ResourceTable):
    selected = SelectionColumn()
    person = RecordColumn(pgettext_lazy("of a person", "Name"))
    role = ChoiceColumn(_("Role"))
    session = LinkColumn("agenda_secretariat:session-change", _("Session"))
    time = MomentColumn(_("Time"), accessor="session__start", form="j E, H:i")
    status = StatusColumn(_("Status"))
    hours = Column("", accessor="person")

    def hidden_columns(self) -> tuple[str, ...]:
        return () if self.view.may_edit else ("hours",)

    def render_person(self, record: SessionRole, value: Any) -> SafeString:
        return below(value, value.organization)

    def render_hours(self, value: Any) -> SafeString:
        return self.to("agenda_secretariat:person-hours", value, _("Hours"))

    def render_role(self, record: SessionRole, value: str) -> SafeString:
        return below(value[:1].upper() + value[1:], record.item)

    def render_session(self, record: SessionRole, value: Any) -> Any:
        return self.columns["session"].column.render(value, self) if self.view.may_edit else value
