"""The page of whoever runs the installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.views.generic import TemplateView

from confman.backups.domain.figures import installation_facts, schedules
from confman.backups.models import BackupRun
from confman.web.access import AccessMixin
from confman.web.readiness import examine

SHOWN = 30


class OperationView(AccessMixin, TemplateView):
    """What is wrong, which backups there are, what waits; of all conferences together."""

    permission = "backups.view_operation"
    template_name = "backups/operation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        good = BackupRun.objects.done().begun_by_now().first()
        return super().get_context_data(
            faults=[finding for finding in examine() if not finding.ok],
            folder=settings.CONFMAN_BACKUPS,
            last=good,
            runs=BackupRun.objects.all()[:SHOWN],
            facts=installation_facts(),
            schedules=schedules(),
            **kwargs,
        )
