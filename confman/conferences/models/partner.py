"""Partner: an organizer or donor of the conference, with what the agreement with it requires."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.links import LinkField
from confman.web.models import UUIDModel


class PartnerRole(models.TextChoices):
    ORGANIZER = "organizer", _("organizer")
    CO_ORGANIZER = "co-organizer", _("co-organizer")
    DONOR = "donor", _("donor")
    PARTNER = "partner", _("partner")


ORGANIZERS = (PartnerRole.ORGANIZER, PartnerRole.CO_ORGANIZER)
SUPPORTERS = (PartnerRole.DONOR, PartnerRole.PARTNER)


class Partner(UUIDModel):
    Role = PartnerRole

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="partners"
    )
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)
    name = TranslatedField(_("name"), max_length=300)
    url = LinkField(_("website"), blank=True)
    logo = models.FileField(_("logo"), upload_to="partners/", blank=True)
    grant_number = models.CharField(_("grant number"), max_length=100, blank=True)
    credit_line = TranslatedField(_("required credit line"), blank=True, multiline=True)
    logo_required_on = models.CharField(_("where the logo must stand"), max_length=300, blank=True)
    logo_forbidden_on = models.CharField(_("where the logo must not stand"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return str(self.name)
