"""A participant's messages: what was sent to them, and what they wrote to the secretariat."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm
from registrations.core.models.delegation import OwnMessage
from registrations.core.web.portal import ParticipantFormView
from registrations.portal.domain import mails_to, write_to_secretariat

SHOWN = 50


class OwnMessageForm(ConferenceForm):
    """A message to the secretariat; who writes is known."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Message"), max_length=5000, widget=forms.Textarea({"rows": 6}))


class MessagesView(ParticipantFormView):
    """Writes to the secretariat; shows its answers, and the mails that were sent to this person."""

    form_class = OwnMessageForm
    heading = gettext_lazy("Messages")
    submit = gettext_lazy("Send to the secretariat")
    template_name = "registrations/portal/messages.html"
    active = "messages"
    success_name = "registrations_portal:messages"

    def perform(self, form: OwnMessageForm) -> str:
        write_to_secretariat(self.registration, language=self.content_language, **form.cleaned_data)
        return _("Your message has reached the secretariat. The answer comes by mail, and appears here.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own_messages = OwnMessage.objects.filter(registration__person=self.registration.person)
        return super().get_context_data(
            own_messages=own_messages.select_related("message")[:SHOWN],
            mails=mails_to(self.registration)[:SHOWN],
            **kwargs,
        )
