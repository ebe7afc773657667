"""The secretariat's navigation, built from the manifests' entries: workspaces, tabs, views and the trail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.access import has_right, roles_of
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, Role
from confman.conferences.registries import (
    Link,
    NavigationItem,
    NavigationView,
    Workspace,
    navigation_items,
    navigation_views,
)
from confman.conferences.web.page_cache import get_or_set
from confman.web.access import PUBLIC
from confman.web.database.reads import not_noted
from confman.web.guide import guide_url

# The name of each workspace, and its icon of bootstrap-icons.
WORKSPACES = {
    Workspace.TODAY: (_("Today"), "house"),
    Workspace.AGENDA: (_("Agenda"), "calendar3"),
    Workspace.PEOPLE: (_("People"), "people"),
    Workspace.ON_SITE: (_("On site"), "qr-code-scan"),
    Workspace.OUTCOMES: (_("Outcomes"), "card-text"),
    Workspace.DOCUMENTS: (_("Documents and mail"), "envelope"),
    Workspace.SETTINGS: (_("Settings"), "gear"),
}
# A page of a tab, its label, and the arguments of its address after the slug.
Page = tuple[NavigationItem | NavigationView, object, tuple[str, ...]]
# In seconds: this long a number at a tab, or where a workspace opens, may be late.
CACHE_SECONDS = 60
# Users with no more tabs than this see them as one list, without workspaces.
FEW_TABS = 7


@dataclass
class NavigationLink:
    """A link of the navigation; `active` if the page is below it. The link of a tab or a view has its `key`."""

    label: object
    url: str
    active: bool = False
    key: str = ""


@dataclass
class Tab(NavigationLink):
    """A tab of a workspace, with its views if it has several; `works` if the user may change something."""

    views: list[NavigationLink] = field(default_factory=list)
    works: bool = True
    guide: str = ""


@dataclass
class Area(NavigationLink):
    """A workspace with the tabs that the user may open."""

    icon: str = ""
    tabs: list[Tab] = field(default_factory=list)


@dataclass
class Navigation:
    """The navigation shown around a page. Few tabs fill `tabs` alone; otherwise both lists of workspaces are filled.

    The page of a tab or a view has `views`, its neighbours if there are any, `more_views` those folded, and links
    to the `documents` made from what it shows. A page below, such as that of a record, has a `trail` that leads to it
    from its workspace. `help_url` is the page of the guide about it.
    """

    works_in: list[Area] = field(default_factory=list)
    looks_up: list[Area] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    trail: list[NavigationLink] = field(default_factory=list)
    views: list[NavigationLink] = field(default_factory=list)
    more_views: list[NavigationLink] = field(default_factory=list)
    documents: list[Link] = field(default_factory=list)
    help_url: str = field(default_factory=lambda: guide_url("organizers"))

    def fold_views(self, is_enough: Callable[[list[NavigationLink]], bool]) -> None:
        """Fold the last views until the others are few enough; the page's own always stays."""
        while not is_enough(self.views) and (folded := [view for view in self.views if not view.active]):
            self.more_views.insert(0, folded[-1])
            self.views = [view for view in self.views if view is not folded[-1]]

    def leads_by(self, url: str, path: str) -> bool:
        """Tell whether the trail to the page at `path` already contains this address."""
        address = url.partition("?")[0]
        return address == path or any(crumb.url == address for crumb in self.trail)


def navigation_entry(key: str) -> NavigationItem | NavigationView | None:
    """Return the tab or view of a tab with this key."""
    return navigation_views.find(key) or navigation_items.find(key)


def tab_at(address: str) -> str:
    """Return the key of the tab to which the page at an address belongs; empty if it is of none."""
    return _tab_of(address.partition("?")[0])


def may_open(user: Visitor, conference: Conference, address: str) -> bool:
    """Tell whether rights in the conference let the user open the page at an address (path and query)."""
    view = _view_at(address.partition("?")[0])
    permission = "" if getattr(view, "permission_on", "") else getattr(view, "permission", "")
    return permission in ("", PUBLIC) or has_right(user, permission, conference)


@lru_cache(maxsize=4096)
def _view_at(path: str) -> Any:
    try:
        return getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return None


def _tab_of(path: str) -> str:
    entry = navigation_entry(getattr(_view_at(path), "navigation_key", ""))
    return getattr(entry, "tab", entry.key) if entry else ""


def workspace_at(address: str) -> Workspace | None:
    """Return the workspace to which the page at an address belongs."""
    tab = tab_at(address)
    return navigation_items.get(tab).workspace if tab else None


def navigation_of(conference: Conference, user: Visitor, key: str, address: str) -> Navigation:
    """Return the navigation for the page with the `key` of a tab or view and this address (path and query)."""
    path, _mark, query = address.partition("?")

    def may(permission: str) -> bool:
        return has_right(user, permission, conference)

    # A list and its records share a key: a record need not ask again what the list has read.
    name = ("areas", user.pk, key, _view_at(path))
    areas = get_or_set(conference, name, lambda: _areas(conference, may, key))
    tabs = [tab for area in areas for tab in area.tabs]
    navigation = Navigation()
    if len(tabs) <= FEW_TABS:
        navigation.tabs = tabs
    else:
        navigation.works_in = [area for area in areas if any(tab.works for tab in area.tabs)] or areas
        navigation.looks_up = [area for area in areas if area not in navigation.works_in]
    for area in areas:
        for tab in area.tabs:
            if tab.active:
                _place(navigation, area, tab, path)
                for page in tab.views:
                    if page.url == path:
                        of_page = answers(Query.DOCUMENTS, conference, page.key, query, may)
                        navigation.documents = [link for links in of_page for link in links]
    return navigation


def first_page(conference: Conference, user: Visitor, last_open: str = "") -> str:
    """Return where a member of the team lands after signing in: on what was last open, else where the role works.

    `last_open` is the key of a tab or view, which may have come from anywhere; one that is not theirs does not count.
    """
    areas = _areas(conference, lambda permission: user.has_perm(permission, conference), "")
    tabs = {tab.key: tab for area in areas for tab in area.tabs}
    for view in (view for tab in tabs.values() for view in tab.views):
        if view.key == last_open:
            return view.url
    roles = roles_of(user, conference)
    for role in Role.values:
        for item in navigation_items:
            if role in roles and role in item.first_for and item.key in tabs:
                query = item.first_for[role]
                return f"{tabs[item.key].url}?{query}" if query else tabs[item.key].url
    return reverse("conferences_secretariat:dashboard", args=[conference.slug])


def _place(navigation: Navigation, area: Area, tab: Tab, path: str) -> None:
    """Add the neighbouring views if the page is one of them; otherwise the trail to it."""
    navigation.help_url = guide_url(f"organizers/{tab.guide}")
    if any(view.url == path for view in tab.views):
        navigation.views = tab.views if len(tab.views) > 1 else []
        return
    view = next((view for view in tab.views if view.active), tab)
    navigation.trail = [*([] if navigation.tabs else [area]), tab, *([view] if view.url != tab.url else [])]


def _areas(conference: Conference, may: Callable[[str], bool], key: str) -> list[Area]:
    """Return the workspaces in which the user may open anything, each on the page of the phase, else on its first."""
    phase = conference.phase()
    pages: dict[str, list[Page]] = {
        item.key: [(item, item.view or item.label, ())] for item in navigation_items
    }
    for view in navigation_views:
        pages[view.tab].append((view, view.label, view.arguments))
    areas = {workspace: Area(label, "", icon=icon) for workspace, (label, icon) in WORKSPACES.items()}
    for item in navigation_items:
        if tab := _tab(item, pages[item.key], conference, may, key):
            area = areas[item.workspace]
            area.tabs.append(tab)
            area.active = area.active or tab.active
            opened = {
                page.key: page for page, _label, _arguments in pages[item.key] if phase in page.opens_in
            }
            first = (v.url for v in tab.views if v.key in opened and _opens(opened[v.key], conference))
            area.url = next(first, area.url or tab.url)
    return [area for area in areas.values() if area.tabs]


def _opens(page: NavigationItem | NavigationView, conference: Conference) -> bool:
    """Tell whether a workspace opens on this page, as it was a minute ago at most."""
    condition = page.opens_if
    if condition is None:
        return True
    with not_noted():
        opens = cache.get_or_set(
            f"opens-{conference.pk}-{page.key}", lambda: condition(conference), CACHE_SECONDS
        )
    return bool(opens)


@lru_cache(maxsize=4096)
def _address(url_name: str, *arguments: str) -> str:
    """Return the address of a page. Every page of the secretariat asks for some sixty, always the same."""
    return reverse(url_name, args=arguments)


def _tab(
    item: NavigationItem, pages: list[Page], conference: Conference, may: Callable[[str], bool], key: str
) -> Tab | None:
    views = [
        NavigationLink(label, _address(page.url_name, conference.slug, *arguments), page.key == key, page.key)
        for page, label, arguments in pages
        if may(page.permission)
    ]
    if not views:
        return None
    # A view that this conference does not offer may still have a page that is open: it stands in its tab.
    active = any(page.key == key for page, _label, _arguments in pages)
    works = may(item.works or item.permission)
    guide = next(
        (page.guide for page, _label, _arguments in pages if page.key == key and page.guide), item.guide
    )
    return Tab(item.label, views[0].url, active, item.key, views=views, works=works, guide=guide)
