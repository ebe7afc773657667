"""The mails of a release, in words."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from confman.mail.registry import MailKind, Placeholder

FIRST = "agenda.first_release"
CHANGED = "agenda.changed"
CALENDAR_ATTACHMENT = "agenda.notice_calendar"

_PLACEHOLDERS = (
    Placeholder("release", gettext_lazy("which release it is"), gettext_lazy("provisional")),
    Placeholder(
        "message",
        gettext_lazy("the message of this release, written when its mails are reviewed"),
        gettext_lazy("The minister arrives later, so the opening begins at 10:25."),
    ),
    Placeholder(
        "changes",
        gettext_lazy("the sessions of the recipient, and what changed"),
        gettext_lazy("Moved: Opening\nBefore: Tuesday, 30 March 2027, 10:00\nNow: 10:25\nYour part: chair"),
    ),
    Placeholder(
        "agenda_link", gettext_lazy("address of the agenda"), "https://example.org/sample/en/agenda/"
    ),
)

_CLOSE = gettext_lazy(
    "Attached is a calendar file with your sessions as they now stand: open it, and your calendar is brought up to "
    "date. Everything else is in the [agenda]({agenda_link}).\n\n"
    "If something is not right, please write to {contact_email}."
)

_FIRST_BODY = gettext_lazy(
    "{greeting},\n\n{message}\n\nThe agenda of {conference}, {dates}, {place}, has been published ({release}). "
    "You have a part in it:\n\n{changes}"
)

_CHANGED_BODY = gettext_lazy(
    "{greeting},\n\n{message}\n\nThe agenda of {conference} has changed ({release}). This concerns you:\n\n{changes}"
)


def _closed(body: Any) -> Any:
    return format_lazy("{}\n\n{}", body, _CLOSE)


KINDS = (
    MailKind(
        key=FIRST,
        label=gettext_lazy("Agenda published: your part in it"),
        audience=gettext_lazy(
            "speakers and all others with a part in the agenda, when they first hear of it"
        ),
        subject=gettext_lazy("Your part in the agenda: {conference}"),
        body=_closed(_FIRST_BODY),
        placeholders=_PLACEHOLDERS,
        position=30,
    ),
    MailKind(
        key=CHANGED,
        label=gettext_lazy("Agenda changed: what concerns you"),
        audience=gettext_lazy("those whom a new release of the agenda concerns"),
        subject=gettext_lazy("A change that concerns you: {conference}"),
        body=_closed(_CHANGED_BODY),
        placeholders=_PLACEHOLDERS,
        position=31,
    ),
)
