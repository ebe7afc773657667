"""Registered, approved, attended in figures and charts, against the targets set at the start."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.stale_edits import StaleField
from confman.conferences.web.verb_views import VerbFormView
from confman.people.privacy import Audience, audience_of
from confman.web.charts import MAX_LINES, bars, lines
from registrations.core.domain.small_cells import format_number
from registrations.core.web.base import RegistrationsMixin
from registrations.lifecycle.table import MEASURES
from registrations.statistics.domain.figures import (
    Breakdown,
    Day,
    participation_figures,
    registrations_by_day,
    registrations_by_day_in_groups,
)
from registrations.statistics.domain.targets import Aim, set_targets, targets_of
from registrations.statistics.models import TARGETED
from registrations.statistics.web.forms import TargetsForm


class FiguresView(RegistrationsMixin, SecretariatView):
    """Figures: the team sees exact numbers and charts; observers see no small numbers and no daily figures."""

    permission = "registrations.view_figures"
    navigation_key = "registrations.figures"
    template_name = "registrations/statistics/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exact = audience_of(self.request.user, self.conference) == Audience.SECRETARIAT
        targets = targets_of(self.conference) if exact else {}
        keys_with_target = {
            dimension: [key for _measure, of, key in targets if of == dimension]
            for _measure, dimension, _key in targets
        }
        figures = participation_figures(self.conference, suppressed=not exact, also=keys_with_target)
        stats: list[dict[str, Any]] = [
            *(
                {"label": MEASURES[key].label, "value": format_number(number), "note": _aim(targets, key)}
                for key, number in figures.counts.items()
            ),
            {"label": _("Participant-days"), "value": format_number(figures.participant_days)},
        ]
        if figures.attendances:
            stats.append({"label": _("Session attendances"), "value": format_number(figures.attendances)})
        return super().get_context_data(
            figures=figures,
            stats=stats,
            **(self.over_time(figures.breakdowns, targets) if exact else {"over_time": []}),
            breakdowns=[self.shown(breakdown, targets) for breakdown in figures.breakdowns],
            has_targets=bool(targets),
            may_set=self.may("registrations.set_targets"),
            **kwargs,
        )

    def over_time(self, breakdowns: Iterable[Breakdown], targets: dict[Aim, int]) -> dict[str, Any]:
        """Return daily charts, of all or by `?over=`; nothing if there is no line to draw yet."""
        days = registrations_by_day(self.conference)
        if len(days) < 2:
            return {"over_time": []}
        chosen = next(
            (breakdown for breakdown in breakdowns if breakdown.key == self.request.GET.get("over")), None
        )
        tabs = [
            (None, _("Total"), self.request.path),
            *((breakdown, breakdown.title, f"?over={breakdown.key}") for breakdown in breakdowns),
        ]
        key = chosen.key if chosen else "total"
        return {
            "over_time": self.lines_by(chosen, days[-1].day, targets)
            if chosen
            else self.lines(days, targets),
            "over": chosen,
            "over_has_aims": any(dimension == key for _measure, dimension, _key in targets),
            "tabs": [
                {"label": label, "url": url, "active": breakdown == chosen} for breakdown, label, url in tabs
            ],
        }

    def lines_by(self, breakdown: Breakdown, last: dt.date, targets: dict[Aim, int]) -> list[tuple[str, Any]]:
        """Return a chart of the registered and one of the approved, with a line for each of the largest groups."""
        groups = registrations_by_day_in_groups(self.conference, breakdown.key)
        charts = []
        for measure, label in TARGETED.items():
            points, aims = [], {}
            for row in breakdown.rows[:MAX_LINES]:
                days = groups.get(row.key, [])
                points += [(day.day, row.label, getattr(day, measure)) for day in days]
                # Every line continues to the last day, also where nobody was added since.
                points += [(last, row.label, getattr(day, measure)) for day in days[-1:] if day.day != last]
                if aim := targets.get((measure, breakdown.key, row.key)):
                    aims[row.label] = aim
            charts.append((str(label), lines(points, targets=aims)))
        return charts

    def lines(self, days: list[Day], targets: dict[Aim, int]) -> list[tuple[str, Any]]:
        """Return a chart with a line for the registered and one for the approved."""
        names = {measure: str(label) for measure, label in TARGETED.items()}
        points = [(day.day, name, getattr(day, key)) for key, name in names.items() for day in days]
        aims = {
            name: targets[key, "total", ""] for key, name in names.items() if (key, "total", "") in targets
        }
        return [("", lines(points, targets=aims))]

    def shown(self, breakdown: Breakdown, targets: dict[Aim, int]) -> dict[str, Any]:
        """Return a breakdown with its chart, and the target of each line where there is one."""
        aims = {row.key: targets.get(("approved", breakdown.key, row.key)) for row in breakdown.rows}
        counts = [
            (row.label, str(label), row.counts[measure])
            for row in breakdown.rows
            for measure, label in TARGETED.items()
        ]
        aims_by_label = {row.label: aim for row in breakdown.rows if (aim := aims[row.key])}
        labels = [(key, MEASURES[key].label) for key in breakdown.measures]
        return {
            "breakdown": breakdown,
            "columns": _with_target(labels, _("Target") if aims_by_label else None),
            "rows": [
                (
                    row.label,
                    _with_target(
                        ((key, format_number(number)) for key, number in row.counts.items()),
                        ("" if (aim := aims[row.key]) is None else str(aim)) if aims_by_label else None,
                    ),
                )
                for row in breakdown.rows
            ],
            "chart": bars(counts, targets=aims_by_label) if len(breakdown.rows) > 1 else None,
        }


def _with_target(cells: Iterable[tuple[str, Any]], target: Any) -> list[Any]:
    """Return the cells under each measure, with the target (None: there are none) beside the approved."""
    row = []
    for key, cell in cells:
        row.append(cell)
        if key == "approved" and target is not None:
            row.append(target)
    return row


def _aim(targets: dict[Aim, int], measure: str) -> str:
    number = targets.get((measure, "total", ""))
    return _("target: %(number)d") % {"number": number} if number is not None else ""


class TargetsView(RegistrationsMixin, VerbFormView):
    """All targets on one page."""

    permission = "registrations.set_targets"
    navigation_key = "registrations.figures"
    form_class = TargetsForm
    heading = gettext_lazy("Targets")
    lead = gettext_lazy("Set at the start; the charts then show how far you are. Empty: no target.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "targets": targets_of(self.conference)}

    verb = set_targets
    success_message = gettext_lazy("The targets are saved.")

    def get_values(self, form: TargetsForm) -> dict[str, Any]:
        return {"numbers": form.numbers(), "seen": form.cleaned_data["seen"]}

    def other_version(self, form: TargetsForm, current: Conference) -> list[StaleField]:
        """Return the targets that differ."""
        stored = targets_of(current)
        pairs = ((name, form.cleaned_data[name], stored.get(aim)) for name, aim in form.aims.items())
        return [
            StaleField(
                str(form.fields[name].label), *("—" if number is None else str(number) for number in both)
            )
            for name, *both in pairs
            if both[0] != both[1]
        ]
