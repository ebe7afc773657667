"""The lists of rooms and of working groups."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources import tables


class RoomTable(tables.ResourceTable):
    caption = _("Rooms")
    name = tables.RecordColumn(_("Name"))
    capacity = tables.NumberColumn(_("Seats"), order_by=("capacity", "id"))
    layout = tables.ChoiceColumn(_("Layout"), order_by=("layout", "position", "id"))
    booths = tables.NumberColumn(_("Booths"), empty_values=(0,), order_by=("booths", "id"))
    accessible = tables.YesNoColumn(_("Accessible"))
    photography = tables.ChoiceColumn(_("Photographs"))
    session_count = tables.NumberColumn(_("Sessions"), order_by=("session_count", "id"))


class GroupTable(tables.ResourceTable):
    code = tables.Column(_("Code"), order_by=("code", "id"))
    name = tables.RecordColumn(_("Name"))
    roles = tables.Column(_("Who"))
    session_count = tables.NumberColumn(_("Sessions"))

    def render_roles(self, value: Any) -> Any:
        """Return the first two, who lead the group, a line each; of the others the number."""
        members = [(role.person, role.get_role_display()) for role in value.all()]
        lines = format_html_join("", '<li>{} <span class="text-secondary">({}){}</span></li>', [
            (person, role, f" +{len(members) - 2}" if number == 1 and members[2:] else "")
            for number, (person, role) in enumerate(members[:2])
        ])  # fmt: skip
        return lines and format_html('<ul class="plain-list">{}</ul>', lines)
