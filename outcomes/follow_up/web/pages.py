"""What the secretariat's pages of follow-up share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy


class FollowUpPageMixin:
    """A page of follow-up."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"
    list_name = "outcomes_secretariat:follow-up"
    list_label: Any = gettext_lazy("Follow-up")
    conference: Any
    request: Any
    kwargs: dict[str, Any]

    def to(self, name: str, *arguments: Any) -> str:
        """Return the address of another of these pages."""
        return reverse(f"outcomes_secretariat:{name}", args=[self.conference.slug, *arguments])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = self.request.user.has_perm("outcomes.edit_follow_up", self.conference)
        return super().get_context_data(may_edit=may_edit, **kwargs)  # type: ignore[misc]
