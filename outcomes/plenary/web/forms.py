"""Forms of decisions: at the plenary desk, on one recommendation, and the vote of each delegation."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from agenda.sessions.models.session import Session, SessionQuerySet, SessionRole
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm, ConferenceRowField
from confman.people.models import Person
from confman.web.forms.base import Fieldset
from outcomes.plenary.documents import recorded_votes_of
from outcomes.plenary.domain.adoption import PlenaryDecision
from outcomes.plenary.models import Majority
from outcomes.recommendations.models.stages import Method
from outcomes.recommendations.web.sitting import methods_of


class PlainForm(ConferenceForm):
    """A form with nothing to fill in."""


class OverrideForm(ConferenceForm):
    """A form that asks why a rule is set aside."""

    override = forms.CharField(
        label=gettext_lazy("Set the rule aside, because"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only an owner may do this; the reason is kept in the history."),
    )


class PlenaryReasonForm(ConferenceForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TablingForm(ConferenceForm):
    symbol = forms.CharField(
        label=gettext_lazy("Document symbol"), max_length=60, help_text=gettext_lazy("As in CONF/2017/L.3.")
    )
    amendments_from = forms.DateTimeField(
        label=gettext_lazy("Amendments from"), required=False, help_text=gettext_lazy("Empty: at once.")
    )
    amendments_until = forms.DateTimeField(
        label=gettext_lazy("Deadline for amendments"),
        required=False,
        help_text=gettext_lazy("Empty: until the plenary decides."),
    )
    fieldsets = ((None, ("symbol", ("amendments_from", "amendments_until"), "reason")),)
    reason = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)


def _plenaries(conference: Conference) -> SessionQuerySet:
    sessions = Session.objects.of(conference).filter(kind__in=("plenary", "closing", "opening"))
    return sessions.order_by("start")


def _leading_people(conference: Conference) -> QuerySet[Person]:
    """Return the people who chair or report in a session: with all participants the list would be useless."""
    roles = ("chair", "co-chair", "moderator", "rapporteur")
    leading = SessionRole.objects.filter(session__conference=conference, role__in=roles)
    return Person.objects.filter(pk__in=leading.values("person")).order_by("sort_key")


def _methods(conference: Conference) -> list[tuple[str, Any]]:
    spared = () if conference.is_intergovernmental else (Method.RECORDED_VOTE, Method.SILENCE)
    return [choice for choice in Method.choices if choice[0] not in spared]


class PlenaryDecisionForm(ConferenceForm):
    """Form for the plenary's decision. An expert meeting has no votes and no silence procedure."""

    intergovernmental = ("votes_for", "votes_against", "abstentions", "majority", "circulated_until")

    method = ConferenceChoiceField(_methods, label=gettext_lazy("Method"), initial=Method.CONSENSUS)
    session = ConferenceRowField(_plenaries, label=gettext_lazy("Session"), required=False, empty_label="–")
    decided_on = forms.DateField(
        label=gettext_lazy("Date"), required=False, help_text=gettext_lazy("Empty: the day of the session.")
    )
    chair = ConferenceRowField(_leading_people, label=gettext_lazy("Chair"), required=False, empty_label="–")
    rapporteur = ConferenceRowField(
        _leading_people, label=gettext_lazy("Rapporteur"), required=False, empty_label="–"
    )
    votes_for = forms.IntegerField(label=gettext_lazy("In favour"), required=False, min_value=0)
    votes_against = forms.IntegerField(label=gettext_lazy("Against"), required=False, min_value=0)
    abstentions = forms.IntegerField(label=gettext_lazy("Abstentions"), required=False, min_value=0)
    majority = forms.ChoiceField(
        label=gettext_lazy("Needed"), choices=Majority.choices, initial=Majority.SIMPLE, required=False
    )
    circulated_until = forms.DateTimeField(
        label=gettext_lazy("Deadline of the silence procedure"), required=False
    )
    linguistic_revision = forms.BooleanField(
        label=gettext_lazy("Subject to linguistic revision"), required=False
    )

    fieldsets: Sequence[Fieldset] = (
        (None, (("method", "session"), ("decided_on", "chair", "rapporteur"))),
        (gettext_lazy("Recorded vote"), (("votes_for", "votes_against", "abstentions"), "majority")),
        (gettext_lazy("Silence procedure"), ("circulated_until",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].initial = _plenaries(self.conference).exclude(start=None).last()

    def decision(self) -> PlenaryDecision:
        """Return the decision as the verbs take it."""
        facts: dict[str, Any] = {
            name: self.cleaned_data.get(name) for name in PlenaryDecisionForm.base_fields
        }
        facts["linguistic_revision"] = bool(facts["linguistic_revision"])
        facts["majority"] = facts["majority"] or Majority.SIMPLE
        return PlenaryDecision(**facts)


class AdoptForm(PlenaryDecisionForm):
    """A form for the adoption of one recommendation, as it is or as orally amended."""

    amended_text = forms.CharField(
        label=gettext_lazy("Text as read out"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Exactly what the chair read out: this version counts. The other languages become stale."
        ),
    )
    reason = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)
    override = OverrideForm.base_fields["override"]

    def __init__(self, *args: Any, amended_language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not amended_language:
            del self.fields["amended_text"]
        else:
            self.fields["amended_text"].required = True
            self.fields["amended_text"].widget.attrs["lang"] = amended_language


class RejectForm(PlenaryDecisionForm):
    reason = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)
    linguistic_revision = None  # type: ignore[assignment]


class RollCallForm(ConferenceForm):
    """The options of the roll-call sheet: which vote, and whether the roll is to be called again."""

    adoption = ConferenceRowField(
        recorded_votes_of,
        label=gettext_lazy("Recorded vote"),
        required=False,
        empty_label=gettext_lazy("the latest"),
    )
    sheet = forms.ChoiceField(
        label=gettext_lazy("Sheet"),
        choices=[
            ("votes", gettext_lazy("with the votes, where they are recorded")),
            ("empty", gettext_lazy("empty, to call the roll")),
        ],
    )


LARGEST = 1024 * 1024


class SittingForm(PlenaryDecisionForm):
    """Form for method, session, date, chair and rapporteur, kept for the sitting; and the reason for an override."""

    method = ConferenceChoiceField(
        lambda conference: [(method, Method(method).label) for method in methods_of(conference)],
        label=gettext_lazy("Method"),
        initial=Method.CONSENSUS,
    )
    votes_for = votes_against = abstentions = majority = circulated_until = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=gettext_lazy("Reason or remark"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed to defer, to refer back and to withdraw."),
    )


class VoteForm(PlenaryDecisionForm):
    """A recorded vote: its tallies if there is no list, the required majority, and the list to be read in."""

    method = circulated_until = None  # type: ignore[assignment]
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

    def vote_decision(self, votes: dict[UUID, str]) -> PlenaryDecision:
        """Return the decision as the verbs take it, with the vote of each delegation."""
        return replace(self.decision(), method=Method.RECORDED_VOTE, votes=votes)


class RevokeForm(ConferenceForm):
    """Form for the reason of a revocation; for an owner also why it is made despite consequences."""

    reason = forms.CharField(
        label=gettext_lazy("What was the mistake"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It appears in the record beside the decision."),
    )
    override = OverrideForm.base_fields["override"]
