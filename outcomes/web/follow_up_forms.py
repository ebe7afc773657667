"""Forms of the document, the addressees and the follow-up."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.translation.forms import TranslatedFormField
from confman.translation.languages import language_name
from outcomes.models import (
    Addressee,
    FollowUpAction,
    FollowUpStatus,
    Indicator,
    IndicatorValue,
    OutcomeDocument,
    Position,
    ProgressUpdate,
    Response,
)
from outcomes.web.fields import as_boxes


class OutcomeDocumentForm(ConferenceModelForm):
    """Title, symbol and preamble; sections one a line, in each language."""

    class Meta:
        model = OutcomeDocument
        fields = ("title", "symbol", "distribution", "original_language", "preamble")

    fieldsets = (
        (None, ("title", "symbol", ("distribution", "original_language"))),
        (gettext_lazy("Text"), ("preamble",)),
        (gettext_lazy("Sections"), ("sections_text",)),
    )
    sections_text = TranslatedFormField(
        label=gettext_lazy("Sections"),
        required=False,
        multiline=True,
        help_text=gettext_lazy("One heading a line, in the same order in every language."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–")] + [(code, language_name(code)) for code in self.conference.languages]
        self.fields["original_language"] = forms.ChoiceField(
            label=_("Original language"), required=False, choices=choices
        )
        self.existing = list(self.instance.sections.all())
        self.initial["sections_text"] = {
            code: "\n".join(section.title.get(code, "–") for section in self.existing)
            for code in self.conference.languages
            if self.existing
        }

    def clean_sections_text(self) -> Any:
        texts = self.cleaned_data["sections_text"]
        lines = {
            code: [line.strip() for line in text.splitlines() if line.strip()] for code, text in texts.items()
        }
        if len({len(found) for found in lines.values() if found}) > 1:
            raise ValidationError(
                _("The languages have different numbers of headings. Put “–” where a translation is missing.")
            )
        return texts

    def section_rows(self) -> list[Any]:
        """Pairs of the section as it was (by its place) and its titles, for the verb."""
        lines = {
            code: [line.strip() for line in text.splitlines() if line.strip()]
            for code, text in self.cleaned_data["sections_text"].items()
        }
        count = max((len(found) for found in lines.values()), default=0)
        rows = []
        for place in range(count):
            titles = {
                code: found[place]
                for code, found in lines.items()
                if place < len(found) and found[place] != "–"
            }
            rows.append((self.existing[place] if place < len(self.existing) else None, titles))
        return rows


class AddresseeForm(ConferenceModelForm):
    class Meta:
        model = Addressee
        fields = ("name", "kind", "focal_point", "position")


class MilestonesField(forms.CharField):
    """One milestone a line, with its date first: 2018-03-01 Draft circulated. A ✓ at the end says it is reached."""

    LINE = re.compile(r"^(?:(\d{4}-\d{2}-\d{2})\s+)?(.+?)(\s*✓)?$")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            " ".join(part for part in (row.get("due"), row["label"], "✓" if row.get("done") else "") if part)
            for row in value
        )

    def clean(self, value: Any) -> Any:
        rows = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            match = self.LINE.match(line.strip())
            assert match is not None
            due, label, done = match.groups()
            if due:
                try:
                    dt.date.fromisoformat(due)
                except ValueError as error:
                    raise ValidationError(_("“%(date)s” is not a date.") % {"date": due}) from error
            rows.append({"due": due or "", "label": label.strip(), "done": bool(done)})
        return rows

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or []) != (data or ""))


class ActionForm(ConferenceModelForm):
    milestones = MilestonesField(
        label=gettext_lazy("Milestones"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line, its date first: 2018-03-01 Draft circulated. A ✓ at the end: reached."
        ),
    )

    class Meta:
        model = FollowUpAction
        fields = (
            "what", "lead", "partners", "focal_point", "starts_on", "due_on", "milestones", "status", "percent",
        )  # fmt: skip

    fieldsets = (
        (None, ("what", ("lead", "focal_point"), "partners")),
        (None, (("starts_on", "due_on"), "milestones", ("status", "percent"))),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_boxes(self.fields["partners"])

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "recommendation"}


class ProgressForm(ConferenceModelForm):
    class Meta:
        model = ProgressUpdate
        fields = (
            "period_from", "period_to", "narrative", "obstacles", "percent", "self_assessment", "verified_assessment",
        )  # fmt: skip

    fieldsets = (
        (None, (("period_from", "period_to"), "narrative", "obstacles", "percent")),
        (None, (("self_assessment", "verified_assessment"),)),
    )


class ResponseForm(ConferenceModelForm):
    class Meta:
        model = Response
        fields = ("answer", "letter_number", "letter_date", "text")

    fieldsets = ((None, ("answer", ("letter_number", "letter_date"), "text")),)


class FollowUpStatusForm(ConferenceForm):
    status = forms.ChoiceField(label=gettext_lazy("Follow-up"), choices=FollowUpStatus.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)


class IndicatorForm(ConferenceModelForm):
    class Meta:
        model = Indicator
        fields = ("name", "unit", "baseline", "target", "frequency")

    fieldsets = ((None, ("name", "unit", ("baseline", "target"), "frequency")),)


class IndicatorValueForm(ConferenceModelForm):
    class Meta:
        model = IndicatorValue
        fields = ("as_of", "value", "source")


class PositionForm(ConferenceModelForm):
    class Meta:
        model = Position
        fields = ("delegation", "kind", "text", "made_on")


class FollowUpFilterForm(ConferenceForm):
    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )
    status = forms.ChoiceField(label=gettext_lazy("Follow-up"), required=False)
    addressee = forms.ModelChoiceField(
        label=gettext_lazy("Addressee"),
        required=False,
        queryset=Addressee.objects.all(),
        empty_label=gettext_lazy("all"),
    )
    overdue = forms.BooleanField(label=gettext_lazy("overdue only"), required=False)
    silent = forms.BooleanField(label=gettext_lazy("no reply received"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("all")), *FollowUpStatus.choices]
