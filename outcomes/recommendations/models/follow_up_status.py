"""The status of follow-up, of a recommendation and of each of its actions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.status import toned


@toned(good="implemented", warn="partially-implemented", bad="not-implemented", note="in-progress")
class FollowUpStatus(models.TextChoices):
    """The status of follow-up. Overdue is no status: it is computed from the due date of open work."""

    NOT_STARTED = "not-started", _("not started")
    IN_PROGRESS = "in-progress", pgettext_lazy("of follow-up", "in progress")
    PARTIALLY_IMPLEMENTED = "partially-implemented", _("partially implemented")
    IMPLEMENTED = "implemented", _("implemented")
    NOT_IMPLEMENTED = "not-implemented", _("not implemented")
    SUPERSEDED = "superseded", _("superseded")


# The statuses of work that is still open; these can be overdue.
OPEN_STATUSES = (FollowUpStatus.NOT_STARTED, FollowUpStatus.IN_PROGRESS, FollowUpStatus.PARTIALLY_IMPLEMENTED)
