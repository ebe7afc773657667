"""worker: the job cluster."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django_q.cluster import Cluster

from confman.mail.domain import ensure_schedules
from confman.mail.domain.urgent import UrgentSenders
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Run the jobs: mail, documents, whatever comes again. Ends on Ctrl-C or SIGTERM when the jobs "
        "in hand are done. Several may run at once, on one machine or many."
    )

    def handle_command(self, **options: Any) -> None:
        ensure_schedules()
        # The cluster forks; a connection to the database must not be shared with its children.
        connections.close_all()
        cluster = Cluster()
        cluster.start()
        self.stdout.write("The worker is running. Ctrl-C ends it.")
        self.stdout.flush()
        # Threads, hence after the last fork of this process.
        senders = UrgentSenders()
        senders.start()
        cluster.sentinel.join()
        senders.end()
        self.stdout.write("The worker has ended.")
