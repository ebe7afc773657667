"""Mailing: one text to many people; MailingRecipient: one of them, and what became of their mail."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.mail.models import UNDELIVERED, WAITING_IN_OUTBOX, MessageStatus
from confman.people.models import Person
from confman.translation.fields import TranslatedField
from confman.translation.languages import language_name
from confman.web.models import OfConferenceQuerySet, UUIDModel
from confman.web.search import fold_all, words_of


class MailingStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("mailing", "draft")
    READY = "ready", pgettext_lazy("mailing", "approved")
    SCHEDULED = "scheduled", pgettext_lazy("mailing", "scheduled")
    SENDING = "sending", pgettext_lazy("mailing", "being sent")
    PAUSED = "paused", pgettext_lazy("mailing", "paused")
    DONE = "done", pgettext_lazy("mailing", "sent")


# A mailing that has begun is not written any more.
BEGUN = (MailingStatus.SENDING, MailingStatus.PAUSED, MailingStatus.DONE)


IS_NEWS = [(False, _("about their participation")), (True, pgettext_lazy("mailing", "news"))]


class MailingQuerySet(OfConferenceQuerySet["Mailing"]):
    def search(self, words: str) -> MailingQuerySet:
        """Return the mailings whose name or subject has all the words; they are few enough to be folded here."""
        sought = words_of(words)
        rows = self.order_by().values_list("pk", "name", "subject")
        texts = {key: fold_all([name, subject]) for key, name, subject in rows}
        return self.filter(
            pk__in=[key for key, text in texts.items() if all(word in text for word in sought)]
        )


class Mailing(UUIDModel):
    """A mail in the secretariat's own words. `options` say which people of the audience it goes to.

    `approved_at` is when someone looked at finished mails; whatever changes the mailing empties it. `revision` counts
    the changes, so that nobody approves what they have not seen.
    """

    Status = MailingStatus

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="mailings"
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("For the team; recipients do not see it."))
    audience = models.CharField(_("to whom"), max_length=100)
    options = models.JSONField(default=dict, blank=True)
    once_a_mailbox = models.BooleanField(
        _("One mail to each mailbox"),
        default=True,
        help_text=_("If several people share a mailbox, only the first of them gets the mail."),
    )
    is_news = models.BooleanField(
        _("What the mails are"),
        default=False,
        choices=IS_NEWS,
        help_text=_("News carries a link to stop it, and goes to nobody who has stopped it."),
    )
    subject = TranslatedField(_("subject"), blank=True, max_length=200)
    body = TranslatedField(_("text"), blank=True, multiline=True, max_length=20000)
    status = models.CharField(
        _("status"), max_length=10, choices=MailingStatus, default=MailingStatus.DRAFT, editable=False
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    send_at = models.DateTimeField(_("to be sent"), null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return self.name

    @property
    def message_key(self) -> str:
        """The kind of its mails in the outbox: each mailing is one of its own."""
        return f"mailings.{self.pk}"

    @property
    def has_begun(self) -> bool:
        return self.status in BEGUN


class RecipientStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("recipient", "waiting")
    WRITTEN = "written", pgettext_lazy("recipient", "in the outbox")
    LEFT_OUT = "left-out", pgettext_lazy("recipient", "left out")


class ExclusionReason(models.TextChoices):
    """The reason for leaving out a person of the audience."""

    NO_ADDRESS = "no-address", _("no e-mail address")
    SAME_MAILBOX = "same-mailbox", _("somebody else has the same mailbox")
    NO_NEWS = "no-news", _("does not want news")
    UNCONFIRMED = "unconfirmed", _("nobody has confirmed the address")
    GONE = "gone", _("no longer among the people chosen")
    REFUSED = "refused", _("the mail could not be written; look at the address")


class RecipientQuerySet(models.QuerySet["MailingRecipient"]):
    def waiting(self) -> RecipientQuerySet:
        return self.filter(state=RecipientStatus.WAITING)

    def failed(self) -> RecipientQuerySet:
        """Return the recipients whose mail could not be delivered."""
        return self.filter(message__status__in=UNDELIVERED)

    def search(self, words: str) -> RecipientQuerySet:
        of_people = Q(person__in=Person.objects.search(words))
        return self.filter(of_people | Q(name__icontains=words) | Q(address__icontains=words))

    def counts(self) -> dict[str, int]:
        """Return how many are left out, wait, are sent, failed and held back, in one query."""
        in_outbox = Q(message__status__in=WAITING_IN_OUTBOX)
        return self.aggregate(
            all=Count("pk", filter=~Q(state=RecipientStatus.LEFT_OUT)),
            left_out=Count("pk", filter=Q(state=RecipientStatus.LEFT_OUT)),
            waiting=Count("pk", filter=Q(state=RecipientStatus.WAITING) | in_outbox),
            sent=Count("pk", filter=Q(message__status=MessageStatus.SENT)),
            failed=Count("pk", filter=Q(message__status__in=UNDELIVERED)),
            held=Count("pk", filter=Q(message__status=MessageStatus.HELD)),
        )


class MailingRecipient(UUIDModel):
    """One recipient of a mailing, as it was looked at; what became of their mail the outbox says (`message`).

    It is a person, or another `addressee` of the audience, by its key and `name`.
    """

    Status = RecipientStatus

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, related_name="mailing_recipients"
    )
    addressee = models.UUIDField(null=True, editable=False)
    name = models.CharField(_("name"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)
    address = models.CharField(_("e-mail"), max_length=320, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=RecipientStatus, default=RecipientStatus.WAITING
    )
    left_out = models.CharField(_("why not"), max_length=20, choices=ExclusionReason, blank=True)
    message = models.ForeignKey(
        "mail.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="mailing_recipients"
    )

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["mailing", "position", "id"]
        verbose_name = _("recipient of a mailing")
        verbose_name_plural = _("recipients of a mailing")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "person"], name="mailing_once_a_person"),
            models.UniqueConstraint(fields=["mailing", "addressee"], name="mailing_once_an_addressee"),
            models.CheckConstraint(
                condition=Q(person=None, addressee__isnull=False) | Q(person__isnull=False, addressee=None),
                name="mailing_person_or_addressee",
            ),
        ]
        indexes = [models.Index(fields=["mailing", "state", "position"])]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name

    @property
    def reader_id(self) -> UUID:
        """The key of the person or addressee."""
        key = self.person_id or self.addressee
        assert key is not None
        return key


class MailingFile(UUIDModel):
    """A file that is attached to the mails of a mailing, to those in one language if it has one."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=16, blank=True)
    file = models.FileField(_("file"), upload_to="mailings/", max_length=300)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = _("attachment of a mailing")
        verbose_name_plural = _("attachments of a mailing")

    def __str__(self) -> str:
        return self.name

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""

    def is_attached_in(self, language: str) -> bool:
        """Tell whether the file is attached to mails in this language."""
        return self.language in ("", language)
