"""Parts that the secretariat's pages of follow-up share."""

from typing import Any

from confman.conferences.web.base import SecretariatMixin


class FollowUpPageMixin(SecretariatMixin):
    """A page of follow-up."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"
    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = self.request.user.has_perm("outcomes.edit_follow_up", self.conference)
        return super().get_context_data(may_edit=may_edit, **kwargs)
