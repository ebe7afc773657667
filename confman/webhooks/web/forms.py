"""The form of a webhook."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceModelForm
from confman.web.links import LinkFormField
from confman.webhooks.domain.addresses import AddressRefused, literal, require_open, require_scheme
from confman.webhooks.models import Webhook
from confman.webhooks.registries import webhook_subjects


class WebhookForm(ConferenceModelForm):
    """An address, and its events: a group of boxes for each kind of object, which become one list."""

    url = LinkFormField(
        label=gettext_lazy("Address"),
        max_length=1000,
        help_text=gettext_lazy("Where the other system receives messages. It begins with https://."),
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for subject in webhook_subjects:
            choices = [(subject.key_of(event), event.label) for event in subject.events]
            self.fields[f"events_{subject.key}"] = forms.MultipleChoiceField(
                label=subject.label,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[key for key, _label in choices if key in self.instance.events],
            )
        self.fieldsets = (
            ("", ("name", "url", "is_on")),
            (_("Events it is told of"), tuple(f"events_{subject.key}" for subject in webhook_subjects)),
        )

    def clean_url(self) -> str:
        """Refuse at once what nothing is ever sent to; a name is looked up whenever something is sent."""
        address: str = self.cleaned_data["url"]
        try:
            url = urlsplit(address)
            require_scheme(url.scheme)
            if number := literal(url.hostname or ""):
                require_open(number)
        except AddressRefused as error:
            raise ValidationError(error.fault.label) from error
        except ValueError as error:
            raise ValidationError(_("This is not an address.")) from error
        if url.username or url.password:
            raise ValidationError(_("Leave out user name and password: messages are signed instead."))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        groups = [cleaned.pop(f"events_{subject.key}", []) for subject in webhook_subjects]
        cleaned["events"] = [key for group in groups for key in group]
        if not cleaned["events"] and not self.errors:
            raise ValidationError(_("Choose at least one event."))
        return cleaned
