"""The conferences of the series side by side."""

from typing import Any

from django.urls import reverse

from confman.conferences.web.base import SecretariatView
from outcomes.reports.documents.figures import shown
from outcomes.reports.domain.series import conferences_of_series, series_lines


class SeriesView(SecretariatView):
    """The figures of all conferences of the series that the user works on, year by year."""

    permission = "outcomes.view_report"
    template_name = "outcomes/reports/series.html"
    navigation_key = "outcomes.series"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conferences = conferences_of_series(self.conference, self.request.user)
        lines = [
            {
                "key": line.key,
                "label": line.label,
                "cells": [{"value": shown(number)} for number in line.numbers],
            }
            for line in series_lines(conferences)
        ]
        return super().get_context_data(
            series=self.conference.series,
            conferences_in_series=conferences,
            lines=lines,
            carry_over_url=self.carry_over_url(),
            may_change=self.may("conferences.change_conference"),
            may_clone=self.may("conferences.clone_conference"),
            **kwargs,
        )

    def carry_over_url(self) -> str:
        """Return where open recommendations of earlier conferences are carried over; "" without the right to."""
        if not self.may("outcomes.edit_follow_up"):
            return ""
        return reverse("outcomes_secretariat:carry-over", args=[self.conference.slug])
