"""The senders of urgent mail: they leave within a second, however many others wait and whatever hinders those."""

from __future__ import annotations

import logging
import threading

from django.db import Error, connection
from django.utils import timezone

from confman.mail.domain.delivery import URGENT_TIMEOUT, deliver_outbox
from confman.mail.models import Message

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2  # seconds
# Each has its own connection to the mail server: one that hangs leaves the others.
SENDERS = 3


class UrgentSenders:
    """Threads beside the jobs of a worker. To be started when the worker forks no more."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch, name=f"urgent mail {number}", daemon=True)
            for number in range(SENDERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Finish the mails in hand; what a server does not take within its time is another worker's."""
        self._ended.set()
        for thread in self._threads:
            thread.join(URGENT_TIMEOUT)

    def _watch(self) -> None:
        failing = False
        while not self._ended.wait(LOOK_EVERY):
            try:
                if Message.objects.urgent().due(timezone.now()).exists():
                    deliver_outbox(urgent=True)
                failing = False
            except Exception as error:
                # Said once, not five times a second: the database is gone for a while.
                if not failing or not isinstance(error, Error):
                    logger.exception("Urgent mail cannot be sent.")
                failing = True
                connection.close()
                self._ended.wait(1)
        connection.close()
