"""worker: the job cluster."""

from typing import Any

from django.conf import settings
from django.core.management.base import ALL_CHECKS

from confman.machines.jobs import JobKind
from confman.mail.cluster import Cluster, wait_for_database
from confman.mail.domain.delivery import send_urgent_mail
from confman.mail.domain.schedules import ensure_schedules
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Run the jobs: mail, documents, whatever comes again. Ends on Ctrl-C or SIGTERM when the jobs "
        "in hand are done. Several may run at once, on one machine or many; CONFMAN_WORKER_KINDS says which "
        "kinds of jobs this one does."
    )

    # All of them load all pages, once, before its processes start and share what is loaded.
    requires_system_checks = ALL_CHECKS

    def handle(self, *args: Any, **options: Any) -> str | None:
        wait_for_database()
        return super().handle(*args, **options)

    def handle_command(self, **options: Any) -> None:
        ensure_schedules()
        self.stdout.write("The worker is running. Ctrl-C ends it.")
        self.stdout.flush()
        companions = [send_urgent_mail] if JobKind.MAIL in settings.CONFMAN_WORKER_KINDS else []
        Cluster(*companions).run()
        self.stdout.write("The worker has ended.")
