"""Lines of the log, in UTC, without what lets somebody in: signed links, secret addresses, tickets, codes."""

from __future__ import annotations

import logging
import re
import time

from confman.accounts.signed_links import without_tokens

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])"
# In an address: a long part with a capital (screens, calendars, devices), a ticket, the key of a new password.
_PART = re.compile(
    rf"(?<=/)(?!{_UUID})(?:(?=[\w-]*[A-Z])[\w-]{{20,}}|[0-9A-HJKMNP-TV-Z]{{12}}|[^/\s?]+[:.][\w-]{{43}}|(?<=reset/key/)[\w-]+)(?![\w-])"
)
_QUERY = re.compile(r"(?<=[?&])((?:token|key|code|password|credential)=)[^&\s\"']+", re.IGNORECASE)


class SecretlessFormatter(logging.Formatter):
    """Writes a line, its traceback included, with "…" in place of every secret.

    Of a request that was refused it says by which account it came, where that was looked at.
    """

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:
        user = getattr(getattr(record, "request", None), "_cached_user", None)
        return super().formatMessage(record) + (f" (user {user.pk})" if user and user.pk else "")

    def format(self, record: logging.LogRecord) -> str:
        text = _PART.sub("…", without_tokens(super().format(record)))
        return _QUERY.sub(r"\1…", text)
