"""The base of every page of a conference."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, QuerySet, SlugField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from confman.accounts.sessions import is_poll
from confman.compiled_queries import CompiledQuery
from confman.conferences.access import has_right, is_invited, own_conferences
from confman.conferences.addresses import page_address
from confman.conferences.domain.public_state import PublicState, public_state
from confman.conferences.domain.recents import note_opened
from confman.conferences.domain.team import accept_invitation
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, Page
from confman.conferences.registries import PublicNavigationItem, public_navigation_items
from confman.conferences.search_registries import search_kinds
from confman.conferences.web.last_open import note_open
from confman.conferences.web.navigation import Navigation, NavigationLink, navigation_entry, navigation_of
from confman.conferences.web.neighbours import Neighbours, list_shown, neighbours_of, place_among
from confman.conferences.web.page_cache import get_or_set, set_cache_version
from confman.conferences.web.sharing_metadata import sharing_of
from confman.translation.languages import (
    interface_language,
    language_direction,
    language_name,
    set_reading_languages,
)
from confman.web.access import PUBLIC, AccessMixin
from confman.web.caching import forbid_caching
from confman.web.database.state import database_state
from confman.web.guide import guide_url

RowT = TypeVar("RowT", bound=Model)
# In the switcher of every page.
MAX_CONFERENCES = 20
ValueT = TypeVar("ValueT")
_by_slug = CompiledQuery(lambda slug: Conference.objects.filter(slug=slug), SlugField())


def nearest_language(conference: Conference, interface: str) -> str:
    """Return the conference's language nearest to one of the interface; "" if there is none."""
    return next((code for code in conference.languages if interface_language(code) == interface), "")


def speak(conference: Conference, language: str) -> str:
    """Answer in this language of the conference, as its public pages do; return that of the interface."""
    set_reading_languages(language, *conference.languages)
    candidates = (interface_language(code) for code in (language, *conference.languages))
    language_code = next((code for code in candidates if code), "en")
    translation.activate(language_code)
    return language_code


class FromNavigation:
    """Gives a page the attributes of its `navigation_key`'s tab or view, unless it has its own."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, page: Any, owner: Any) -> Any:
        entry = navigation_entry(getattr(page or owner, "navigation_key", ""))
        return getattr(entry, self.name) if entry else ""


class ConferenceMixin(AccessMixin):
    """The base of pages of a conference: finds it by the address, and shows times in its time zone.

    `object` is what the page is about: the row of `queryset` with the `pk` in the address, else the conference.

    `list_name` and `list_label` are the list that the page belongs to: its url name, which takes the slug, and what
    it is called. Where they are not said, they are those of the place in the navigation.

    A refusal does not reveal what exists. To those who have no business in it, a conference that is not announced is
    answered like one that does not exist; to those without the right to its rows, a missing row like a forbidden one.
    """

    conference: Conference
    # True if visitors are asked to sign in before they are told that there is no such conference.
    asks_to_sign_in = True
    # Set by pages whose address is a secret, once it was found to be right.
    has_secret = False
    object: Any
    queryset: ClassVar[QuerySet[Any] | None] = None
    kwargs: dict[str, Any]
    list_name: Any = FromNavigation("url_name")
    list_label: Any = FromNavigation("label")
    # The names in messages, each with where the page has its value (see `VerbMixin`).
    message_names: dict[str, str] = {}

    def prepare(self) -> None:
        super().prepare()
        conference = _by_slug.get_or_none(self.kwargs["slug"])
        if conference is None:
            raise Http404
        self.conference = conference
        timezone.activate(self.conference.zone)
        self.set_language()
        self.object = self.get_object()

    def is_hidden(self) -> bool:
        """Tell whether the conference does not exist, or must not be revealed to the visitor."""
        return not hasattr(self, "conference") or not (self.conference.is_public or self.has_business())

    def has_business(self) -> bool:
        """Tell whether the visitor works for the conference, has a personal page in it, or the secret of this one."""
        return (
            self.has_secret
            or self.request.user.has_perm("conferences.view_site", self.conference)
            or any(answers(Query.VISITOR_HAS_PAGE, self.request, self.conference))
        )

    def refusal(self) -> HttpResponseBase | None:
        """Prepare and check access; a hidden conference is refused like one that does not exist."""
        try:
            refused = super().refusal()
        except (Http404, PermissionDenied):
            if self.is_hidden():
                return self.refuse_unknown()
            raise
        if (refused or self.permission == PUBLIC) and self.is_hidden():
            return self.refuse_unknown()
        return refused

    def refuse_unknown(self) -> HttpResponseBase:
        """Answer for a conference that does not exist: visitors sign in first. Raises Http404."""
        # The user is read in any case, because the headers tell that they were (Vary: Cookie).
        if not self.request.user.is_authenticated and self.asks_to_sign_in and self.permission != PUBLIC:
            return self.ask_to_sign_in()
        raise Http404

    def refuse_missing(self, missing: Http404) -> HttpResponseBase:
        """Refuse as if the row existed. Raises Http404 only for those with the right to such rows."""
        if not hasattr(self, "conference") or self.may_know_rows():
            raise missing
        return self.refuse()

    def may_know_rows(self) -> bool:
        """Tell whether the visitor has the right to rows such as the missing one."""
        try:
            return self.is_permitted()
        except AttributeError:
            # The rules are asked about the row itself: those who work for the conference are told.
            return self.request.user.has_perm("conferences.view_dashboard", self.conference)

    def get_object(self) -> Any:
        """Return the object of the page. Raises Http404 if this conference has no such row."""
        if self.queryset is None or "pk" not in self.kwargs:
            return self.conference
        row: Any = self.own_row(self.queryset)
        row.conference = self.conference
        return row

    def set_language(self) -> None:
        """Show the record's texts in the language of the interface, else in the conference's first."""
        set_reading_languages(translation.get_language() or "", *self.conference.languages)

    def own_row(self, rows: type[RowT] | QuerySet[RowT], name: str = "pk") -> RowT:
        """Return the row whose key the address gives by that name. Raises Http404 if the conference has none."""
        path = getattr(rows, "conference_path", "conference")
        return get_object_or_404(rows, **{path: self.conference, "pk": self.kwargs[name]})

    @property
    def site_language(self) -> str:
        """The conference's language nearest to this page, for links to public pages."""
        nearest = nearest_language(self.conference, translation.get_language() or "")
        return nearest or self.conference.default_language

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(conference=self.conference, **kwargs)  # type: ignore[misc]


class SecretariatMixin(ConferenceMixin):
    """A page under /<slug>/secretariat/, with the sidebar of what this user may do."""

    navigation_key = ""
    # The place in the guide about this page, if it is not that of its place in the navigation.
    guide = ""
    # The state of the database before the page read anything.
    state_before: bytes | None = None

    def to(self, name: str, *arguments: Any) -> str:
        """Return the address of another page of the same app."""
        app = self.navigation_key.partition(".")[0]
        return page_address(f"{app}_secretariat:{name}", self.conference.slug, *arguments)

    def may(self, permission: str) -> bool:
        """Tell whether the user has the permission in this conference."""
        return has_right(self.request.user, permission, self.conference)

    def may_read_history(self) -> bool:
        return self.may("conferences.view_history")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and remember the tab for the next time that someone signs in here, and the record for the search."""
        if request.method == "GET":
            self.state_before = database_state()
        response = super().dispatch(request, *args, **kwargs)
        is_opened = request.method == "GET" and response.status_code == 200
        if is_opened and self.navigation_key:
            note_open(request, response, self.conference, self.navigation_key)
        if is_opened and not is_poll(request):
            self.note_record()
        return response

    def note_record(self) -> None:
        """Note that the user opened the record, if this is a record's page."""
        match = self.request.resolver_match
        keys = [value for name, value in self.kwargs.items() if name != "slug"]
        for kind in search_kinds:
            if len(keys) == 1 and match and kind.page == match.view_name and kind.opens == "pk":
                note_opened(self.acting_user, self.conference, kind.key, keys[0])

    def check_access(self) -> HttpResponseBase | None:
        """Check access; an invited user who opens a page of the team joins it."""
        refused = super().check_access()
        if refused is None and is_invited(self.request.user, self.conference):
            accept_invitation(self.conference, by=self.acting_user)
        if self.request.method == "GET":
            set_cache_version(self.conference, self.request.user.pk, self.state_before)
        return refused

    def cached_for_user(self, name: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """Return what this user's pages worked out, until something is written (see page_cache.py)."""
        return get_or_set(self.conference, name, make)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        navigation = kwargs["navigation"] = kwargs.get("navigation") or self.navigation()
        # A form that returns to a record rather than to a list: the record is in the trail.
        url, label = kwargs.get("list_url"), kwargs.get("list_label")
        if url and label and not navigation.leads_by(url, self.request.path):
            navigation.trail.append(NavigationLink(label, url))
        kwargs["own_conferences"] = own_conferences(self.request.user)[:MAX_CONFERENCES]
        if "neighbours" not in kwargs:
            kwargs["neighbours"] = self.neighbours()
        return super().get_context_data(**kwargs)

    def siblings(self) -> QuerySet[Any] | None:
        """Return the rows of the list in which the record of this page stands, in its order; None for other pages."""
        return None

    def in_list(self, address: str) -> str:
        """Return the address with the list that this page was opened from: its query stands in `in`."""
        query = self.request.GET.get("in")
        return address if query is None else f"{address}?{urlencode({'in': query})}"

    def neighbours(self) -> Neighbours | None:
        """Return the records before and after that of this page: the last of what its address names."""
        rows, match = self.siblings(), self.request.resolver_match
        if rows is None or match is None:
            return None
        page_name, (name, key) = match.view_name, list(self.kwargs.items())[-1]

        def address(other: Any) -> str:
            return self.in_list(reverse(page_name, kwargs={**self.kwargs, name: other}))

        page = self.list_opened_from()
        if page is None:
            return neighbours_of(rows, key, address)
        back = f"{reverse(page.request.resolver_match.view_name, args=[self.conference.slug])}?{page.query}"
        neighbours = place_among(page.keys_in_order(), key, page.named, address, back)
        # The action here may have taken it out of the list.
        return neighbours or neighbours_of(rows, key, address)

    def list_opened_from(self) -> Any:
        """Return the list that this page was opened from, as it was asked; None where this user may not open it."""
        query, name = self.request.GET.get("in"), self.list_name
        if not query or not name:
            return None
        page = list_shown(self.request, reverse(name, args=[self.conference.slug]), query)
        if page is None or not self.may(page.permission):
            return None
        page.conference = self.conference
        return page

    def navigation(self) -> Navigation:
        """Return the navigation for this page."""
        address = self.request.get_full_path()
        navigation = navigation_of(self.conference, self.request.user, self.navigation_key, address)
        if self.guide:
            navigation.help_url = guide_url(f"organizers/{self.guide}")
        return navigation


class AnnouncedMixin(ConferenceMixin):
    """A page of an announced conference for everyone, and of a draft for its team; 404 for anyone else."""

    may_be_cached = True
    permission = "conferences.view_site"
    asks_to_sign_in = False

    def refuse_missing(self, missing: Http404) -> HttpResponseBase:
        raise missing

    def check_access(self) -> HttpResponseBase | None:
        """Answer 404 to strangers, uncached, while the conference is not announced."""
        target = self.get_permission_object()
        # Pages for everyone do not look up the user: the answer does not vary by cookie.
        if AnonymousUser().has_perm(self.permission, target):
            return None
        if not self.request.user.has_perm(self.permission, target):
            raise Http404
        forbid_caching(self.request)
        return None


class PublicMixin(AnnouncedMixin):
    """A page of the public site, /<slug>/<language>/…, in a language of the conference; needs no cookie.

    It is rendered once for all readers (confman.readers), unless it takes a form, or is asked with a query of which a
    name is not in `cached_queries`. With None nothing is cached: a large file, whose fetching is counted, or what
    changes with votes.
    """

    cached_queries: ClassVar[frozenset[str] | None] = frozenset()
    language: str

    def set_language(self) -> None:
        self.language = self.kwargs["language"]
        if self.language not in self.conference.languages:
            raise Http404(_("The conference is not held in this language."))
        self.request.LANGUAGE_CODE = speak(self.conference, self.language)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        match = self.request.resolver_match
        assert match is not None
        languages = [
            {
                "code": code,
                "name": language_name(code),
                "url": reverse(match.view_name, kwargs={**match.kwargs, "language": code}),
                "active": code == self.language,
            }
            for code in self.conference.languages
        ]
        values = {
            "language": self.language,
            "direction": language_direction(self.language),
            "languages": languages,
            "sharing": sharing_of(self.conference, match.view_name, match.kwargs, self.language),
            "public_navigation": self.public_links(),
            "state": self.state,
        }
        return super().get_context_data(**values | kwargs)

    @cached_property
    def state(self) -> PublicState:
        """Return what visitors may do now: the page, its menu and its steps read it, and it is asked for once."""
        return public_state(self.conference)

    def public_links(self) -> list[dict[str, Any]]:
        """Return the links of the menu; pages that the secretariat put there stand before the list of all pages."""
        args = [self.conference.slug, self.language]
        rows, items = self.menu()
        pages = [self.menu_link(page) for page in rows]
        links = []
        for item in items:
            link = self.public_link(item, reverse(item.url_name, args=args))
            if item.key == "conferences.pages":
                link["active"] = link["active"] and not any(page["active"] for page in pages)
                links += pages
            links.append(link)
        return links

    def menu(self) -> tuple[list[Page], list[PublicNavigationItem]]:
        """Return the pages of the secretariat in the menu, and the items that lead to something."""
        return list(Page.objects.menu_of(self.conference)), shown_in_navigation(self.conference)

    def menu_link(self, page: Page) -> dict[str, Any]:
        url = reverse("conferences_public:page", args=[self.conference.slug, self.language, page.slug])
        return {"label": page.label_in_menu, "url": url, "active": self.request.path == url}

    def public_link(self, item: PublicNavigationItem, url: str) -> dict[str, Any]:
        """Return an item of the public navigation; the home page is current only on itself."""
        path = self.request.path
        active = path == url if item.key == "home" else path.startswith(url)
        feed = reverse(item.feed, args=[self.conference.slug, self.language]) if item.feed else ""
        return {
            "label": item.label or self.state.act, "url": url, "active": active,
            "emphasis": item.emphasis, "feed": feed, "search_label": item.search_label,
        }  # fmt: skip


def shown_in_navigation(conference: Conference) -> list[PublicNavigationItem]:
    """Return the links of the public site that lead to something, in one query."""
    items = [item for item in public_navigation_items if item.visible(conference)]
    # Agenda and speakers depend on the same rows, which are queried once.
    names = {item.shown_with: f"asked_{number}" for number, item in enumerate(items) if item.shown_with}
    exist = {name: Exists(rows(conference)) for rows, name in names.items()}
    existing: Mapping[str, Any] = (
        Conference.objects.filter(pk=conference.pk).order_by().values(**exist).get() if exist else {}
    )
    return [item for item in items if item.shown_with is None or existing[names[item.shown_with]]]


class OwnContextView(TemplateView):
    """A page that keeps the parts of its address out of its context, where a name could clash with a variable's."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


class SecretariatView(SecretariatMixin, TemplateView):
    """A page of the secretariat without a form."""


class PublicView(PublicMixin, TemplateView):
    """A page of the public site without a form."""


def require(request: HttpRequest, permission: str, target: Any) -> None:
    """Require a permission for an action that needs more than its page. Raises PermissionDenied."""
    if not request.user.has_perm(permission, target):
        raise PermissionDenied
