"""Forms in which participants change their own data."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.web.forms.base import model_field
from registrations.core.domain.settings import settings_of
from registrations.core.models.category import Approval, Category
from registrations.core.models.registration import Function, Mode
from registrations.core.models.settings import ListReaders
from registrations.questionnaire.web.forms.details import (
    OWN,
    OWN_LISTINGS,
    PersonDetailsForm,
    contact_consent,
    next_consent,
)


class OwnDetailsForm(PersonDetailsForm):
    """A form with the details a person may still change or, after approval, may ask to change; no others.

    It carries what it showed: what was left as it stood there is not changed, whatever it says meanwhile.
    """

    category = forms.ModelChoiceField(
        label=_("You come as"), queryset=Category.objects.none(), empty_label=None
    )
    function = forms.ChoiceField(label=_("Function in the delegation"), choices=Function)
    mode = forms.ChoiceField(label=_("You take part"), choices=Mode)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Also anything no field above asks, for example that you come for another delegation."),
    )

    asked_first = (*(field.name for field in OWN if field.printed), "category", "function", "mode")

    def __init__(
        self,
        *args: Any,
        changeable: frozenset[str],
        by_request: frozenset[str],
        own_category: Category,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        visible_names = changeable | by_request | ({"reason"} if by_request else set())
        for name in set(self.fields) - visible_names:
            del self.fields[name]
        if "category" in self.fields:
            offered = Category.objects.of(self.conference).filter(
                Q(pk=own_category.pk) | ~Q(approval=Approval.INVITATION)
            )
            model_field(self, "category").queryset = offered
        for form_field in self.fields.values():
            form_field.show_hidden_initial = True
        at_once = [name for name in self.fields if name in changeable]
        request_names = [name for name in self.asked_first if name in by_request]
        self.fieldsets = tuple(
            (heading, tuple(names))
            for heading, names in (
                (_("Changed at once") if request_names else _("About you"), at_once),
                (
                    _("Asked of the secretariat: your ticket stays good until it is decided"),
                    [*request_names, "reason"],
                ),
            )
            if names and (names is at_once or request_names)
        )


class ListingForm(ConferenceForm):
    """A form for who may see the participant and, where there is a list of participants, write to them.

    It carries what it showed: what was left as it stood there is no answer, whatever was said meanwhile elsewhere.
    """

    listing = forms.ChoiceField(
        label=_("Who may read that you take part"),
        choices=OWN_LISTINGS,
        widget=forms.RadioSelect,
        show_hidden_initial=True,
    )
    contact_consent = contact_consent(show_hidden_initial=True)
    news = forms.BooleanField(
        label=_("Send me news of the conference by e-mail"),
        required=False,
        show_hidden_initial=True,
        help_text=_("Mails about your own participation come in any case."),
    )
    next_consent = next_consent(show_hidden_initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings_of(self.conference).list_readers == ListReaders.NOBODY:
            del self.fields["contact_consent"]
