"""The options of the roll-call sheet: which vote, and whether the roll is to be called anew."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.fields import ConferenceRowField
from confman.conferences.web.forms import ConferenceForm
from outcomes.plenary.documents import recorded_votes_of


class RollCallForm(ConferenceForm):
    adoption = ConferenceRowField(
        recorded_votes_of, label=_("Recorded vote"), required=False, empty_label=_("the latest")
    )
    sheet = forms.ChoiceField(
        label=_("Sheet"),
        choices=[
            ("votes", _("with the votes, where they are recorded")),
            ("empty", _("empty, to call the roll")),
        ],
    )
