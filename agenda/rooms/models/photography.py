"""The announcement of photography: for a room, and for a session where it differs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Photography(models.TextChoices):
    """The announcement to everyone alike. It never names those who do not want to be photographed."""

    TAKEN = "taken", _("photographs are taken here")
    NONE = "none", _("no photographs")
