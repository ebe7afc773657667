"""Forms of silence procedures: starting one, objecting, extending, calling off."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm
from confman.translation.forms import TranslatedFormField
from confman.web.forms.base import model_field
from outcomes.circulations.domain.circulation import suggested_deadline
from outcomes.circulations.models import Circulation
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.delegation import Delegation


class CirculationForm(ConferenceForm):
    """A form for the deadline for objections and the covering letter."""

    deadline = forms.DateTimeField(label=gettext_lazy("Objections until"))
    message = TranslatedFormField(
        label=gettext_lazy("Covering letter"),
        required=False,
        multiline=True,
        max_length=10_000,
        help_text=gettext_lazy(
            "Goes before the list of texts. Each delegation is written to in its own language; what is missing is"
            " taken from the first."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("deadline", suggested_deadline(self.conference))
        self.fields["deadline"].help_text = _(
            "In the time zone of the conference (%(zone)s). Suggested: 72 hours. Delegations read it in UTC, too."
        ) % {"zone": self.conference.timezone}


class ExtendForm(ConferenceForm):
    deadline = forms.DateTimeField(label=gettext_lazy("Objections until"))
    reason = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Goes into the mail to the delegations."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectionForm(ConferenceForm):
    """A delegation's objection to one text, or to all of them."""

    recommendation = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        max_length=5_000,
        help_text=gettext_lazy("The secretariat and the plenary read them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PaperObjectionForm(ConferenceForm):
    """An objection that came on paper, as staff note it."""

    delegation = forms.ModelChoiceField(
        Delegation.objects.all(), label=gettext_lazy("Delegation"), empty_label=gettext_lazy("choose")
    )
    recommendation = forms.ModelChoiceField(
        Recommendation.objects.none(),
        label=gettext_lazy("Objects to"),
        required=False,
        empty_label=gettext_lazy("all texts"),
    )
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received"),
        required=False,
        help_text=gettext_lazy(
            "If empty: now. Objections received after the deadline are shown, but do not break the silence."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    fieldsets = ((None, (("delegation", "recommendation"), "received_at", "text")),)

    def __init__(self, *args: Any, circulation: Circulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "recommendation").queryset = circulation.recommendations.in_document_order()
