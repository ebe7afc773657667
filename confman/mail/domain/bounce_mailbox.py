"""The mailbox to which mails are returned, read over IMAP where no mail server pipes them to us."""

import imaplib
import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from confman.mail.domain.bounces import PART_READ, StillSending, record_bounce
from confman.web.errors import Refused

logger = logging.getLogger(__name__)

# The most mails of one run, which is short; the next one follows soon.
MAX_AT_ONCE = 200
SECONDS_PER_RUN = 30
_SECONDS = 30
# Words between us and these cross no network.
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def fetch_bounces() -> int:
    """Read the unread mails of the mailbox, and return how many mails of ours came back; 0 where none is set.

    What was read is marked as read, whatever it was, and stays there; one that cannot be read stops nothing. A report
    that comes before its mail is noted as sent is left for the next run. Raises Refused if the mailbox cannot be
    opened.
    """
    if not settings.CONFMAN_BOUNCE_MAILBOX:
        return 0
    count, ends = 0, time.monotonic() + SECONDS_PER_RUN
    with _mailbox() as mailbox:
        _status, lists = mailbox.uid("SEARCH", "UNSEEN")
        for uid in (lists[0] or b"").decode().split()[:MAX_AT_ONCE]:
            if time.monotonic() >= ends:
                break
            # First, so that a mail which ends the worker is not read again.
            mailbox.uid("STORE", uid, "+FLAGS", "(\\Seen)")
            _status, parts = mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{PART_READ}>)")
            try:
                count += any(record_bounce(part[1]) for part in parts if isinstance(part, tuple))
            except (StillSending, OperationalError):
                mailbox.uid("STORE", uid, "-FLAGS", "(\\Seen)")
            except Exception as error:
                logger.warning("A mail in the mailbox of returned mails cannot be read: %s", error)
    return count


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    """Open the mailbox that CONFMAN_BOUNCE_MAILBOX names. Raises Refused."""
    address = urlsplit(settings.CONFMAN_BOUNCE_MAILBOX)
    # The default context of imaplib checks no certificate.
    tls = ssl.create_default_context()
    try:
        if address.scheme == "imaps":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                address.hostname or "", address.port or 993, ssl_context=tls, timeout=_SECONDS
            )
        else:
            server = imaplib.IMAP4(address.hostname or "", address.port or 143, timeout=_SECONDS)
        try:
            # It fails where the server offers none: a password crosses no network in the clear.
            if address.scheme != "imaps" and (
                address.hostname not in _THIS_MACHINE or "STARTTLS" in server.capabilities
            ):
                server.starttls(tls)
            server.login(unquote(address.username or ""), unquote(address.password or ""))
            status, _answer = server.select(unquote(address.path.lstrip("/")) or "INBOX")
            if status != "OK":
                raise imaplib.IMAP4.error("no such folder")
            yield server
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        # Without the address, which holds the password.
        raise Refused(
            _("The mailbox of returned mails cannot be read: %(reason)s") % {"reason": error}
        ) from error
