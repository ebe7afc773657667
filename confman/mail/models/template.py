"""MailTemplate: a conference's own text for a kind of mail, in place of the standard one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


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
