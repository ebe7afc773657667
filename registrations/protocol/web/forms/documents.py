"""Forms shown before a list with personal data is made: the recipient, the purpose and the part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.fields import ConferenceChoiceField
from confman.conferences.web.forms import ConferenceForm
from registrations.core.models.arrangements import Travel
from registrations.core.models.registration import Vetting


class HandedOutForm(ConferenceForm):
    """The recipient and the purpose of a list of personal data: both are on the list, and in the history."""

    recipient = forms.CharField(
        label=_("Recipient"),
        max_length=200,
        help_text=_("Who gets it: the person or the office. It stands on the list and in the history."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=300)


def _hotels(conference: Conference) -> list[tuple[str, str]]:
    stays = Travel.objects.filter(registration__conference=conference).exclude(hotel="").order_by("hotel")
    return [(hotel, hotel) for hotel in stays.values_list("hotel", flat=True).distinct()]


class RoomingForm(HandedOutForm):
    hotel = ConferenceChoiceField(_hotels, none=_("all hotels"), label=_("Hotel"))


class ArrivalsForm(HandedOutForm):
    way = forms.ChoiceField(
        label=_("Which way"),
        choices=[
            ("both", _("arrivals and departures")),
            ("arrivals", _("arrivals")),
            ("departures", _("departures")),
        ],
    )
    met = forms.BooleanField(label=_("Only who is met and driven"), required=False)


class SecurityForm(HandedOutForm):
    vetting = forms.ChoiceField(
        label=_("Vetting"), required=False, choices=[("", _("whatever its state")), *Vetting.choices]
    )
    numbers = forms.BooleanField(
        label=_("With the numbers of the passports"),
        required=False,
        help_text=_("For each person the history says that you have looked at them, for whom and what for."),
    )
