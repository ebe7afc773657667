"""The outbox, the only record of what was sent, and a conference's own texts in place of the standard ones."""

from __future__ import annotations

import datetime as dt
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.mail.keys import ACCOUNT_CODES, ACCOUNT_MAIL
from confman.mail.secret_marks import GONE, shown_html, shown_text
from confman.translation.fields import TranslatedField
from confman.translation.languages import language_direction
from confman.web.database.claims import lapsed
from confman.web.models import OfConferenceQuerySet, UUIDModel
from confman.web.search import words_of

# An older claim was left by a worker that died; the message is taken again. Someone waits for an urgent one.
CLAIM_LASTS = dt.timedelta(minutes=10)
URGENT_CLAIM_LASTS = dt.timedelta(minutes=1)

# No mail is postponed for longer; one due later was written before the clock was set back.
MAX_WAIT = dt.timedelta(hours=13)
# No mail is queued in the future; one that seems to be, and was not tried yet, is due now.
CLOCKS_DIFFER = dt.timedelta(minutes=1)


class MessageStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    HELD = "held", _("held back")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")
    RETURNED = "returned", _("came back")


# The mail server refused the mail, or another one did after it was sent.
UNDELIVERED = (MessageStatus.FAILED, MessageStatus.RETURNED)
WAITING_IN_OUTBOX = (MessageStatus.QUEUED, MessageStatus.SENDING)


class MessageQuerySet(OfConferenceQuerySet["Message"]):
    def mentioning(self, words: str) -> MessageQuerySet:
        """Return mails with these words in the address, name or subject, or, in any script, of whom they went to."""
        of_recipient = models.Q()
        for word in words_of(words):
            of_recipient &= models.Q(recipient__search_text__contains=word)
        return self.filter(
            models.Q(to__icontains=words)
            | models.Q(to_name__icontains=words)
            | models.Q(subject__icontains=words)
            | of_recipient
        )

    def undelivered_first(self) -> MessageQuerySet:
        """Order them as someone looks at them: those that did not arrive, then the latest."""
        did_not_arrive = models.Case(models.When(status__in=UNDELIVERED, then=0), default=1)
        return self.order_by(did_not_arrive, "-created_at", "-id")

    def in_bundles(self) -> models.QuerySet[Any, Any]:
        """Return how many mails of each kind were written on each day, and what became of them, the latest first."""
        return (
            self.order_by()
            .annotate(day=TruncDate("created_at"))
            .values("key", "day")
            .annotate(
                count=models.Count("pk"),
                sent=models.Count("pk", filter=models.Q(status=MessageStatus.SENT)),
                waiting=models.Count("pk", filter=models.Q(status__in=WAITING_IN_OUTBOX)),
                failed=models.Count("pk", filter=models.Q(status__in=UNDELIVERED)),
                held=models.Count("pk", filter=models.Q(status=MessageStatus.HELD)),
                latest=models.Max("created_at"),
            )
            .order_by("-day", "-latest", "key")
        )

    def due(self, now: dt.datetime) -> MessageQuerySet:
        """Return the mails to send now: queued and due, or claimed by a worker that died."""
        time_has_come = (
            models.Q(next_attempt_at__lte=now)
            | models.Q(next_attempt_at__gt=now + MAX_WAIT)
            | models.Q(queued_at__gt=now + CLOCKS_DIFFER, attempts=0)
        )
        return self.filter(
            models.Q(time_has_come, status=MessageStatus.QUEUED)
            | models.Q(lapsed(CLAIM_LASTS, now), status=MessageStatus.SENDING)
            | models.Q(lapsed(URGENT_CLAIM_LASTS, now), status=MessageStatus.SENDING, is_urgent=True)
        )

    def with_code(self) -> MessageQuerySet:
        """Return mails with a code or link that expires within minutes. Other mails of accounts are encrypted, too."""
        of_account = models.Q(key__startswith=f"{ACCOUNT_MAIL}.")
        waited_for = models.Q(key__in=[f"{ACCOUNT_MAIL}.{kind}" for kind in ACCOUNT_CODES])
        return self.exclude(sealed__in=["", GONE]).filter(~of_account | waited_for)

    def urgent(self, urgent: bool = True) -> MessageQuerySet:
        """Return the urgent mails, or the others."""
        return self.filter(is_urgent=urgent)

    def urgent_first(self) -> MessageQuerySet:
        return self.order_by("-is_urgent", "queued_at", "id")


def new_message_id(message: UUID) -> str:
    """Return the Message-ID header (RFC 5322): the same at every attempt, so that a repetition is recognized."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{message}@{host}>"


class Message(UUIDModel):
    """A complete mail. `key` is its kind; no template is read again after it was queued.

    `idempotency_key` makes queueing safe to repeat: the second call finds the first message. Subject and texts contain
    marks (secret_marks.py) for personal links and codes: `links` are the links without signatures, `sealed` the codes,
    encrypted and kept only until the mail is sent. Pages may show only the `shown_` properties.
    """

    conference = models.ForeignKey(
        "conferences.Conference",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="mail_messages",
    )
    key = models.CharField(_("kind"), max_length=100)
    recipient = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="mail_messages"
    )
    to = models.CharField(_("to"), max_length=320)
    to_name = models.CharField(_("name of the recipient"), max_length=300, blank=True)
    cc = models.JSONField(_("copy to"), default=list, blank=True)
    from_email = models.CharField(_("from"), max_length=700)
    reply_to = models.CharField(_("answers go to"), max_length=320, blank=True)
    subject = models.CharField(_("subject"), max_length=500)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(
        blank=True, help_text=_("A sanitized fragment; the frame is added when it is sent.")
    )
    language = models.CharField(_("language"), max_length=16)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=300, unique=True, editable=False)
    links = models.JSONField(default=list, blank=True, editable=False)
    sealed = models.TextField(blank=True, editable=False)
    is_urgent = models.BooleanField(default=False, editable=False)
    is_practice = models.BooleanField(default=False, editable=False)
    # Held back because its mailing was paused, not by itself.
    is_paused = models.BooleanField(default=False, editable=False)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True, editable=False)

    status = models.CharField(_("status"), max_length=10, choices=MessageStatus, default=MessageStatus.DRAFT)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    queued_at = models.DateTimeField(_("queued"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="message_once_per_key",
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False, conference__isnull=True),
                name="message_once_per_key_alone",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "next_attempt_at"]),
            # Queried five times a second.
            models.Index(
                fields=["status", "next_attempt_at"], condition=models.Q(is_urgent=True), name="mail_urgent"
            ),
            models.Index(fields=["conference", "status", "created_at"]),
            models.Index(fields=["recipient", "created_at"]),
        ]

    @property
    def did_not_arrive(self) -> bool:
        """Tell whether a mail server refused it, before it was sent or after."""
        return self.status in UNDELIVERED

    @property
    def claim_lasts(self) -> dt.timedelta:
        """The time for which a claim on the mail lasts."""
        return URGENT_CLAIM_LASTS if self.is_urgent else CLAIM_LASTS

    @property
    def sender(self) -> str:
        """The sender in readable form: the header encodes names in other scripts (RFC 2047)."""
        return str(make_header(decode_header(self.from_email)))

    @property
    def address_now(self) -> str:
        """The address that its person has by now; where nobody is linked, or has none, that to which it was written."""
        return (self.recipient.mailbox if self.recipient else "") or self.to

    @property
    def shown_subject(self) -> str:
        return shown_text(self.subject)

    @property
    def shown_text(self) -> str:
        return shown_text(self.body_text)

    @property
    def shown_html(self) -> str:
        return shown_html(self.body_html)

    def __str__(self) -> str:
        return self.shown_subject

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.message_id:
            self.message_id = new_message_id(self.pk)
        super().save(*args, **kwargs)

    @property
    def direction(self) -> str:
        """The direction of the text: 'rtl' if the mail's language is written right to left."""
        return language_direction(self.language)


def attachment_path(attachment: MessageAttachment, name: str) -> str:
    """Return the path of a stored file: by message, under our own name; the mail uses the original name."""
    return f"mail/{attachment.message_id}/{uuid4()}"


class MessageAttachment(UUIDModel):
    """A file attached to a mail: stored, or made by a registered source when the mail is sent."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100, blank=True)
    file = models.FileField(upload_to=attachment_path, blank=True, max_length=200)
    source = models.CharField(max_length=100, blank=True)
    arguments = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="", source__gt="") | models.Q(file__gt="", source=""),
                name="attachment_is_kept_or_made",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OutboxSignal(models.Model):
    """A row that says that a sending job is queued, so that a thousand mails queue one job: of mails, of webhooks.

    `closed_at`, since when mail from jobs is held back after a restore.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    pending = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class MailTemplate(UUIDModel):
    """Holds only what differs from the standard text, which is used for missing languages."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="mail_templates"
    )
    key = models.CharField(_("kind"), max_length=100)
    subject = TranslatedField(_("subject"), blank=True, max_length=300)
    body = TranslatedField(_("text"), blank=True, multiline=True, max_length=20000)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")
        constraints = [models.UniqueConstraint(fields=["conference", "key"], name="mail_template_once")]

    def __str__(self) -> str:
        return self.key
