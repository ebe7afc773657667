"""The visitors' messages to the secretariat, and the answers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from confman.conferences.domain.contact import answer_message, delete_message
from confman.conferences.models import ContactMessage
from confman.conferences.registries import ListAction
from confman.conferences.web.part_forms import MessageAnswerForm
from confman.conferences.web.part_tables import MessageFilter, MessageTable, senders_of
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_name

CONTACT_PAGE = "conferences_public:contact"


class ContactMessageMixin:
    permission = "conferences.answer_contact"
    navigation_key = "conferences.messages"


class MessageListView(ContactMessageMixin, ActionsMixin, ListView):
    """Messages that wait for an answer, oldest first; and the answered ones."""

    edit_permission = "conferences.answer_contact"
    table, filter = MessageTable, MessageFilter
    is_walked = True
    actions = (
        ListAction(
            key="delete",
            label=gettext_lazy("Delete"),
            verb=delete_message,
            consequence=gettext_lazy(
                "The messages and their answers are lost. Use it for what robots wrote."
            ),
            is_grave=True,
        ),
    )
    empty = Empty(
        "inbox", gettext_lazy("No message here"),
        gettext_lazy(
            "Answer here the messages of visitors, from the contact page of the public site, and of "
            "participants, from their own page."
        ),
        CONTACT_PAGE, gettext_lazy("Open the contact page"),
    )  # fmt: skip
    row_page = "message"

    def url_of(self, name: str) -> str:
        if name == CONTACT_PAGE:  # a page of the public site, which is in a language
            return reverse(name, args=[self.conference.slug, self.site_language])
        return super().url_of(name)

    def get_rows(self) -> Any:
        return self.conference.contact_messages.select_related("answered_by")


class ContactMessageView(ContactMessageMixin, VerbFormView):
    """The page of one message, and its answer."""

    queryset = ContactMessage.objects.select_related("answered_by")
    form_class = MessageAnswerForm
    template_name = "conferences/message_detail.html"
    submit = gettext_lazy("Send the answer")
    verb = answer_message
    success_message = gettext_lazy("The answer goes to %(email)s.")
    message_names = {"email": "object.email"}

    @property
    def heading(self) -> str:
        return str(self.object.subject)

    def siblings(self) -> Any:
        return self.conference.contact_messages.filter(answered_at__isnull=self.object.answered_at is None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            message=self.object,
            sender=senders_of([self.object], self).get(self.object.pk),
            language_of_message=language_name(self.object.language),
            entries=history_of(self.object),
            **kwargs,
        )


class MessageDeleteView(ContactMessageMixin, ConfirmView):
    queryset = ContactMessage.objects.all()
    question = gettext_lazy("Delete this message?")
    consequence = gettext_lazy("The message and its answer are lost. Use it for what robots wrote.")
    action = gettext_lazy("Delete the message")
    danger = True
    verb = delete_message
    success_message = gettext_lazy("The message was deleted.")
