"""Parts that the secretariat's pages of follow-up share."""

from typing import Any

from confman.conferences.web.base import SecretariatMixin


class FollowUpPageMixin(SecretariatMixin):
    """A page of follow-up."""

    permission = "outcomes.edit_follow_up"
    navigation_key = "outcomes.follow-up"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_edit=self.may("outcomes.edit_follow_up"), **kwargs)
