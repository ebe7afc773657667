"""The form on which the operator chooses among the mail that is held back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.mail.domain.closed_outbox import held_account_mail
from confman.mail.domain.queue import cancel_message, release_message
from confman.mail.models import Message
from confman.web.forms.base import model_field

ACTIONS = {"release": release_message, "cancel": cancel_message}


class HeldMailForm(forms.Form):
    """Form for held mails of accounts, and what to do with them."""

    action = forms.ChoiceField(choices=[("release", _("Send")), ("cancel", _("Cancel"))])
    selected = forms.ModelMultipleChoiceField(
        Message.objects.none(),
        error_messages={
            "required": _("No mail was chosen."),
            "invalid_choice": _("One of these mails is meanwhile sent or cancelled; nothing was changed."),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        model_field(self, "selected").queryset = held_account_mail()
