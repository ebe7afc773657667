"""Log lines, in UTC, without secrets that grant access: signed links, secret addresses, tickets, codes.

Nor do they say who it was: of a mail address its domain is left, and of what the database refuses the column.

No message can forge a line of its own: further lines are indented, and terminal controls are escaped.
"""

import json
import logging
import re
import time

from confman.accounts.signed_links import without_tokens
from confman.machines.requests import request_id

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])"
# Secrets in an address: a long part with a capital (screens, calendars, devices), a ticket, a password reset key.
_PART = re.compile(
    rf"(?<=/)(?!{_UUID})(?:(?=[\w-]*[A-Z])[\w-]{{20,}}|[0-9A-HJKMNP-TV-Z]{{12}}|[^/\s?]+[:.][\w-]{{43}}|(?<=reset/key/)[\w-]+)(?![\w-])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# Not the number of a mail, by which it is found in the log of the mail server.
_NO_MAILBOX = r"\s<>()\[\]{}\"'`,;:=@/\\"
_MAILBOX = re.compile(
    rf"(?<![^{_NO_MAILBOX}])(?!{_UUID}@)(?:[^{_NO_MAILBOX}]|(?<=\w)'(?=\w)){{1,64}}?(?:@|%40)(?=[\w-]+(?:\.[\w-]+)+)"
)
# The line of PostgreSQL with the values, in whatever language: a word, a colon, two spaces. A row may take several.
_DETAIL = re.compile(
    r"^([ \t]*(?!HINT)\w+:  (?:\w+ \"?\([^=\n]*\)=)?)(?:Failing row contains [\s\S]{0,4000}?\)\.$|.*$)",
    re.MULTILINE,
)
_QUERY = re.compile(r"(?<=[?&])((?:token|key|code|password|credential)=)[^&\s\"']+", re.IGNORECASE)


class RefusalInOneLine(logging.Filter):
    """Drops the traceback of a request that was refused: anyone could fill the log with them."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class SecretlessFormatter(logging.Formatter):
    """Replaces every secret in a line, traceback included, by "…".

    It adds the number of the request, and for a refused one the account, if the session was read.
    """

    shows_request = True
    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:
        user = getattr(getattr(record, "request", None), "_cached_user", None)
        facts = {"user": user and user.pk, "request": self.shows_request and request_id()}
        text = ", ".join(f"{name} {value}" for name, value in facts.items() if value)
        return super().formatMessage(record) + (f" ({text})" if text else "")

    def format(self, record: logging.LogRecord) -> str:
        text = _PART.sub("…", without_tokens(_DETAIL.sub(r"\1…", super().format(record))))
        text = _MAILBOX.sub("…@", text)
        text = _CONTROL.sub(lambda match: repr(match[0])[1:-1], _QUERY.sub(r"\1…", text))
        return text.replace("\n", "\n  ")


class JsonFormatter(SecretlessFormatter):
    """Writes each entry as a JSON object in one line, for programs that collect logs."""

    shows_request = False

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id(),
            "message": super().format(record),
        }
        return json.dumps({name: value for name, value in entry.items() if value}, ensure_ascii=False)
