"""A checkpoint live: the page refreshes its own part every few seconds."""

from typing import Any

from confman.conferences.web.base import SecretariatView
from registrations.attendance.models.attendance import Checkpoint
from registrations.attendance.web.base import CheckInPageMixin
from registrations.check_in.domain.live_status import live_checkpoint, people_inside
from registrations.check_in.web.forms import DelegationInsideForm

PART = "registrations/check_in/live_part.html"


class LiveView(CheckInPageMixin, SecretariatView):
    """Who is inside, by category and delegation; the latest scans; contradictions between doors."""

    permission = "registrations.record_attendance"
    template_name = "registrations/check_in/live.html"

    queryset = Checkpoint.objects.select_related("session", "room")

    def get_template_names(self) -> list[str]:
        """Return the changing part where the page refreshes itself; else the whole page, as for a filter."""
        return [PART if self.request.headers.get("HX-Trigger") == "live" else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DelegationInsideForm(self.request.GET, conference=self.conference)
        chosen = form.cleaned_data["delegation"] if form.is_valid() else None
        return super().get_context_data(
            checkpoint=self.object,
            live=live_checkpoint(self.object),
            form=form,
            delegation=chosen,
            people=people_inside(self.object, chosen) if chosen else None,
            counts_heads=self.object.mode == "in-out",
            **kwargs,
        )
