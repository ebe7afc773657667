"""Send urgent mail within a second, however much other mail waits and whatever delays it."""

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
# Each has its own connection to the mail server, so one that hangs does not stop the others.
SENDERS = 3


def send_urgent_mail(is_stopping: Callable[[], bool]) -> None:
    """Send urgent mail until `is_stopping()`, and finish mails in progress.

    Runs beside the jobs of a worker, in a process of its own: it uses threads, and a process with threads must not
    fork.
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
    # A mail that a server does not take in time is left to another worker.
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
            # Logged once, not five times a second, while the database is gone.
            if not failing or not isinstance(error, Error):
                logger.exception("Urgent mail cannot be sent.")
            failing = True
            connection.close()
            ended.wait(1)
    connection.close()
