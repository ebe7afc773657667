"""Theme: the subject of sessions and recommendations; an imported track becomes one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.colours import IS_COLOUR
from confman.web.models import UUIDModel


class Theme(UUIDModel):
    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="themes")
    name = TranslatedField(_("name"), max_length=200)
    colour = models.CharField(_("colour"), max_length=7, default="#5a6b7b", validators=[IS_COLOUR])
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return str(self.name)
