"""The senders of urgent mail: they leave within a second, however many others wait and whatever hinders those."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, connection
from django.utils import timezone

from confman.mail.domain.delivery import URGENT_TIMEOUT, deliver_outbox
from confman.mail.models import Message

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2  # seconds
# Each has its own connection to the mail server: one that hangs leaves the others.
SENDERS = 3


def send_urgent_mail(is_stopping: Callable[[], bool]) -> None:
    """Send what is urgent until `is_stopping()`; mails in hand are finished. Runs beside the jobs of a worker, in a
    process of its own: it has threads, and a process with threads must not fork.
    """
    ended = threading.Event()
    threads = [
        threading.Thread(target=_watch, args=(ended,), name=f"urgent mail {number}", daemon=True)
        for number in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    while not is_stopping():
        time.sleep(LOOK_EVERY)
    ended.set()
    # A mail that a server does not take within its time is left to another worker.
    for thread in threads:
        thread.join(URGENT_TIMEOUT)


def _watch(ended: threading.Event) -> None:
    failing = False
    while not ended.wait(LOOK_EVERY):
        try:
            if Message.objects.urgent().due(timezone.now()).exists():
                deliver_outbox(urgent=True)
            failing = False
        except Exception as error:
            # It is said once, not five times a second: the database is gone for a while.
            if not failing or not isinstance(error, Error):
                logger.exception("Urgent mail cannot be sent.")
            failing = True
            connection.close()
            ended.wait(1)
    connection.close()
