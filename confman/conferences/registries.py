"""Registries of what the floors add to a conference's pages and life, in their manifests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.registries import Registry


class Workspace(StrEnum):
    """A field of the secretariat's work, in the order in which the sidebar has them; each opens into its tabs."""

    TODAY = "today"
    AGENDA = "agenda"
    PEOPLE = "people"
    ON_SITE = "on site"
    OUTCOMES = "outcomes"
    DOCUMENTS = "documents"
    SETTINGS = "settings"


@dataclass(frozen=True)
class NavigationItem:
    """A tab of a workspace of the secretariat. `url_name` takes the slug.

    In the phases of `opens_in` (`Conference.phase`) the workspace opens on it, otherwise on its first tab. `works` is
    the permission to change something there, where `permission` lets one only look. Where views stand beside the tab's
    own page, `view` is what that page is called among them. `words` are other words by which the search finds it.
    `guide` is the page of the guide that tells of its work (confman/web/guide.py), from the folder of the organizers.
    """

    key: str
    workspace: Workspace
    label: Any
    url_name: str
    permission: str
    position: int = 50
    view: Any = ""
    works: str = ""
    opens_in: tuple[str, ...] = ()
    words: Any = ""
    guide: str = ""


@dataclass(frozen=True)
class NavigationView:
    """A page beside that of a tab, which is named by its key. `url_name` takes the slug, then `arguments`."""

    key: str
    tab: str
    label: Any
    url_name: str
    permission: str
    position: int = 50
    arguments: tuple[str, ...] = ()
    words: Any = ""


@dataclass(frozen=True)
class SearchAct:
    """An act that the search of the secretariat offers, by its words in every language of the interface.

    `words` are others for it, apart by spaces, in the language of the interface.
    """

    key: str
    label: Any
    url_name: str  # takes the slug
    permission: str
    words: Any = ""
    position: int = 50


@dataclass(frozen=True)
class SearchHit:
    """A record that was found; `detail` is a few words that tell it from others of its name."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class SearchKind:
    """A kind of record that the search of the secretariat finds. Asked only for users with its permission.

    `find` returns the likeliest first, at most so many, in one query, and nothing that the user could not open; it is
    asked for words of `shortest` letters or more. `list_name` is the list that takes the words as `q`. `texts` are all
    records with their `search_text`, by which a word with a typing error is mended.
    """

    key: str
    label: Any
    icon: str  # a name of bootstrap-icons
    permission: str
    find: Callable[[Conference, Any, str, int], list[SearchHit]]
    list_name: str = ""
    texts: Callable[[Conference], QuerySet[Any]] | None = None
    shortest: int = 2
    position: int = 50


@dataclass(frozen=True)
class PublicNavigationItem:
    """A link in the public site's navigation; shown where `visible(conference)` is true and, if `shown_with` is given,
    where the rows it names are not none. What rows there are is asked for all links in one query.
    """

    key: str
    label: Any
    url_name: str  # takes slug and language
    visible: Callable[[Conference], bool] = lambda conference: True
    shown_with: Callable[[Conference], QuerySet[Any]] | None = None
    position: int = 50
    emphasis: bool = False  # for what a visitor most likely came for: registration while it is open


@dataclass(frozen=True)
class DashboardItem:
    """A decision that waits for someone today: what, for whom, until when, and where to do it."""

    title: str
    url: str
    detail: str = ""
    owner: str = ""
    due: dt.date | dt.datetime | None = None
    urgent: bool = False
    action: str = ""


@dataclass(frozen=True)
class DashboardPanel:
    """A finder of the decisions of one field of work. Asked only for users with its permission."""

    key: str
    permission: str
    decisions: Callable[[Conference, Any], Iterable[DashboardItem]]
    position: int = 50


@dataclass(frozen=True)
class ChecklistItem:
    """A task every conference starts with. `done` looks at the data; the due day counts from the opening."""

    key: str
    label: Any
    days_before: int
    done: Callable[[Conference], bool]
    url_name: str  # takes the conference's slug
    position: int = 50


@dataclass(frozen=True)
class FirstStep:
    """A step that the dashboard of a new conference offers to do first, while `open(conference)` is true."""

    key: str
    label: Any
    text: Any
    url_name: str  # takes the conference's slug
    permission: str
    icon: str
    open: Callable[[Conference], bool] = lambda conference: True
    position: int = 50


@dataclass(frozen=True)
class PublicStep:
    """A step that a visitor of the home page can take next: read the agenda, register, read the recommendations."""

    key: str
    label: Any
    url_name: str  # takes slug and language; without `in_language` the slug alone
    text: Callable[[Conference], str] = lambda conference: ""
    visible: Callable[[Conference], bool] = lambda conference: True
    emphasis: Callable[[Conference], bool] = lambda conference: False
    in_language: bool = True
    position: int = 50


@dataclass(frozen=True)
class DemoStep:
    """A floor's part of the demo conference: made through the verbs, skips what exists."""

    key: str
    load: Callable[..., None]  # load(conference, *, by)
    position: int = 50


@dataclass(frozen=True)
class PracticeCleaner:
    """A cleaner that finds and deletes what was made while registration was in test mode.

    Data that `follows` was made from the rest (documents): it is cleared with it, and alone is no practice data.
    """

    key: str
    label: Any
    count: Callable[[Conference], int]
    clear: Callable[..., None]  # clear(conference, *, by), inside the verb's transaction
    position: int = 50
    follows: bool = False


class Event(StrEnum):
    """An event, and the arguments with which its hooks are called, always inside the transaction of the verb."""

    FRAME_WANTED = "frame wanted"
    """(conference, *, by): a new conference gets rows that are there to be changed. Who brings their own (the demo, an
    import) founds without them. Comes before CONFERENCE_FOUNDED."""

    CONFERENCE_FOUNDED = "conference founded"
    """(conference, *, by): a new conference gets what it cannot be without."""

    CONFERENCE_CHANGED = "conference changed"
    """(conference, before, fields, *, by): `before` has the values that the named fields had."""

    NAMES_CHANGED = "names changed"
    """(conference): a listing was changed, or people were merged, so that what was rendered with names in it is to be
    thrown away (kept files, cached bodies); files go when the transaction commits."""

    PEOPLE_ERASED = "people erased"
    """(conference): what someone has brought and not decided about yet may name them. Names have changed by it, too:
    whoever hears of that hears of this."""

    AGENDA_PUBLISHED = "agenda published"
    """(release)"""

    ROWS_RETURNED = "rows returned"
    """(model, keys): an undo has put back rows that were deleted, of this model; keys are text. Counters of places
    (`taken`) are nobody's to put back: they return as 0, and whoever counts counts anew what came back."""


@dataclass(frozen=True)
class Hook:
    """A function that an upper floor has called when something has happened further down."""

    event: Event
    call: Callable[..., None]
    position: int = 50


class Taking(StrEnum):
    """The people whom registration on the public site takes now."""

    NOTHING = "nothing"
    INVITED = "invited"
    EVERYBODY = "everybody"
    WAITING = "waiting"  # everybody, and they are put on the waiting list


@dataclass(frozen=True)
class Sender:
    """The writer of a message to the secretariat, as an upper floor knows them, and the address of their record."""

    label: str
    url: str


class Slot(StrEnum):
    """A question that only an upper floor can answer, and how to ask it. For many rows, one query or two are made."""

    COLOURS = "colours"
    """(conference) -> pairs of a class name and its colour, for the stylesheet: ("category-<id>", "#1f4e79")"""

    DOCUMENTS = "documents"
    """(conference, key, query, may) -> links to the documents that are made of what the page at this key of the
    navigation shows, filled in with the page's query; only those that the user may make: `may(permission)`"""

    HOLDING = "holding"
    """(request, conference) -> whether whoever asks has a page in it, by a link, a code or their account"""

    MAIL = "mail"
    """(kind, *, conference, address, name, language, by, context, …) -> None: a mail of this floor goes to the outbox,
    as by mail's `send_to_address`, inside the verb's transaction; `kind` is its name ("conferences.invitation")"""

    PUBLIC_PAGES = "public pages"
    """(conference) -> what search engines are told of beside the pages of the navigation: the name of each address, and
    its arguments but for slug and language. Only what everybody may read"""

    SEEN = "seen"
    """(conference, ids of persons, since, until) -> id -> when they were first seen; who was not is not in it"""

    SENDERS = "senders"
    """(conference, messages, user) -> id of a message -> Sender, where the user may see their record"""

    TAKING = "taking"
    """(conferences) -> id -> Taking; one whose registration takes nothing may be left out"""


@dataclass(frozen=True)
class Provider:
    """A function by which an upper floor answers what a lower one asks."""

    slot: Slot
    call: Callable[..., Any]


class Record(StrEnum):
    """A record whose page leads to what upper floors keep about it, and the arguments with which `find` is called."""

    PLACE = "place"
    """(session or working group): buttons on its page in the secretariat"""

    PARTICIPANT = "participant"
    """(registration): cards on a participant's own page"""

    PARTICIPANT_DOCUMENTS = "participant's documents"
    """(registration, language): documents that this participant may read"""

    DELEGATION = "delegation"
    """(delegation): cards on a focal point's page"""


@dataclass(frozen=True)
class Link:
    """A link on the page of a record; `detail` is a few words."""

    label: Any
    url: str
    icon: str = ""  # a name of bootstrap-icons
    detail: Any = ""


@dataclass(frozen=True)
class RecordLinks:
    """A finder of links of one field of work; `permission` is asked for in the secretariat, where pages know a user."""

    record: Record
    find: Callable[..., Iterable[Link]]
    permission: str = ""
    position: int = 50


navigation_items = Registry(NavigationItem, "navigation")
navigation_views = Registry(NavigationView, "views of tabs")
search_acts = Registry(SearchAct, "acts that are searched for")
search_kinds = Registry(SearchKind, "kinds of records that are searched for")
public_navigation_items = Registry(PublicNavigationItem, "public navigation")
dashboard_panels = Registry(DashboardPanel, "dashboard")
checklist_items = Registry(ChecklistItem, "checklist", position=lambda entry: -entry.days_before)
first_steps = Registry(FirstStep, "first steps")
public_steps = Registry(PublicStep, "public steps")
demo_steps = Registry(DemoStep, "demo")
practice_cleaners = Registry(PracticeCleaner, "practice")
hooks = Registry(Hook, "hooks", key=lambda hook: f"{hook.event} {hook.call}")
providers = Registry(Provider, "providers", key=lambda provider: f"{provider.slot} {provider.call}")
record_links = Registry(RecordLinks, "links of records", key=lambda entry: f"{entry.record} {entry.find}")


def run_hooks(event: Event, *args: Any, **kwargs: Any) -> None:
    """Tell whoever wants to hear of it that something has happened; `Event` says with what they are called."""
    for hook in hooks:
        if hook.event is event or (hook.event, event) == (Event.NAMES_CHANGED, Event.PEOPLE_ERASED):
            hook.call(*args, **kwargs)


def answers(slot: Slot, *args: Any, **kwargs: Any) -> list[Any]:
    """Return the answers of the providers of this slot; empty where there is none."""
    return [provider.call(*args, **kwargs) for provider in providers if provider.slot is slot]


def links_of(record: Record, row: Any, *more: Any, user: Any = None) -> list[Link]:
    """Return all links on the page of a record that this user may follow; all there are, where it is a person's own."""
    return [
        link
        for entry in record_links
        if entry.record is record and (user is None or user.has_perm(entry.permission, row.conference))
        for link in entry.find(row, *more)
    ]
