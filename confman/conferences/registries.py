"""Registries of what the upper floors add to pages of a conference, and of what it hands on to the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.registries import Registry

if TYPE_CHECKING:
    from confman.conferences.domain.clone.rows import ConferenceCopy


class Workspace(StrEnum):
    """A field of the secretariat's work, in the order of the sidebar; each has its tabs."""

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

    In the phases of `opens_in` (`Conference.phase`) the workspace opens on this tab, otherwise on its first; if
    `opens_if` is given, only while it answers yes for the conference, which is asked once a minute. `works` is the
    permission to change something there, if `permission` only lets one look. If the tab has views beside its own
    page, `view` is that page's name among them. `words` are other words by which the search finds it. `guide` is the
    page of the guide about this work (confman/web/guide.py), relative to the organizers' folder. Roles in `first_for`
    land here after signing in, each with the query it names.
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
    opens_if: Callable[[Conference], bool] | None = None
    words: Any = ""
    guide: str = ""
    first_for: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class NavigationView:
    """A page beside that of a tab, whose key it names. `url_name` takes the slug, then `arguments`.

    `opens_in` and `opens_if` are as for a tab: then the workspace opens on this page. `guide` is the page of the guide
    about it, or a place on one ("directory#possible-duplicates"), if that is not the tab's.
    """

    key: str
    tab: str
    label: Any
    url_name: str
    permission: str
    position: int = 50
    arguments: tuple[str, ...] = ()
    opens_in: tuple[str, ...] = ()
    opens_if: Callable[[Conference], bool] | None = None
    words: Any = ""
    guide: str = ""


@dataclass(frozen=True, kw_only=True)
class ListAction:
    """An action on the rows chosen in a list.

    `verb(row, *, by, **options)` is called for each row. It has its own transaction, and raises Refused or
    ValidationError where it cannot be done; `form` asks for the options. Alternatively, `respond(page, rows)` answers
    for all rows at once with a page or a file. An action that has a `form` or a `consequence` is confirmed first, as is
    a verb for all rows of a list. With `seen` the question shows these fields of every row, as far as they are
    edited, and the verb gets their digest as `seen`. Without a `permission` it is for those who may edit the rows.
    """

    key: str
    label: Any
    verb: Callable[..., Any] | None = None
    respond: Callable[..., Any] | None = None
    form: Callable[..., Any] | None = None
    consequence: Any = ""
    permission: str = ""
    is_grave: bool = False
    seen: Collection[str] = ()

    @property
    def needs_confirmation(self) -> bool:
        return bool(self.form or self.consequence or self.seen)


@dataclass(frozen=True)
class PublicNavigationItem:
    """A link in the public site's navigation, shown if `visible(conference)`.

    Without a `label` it bears the name of what the registration form does now (`PublicState.act`). If `shown_with` is
    given, the link is also hidden while the rows it names are empty; one query asks this for all links.
    """

    key: str
    label: Any
    url_name: str  # takes slug and language
    visible: Callable[[Conference], bool] = lambda conference: True
    shown_with: Callable[[Conference], QuerySet[Any]] | None = None
    position: int = 50
    emphasis: bool = False  # For what visitors most likely came for: registration while it is open.
    feed: str = ""  # name of its Atom feed, which every page names to feed readers; takes slug and language
    in_sitemap: bool = True  # False for what search engines must not keep
    search_label: Any = ""  # of the field in the masthead whose words its page looks for (`?q=`)


@dataclass(frozen=True)
class DashboardItem:
    """A decision that waits for someone today: what, for whom, until when, and where to take it.

    `count` is how many decisions it asks for, none where it only tells of something: the tab that `url` leads to
    shows their sum. `is_others`: it was given to someone, and not to this user. `is_task`: it is a line of the
    checklist, which is told only where no decision says the same.
    """

    title: str
    url: str
    detail: str = ""
    owner: str = ""
    due: dt.date | dt.datetime | None = None
    urgent: bool = False
    action: str = ""
    count: int = 1
    is_others: bool = False
    is_task: bool = False


@dataclass(frozen=True)
class DashboardPanel:
    """A finder of the decisions of one field of work; called only for users with its permission.

    `until_end`: they only prepare the conference, so nobody is asked for them once it is over.
    """

    key: str
    permission: str
    decisions: Callable[[Conference, Any], Iterable[DashboardItem]]
    position: int = 50
    until_end: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure in the head of Today, in the phase in which it matters; `url` leads to what it counts."""

    label: Any
    value: Any
    url: str
    note: Any = ""


@dataclass(frozen=True)
class ChecklistItem:
    """A task every conference starts with. `done` reads the data; the due day counts back from the opening.

    `query` says which rows to show, where the page is a list. `due` gives the day where the data set a deadline.
    """

    key: str
    label: Any
    days_before: int
    done: Callable[[Conference], bool]
    url_name: str  # takes the conference's slug
    position: int = 50
    query: str = ""
    due: Callable[[Conference], dt.date | None] | None = None


@dataclass(frozen=True)
class FirstStep:
    """A step that the dashboard of a new conference suggests first, until it is `done`."""

    key: str
    label: Any
    text: Any
    url_name: str  # takes the conference's slug
    permission: str
    icon: str
    done: Callable[[Conference], bool]
    position: int = 50


@dataclass(frozen=True)
class PublicStep:
    """A step that visitors of the home page can take next: read the agenda, register, read the recommendations.

    `phases` are those in which it is offered (all, if none is named), `emphasis` those in which it is what most come
    for. Without a `label` it bears the name of what the registration form does now (`PublicState.act`). `text` is one
    for all conferences, or a function that returns it.
    """

    key: str
    label: Any
    url_name: str  # Takes slug and language; without `in_language` the slug alone.
    text: Any = ""
    visible: Callable[[Conference], bool] = lambda conference: True
    phases: tuple[str, ...] = ()
    emphasis: tuple[str, ...] = ()
    in_language: bool = True
    position: int = 50


@dataclass(frozen=True)
class HomePart:
    """A part of the home page. `find(conference, language)` returns the template's `part`; without one it is absent."""

    key: str
    template: str
    find: Callable[[Conference, str], Any]
    position: int = 50


@dataclass(frozen=True)
class DemoStep:
    """A floor's part of the demo conference: made through the verbs, skipping what exists."""

    key: str
    load: Callable[..., None]  # load(conference, *, by)
    position: int = 50


@dataclass(frozen=True)
class PracticeCleaner:
    """A cleaner that finds and deletes what was created while registration was in practice mode.

    With `follows`, the data derive from others (documents), and are cleared together with these.
    """

    key: str
    label: Any
    count: Callable[[Conference], int]
    clear: Callable[..., None]  # clear(conference, *, by), inside the verb's transaction
    position: int = 50
    follows: bool = False


class Record(StrEnum):
    """A kind of record on whose page upper floors may add links, and the arguments of their `find`."""

    SESSION_OR_GROUP = "session or group"
    """(session or working group): buttons on its page in the secretariat"""

    SPEAKERS_LIST = "list of speakers"
    """(list of speakers): buttons on the chair's page"""

    PUBLIC_SESSION = "public session"
    """(session as released, conference): buttons on its page of the public site"""

    PARTICIPANT = "participant"
    """(registration): cards on a participant's own page"""

    PARTICIPANT_DOCUMENTS = "participant's documents"
    """(registration, language): documents that this participant may read"""

    DELEGATION = "delegation"
    """(delegation): cards on a focal point's page"""

    MADE_DOCUMENT = "made document"
    """(job): what can be done with a document that is ready, in the secretariat"""

    ORGANIZATION = "organization"
    """(organization, administrator): what else there is of the organization, on its page"""


@dataclass(frozen=True)
class Link:
    """A link on the page of a record; `detail` is a few words, `key` the letter that presses it.

    On a public page, the same for everybody, `own` is the address of what stands in its place for whoever has a page of
    their own open; the script asks for it. `register` is where strangers register, while that is open. `is_done`:
    nothing is left to do there.
    """

    label: Any
    url: str
    icon: str = ""  # a name of bootstrap-icons
    detail: Any = ""
    own: str = ""
    register: str = ""
    key: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class OnsiteRoom:
    """A room on the days themselves: what is on there and what begins next, and what can be done about it."""

    name: str
    now: list[Link]
    next: list[Link]
    actions: list[Link]


@dataclass(frozen=True)
class RecordLinks:
    """A finder of links for one field of work; `permission` is required in the secretariat, where the user is known."""

    record: Record
    find: Callable[..., Iterable[Link]]
    permission: str = ""
    position: int = 50


navigation_items = Registry(NavigationItem, "navigation")
navigation_views = Registry(NavigationView, "views of tabs")
public_navigation_items = Registry(PublicNavigationItem, "public navigation")
dashboard_panels = Registry(DashboardPanel, "dashboard")
checklist_items = Registry(ChecklistItem, "checklist", position=lambda entry: -entry.days_before)
first_steps = Registry(FirstStep, "first steps")
public_steps = Registry(PublicStep, "public steps")
home_parts = Registry(HomePart, "home page")
demo_steps = Registry(DemoStep, "demo")
practice_cleaners = Registry(PracticeCleaner, "practice")
record_links = Registry(RecordLinks, "links of records", key=lambda entry: f"{entry.record} {entry.find}")


def links_of(record: Record, row: Any, *more: Any, user: Visitor | None = None) -> list[Link]:
    """Return the links on a record's page that this user may follow; all of them without a user."""
    return [
        link
        for entry in record_links
        if entry.record is record and (user is None or user.has_perm(entry.permission, row.conference))
        for link in entry.find(row, *more)
    ]


@dataclass(frozen=True, kw_only=True)
class CloneStep:
    """A kind of thing that the next conference may take from the last one, offered among those of its `workspace`.

    `models` are the labels of all models that the step copies, as in "registrations.Category"; tables that join two
    models come with their model. `rows(conference)` are the rows of the first that are counted and taken, by default
    all. `anew`, `moved` and `loose` say what is different in a copy (`ConferenceCopy.rows`); a step that does more has
    `clone(copy, rows)`. `facts` are fields of the conference itself, separated by spaces, which are taken in place of
    rows.

    Rows of other steps that these refer to: those that it `needs` are always taken along; those that it `uses` come
    first, if they are taken, and the reference is empty otherwise. What is not `usual` is offered, but not preselected.
    """

    key: str
    workspace: Workspace
    label: Any
    models: tuple[str, ...]
    rows: Callable[[Conference], QuerySet[Any]] | None = None
    anew: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    facts: str = ""
    clone: Callable[[ConferenceCopy, QuerySet[Any]], None] | None = None
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    help: Any = ""
    usual: bool = True
    position: int = 50

    def rows_of(self, conference: Conference) -> QuerySet[Any]:
        """Return the rows of the first of its models that are taken."""
        if self.rows:
            return self.rows(conference)
        return apps.get_model(self.models[0])._base_manager.filter(conference=conference)

    def copy_rows(self, copy: ConferenceCopy) -> None:
        """Prepare the copies of its rows, and of what belongs to them."""
        rows = self.rows_of(copy.source)
        if self.clone:
            self.clone(copy, rows)
        elif self.facts:
            copy.facts(self.facts.split())
        else:
            copy.rows(rows, anew=self.anew, moved=self.moved, loose=self.loose)


clone_steps = Registry(CloneStep, "steps to the next conference")
