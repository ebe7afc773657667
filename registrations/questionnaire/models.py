"""The form of a conference: its fields, and the answers beyond a person's record."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


class FieldType(models.TextChoices):
    SECTION = "section", _("heading of a section")
    TEXT = "text", _("text")
    LONG_TEXT = "long-text", _("long text")
    NUMBER = "number", pgettext_lazy("kind of answer", "number")
    DATE = "date", _("date")
    CHOICE = "choice", _("choice of one")
    CHOICES = "choices", _("choice of several")
    YES_NO = "yes-no", _("yes or no")
    FILE = "file", _("file")
    PHOTO = "photo", _("photograph")
    COUNTRY = "country", _("country")
    PHONE = "phone", _("telephone")
    LANGUAGE = "language", _("language")
    WORKING_GROUP = "working-group", _("working group, with the seats left")
    ARRIVAL = "arrival", _("arrival")
    DEPARTURE = "departure", _("departure")
    ACCOMMODATION = "accommodation", _("accommodation")
    DIET = "diet", _("dietary needs")
    ACCESS = "access", _("access needs")
    PASSPORT = "passport", _("passport")
    VISA = "visa", _("visa")
    CONSENT = "consent", _("consent")


# Types kept encrypted, for the protocol role alone; every look is in the history.
PROTECTED_TYPES = (FieldType.PASSPORT, FieldType.VISA)


class QuestionStage(models.TextChoices):
    REGISTRATION = "registration", _("at registration")
    AFTER_APPROVAL = "after-approval", _("after the approval")


class Retention(models.TextChoices):
    """The time for which an answer is kept."""

    EVENT = "event", _("until a month after the last day")
    CONFERENCE = "conference", _("as long as the conference keeps personal data")
    RECORD = "record", _("with the record of the conference")


class QuestionRow(UUIDModel):
    """The fields of a question in any list; the kind of the question is defined by the list it belongs to.

    `options` are [{"key": …, "label": {language: text}, "archived": bool}]. `condition` is empty, or
    {"field": key, "is": [values]}: asked only where that question has one of these values.
    """

    type: Any
    key = models.CharField(
        _("short name"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and underscores."))],
        help_text=_("The column's name in exports."),
    )
    label = TranslatedField(_("question"), max_length=300)
    help_text = TranslatedField(_("explanation"), blank=True, multiline=True, max_length=1000)
    required = models.BooleanField(_("must be answered"), default=False)
    options = models.JSONField(default=list, blank=True)
    condition = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(_("taken off the form"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.label)


class FormFieldQuerySet(OfConferenceQuerySet["FormField"]):
    def asked(self) -> FormFieldQuerySet:
        """Return those on the form; questions taken off it are kept for the answers given."""
        return self.filter(archived_at=None)


class FormField(QuestionRow):
    """One question. `key` and `type` never change once it was answered, as answers are kept under the key.

    Without `categories` it is asked of everyone.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="form_fields"
    )
    type = models.CharField(_("kind of answer"), max_length=16, choices=FieldType, default=FieldType.TEXT)
    categories = models.ManyToManyField(
        "registrations.Category",
        verbose_name=_("asked of"),
        blank=True,
        related_name="form_fields",
        help_text=_("None chosen: of everyone."),
    )
    stage = models.CharField(
        _("asked"), max_length=16, choices=QuestionStage, default=QuestionStage.REGISTRATION
    )
    retention = models.CharField(_("kept"), max_length=12, choices=Retention, default=Retention.CONFERENCE)

    objects = FormFieldQuerySet.as_manager()

    class Meta(QuestionRow.Meta):
        abstract = False
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "key"],
                name="form_field_key_once",
                violation_error_message=_("Another question has this short name."),
            )
        ]

    @property
    def is_protected(self) -> bool:
        return self.type in PROTECTED_TYPES


class ProtectedAnswer(UUIDModel):
    """An answer that is stored encrypted; `sealed` is its ciphertext."""

    # By field, what it is sealed for (confman.accounts.cipher); an archive has it under a passphrase, or not at all.
    sealed_fields = {"sealed": "confman protected fields"}

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="protected_answers"
    )
    field = models.ForeignKey(FormField, on_delete=models.CASCADE, related_name="protected_answers")
    sealed = models.TextField()
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("protected answer")
        verbose_name_plural = _("protected answers")
        constraints = [
            models.UniqueConstraint(fields=["registration", "field"], name="protected_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.field_id}"


class AnswerFile(UUIDModel):
    """A file or photograph that answers a question."""

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="answer_files"
    )
    field = models.ForeignKey(FormField, on_delete=models.CASCADE, related_name="answer_files")
    file = models.FileField(_("file"), upload_to="answers/", max_length=300)
    name = models.CharField(_("name of the file"), max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file that was sent in")
        verbose_name_plural = _("files that were sent in")
        constraints = [models.UniqueConstraint(fields=["registration", "field"], name="answer_file_once")]

    def __str__(self) -> str:
        return self.name
