"""Who somebody is and what they consent to, on the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.forms import ConferenceForm
from confman.people.models import Listing, Sex
from confman.translation.countries import CountryChoiceField
from confman.translation.languages import language_name
from confman.web.forms.base import choice_field
from registrations.core.models.category import Category
from registrations.core.models.registration import Mode
from registrations.questionnaire.web.forms.questions import QuestionsMixin

# A person chooses between these; `counted only` is asked of the secretariat.
OWN_LISTINGS = (
    (Listing.PARTICIPANTS, _("the other participants (recommended)")),
    (Listing.PUBLIC, _("everyone, on the public site")),
    (Listing.SECRETARIAT, _("the secretariat only")),
)


_NAME_LENGTH = 300


class DetailsForm(ConferenceForm):
    """What a person says about themselves, in the language of the page."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=_NAME_LENGTH,
        help_text=_("Whole, as it is to stand on your badge."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    title = forms.CharField(
        label=pgettext_lazy("of a person", "Title"),
        max_length=60,
        required=False,
        help_text=_("Mr., Ms., Dr., H.E. — or nothing."),
    )
    job_title = forms.CharField(label=_("Function"), max_length=_NAME_LENGTH, required=False)
    organization = forms.CharField(
        label=_("Organization"),
        max_length=_NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    country = CountryChoiceField(label=_("Country"), required=False)
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Sex,
        initial=Sex.NOT_STATED,
        help_text=_("Only for the totals of reports; it is not shown."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    # The texts of a person that are kept per language.
    texts = ("name", "title", "job_title", "organization")

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self.language = language
        super().__init__(*args, **kwargs)
        if "languages" in self.fields:
            choice_field(self, "languages").choices = [
                (code, language_name(code)) for code in self.conference.languages
            ]

    def details(self) -> dict[str, Any]:
        """The fields of a person, with their texts in the language of the page, which is theirs from now on."""
        fields = {
            name: ({self.language: value} if value else {}) if name in self.texts else value
            for name, value in self.cleaned_data.items()
            if name in DetailsForm.base_fields
        }
        return {**fields, "language": self.language}


class ConsentFields(forms.Form):
    """Who may see a person, and what they agree to."""

    listing = forms.ChoiceField(
        label=_("Who may read that you take part"),
        choices=OWN_LISTINGS,
        initial=Listing.PARTICIPANTS,
        widget=forms.RadioSelect,
    )
    data_consent = forms.BooleanField(
        label=_("I agree that the secretariat keeps these data to hold the conference."),
        error_messages={"required": _("Without this the secretariat cannot register you.")},
    )
    photo_consent = forms.BooleanField(
        label=_("I agree that photographs on which I appear may be published."), required=False
    )

    def consents(self) -> dict[str, bool]:
        """Kind of consent -> given or refused."""
        return {"data": self.cleaned_data["data_consent"], "photo": self.cleaned_data["photo_consent"]}


class RegistrationFields(QuestionsMixin, ConsentFields, DetailsForm):
    """What is asked at registration: the fixed part of the form, then the questions of the organizer."""

    category = forms.TypedChoiceField(
        label=_("You come as"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": forms.ModelChoiceField.default_error_messages["invalid_choice"]},
    )
    mode = forms.ChoiceField(
        label=_("You take part"), choices=Mode, initial=Mode.IN_PERSON, widget=forms.RadioSelect
    )

    fieldsets = (
        (_("Your part in the conference"), ("category", "mode")),
        (
            _("About you"),
            (("title", "name"), "job_title", "organization", "country", "email", "phone", "languages", "sex"),
        ),
        (_("What others may see"), ("listing", "data_consent", "photo_consent")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once; a ModelChoiceField asks anew to show them, and again to check what was chosen.
        offered = {str(row.pk): row for row in Category.objects.of(self.conference).offered()}
        field: Any = self.fields["category"]
        field.choices = [(pk, str(row)) for pk, row in offered.items()]
        field.coerce = offered.__getitem__
        if len(offered) == 1:
            (self.initial["category"],) = offered
