"""What the secretariat is asked before a document of this floor is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.translation.languages import language_name
from registrations.models import Category, Delegation, Registration
from registrations.web.forms.badges import design_choices


class PrefilledForm(ConferenceForm):
    """Takes from the page's address whom the document is for (`registration`, an id)."""

    registration = forms.ModelChoiceField(
        Registration.objects.approved(), required=False, widget=forms.HiddenInput, label=_("registration")
    )


class CategoryForm(PrefilledForm):
    category = forms.ModelChoiceField(
        Category.objects.all(), required=False, label=_("Category"), empty_label=_("all categories")
    )


class OneDelegationForm(ConferenceForm):
    """One delegation, or all of them."""

    delegation = forms.ModelChoiceField(
        Delegation.objects.all(), required=False, label=_("Delegation"), empty_label=_("all, a page each")
    )


class BadgeForm(CategoryForm):
    design = forms.ChoiceField(label=_("Design"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["design"].choices = design_choices(self.conference)  # type: ignore[attr-defined]


class PlateForm(CategoryForm):
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


class ListForm(ConferenceForm):
    audience = forms.ChoiceField(
        label=_("For"),
        choices=[
            ("participants", _("participants: who agreed to be listed for them")),
            ("public", _("everyone: who agreed to be listed publicly")),
        ],
    )
    provisional = forms.BooleanField(label=_("Provisional, asks for corrections"), required=False)
    corrections_by = forms.DateField(label=_("Corrections until"), required=False)
    second_language = forms.ChoiceField(
        label=_("In a second language, too"),
        required=False,
        help_text=_("Names and functions stand below in it, where they differ."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["corrections_by"].widget.is_required = False
        others = [(code, language_name(code)) for code in self.conference.languages]
        self.fields["second_language"].choices = [("", _("no")), *others]  # type: ignore[attr-defined]
