"""The secretariat's pages of mails: waiting, sent, failed and why."""

from collections.abc import Callable, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.signed_links import open_links
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty
from confman.conferences.web.verb_views import ActionView, return_url
from confman.mail.domain.closed_outbox import outbox_closed_at
from confman.mail.domain.queue import (
    cancel_message,
    hold_message,
    release_message,
    retry_failed_messages,
    retry_message,
)
from confman.mail.models import UNDELIVERED, Message, MessageStatus
from confman.mail.web.tables import BundleTable, OutboxFilter, OutboxTable, kind_labels

ACTIONS: dict[str, Callable[..., Message]] = {
    "retry": retry_message,
    "release": release_message,
    "hold": hold_message,
    "cancel": cancel_message,
}
# The actions possible for a mail in each state, with the labels of their buttons.
ACTIONS_BY_STATUS = {
    MessageStatus.QUEUED: (
        ("retry", gettext_lazy("Send now")),
        ("hold", gettext_lazy("Hold back")),
        ("cancel", gettext_lazy("Cancel")),
    ),
    MessageStatus.DRAFT: (("release", gettext_lazy("Send")), ("cancel", gettext_lazy("Cancel"))),
    MessageStatus.HELD: (("release", gettext_lazy("Send")), ("cancel", gettext_lazy("Cancel"))),
    MessageStatus.FAILED: (("retry", gettext_lazy("Try again")), ("cancel", gettext_lazy("Cancel"))),
    MessageStatus.RETURNED: (("retry", gettext_lazy("Send again")), ("cancel", gettext_lazy("Cancel"))),
    MessageStatus.CANCELLED: (("retry", gettext_lazy("Send after all")),),
}


class OutboxMixin(SecretariatMixin):
    permission = "mail.view_outbox"
    navigation_key = "mail.outbox"

    def messages_of_conference(self) -> Any:
        return Message.objects.of(self.conference)


class OutboxView(OutboxMixin, ActionsMixin):
    """All mails of the conference, newest first: by mailing, or by kind and day, until something is looked for."""

    template_name = "mail/outbox.html"
    lead = gettext_lazy("Every mail of this conference: what waits, what was sent, what failed and why.")
    filter = OutboxFilter
    empty = Empty(
        "envelope", gettext_lazy("No mail yet"),
        gettext_lazy(
            "Mails are written by what you do: an invitation to the team, an approval. Look at their words first."
        ),
        "mail_secretariat:template-list", gettext_lazy("Mail texts"),
    )  # fmt: skip
    edit_permission = "mail.manage_outbox"
    primary_action = "retry"
    actions = (
        ListAction(key="retry", label=gettext_lazy("Try again"), verb=retry_message),
        ListAction(key="release", label=gettext_lazy("Send what is held back"), verb=release_message),
        ListAction(key="hold", label=gettext_lazy("Hold back"), verb=hold_message),
        ListAction(key="cancel", label=gettext_lazy("Cancel"), verb=cancel_message),
    )

    @cached_property
    def is_folded(self) -> bool:
        return not any(self.request.GET.get(name) for name in OutboxFilter.base_filters)

    @property
    def table(self) -> type[tables.ResourceTable]:  # type: ignore[override]
        return BundleTable if self.is_folded else OutboxTable

    def get_rows(self) -> Any:
        return self.messages_of_conference().select_related("conference").defer("body_text", "body_html")

    def filtered_rows(self) -> Any:
        rows = super().filtered_rows()
        return rows.in_bundles() if self.is_folded else rows

    def get_actions(self) -> Sequence[ListAction]:
        return () if self.is_folded else self.actions

    def address_of(self, row: Any) -> str:
        if self.is_folded:
            return f"?{urlencode({'kind': row['key'], 'day': row['day'].isoformat()})}"
        return self.to("message", row.pk)

    @property
    def is_walked(self) -> bool:  # type: ignore[override]
        return not self.is_folded

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        failed = self.messages_of_conference().filter(status__in=UNDELIVERED).count()
        return super().get_context_data(failed=failed, held=is_held_note(self.conference), **kwargs)


def is_held_note(conference: Conference) -> str:
    """Return why mail is held back in this conference now; '' if it is not."""
    if conference.is_sample:
        return _("This is the sample conference: its mails are shown here and never sent.")
    if conference.is_practice:
        return _("Registration is in practice mode: mail to participants is held back here.")
    if conference.restored_at:
        return _(
            "This conference was restored from an archive. Its mail is held back until an owner releases it, "
            "because the conference may still be in use elsewhere."
        )
    if outbox_closed_at():
        return _(
            "This installation was restored from a backup. Mails that were waiting then, and automatic mails "
            "written since (reminders, notices), are held back, because they may have been sent before: look at "
            "each, and send those that nobody has received."
        )
    return ""


class OutboxMessageMixin(OutboxMixin):
    """A page of one mail, which keeps the list that it was opened from."""

    def siblings(self) -> Any:
        return self.messages_of_conference().defer("body_text", "body_html")


class OutboxMessageView(OutboxMessageMixin, SecretariatView):
    """A mail with its state and history; without the links to its reader's own pages.

    Through these the team would act in the reader's name, and see under which code they answered a survey. The mails of
    a sample have no readers.
    """

    template_name = "mail/message_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mails = self.messages_of_conference().select_related("recipient__contact", "created_by")
        message = get_object_or_404(mails.prefetch_related("attachments"), pk=self.kwargs["message_id"])
        may_manage = self.request.user.has_perm("mail.manage_outbox", self.conference)
        actions = ACTIONS_BY_STATUS.get(MessageStatus(message.status), ()) if may_manage else ()
        html, text = message.shown_html, message.shown_text
        if self.conference.is_sample:
            actions = ()
            html, text = (open_links(part, message.links) for part in (message.body_html, message.body_text))
        return super().get_context_data(
            message=message,
            html=html,
            text=text,
            kind_label=kind_labels(self.conference, [message.key])[message.key],
            actions=actions,
            new_address=message.address_now if "retry" in dict(actions) else message.to,
            entries=AuditEntry.objects.about(message),
            held=is_held_note(self.conference) if message.status == MessageStatus.HELD else "",
            **kwargs,
        )


class MessageActionView(OutboxMessageMixin, ActionView):
    """Holds, releases, cancels or retries one mail."""

    permission = "mail.manage_outbox"
    success_name = "mail_secretariat:message"

    def get_success_url(self) -> str:
        """Return to the page of the person where it stood, else to the mail."""
        root = reverse("conferences_secretariat:dashboard", args=[self.conference.slug])
        back = return_url(self.request.POST.get("next", ""), root)
        return self.in_list(super().get_success_url()) if back == root else back

    def get_object(self) -> Message:
        rows = self.messages_of_conference().select_related("conference")
        return cast("Message", get_object_or_404(rows, pk=self.kwargs["message_id"]))

    def perform(self) -> str:
        if self.kwargs["action"] not in ACTIONS:
            raise Http404
        ACTIONS[self.kwargs["action"]](self.object, by=self.acting_user)
        return _("The mail is now: %(status)s.") % {"status": self.object.get_status_display()}


class RetryFailedView(OutboxMixin, ActionView):
    """Retries all failed mails, and those that came back."""

    permission = "mail.manage_outbox"

    def perform(self) -> str:
        count = retry_failed_messages(conference=self.conference, by=self.acting_user)
        return ngettext("%(count)d mail is tried again.", "%(count)d mails are tried again.", count) % {
            "count": count
        }
