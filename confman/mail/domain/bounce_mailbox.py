"""The mailbox to which mails are returned, read over IMAP where no mail server pipes them to us."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from confman.mail.domain.bounces import LARGEST_REPORT, StillSending, record_bounce
from confman.web.errors import Refused

logger = logging.getLogger(__name__)

# At most so many in one run, which is short; the next one follows soon.
MOST_AT_ONCE = 200
_SECONDS = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def fetch_bounces() -> int:
    """Read the unread mails of the mailbox, and return how many mails of ours came back; 0 where none is set.

    What was read is marked as read, whatever it was, and stays there. A report that comes before its mail is noted as
    sent is left for the next run. Raises Refused if the mailbox cannot be opened.
    """
    if not settings.CONFMAN_BOUNCE_MAILBOX:
        return 0
    found = 0
    with _mailbox() as mailbox:
        _status, lists = mailbox.uid("SEARCH", "UNSEEN")
        for uid in (lists[0] or b"").split()[:MOST_AT_ONCE]:
            try:
                raw = _read(mailbox, uid)
                found += bool(raw and record_bounce(raw))
            except StillSending:
                continue
            except Refused as refusal:
                logger.warning("A mail in the mailbox of returned mails cannot be read: %s", refusal.message)
            mailbox.uid("STORE", uid.decode(), "+FLAGS", "(\\Seen)")
    return found


def _read(mailbox: imaplib.IMAP4, uid: bytes) -> bytes:
    """Return a mail, without marking it; empty for one that is too large to be a report."""
    _status, sizes = mailbox.uid("FETCH", uid.decode(), "(RFC822.SIZE)")
    size = next(
        (_SIZE.search(part) for part in sizes if isinstance(part, bytes) and _SIZE.search(part)), None
    )
    if size is None or int(size[1]) > LARGEST_REPORT:
        return b""
    _status, parts = mailbox.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    """Open the mailbox that CONFMAN_BOUNCE_MAILBOX names. Raises Refused."""
    address = urlsplit(settings.CONFMAN_BOUNCE_MAILBOX)
    # What imaplib takes by itself checks no certificate.
    tls = ssl.create_default_context()
    try:
        if address.scheme == "imaps":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                address.hostname or "", address.port or 993, ssl_context=tls, timeout=_SECONDS
            )
        else:
            server = imaplib.IMAP4(address.hostname or "", address.port or 143, timeout=_SECONDS)
            if "STARTTLS" in server.capabilities:
                server.starttls(tls)
        try:
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
