"""What the pages of the check-in share: the tabs between them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.core.web.base import RegistrationsMixin

# Key, label, address, permission.
_TABS = (
    ("attendance", _("Attendance"), "registrations_secretariat:attendance", "record_attendance"),
    ("record", _("Check-in"), "registrations_onsite:index", "record_attendance"),
    ("help-desk", _("Help desk"), "registrations_onsite:help-desk", "record_attendance"),
    ("guests", _("Guests of honour"), "registrations_onsite:guests", "receive_guests"),
    ("sheets", _("Sheets"), "registrations_secretariat:sheet", "enter_sheets"),
    (
        "devices",
        pgettext_lazy("check-in", "Devices"),
        "registrations_secretariat:device-list",
        "edit_checkpoints",
    ),
)


class CheckInPageMixin(RegistrationsMixin):
    """A page of the check-in; `tab` says which."""

    navigation_key = "registrations.attendance"
    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("tabs", check_in_tabs(self))
        return super().get_context_data(**kwargs)


def check_in_tabs(page: Any) -> list[dict[str, Any]]:
    """Return the pages of the check-in that the user may open."""
    user, conference = page.request.user, page.conference
    return [
        {"label": label, "url": reverse(name, args=[conference.slug]), "active": key == page.tab}
        for key, label, name, permission in _TABS
        if user.has_perm(f"registrations.{permission}", conference)
    ]
