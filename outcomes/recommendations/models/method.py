"""The method by which a recommendation is adopted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    CONSENSUS = "consensus", _("by consensus")
    WITHOUT_VOTE = "without-vote", _("without a vote")
    RECORDED_VOTE = "recorded-vote", _("by a recorded vote")
    SILENCE = "silence", _("by silence procedure")
