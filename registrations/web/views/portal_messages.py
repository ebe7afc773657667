"""A participant's messages: what was sent to them, what they wrote to the secretariat, and documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.domain.reading import published_agenda
from agenda.domain.view import AgendaView
from agenda.models import Material
from confman.conferences.web.forms import ConferenceForm
from confman.mail.models import Message, MessageStatus
from confman.people.privacy import Audience
from confman.web.files import file_response
from registrations.domain.certificates import may_have_certificate
from registrations.domain.own_messages import write_to_secretariat
from registrations.models import Certificate, OwnMessage
from registrations.web.views.portal import ParticipantFormView, ParticipantMixin

SHOWN = 50
ON_THE_WAY = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.SENT, MessageStatus.FAILED)


class OwnMessageForm(ConferenceForm):
    """A message to the secretariat; who writes is known."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Message"), max_length=5000, widget=forms.Textarea({"rows": 6}))


class MessagesView(ParticipantFormView):
    """Writes to the secretariat; shows its answers, and the mails that were sent to this person."""

    form_class = OwnMessageForm
    template_name = "registrations/portal/messages.html"
    active = "messages"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.heading, self.submit = _("Messages"), _("Send to the secretariat")
        return super().get_form_kwargs()

    def act(self, form: OwnMessageForm) -> str:
        write_to_secretariat(self.registration, language=self.content_language, **form.cleaned_data)
        return _("Your message has reached the secretariat. The answer comes by mail, and stands here.")

    def get_success_url(self) -> str:
        return self.address("messages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = OwnMessage.objects.filter(registration__person=self.registration.person)
        mails = Message.objects.of(self.conference).filter(
            recipient=self.registration.person, status__in=ON_THE_WAY
        )
        return super().get_context_data(
            own_messages=own.select_related("message")[:SHOWN], mails=mails[:SHOWN], **kwargs
        )


class DocumentsView(ParticipantMixin, TemplateView):
    """The ticket, the certificate, the agenda as a file, and what sessions give out to participants."""

    template_name = "registrations/portal/documents.html"
    active = "documents"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = own_release(self)
        with_papers = [session for session in agenda.sessions if session.materials] if agenda else []
        return super().get_context_data(
            certificate=Certificate.objects.filter(registration=self.registration, revoked_at=None).first(),
            may_take=may_have_certificate(self.registration),
            agenda=agenda,
            with_papers=sorted(with_papers, key=lambda session: session.start),
            language=self.content_language,
            **kwargs,
        )


class OwnMaterialView(ParticipantMixin, View):
    """A file of a session that participants may read, once its embargo is over."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        agenda, key = own_release(self), str(self.kwargs["material"])
        shown = agenda and any(
            material.id == key for session in agenda.sessions for material in session.materials
        )
        material = Material.objects.filter(session__conference=self.conference, pk=key).first()
        if not shown or material is None or not material.file:
            raise Http404(_("The published agenda has no such material."))
        return file_response(request, material.file)


def own_release(view: ParticipantMixin) -> AgendaView | None:
    """The latest release: as participants read it once approved, before as everyone does."""
    audience = Audience.PARTICIPANTS if view.registration.is_approved else Audience.PUBLIC
    return published_agenda(view.conference, audience)
