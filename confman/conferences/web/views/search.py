"""The search page; the script of the search field gets only the groups of hits."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Paginator

from confman.conferences.models import Conference
from confman.conferences.registries import Workspace
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.navigation import workspace_at
from confman.conferences.web.search.destinations import SearchResults
from confman.conferences.web.search.results import all_of_kind, before_typing, search
from confman.web.forms.submissions import page_before

# Hits of a kind on a page.
ON_A_PAGE = 25
# Of the user's conferences, those that are searched at once.
SEARCHED_AT_ONCE = 10


class SearchView(SecretariatView):
    """Pages, actions and records that match a few words: of all kinds or one, of the conference or all of one's own."""

    permission = "conferences.view_dashboard"
    template_name = "conferences/search/search.html"

    def get_template_names(self) -> list[str]:
        is_part = self.request.headers.get("X-Part") == "search"
        return ["conferences/search/found.html" if is_part else self.template_name]

    def near(self) -> Workspace | None:
        """Return the workspace from whose page the search was opened; browsers name the page to their own site."""
        return workspace_at(urlsplit(page_before(self.request)).path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").strip()[:200]
        return super().get_context_data(typed=typed, **self.results(typed), **kwargs)

    def results(self, typed: str) -> dict[str, Any]:
        """Return what the page shows of the words."""
        user = self.request.user
        if not typed:
            return {"found": SearchResults("", before_typing(self.conference, user, self.near()))}
        if "everywhere" in self.request.GET:
            return {"everywhere": self.everywhere(typed)}
        if kind := self.request.GET.get("kind"):
            group = all_of_kind(self.conference, user, typed, kind)
            if group:
                page = Paginator(group.hits, ON_A_PAGE).get_page(self.request.GET.get("page"))
                return {"group": replace(group, hits=list(page)), "page": page}
        near = self.near()
        results = self.cached_for_user(
            ("found", typed, near), lambda: search(self.conference, user, typed, near)
        )
        return {"found": results}

    def everywhere(self, typed: str) -> list[tuple[Conference, SearchResults]]:
        """Return what each of the user's conferences has, this one first."""
        of_user = Conference.objects.worked_on_by(self.request.user)
        others = of_user.exclude(pk=self.conference.pk).order_by("-starts_on", "id")
        searched = [self.conference, *others[: SEARCHED_AT_ONCE - 1]]
        results = [(conference, search(conference, self.request.user, typed)) for conference in searched]
        return [(conference, result) for conference, result in results if result.groups]
