"""Registries by which upper floors hook into events of lower ones, and answer their questions."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from confman.registries import Registry


class Event(StrEnum):
    """An event, and the arguments of its hooks, which are always called inside the verb's transaction."""

    INITIAL_DATA_WANTED = "initial data wanted"
    """(conference, *, by): rows to begin with, unless the founder (the demo, an import) has them. Comes first."""

    CONFERENCE_CREATED = "conference created"
    """(conference, *, by): a new conference gets what it cannot be without."""

    CONFERENCE_CHANGED = "conference changed"
    """(conference, before, fields, *, by): `before` has the values that the named fields had"""

    NAMES_CHANGED = "names changed"
    """(conference): throw away what was rendered with names in it; delete files when the transaction commits."""

    PEOPLE_ERASED = "people erased"
    """(conference): throw away uploads that nobody has decided about, which may name them. NAMES_CHANGED comes too."""

    MAIL_WANTED = "mail wanted"
    """(kind, *, address, conference, name, language, by, context, …): a mail of this floor goes to the outbox, as by
    mail's `send_to_address`; `kind` is its name ("conferences.invitation")"""

    MAIL_COMPLAINED = "mail complained of"
    """(person, *, by): the person who reads the person's mailbox has marked a mail as unwanted"""

    AGENDA_PUBLISHED = "agenda published"
    """(release)"""

    TEXT_WRITTEN = "text written"
    """(recommendation, body, *, by): its text has a new version, which other data may refer to"""

    ROWS_RETURNED = "rows returned"
    """(model, keys): an undo has put back deleted rows; keys are text. Their counters of places return as 0."""


@dataclass(frozen=True)
class Hook:
    """A function of an upper floor that is called when something happens on a lower one."""

    event: Event
    call: Callable[..., None]
    position: int = 50


class Query(StrEnum):
    """A question that only an upper floor can answer, and how to ask it. Many rows take one or two queries."""

    COLOURS = "colours"
    """(conference) -> pairs of a class name and its colour, for the stylesheet: ("category-<id>", "#1f4e79")"""

    DOCUMENTS = "documents"
    """(conference, key, query, may) -> links to documents of what the page at this key of the navigation shows"""

    DOCUMENT_SYMBOL = "document symbol"
    """(conference, kind, language, *, provisional) -> what a document prints that is made here, by its kind"""

    FIGURES = "figures"
    """(conference, may) -> the Figures of Today in this phase; only those whose pages the user may open"""

    VISITOR_HAS_PAGE = "visitor has page"
    """(request, conference) -> whether the visitor has a page in it, through a link, a code or their account"""

    OWN_AGENDA = "own agenda"
    """(request, person) -> the address of the page with their own agenda, if this browser has opened one; else empty"""

    NOW_AND_NEXT = "now and next"
    """(conference, may) -> on the days themselves a RoomNow for each room where something is left; else nothing"""

    PUBLIC_DOCUMENTS = "public documents"
    """(conference, language) -> links to the documents that everybody may read, for the home page"""

    MAILINGS = "mailings"
    """(conference, keys) -> key -> name, of those kinds of mail that are not registered: mailings"""

    PUBLIC_PAGES = "public pages"
    """(conference) -> name and arguments, except for slug and language, of public addresses outside the navigation"""

    FIRST_SEEN = "first seen"
    """(conference, ids of persons, since, until) -> id -> when they were first seen; people never seen are left out"""

    PARTICIPANTS = "participants"
    """(conference, ids of persons) -> ids of those who take part, and read the conference as participants do"""

    SENDERS = "senders"
    """(conference, messages, user) -> id of a message -> Sender, where the user may see their record"""

    REGISTRATION_INTAKE = "registration intake"
    """(conferences) -> id -> Intake; one whose registration takes nothing may be left out"""

    TEXT_BLOCKED = "text blocked"
    """(recommendation) -> why nothing else may be decided on its text now; empty if it may"""

    ARCHIVE_CHAPTER = "archive chapter"
    """(conference) -> a chapter of the page by which an archive is read without confman, in the reading language: its
    title, and its lines, pairs of a short and a long text; without lines there is no chapter"""

    REGISTER_LINES = "register lines"
    """(conference, audience) -> the source of lines of the register of documents for what another package keeps"""

    STATEMENTS = "statements"
    """(sessions, language) -> id of a session -> lines on the statements that its speakers have handed in"""

    UNCONFIRMED = "unconfirmed"
    """(conference) -> ids of the people whose address nobody has confirmed: a stranger may have typed it"""


@dataclass(frozen=True)
class Provider:
    """A function by which an upper floor answers a lower one's question."""

    query: Query
    call: Callable[..., Any]


hooks = Registry(Hook, "hooks", key=lambda hook: f"{hook.event} {hook.call}")
providers = Registry(Provider, "providers", key=lambda provider: f"{provider.query} {provider.call}")


def run_hooks(event: Event, *args: Any, **kwargs: Any) -> None:
    """Call the hooks of an event; `Event` documents their arguments."""
    for hook in hooks:
        if hook.event is event:
            hook.call(*args, **kwargs)


def answers(query: Query, *args: Any, **kwargs: Any) -> list[Any]:
    """Return the answers of the providers of this query; empty if there are none."""
    return [provider.call(*args, **kwargs) for provider in providers if provider.query is query]
