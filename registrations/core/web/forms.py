"""Forms shown before a document about registrations is made, and for the reason of a decision."""

from typing import Any

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


class CategoryChoiceForm(PrefilledForm):
    category = forms.ModelChoiceField(
        Category.objects.all(), required=False, label=_("Category"), empty_label=_("all categories")
    )


class ReasonForm(ConferenceForm):
    """Form for a decision's reason, which goes into the mail."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Appears in the mail to the participant, and in the history."),
    )


class InternalReasonForm(ReasonForm):
    """Form for a reason that nobody is told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Appears in the history.")
