"""Who is missing for what is on and for what comes next: for staff who are signed in."""

from typing import Any

from django.utils import timezone

from agenda.run_of_show.domain.presence import expected_now
from agenda.run_of_show.web.views.run_of_show import RunOfShowMixin
from confman.conferences.web.base import SecretariatView


class PresenceView(RunOfShowMixin, SecretariatView):
    """Chairs, speakers and interpreters, room by room: who was recorded today, and who was not."""

    permission = "agenda.view_presence"
    template_name = "agenda/run_of_show/presence.html"
    navigation_key = "agenda.presence"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = expected_now(self.conference)
        missing = {each.person.pk for row in sessions for each in row.missing}
        return super().get_context_data(
            sessions=sessions,
            missing=len(missing),
            can_see_phones=self.request.user.has_perm("people.view_person", self.conference),
            now=timezone.localtime(),
            **kwargs,
        )
