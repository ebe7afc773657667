"""Forms shown before a document about registrations is made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration


class PrefilledForm(ConferenceForm):
    """Takes the subject of the document from the page's address (`registration`, an id)."""

    registration = forms.ModelChoiceField(
        Registration.objects.approved(), required=False, widget=forms.HiddenInput, label=_("registration")
    )


class CategoryForm(PrefilledForm):
    category = forms.ModelChoiceField(
        Category.objects.all(), required=False, label=_("Category"), empty_label=_("all categories")
    )
