"""Lines of the log, in UTC, without what lets somebody in: signed links, secret addresses, tickets, codes.

Whatever is said, nobody writes a line of their own: what follows the first one is indented, and what moves a terminal
about is written out.
"""

from __future__ import annotations

import logging
import re
import time

from confman.accounts.signed_links import without_tokens

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])"
# Secrets in an address: a long part with a capital (screens, calendars, devices), a ticket, a new password's key.
_PART = re.compile(
    rf"(?<=/)(?!{_UUID})(?:(?=[\w-]*[A-Z])[\w-]{{20,}}|[0-9A-HJKMNP-TV-Z]{{12}}|[^/\s?]+[:.][\w-]{{43}}|(?<=reset/key/)[\w-]+)(?![\w-])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_QUERY = re.compile(r"(?<=[?&])((?:token|key|code|password|credential)=)[^&\s\"']+", re.IGNORECASE)


class SecretlessFormatter(logging.Formatter):
    """The formatter that writes a line, its traceback included, with "…" in place of every secret.

    For a request that was refused it says by which account it came, where that was looked at.
    """

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:
        user = getattr(getattr(record, "request", None), "_cached_user", None)
        return super().formatMessage(record) + (f" (user {user.pk})" if user and user.pk else "")

    def format(self, record: logging.LogRecord) -> str:
        text = _PART.sub("…", without_tokens(super().format(record)))
        text = _CONTROL.sub(lambda found: repr(found[0])[1:-1], _QUERY.sub(r"\1…", text))
        return text.replace("\n", "\n  ")
