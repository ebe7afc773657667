"""Registries for the upper floors' kinds of mail, attachments and recurring jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confman.machines.jobs import JobKind
from confman.registries import Registry


@dataclass(frozen=True)
class Placeholder:
    """A `{name}` in the text of a mail. `sample` fills the preview.

    A `secret` one is a code: it is encrypted until the mail is sent, and shown on no page.
    """

    name: str
    label: Any
    sample: Any
    secret: bool = False


@dataclass(frozen=True)
class MailKind:
    """A mail the system writes. `subject` and `body` are lazy translations with `{placeholders}`.

    The body is plain text with a little Markdown: an empty line begins a paragraph, `[text](address)` is a link, `- ` a
    list. Beside its own `placeholders` every kind has those of COMMON_PLACEHOLDERS. `urgent` mail, which someone waits
    for, leaves within a second, before all others.
    """

    key: str  # "<app>.<what>", as in "registrations.approved"
    label: Any
    subject: Any
    body: Any
    placeholders: tuple[Placeholder, ...] = ()
    audience: Any = ""  # who receives it, for the list of templates
    position: int = 50
    urgent: bool = False


@dataclass(frozen=True)
class BuiltAttachment:
    """A file for a mail, with its bytes."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class AttachmentSource:
    """Makes a file when its mail is sent, in the worker: rendering has no place in a transaction.

    `build(conference, arguments)` raises Refused if the file can never be made; any other exception is retried later.
    """

    key: str
    build: Callable[[Any, dict[str, Any]], BuiltAttachment]


@dataclass(frozen=True)
class ScheduledJob:
    """A function that the worker calls every so many minutes, by its dotted path."""

    key: str
    function: str
    minutes: int
    kind: JobKind = JobKind.MAIL


mail_kinds = Registry(MailKind, "kinds of mail")
attachment_sources = Registry(AttachmentSource, "attachments")
scheduled_jobs = Registry(ScheduledJob, "scheduled jobs")
