"""Forms for participants on the public site and on their own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.web.forms.base import OpenForm
from registrations.questionnaire.web.forms.details import ConsentFields, PersonDetailsForm, RegistrationFields
from registrations.questionnaire.web.forms.questions import SeenAnswersMixin


class PublicRegistrationForm(OpenForm, RegistrationFields):
    """The registration of a stranger on the public site."""


class CompletionForm(SeenAnswersMixin, ConsentFields, PersonDetailsForm):
    """A form that an invited or nominated person completes on their own page; their mailbox is known."""

    email = None


class LinkRequestForm(OpenForm):
    """A form for the mail address to which the personal link is sent."""

    email = forms.EmailField(
        label=_("The e-mail you registered with"), widget=forms.EmailInput({"autocomplete": "email"})
    )
