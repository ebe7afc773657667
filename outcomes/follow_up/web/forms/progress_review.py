"""Forms of progress reports, of their review, of reminders, and of the settings of follow-up."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm
from confman.people.models import PersonLevel
from confman.translation.forms import TranslatedFormField
from confman.translation.text import TranslatedText
from confman.web.links import LinkFormField
from confman.web.uploads.fields import MEGABYTE, DocumentField
from outcomes.follow_up.documents.transmittal_letters import PLACEHOLDERS
from outcomes.follow_up.domain.progress_reports import measured_values
from outcomes.follow_up.models.follow_up import Indicator, ProgressUpdate
from outcomes.follow_up.models.reporting import FollowUpSettings
from outcomes.recommendations.models.stages import FollowUpStatus
from registrations.correspondence.web.forms import LetterTextsForm

Status = ProgressUpdate.Status


class PeriodForm(ConferenceForm):
    """A form that asks for a period, by two fields."""

    bounds = ("period_from", "period_to")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = map(cleaned.get, self.bounds)
        if since and until and until < since:
            self.add_error(self.bounds[1], _("The period ends before it begins."))
        return cleaned


class ReportForm(PeriodForm):
    """A progress report of a focal point, in one language; evidence is added at once."""

    period_from = forms.DateField(label=gettext_lazy("Period from"), required=False)
    period_to = forms.DateField(label=gettext_lazy("Period to"))
    narrative = forms.CharField(
        label=gettext_lazy("What was done"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
    )
    obstacles = forms.CharField(
        label=gettext_lazy("Obstacles"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 4})
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Done, per cent"), required=False, min_value=0, max_value=100
    )
    self_assessment = forms.ChoiceField(
        label=gettext_lazy("Your own assessment"),
        required=False,
        choices=[("", gettext_lazy("not assessed yet")), *FollowUpStatus.choices],
    )
    evidence_file = DocumentField(
        label=gettext_lazy("Add a file"),
        required=False,
        limit=20 * MEGABYTE,
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument, PNG or JPEG, up to 20 MB."),
    )
    evidence_url = LinkFormField(label=gettext_lazy("or a link"), required=False)
    evidence_title = forms.CharField(
        label=gettext_lazy("Title of the file or link"), required=False, max_length=300
    )

    def __init__(
        self, *args: Any, update: ProgressUpdate, indicators: Iterable[Indicator], language: str, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.language, self.indicators = language, list(indicators)
        for name in ("period_from", "period_to", "percent", "self_assessment"):
            self.initial.setdefault(name, getattr(update, name))
        for name in ("narrative", "obstacles"):
            self.initial.setdefault(name, getattr(update, name).in_language(language))
        values_by_indicator = measured_values(update)
        for row in self.indicators:
            value, source = values_by_indicator.get(str(row.pk), (None, ""))
            unit = f" ({row.unit})" if row.unit else ""
            self.fields[f"value_{row.pk}"] = forms.DecimalField(
                label=f"{row.name}{unit}", required=False, max_digits=14, decimal_places=2, initial=value
            )
            self.fields[f"source_{row.pk}"] = forms.CharField(
                label=_("Source"), required=False, max_length=300, initial=source
            )
        self._before = {name: getattr(update, name) for name in ("narrative", "obstacles")}

    def part(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names]

    @property
    def period(self) -> list[BoundField]:
        return self.part("period_from", "period_to")

    @property
    def texts(self) -> list[BoundField]:
        return self.part("narrative", "obstacles")

    @property
    def judgement(self) -> list[BoundField]:
        return self.part("percent", "self_assessment")

    @property
    def measurements(self) -> list[list[BoundField]]:
        return [self.part(f"value_{row.pk}", f"source_{row.pk}") for row in self.indicators]

    @property
    def evidence(self) -> list[BoundField]:
        return self.part("evidence_file", "evidence_url", "evidence_title")

    def values(self) -> dict[str, Any]:
        """Return the values that the verbs take."""
        cleaned = self.cleaned_data
        names = ("period_from", "period_to", "percent", "self_assessment")
        measured: dict[Any, tuple[Decimal, str]] = {
            row.pk: (cleaned[f"value_{row.pk}"], cleaned.get(f"source_{row.pk}", ""))
            for row in self.indicators
            if cleaned.get(f"value_{row.pk}") is not None
        }
        return {
            **{name: cleaned[name] for name in names},
            **{name: self._text(name, cleaned[name]) for name in ("narrative", "obstacles")},
            "measured": measured,
        }

    def _text(self, name: str, text: str) -> TranslatedText:
        """Return the text in the language it is written in; texts in other languages stay."""
        return TranslatedText({**self._before[name], self.language: text.strip()})


class MoreTimeForm(ConferenceForm):
    """A focal point's request for more time."""

    until = forms.DateField(label=gettext_lazy("New date"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )


class ReviewCommentForm(ConferenceForm):
    comment = forms.CharField(
        label=gettext_lazy("Your comment"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Empty: you have nothing to add."),
    )


class ReturnReportForm(ConferenceForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("The focal point reads it."),
    )  # fmt: skip


class AssessmentForm(ConferenceForm):
    status = forms.ChoiceField(
        label=gettext_lazy("Verified assessment"), choices=[("", "–"), *FollowUpStatus.choices]
    )
    note = TranslatedFormField(
        label=gettext_lazy("Reasons"), required=False, multiline=True, max_length=5000
    )  # fmt: skip


class PublishAssessmentForm(ConferenceForm):
    reason = forms.CharField(
        label=gettext_lazy("Why before the time to comment is over"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed only then; it is kept in the history."),
    )


class ReminderTextForm(ConferenceForm):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 14}),
        help_text=gettext_lazy("{link} stands for the personal link of the focal point."),
    )


class DaysField(forms.CharField):
    """A field for days before a date, as in “14, 3, -7” (negative: after it). Cleans to a list, the earliest first."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(days) for days in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        parts = super().clean(value).replace("−", "-").replace(";", ",").split(",")
        try:
            day_numbers = {int(word) for word in parts if word.strip()}
        except ValueError as error:
            raise ValidationError(_("Whole numbers, separated by commas: 14, 3, -7.")) from error
        if len(day_numbers) > 10 or any(abs(days) > 365 for days in day_numbers):
            raise ValidationError(_("At most ten days, each within a year."))
        return sorted(day_numbers, reverse=True)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or []) != (data or ""))


class FollowUpSettingsForm(LetterTextsForm):
    """A form for the settings of a conference's follow-up."""

    reminder_days = DaysField(
        label=gettext_lazy("Reminders, days before"),
        required=False,
        help_text=gettext_lazy(
            "As in 14, 3, -7: two weeks before, three days before, a week after. Empty: nobody is reminded "
            "automatically."
        ),
    )
    approved_ranks = forms.MultipleChoiceField(
        label=gettext_lazy("Ranks to which nothing goes without approval"),
        required=False,
        choices=PersonLevel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their reminders are drafted, and wait until someone has read them."),
    )

    fieldsets = (
        (gettext_lazy("Reports"), (("frequency",), ("first_report_on", "last_report_on"))),
        (gettext_lazy("Reminders"), ("reminder_days", "approved_ranks")),
        (gettext_lazy("Letter of transmittal"), ("letter_text", "note_text")),
        (gettext_lazy("For everyone"), ("public_tracker",)),
    )

    placeholders = {"letter_text": PLACEHOLDERS, "note_text": PLACEHOLDERS}

    class Meta:
        model = FollowUpSettings
        help_texts = {
            "first_report_on": gettext_lazy(
                "The dates that follow are counted from it. Past dates, and those with a report, keep their periods; "
                "the next begins after them. Empty: nobody is asked to report."
            ),
            "last_report_on": gettext_lazy("Empty: it goes on."),
        }  # fmt: skip
