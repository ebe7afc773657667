"""Forms of amendments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, filter_field
from outcomes.amendments.domain.checks import Party
from outcomes.amendments.models import Amendment
from outcomes.recommendations.domain.plain_text import blocks_of, tidy
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationQuerySet
from outcomes.recommendations.web.forms import as_boxes, level_choices
from registrations.core.models.delegation import Delegation


class AmendmentForm(ConferenceForm):
    """A form for a paragraph as it would read; the amendment is made of the differences.

    `shown` is the text whose tracked change the writer has seen.
    """

    text = forms.CharField(
        label=gettext_lazy("The paragraph as it would read"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Change the text itself. Emptied, the paragraph is to be deleted."),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        coerce=int,
        choices=level_choices,
        initial=0,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
    )
    rationale = forms.CharField(
        label=gettext_lazy("Rationale"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why; the others read it beside the amendment."),
    )
    base = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(
        self, *args: Any, is_new: bool = False, language: str = "", direction: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.widget.attrs.update({"lang": language, "dir": direction})
        if is_new:
            field.label = _("The new paragraph")
            field.help_text = ""
        else:
            del self.fields["level"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if sum(bool(block.strip()) for block in blocks_of(text)) > 1:
            raise ValidationError(
                _(
                    "An amendment is about one paragraph. Propose what stands after the empty line as a new paragraph."
                )
            )
        return tidy(text)

    def clean_shown(self) -> str:
        return tidy(self.cleaned_data["shown"])

    def party(self) -> Party:
        """Return the party in whose name the amendment is sent, where the form asks for it."""
        raise NotImplementedError


class StaffAmendmentForm(AmendmentForm):
    """A form for an amendment taken from the floor, or from paper, in the name of its proposer."""

    proposer = forms.ModelChoiceField(
        label=gettext_lazy("Proposed by"), required=False, queryset=Delegation.objects.all(), empty_label="–"
    )
    proposed_by = forms.CharField(
        label=gettext_lazy("Somebody else"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where it is not a delegation of the list."),
    )
    co_sponsors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Co-sponsors"), required=False, queryset=Delegation.objects.all()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_boxes(self.fields["co_sponsors"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("proposer") and not (data.get("proposed_by") or "").strip():
            self.add_error("proposer", _("Say who proposes it: a delegation, or somebody else by name."))
        return data

    def party(self) -> Party:
        delegation = self.cleaned_data["proposer"]
        return Party(delegation, "" if delegation else self.cleaned_data["proposed_by"].strip())


class WindowForm(ConferenceForm):
    """A form for the time in which delegations may send amendments."""

    opens = forms.DateTimeField(
        label=gettext_lazy("Amendments from"), required=False, help_text=gettext_lazy("Empty: at once.")
    )
    closes = forms.DateTimeField(
        label=gettext_lazy("Deadline for amendments"),
        required=False,
        help_text=gettext_lazy("Empty: until the plenary decides."),
    )


class OralForm(ConferenceForm):
    """The paragraph as the chair reads it out: exactly this counts."""

    text = forms.CharField(
        label=gettext_lazy("The paragraph as the chair reads it out"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "oral-text", "data-focus": True}),
        help_text=gettext_lazy(
            "Exactly this text counts once it is confirmed. The other languages become stale."
        ),
    )

    def __init__(self, *args: Any, language: str = "", direction: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.update({"lang": language, "dir": direction})


class LapseForm(ConferenceForm):
    """A form that asks why an amendment has lost its basis."""

    reason = forms.CharField(
        label=gettext_lazy("Why it falls"),
        max_length=500,
        help_text=gettext_lazy("As in: implied by the acceptance of A.2."),
    )


class ReopenForm(ConferenceForm):
    """A form that asks what was wrong with the decision."""

    reason = forms.CharField(
        label=gettext_lazy("What was wrong"),
        max_length=200,
        help_text=gettext_lazy("It is kept in the history."),
    )


def _amended(conference: Conference) -> RecommendationQuerySet:
    amended = Amendment.objects.of(conference).order_by().values("recommendation")
    rows = Recommendation.objects.of(conference).filter(pk__in=amended)
    return rows.only("working_ref", "number", "conference")


class AmendmentsDocumentForm(ConferenceForm):
    recommendation = filter_field(_amended, gettext_lazy("text"))
    state = forms.ChoiceField(
        label=gettext_lazy("which"),
        required=False,
        choices=[
            ("", gettext_lazy("all but those withdrawn")),
            ("open", gettext_lazy("those still to be decided")),
        ],
    )
