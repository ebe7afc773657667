"""Forms for the options of the lists of participants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.fields import language_field
from confman.conferences.web.forms import ConferenceForm


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
    second_language = language_field(
        _("In a second language, too"),
        none=_("no"),
        help_text=_("Names and functions stand below in it, where they differ."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["corrections_by"].widget.is_required = False
