"""Parts shared by the secretariat's pages of follow-up: their tabs, and links to one another."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

# Key, label, address, permission: the parts of follow-up, in the order of the work.
TABS = (
    ("matrix", gettext_lazy("Matrix"), "follow-up", "outcomes.view_follow_up"),
    ("figures", gettext_lazy("Figures"), "follow-up-figures", "outcomes.view_follow_up"),
    ("letters", gettext_lazy("Letters"), "transmittal-list", "outcomes.edit_follow_up"),
    ("reports", gettext_lazy("Progress reports"), "progress-list", "outcomes.edit_follow_up"),
    ("reminders", gettext_lazy("Reminders"), "reminder-list", "outcomes.edit_follow_up"),
    ("carry-over", gettext_lazy("Carry over"), "carry-over", "outcomes.edit_follow_up"),
    ("settings", gettext_lazy("Settings"), "follow-up-settings", "outcomes.edit_follow_up"),
)


class FollowUpPageMixin:
    """A page of follow-up. `tab` is the key of its own."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"
    list_name = "outcomes_secretariat:follow-up"
    list_label: Any = gettext_lazy("Follow-up")
    tab = ""
    conference: Any
    request: Any
    kwargs: dict[str, Any]

    def to(self, name: str, *arguments: Any) -> str:
        """Return the address of another of these pages."""
        return reverse(f"outcomes_secretariat:{name}", args=[self.conference.slug, *arguments])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        tabs = [
            {"label": label, "url": self.to(name), "active": key == self.tab}
            for key, label, name, permission in TABS
            if user.has_perm(permission, self.conference)
        ]
        may_edit = user.has_perm("outcomes.edit_follow_up", self.conference)
        return super().get_context_data(tabs=tabs, may_edit=may_edit, **kwargs)  # type: ignore[misc]
