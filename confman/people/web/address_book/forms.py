"""Forms of the address book."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.forms import ConferenceModelForm, language_field
from confman.people.models import Contact, Institution
from confman.translation.languages import language_choices


class InstitutionForm(ConferenceModelForm):
    """Form for an institution: how it is called, addressed and reached."""

    language = language_field(_("language of letters"), none=_("the conference's first"))

    fieldsets = (
        (None, ("name", "short_name", ("kind", "country"))),
        (_("Letters"), ("office", ("rank", "sex"), "salutation", "by_note", "name_in_note", "language")),
        (_("How to reach it"), ("address", ("email", "phone"))),
    )

    class Meta:
        model = Institution
        widgets = {"address": forms.Textarea({"rows": 3})}


class AddressBookContactForm(ConferenceModelForm):
    """Form for a person who agreed to be kept for the next conferences."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which they can work."),
    )

    fieldsets = (
        (pgettext_lazy("of a person", "Name"), ("name", "family_name_first", "title", "sex")),
        (_("Function"), ("job_title", "institution", "country")),
        (_("How to reach them"), (("email", "phone"), "languages")),
        (_("Consent"), (("consented_on", "consent_source"),)),
    )

    class Meta:
        model = Contact
