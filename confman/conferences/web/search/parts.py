"""Parts of the secretariat's pages that are found: settings, views of a list, the form for another row."""

from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from confman.conferences.models import Conference
from confman.conferences.registries import (
    NavigationItem,
    NavigationView,
    Workspace,
    navigation_items,
    navigation_views,
)
from confman.conferences.search_registries import SearchHit
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.sections import SectionFormView, section_numbers
from confman.web.search import folded_words

Page = NavigationItem | NavigationView


@dataclass(frozen=True)
class PagePart:
    """Something on a page: its label, further words for it, who may open it, and its place behind the address.

    The address is that of the page, unless `url_name` names another, which takes the slug.
    """

    label: Any
    page: Page
    permission: str
    place: str = ""
    url_name: str = ""
    words: Any = ""

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Its folded words, in all languages of the interface; of its label also two in one ("time zone")."""
        label = folded_words(partial(str, self.label), joined=True)
        return (*label, *folded_words(partial(str, self.words)))

    @cached_property
    def known_words(self) -> tuple[str, ...]:
        """Its folded words, and those of its page."""
        return (*self.own_words, *folded_words(partial("{0.label} {0.words}".format, self.page)))

    def hit(self, conference: Conference) -> SearchHit:
        """Return what the search shows of it."""
        address = (
            reverse(self.url_name, args=[conference.slug])
            if self.url_name
            else address_of(self.page, conference.slug)
        )
        return SearchHit(capfirst(str(self.label)), address + self.place, str(self.page.label))


def address_of(page: Page, slug: str) -> str:
    """Return the address of a page of the navigation in a conference."""
    arguments = page.arguments if isinstance(page, NavigationView) else ()
    return reverse(page.url_name, args=[slug, *arguments])


def view_of(page: Page) -> Any:
    """Return the class of the view that shows a page; None if it is none."""
    return getattr(resolve(address_of(page, "any")).func, "view_class", None)


def all_pages() -> list[Page]:
    """Return the pages of all tabs, then those beside them."""
    return [*navigation_items, *navigation_views]


@cache
def settings() -> list[PagePart]:
    """Return the fields of the forms that stand in the workspace of settings."""
    found = []
    for page in navigation_items:
        view = view_of(page)
        form = getattr(view, "form_class", None)
        if page.workspace is Workspace.SETTINGS and form:
            numbers = section_numbers(form) if issubclass(view, SectionFormView) else {}
            for name, field in form.base_fields.items():
                place = f"?section={numbers[name]}" if name in numbers else f"#id_{name}"
                if field.label and (name in numbers or not numbers):
                    found.append(PagePart(field.label, page, page.permission, place))
    return found


@cache
def views_of_lists() -> list[PagePart]:
    """Return the views of all lists that have a page of the navigation."""
    return [
        PagePart(label, page, page.permission, f"?{urlencode({name: value})}")
        for page, view in _lists()
        if view.filter and (name := view.filter.view_name())
        for value, label in view.filter.base_filters[name].extra["choices"]
    ]


@cache
def additions() -> list[PagePart]:
    """Return the forms by which a row is added to a list."""
    words = pgettext_lazy("search", "new create")
    return [
        PagePart(view.add_label, page, view.edit_permission or page.permission, "", view.add_name, words)
        for page, view in _lists()
        if view.add_name and view.add_label
    ]


def exports(page: Page) -> bool:
    """Tell whether a page is a list that can be had as a file."""
    return any(page is other and view.export_name for other, view in _lists())


@cache
def _lists() -> list[tuple[Page, type[ListView]]]:
    pages = ((page, view_of(page)) for page in all_pages())
    return [(page, view) for page, view in pages if isinstance(view, type) and issubclass(view, ListView)]
