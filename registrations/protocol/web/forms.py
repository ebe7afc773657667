"""Forms of protocol and travel: of one participant, the same for many, and before a list of personal data is made."""

import re
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import (
    ConferenceChoiceField,
    ConferenceForm,
    ConferenceModelForm,
    language_field,
)
from confman.web.forms.base import RowRevisionCheckMixin, offered_choices
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Travel, Vetting, VisaCase
from registrations.core.web.forms import CategoryChoiceForm
from registrations.correspondence.models import Signatory
from registrations.protocol.models import Allowance, Honours, Hotel

YES_OR_NO = ((None, _("as it is")), (True, _("yes")), (False, _("no")))
TIMES = _("Hours are those of the conference's place.")


class ManyForm(ConferenceModelForm):
    """The same for many participants: fields left empty keep each participant's value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.initial.pop(name, None)
            field.initial, field.required = None, False
            if isinstance(field, forms.BooleanField):
                self.fields[name] = forms.TypedChoiceField(
                    label=field.label, choices=YES_OR_NO, required=False, empty_value=None,
                    coerce=lambda value: value == "True",
                )  # fmt: skip
            elif isinstance(field, forms.ChoiceField):
                field.choices = [
                    ("", _("as it is")),
                    *((key, label) for key, label in offered_choices(field) if key),
                ]

    def given(self) -> dict[str, Any]:
        """Return the values that were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not any(value not in (None, "") for value in cleaned.values()):
            raise forms.ValidationError(_("Fill in what is to be the same for all of them."))
        return cleaned


class TravelForm(RowRevisionCheckMixin, ConferenceModelForm):
    fieldsets = (
        (_("Arrival"), (("arrives_at", "arrival_flight"), ("arrives_from", "arrival_place"))),
        (_("Departure"), (("departs_at", "departure_flight"), "departure_place")),
        (_("Transfer"), ("needs_transfer", "transfer", "remarks")),
    )

    class Meta:
        model = Travel
        help_texts = {"arrives_at": TIMES, "departs_at": TIMES}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        arrives, departs = cleaned.get("arrives_at"), cleaned.get("departs_at")
        if arrives and departs and departs < arrives:
            self.add_error("departs_at", _("The departure is before the arrival."))
        return cleaned


class TravelManyForm(ManyForm):
    fieldsets = TravelForm.fieldsets

    class Meta(TravelForm.Meta):
        exclude = ["remarks"]


class HotelRoomForm(RowRevisionCheckMixin, ConferenceModelForm):
    fieldsets = (("", ("hotel", ("room_kind", "room_number"), ("check_in", "check_out"), "shares_with")),)

    class Meta:
        model = Travel
        help_texts = {
            "hotel": _("Named as in the list of hotels, it is written in the language of each document."),
            "check_out": _("The day on which the room is left."),
        }


class RoomManyForm(ManyForm):
    fieldsets = (("", ("hotel", "room_kind", ("check_in", "check_out"))),)

    class Meta:
        model = Travel
        help_texts = HotelRoomForm.Meta.help_texts


class HotelForm(ConferenceModelForm):
    class Meta:
        model = Hotel
        fields = ["name"]


class VisaForm(RowRevisionCheckMixin, ConferenceModelForm):
    fieldsets = (("", (("state", "consulate"), ("applied_on", "decided_on"), "remarks")),)

    class Meta:
        model = VisaCase


class VisaManyForm(ManyForm):
    fieldsets = (("", (("state", "consulate"), ("applied_on", "decided_on"))),)

    class Meta:
        model = VisaCase


class MoneyMixin:
    """Amounts are not negative; a currency is three letters (ISO 4217)."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("days", "daily_rate", "travel_costs"):
            if name in self.fields:
                self.fields[name].validators.append(MinValueValidator(0))
                self.fields[name].widget.attrs["min"] = 0

    def clean_currency(self) -> str:
        code = str(self.cleaned_data.get("currency") or "").strip().upper()
        if code and not re.fullmatch("[A-Z]{3}", code):
            raise forms.ValidationError(_("A currency is three letters, as USD or UZS."))
        return code


class AllowanceForm(MoneyMixin, RowRevisionCheckMixin, ConferenceModelForm):
    fieldsets = (("", (("days", "daily_rate"), ("travel_costs", "currency"), "note")),)

    class Meta:
        model = Allowance


class AllowanceManyForm(MoneyMixin, ManyForm):
    fieldsets = (("", (("days", "daily_rate"), ("travel_costs", "currency"))),)

    class Meta:
        model = Allowance


class HonoursForm(RowRevisionCheckMixin, ConferenceModelForm):
    fieldsets = (
        (_("Reception"), (("greeter", "liaison"), ("entrance", "seat"))),
        (_("At the table"), (("head_table_position", "speaking_order"),)),
        ("", ("notes",)),
    )

    class Meta:
        model = Honours
        widgets = {"notes": forms.Textarea({"rows": 4})}


class HonoursManyForm(ManyForm):
    fieldsets = (("", (("greeter", "liaison"), "entrance")),)

    class Meta:
        model = Honours


class DrawForm(ConferenceForm):
    """A form for the delegation drawn in the room; if left empty, the delegation is drawn here."""

    drawn = forms.ModelChoiceField(
        Delegation.objects.filter(taken__gt=0),
        label=_("Drawn"),
        required=False,
        empty_label=_("draw now, by lot"),
        help_text=_("Choose it where the lot was drawn in the room, before witnesses."),
    )


class VisaLettersForm(ConferenceForm):
    """The language of supporting letters, and who signs them."""

    language = language_field(_("Language of the letters"))
    signatory = forms.ModelChoiceField(
        Signatory.objects.all(), label=_("Signed by"), required=False, empty_label=_("the secretariat")
    )
    format = forms.ChoiceField(label=_("Format"), choices=[("pdf", _("PDF")), ("docx", _("Word"))])


class PlateForm(CategoryChoiceForm):
    of = forms.ChoiceField(
        label=_("For"),
        choices=[
            ("persons", _("persons with a seat at the table")),
            ("delegations", _("delegations, in the order of the seating")),
            ("head-table", _("the head table, by name")),
        ],
    )
    flags = forms.BooleanField(
        label=_("With the flag, where a delegation shows one"), required=False, initial=False
    )
    field_order = ("of", "category", "flags")


class DisclosureForm(ConferenceForm):
    """The recipient and the purpose of a list of personal data: both are on the list, and in the history."""

    recipient = forms.CharField(
        label=_("Recipient"),
        max_length=200,
        help_text=_("The recipient: a person or an office. It is shown on the list and kept in the history."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=300)


def _hotels(conference: Conference) -> list[tuple[str, str]]:
    journeys = Travel.objects.filter(registration__conference=conference).exclude(hotel="").order_by("hotel")
    return [(hotel, hotel) for hotel in journeys.values_list("hotel", flat=True).distinct()]


class RoomingForm(DisclosureForm):
    hotel = ConferenceChoiceField(_hotels, none=_("all hotels"), label=_("Hotel"))


class ArrivalsForm(DisclosureForm):
    way = forms.ChoiceField(
        label=_("Which way"),
        choices=[
            ("both", _("arrivals and departures")),
            ("arrivals", _("arrivals")),
            ("departures", _("departures")),
        ],
    )
    met = forms.BooleanField(label=_("Only people who are met and driven"), required=False)


class SecurityForm(DisclosureForm):
    vetting = forms.ChoiceField(
        label=_("Vetting"), required=False, choices=[("", _("in any state")), *Vetting.choices]
    )
    numbers = forms.BooleanField(
        label=_("With the numbers of the passports"),
        required=False,
        help_text=_(
            "The history records for each person that you have looked at them, for whom and what for."
        ),
    )
