"""The forms of one's own account."""

from typing import Any, cast

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User


class PasskeyForm(AddWebAuthnForm):
    """allauth's form, with a clearer label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class AccountForm(forms.ModelForm):
    """Form for name and interface language; addresses, password and two-step sign-in have their own pages."""

    language = forms.ChoiceField(label=_("Interface language"), required=False)

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": pgettext_lazy("of a person", "Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["language"]).choices = [
            ("", _("As my browser asks")),
            *settings.LANGUAGES,
        ]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
