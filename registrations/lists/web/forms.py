"""Forms for the lists of participants: options of the documents, and the mail to one of them."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm, language_field
from registrations.lists.domain import lists_go_by_own_word


class ListSettingsForm(ConferenceForm):
    audience = forms.ChoiceField(
        label=_("For"),
        choices=[
            ("participants", _("participants: who agreed to be listed for them")),
            ("public", _("everyone: who agreed to be listed publicly")),
        ],
    )
    own_word = forms.BooleanField(
        label=_("Only those who said so themselves, as on the page “Who takes part”"),
        required=False,
        help_text=_(
            "Without it a list for participants also names those who were imported or nominated and have not "
            "answered yet, as far as their record says who may see them. The page and a list for everyone never "
            "name these."
        ),
    )
    provisional = forms.BooleanField(label=_("Provisional, asks for corrections"), required=False)
    corrections_by = forms.DateField(label=_("Corrections until"), required=False)
    second_language = language_field(
        _("In a second language, too"),
        none=_("no"),
        help_text=_("Names and functions appear in it on the line below, where they differ."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("own_word", lists_go_by_own_word(self.conference))
        self.fields["corrections_by"].widget.is_required = False


class MailForm(ConferenceForm):
    """A mail to another participant. Its writer agrees that their own address is told."""

    subject = forms.CharField(label=_("Subject"), max_length=120)
    body = forms.CharField(label=_("Message"), max_length=3000, widget=forms.Textarea({"rows": 8}))
    tells_address = forms.BooleanField(
        error_messages={"required": _("Without your address nobody could answer you.")}
    )

    def __init__(self, *args: Any, own_address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tells_address"].label = format_lazy(
            _("I agree that my own address, {address}, is given as the one to answer to."),
            address=own_address or "—",
        )
