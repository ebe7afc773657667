"""The report as a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.web.base import SecretariatView
from confman.documents.domain.access import kinds_for
from confman.documents.rendering.charts import bar_chart, chart_address
from outcomes.documents.report import MOST_BARS, shown
from outcomes.models import (
    FollowUpStatus,
    Recommendation,
    Stage,
)
from registrations.domain.figures import participation_figures

PER_PAGE = 50


# --- The report -------------------------------------------------------------------------------------------


class ReportView(SecretariatView):
    """Figures with charts; suppressed for everyone, for this page is shown to donors too."""

    permission = "outcomes.view_report"
    template_name = "outcomes/report.html"
    navigation_key = "outcomes.report"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = participation_figures(self.conference)
        stages = list(
            Recommendation.objects.of(self.conference)
            .exclude(stage=Stage.MERGED)
            .values_list("stage", "follow_up")
        )
        return super().get_context_data(
            totals=[
                {"label": label, "value": shown(number)}
                for label, number in (
                    (_("registered"), figures.registered),
                    (_("approved"), figures.approved),
                    (_("attended"), figures.attended),
                    (_("participant-days"), figures.participant_days),
                )
            ],
            breakdowns=[
                {"breakdown": found, "chart": self._people_chart(found)}
                for found in figures.breakdowns
                if found.rows
            ],
            definitions=figures.definitions,
            stages=self._counted(Stage, [stage for stage, _status in stages]),
            follow_up=self._counted(
                FollowUpStatus,
                [
                    status
                    for stage, status in stages
                    if stage in ("adopted", "adopted-as-amended", "published")
                ],
            ),
            kinds=[
                kind
                for kind in kinds_for(self.request.user, self.conference)
                if kind.key in ("outcomes.conference-report", "outcomes.donor-report", "outcomes.follow-up")
            ],
            **kwargs,
        )

    def _people_chart(self, breakdown: Any) -> str:
        registered, attended = _("Registered"), _("Attended")
        bars = [
            (row.label, series, number)
            for row in breakdown.rows[:MOST_BARS]
            for series, number in ((registered, row.registered), (attended, row.attended))
        ]
        return chart_address(bar_chart(bars)) if any(bar[2] for bar in bars) else ""

    def _counted(self, choices: Any, values: list[str]) -> dict[str, Any]:
        rows = [(str(choice.label), values.count(choice)) for choice in choices if choice in values]
        return {"rows": rows, "chart": chart_address(bar_chart(rows)) if rows else ""}
