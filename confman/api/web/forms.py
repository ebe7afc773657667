"""Forms of tokens."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.api.domain.tokens import known_scopes
from confman.api.models import ApiToken
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceModelForm
from confman.web.forms.base import StyledForm, model_field

USUAL = dt.timedelta(days=90)


class ScopesMixin(StyledForm):
    """Asks what a token may do, and until when; neither can be changed later."""

    def ask_scopes(self) -> None:
        """Offer the permissions that operations ask for."""
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What it may do"),
            choices=[(scope.permission, scope.label) for scope in known_scopes()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_(
                "Never more than the role allows. With nothing ticked it reads what everybody may read."
            ),
        )
        self.initial.setdefault("expires_on", timezone.now().date() + USUAL)

    def _post_clean(self) -> None:
        """Leave the row to the verb, which makes it with its secret."""


class ServiceTokenForm(ScopesMixin, ConferenceModelForm):
    """Form for the token of another system; of one that there is, only the name can be changed."""

    class Meta:
        model = ApiToken
        fields = ["name", "expires_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.ask_scopes()
        else:
            del self.fields["expires_on"]


class OwnTokenForm(ScopesMixin, forms.ModelForm):
    """Form for a token of one's own."""

    class Meta:
        model = ApiToken
        fields = ["name", "conference", "expires_on"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = model_field(self, "conference")
        field.queryset, field.empty_label = Conference.objects.worked_on_by(user), str(_("All of mine"))
        self.ask_scopes()
