"""The visitors' messages to the secretariat, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.domain.contact import answer_message, delete_message
from confman.conferences.models import ContactMessage
from confman.conferences.registries import Sender, Slot, answers
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.part_forms import AnswerForm
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_name

MESSAGES_A_PAGE = 50


class MessageMixin:
    permission = "conferences.answer_contact"
    navigation_key = "conferences.messages"
    list_name = "conferences_secretariat:message-list"
    list_label = gettext_lazy("Messages")


def senders_of(messages: Sequence[ContactMessage], view: Any) -> dict[UUID, Sender]:
    """Return the writers known to the upper floors, as far as this user may see their records."""
    found: dict[UUID, Sender] = {}
    for known in answers(Slot.SENDERS, view.conference, messages, view.request.user):
        found |= known
    return found


class MessageListView(MessageMixin, SecretariatView):
    """Messages that wait for an answer, oldest first; the others are on a tab of their own."""

    template_name = "conferences/message_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = self.conference.contact_messages
        answered = self.request.GET.get("show") == "answered"
        shown = (
            everything.exclude(answered_at=None).select_related("answered_by")
            if answered
            else everything.open().order_by("received_at", "id")
        )
        page = Paginator(shown, MESSAGES_A_PAGE).get_page(self.request.GET.get("page"))
        page.object_list = list(page.object_list)
        senders = senders_of(page.object_list, self)
        for message in page.object_list:
            message.sender = senders.get(message.pk)
        tabs = [
            {"label": _("Waiting"), "url": "?", "active": not answered, "count": everything.open().count()},
            {"label": _("Answered"), "url": "?show=answered", "active": answered},
        ]
        return super().get_context_data(page=page, tabs=tabs, answered=answered, **kwargs)


class MessageView(MessageMixin, VerbFormView):
    """The page of one message, and its answer."""

    queryset = ContactMessage.objects.select_related("answered_by")
    form_class = AnswerForm
    template_name = "conferences/message_detail.html"
    submit = gettext_lazy("Send the answer")
    verb = answer_message
    done = gettext_lazy("The answer goes to %(email)s.")

    @property
    def heading(self) -> str:
        return str(self.object.subject)

    def words(self) -> dict[str, Any]:
        return {"email": self.object.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            message=self.object,
            sender=senders_of([self.object], self).get(self.object.pk),
            language_of_message=language_name(self.object.language),
            entries=history_of(self.object),
            **kwargs,
        )


class MessageDeleteView(MessageMixin, ConfirmView):
    queryset = ContactMessage.objects.all()
    question = gettext_lazy("Delete this message?")
    consequence = gettext_lazy("The message and its answer are lost. Use it for what robots wrote.")
    action = gettext_lazy("Delete the message")
    verb = delete_message
    done = gettext_lazy("The message was deleted.")
