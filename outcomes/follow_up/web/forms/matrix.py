"""Forms of the follow-up; options of its matrix and its report."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, filter_field
from outcomes.follow_up.models.follow_up import (
    FollowUpAction,
    Indicator,
    IndicatorValue,
    ProgressUpdate,
    Response,
)
from outcomes.follow_up.web.forms.progress_review import PeriodForm
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.stages import FollowUpStatus
from outcomes.recommendations.web.forms import as_boxes


class MilestonesWidget(forms.Widget):
    """A row for each milestone, with empty ones below: what, due, reached."""

    template_name = "outcomes/follow_up/milestones_widget.html"
    empty_rows = 3
    max_rows = 40

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        empty = [{"label": "", "due": "", "done": False} for _row in range(self.empty_rows)]
        context["widget"]["rows"] = [*rows, *empty][: self.max_rows]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        milestones = []
        for number in range(self.max_rows):
            label, due = (str(data.get(f"{name}-{number}-{key}", "")).strip() for key in ("label", "due"))
            if label or due:
                milestones.append(
                    {"label": label, "due": due, "done": bool(data.get(f"{name}-{number}-done"))}
                )
        return milestones

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class MilestonesField(forms.Field):
    """A field that cleans to a list of {"due": ISO date or "", "label": text, "done": bool}, in order of days."""

    widget = MilestonesWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = list(value or [])
        for row in rows:
            if not row["label"]:
                raise ValidationError(_("Enter what is to be reached on %(date)s.") % {"date": row["due"]})
            if row["due"]:
                try:
                    dt.date.fromisoformat(row["due"])
                except ValueError as error:
                    raise ValidationError(_("“%(date)s” is not a date.") % {"date": row["due"]}) from error
            row["label"] = row["label"][:300]
        return sorted(rows, key=lambda row: row["due"] or "9999")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])


class FollowUpActionForm(ConferenceModelForm):
    milestones = MilestonesField(label=gettext_lazy("Milestones"), required=False)

    class Meta:
        model = FollowUpAction

    fieldsets = (
        (None, ("what", ("lead", "focal_point"), "partners")),
        (None, (("starts_on", "due_on"), "milestones", ("status", "percent"))),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_boxes(self.fields["partners"])

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "recommendation"}  # type: ignore[misc]


class ReportPostponeForm(ConferenceForm):
    until = forms.DateField(
        label=gettext_lazy("Reports are due on"),
        required=False,
        help_text=gettext_lazy("Reports on this action that are due earlier. Empty: as everybody’s."),
    )


class ProgressForm(ConferenceModelForm):
    class Meta:
        model = ProgressUpdate

    fieldsets = (
        (None, (("period_from", "period_to"), "narrative", "obstacles", "percent")),
        (None, (("self_assessment", "verified_assessment"),)),
    )


class ResponseForm(ConferenceModelForm):
    class Meta:
        model = Response

    fieldsets = ((None, ("answer", ("letter_number", "letter_date"), "text")),)


class FollowUpStatusForm(ConferenceForm):
    status = forms.ChoiceField(label=gettext_lazy("Follow-up"), choices=FollowUpStatus.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)


class IndicatorForm(ConferenceModelForm):
    class Meta:
        model = Indicator

    fieldsets = ((None, ("name", "unit", ("baseline", "target"), "frequency")),)


class IndicatorValueForm(ConferenceModelForm):
    class Meta:
        model = IndicatorValue
        fields = ("as_of", "value", "source")


class MatrixDocumentForm(ConferenceForm):
    status = forms.ChoiceField(
        label=gettext_lazy("follow-up"),
        required=False,
        choices=[("", gettext_lazy("all")), *FollowUpStatus.choices],
    )
    addressee = filter_field(Addressee.objects.all(), gettext_lazy("addressee"))


class FollowUpReportForm(PeriodForm):
    """The period; without one, the year up to today."""

    bounds = ("since", "until")

    since = forms.DateField(label=gettext_lazy("from"), required=False)
    until = forms.DateField(
        label=pgettext_lazy("period", "to"),
        required=False,
        help_text=gettext_lazy("Empty: the year up to today."),
    )
