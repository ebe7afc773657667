"""Forms of the plenary desk: facts kept for a sitting, a recorded vote, a revoked decision."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from confman.conferences.web.fields import ConferenceChoiceField
from confman.conferences.web.forms import ConferenceForm
from outcomes.plenary.domain.decision import Decision
from outcomes.plenary.models import Majority
from outcomes.plenary.web.forms.decisions import DecisionForm, OverrideForm
from outcomes.recommendations.models.method import Method
from outcomes.recommendations.web.sitting import methods_of

LARGEST = 1024 * 1024


class SittingForm(DecisionForm):
    """Form for method, session, date, chair and rapporteur, kept for the sitting; and the reason for an override."""

    method = ConferenceChoiceField(
        lambda conference: [(method, Method(method).label) for method in methods_of(conference)],
        label=gettext_lazy("Method"),
        initial=Method.CONSENSUS,
    )
    votes_for = votes_against = abstentions = circulated_until = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=gettext_lazy("Reason or remark"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed to defer, to refer back and to withdraw."),
    )


class VoteForm(DecisionForm):
    """A recorded vote: its tallies if there is no list, the required majority, and the list to be read in."""

    method = circulated_until = None  # type: ignore[assignment]
    majority = forms.ChoiceField(
        label=gettext_lazy("Needed"), choices=Majority.choices, initial=Majority.SIMPLE, required=False
    )
    pasted = forms.CharField(
        label=gettext_lazy("Paste the list: delegation and vote"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("Two cells a line, as copied from a spreadsheet."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file: CSV, XLSX or ODS"),
        required=False,
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.ods"}),
    )
    reason = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)
    fieldsets = (
        (
            gettext_lazy("The decision"),
            (
                ("session", "decided_on"),
                ("chair", "rapporteur"),
                "linguistic_revision",
                ("majority", "reason"),
            ),
        ),
        (
            gettext_lazy("Tallies, where it is not recorded how each delegation voted"),
            (("votes_for", "votes_against", "abstentions"),),
        ),
        (gettext_lazy("Read a list in"), ("pasted", "file")),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST:
            raise forms.ValidationError(gettext_lazy("The file is over 1 MB: it cannot be a list of votes."))
        return file

    def content(self) -> bytes:
        """Return the list to be read; empty if none was given."""
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data.get("pasted", "").strip().encode()

    def vote_decision(self, votes: dict[Any, str]) -> Decision:
        """Return the decision as the verbs take it, with the vote of each delegation."""
        majority = self.cleaned_data.get("majority") or Majority.SIMPLE
        return replace(self.decision(), method=Method.RECORDED_VOTE, votes=votes, majority=majority)


class RevokeForm(ConferenceForm):
    """Form for the reason of a revocation; for an owner also why it is made despite consequences."""

    reason = forms.CharField(
        label=gettext_lazy("What was the mistake"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stands in the record beside the decision."),
    )
    override = OverrideForm.base_fields["override"]
