"""Forms of the secretariat: decisions, registrations, categories, delegations, checkpoints."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.people.fields import PERSON_FIELDS
from confman.people.web.form_fields import with_person_fields
from confman.web.forms.base import REST, RevisionMixin
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Mode, Registration


class RegistrationChangeForm(RevisionMixin, ConferenceModelForm):
    """Form for what the secretariat sets; the person's own data are changed on the person's page."""

    class Meta:
        model = Registration
        fields = ["category", "delegation", "function", "mode", "notes"]
        widgets = {"notes": forms.Textarea({"rows": 4})}
        help_texts = {"notes": _("For the secretariat only.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("function") and not cleaned.get("delegation"):
            self.add_error("function", _("A function needs a delegation."))
        return cleaned


DETAILS = [field for field in PERSON_FIELDS if field.desk_form]


@with_person_fields(DETAILS, name={"help_text": _("Whole, as it is to be written.")})
class RegistrationAddForm(ConferenceForm):
    """Form to register someone manually; a name is enough."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), empty_label=None)
    delegation = forms.ModelChoiceField(
        Delegation.objects.all(), label=_("Delegation"), required=False, empty_label=_("none")
    )
    function = forms.ChoiceField(
        label=_("Function in the delegation"), required=False, choices=[("", "—"), *Function.choices]
    )
    mode = forms.ChoiceField(label=_("Takes part"), choices=Mode)
    then = forms.ChoiceField(
        label=_("And then"),
        widget=forms.RadioSelect,
        initial="submitted",
        choices=[
            ("submitted", _("leave it to be decided")),
            ("approved", _("approve at once")),
            ("invited", _("invite the person to complete it, by mail")),
        ],
    )

    fieldsets = (
        (
            _("Person"),
            (
                ("title", "name"),
                "family_name_first",
                "job_title",
                "organization",
                ("country", "sex"),
                ("email", "phone"),
                REST,
            ),
        ),
        (_("Registration"), (("category", "mode"), ("delegation", "function"), "then")),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("then") == "invited" and not cleaned.get("email"):
            self.add_error("email", _("An invitation needs an e-mail address."))
        if cleaned.get("function") and not cleaned.get("delegation"):
            self.add_error("function", _("A function needs a delegation."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """Return the fields of the person."""
        return {field.name: self.cleaned_data[field.name] for field in DETAILS}


class ProtectedReasonForm(ConferenceForm):
    """A form for the reason why passport and visa data are needed."""

    reason = forms.CharField(
        label=_("What do you need these data for?"),
        max_length=500,
        help_text=_("The history records it with your name and the time, but not what you see."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
