"""The search page; htmx requests get only the groups of hits."""

from typing import Any
from urllib.parse import urlsplit

from confman.conferences.registries import Workspace
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.navigation import workspace_at
from confman.conferences.web.search import Found, recents, search


class SearchView(SecretariatView):
    """Pages, actions and records of the conference that match a few words."""

    permission = "conferences.view_dashboard"
    template_name = "conferences/search.html"

    def get_template_names(self) -> list[str]:
        is_part = self.request.headers.get("X-Part") == "search"
        return ["conferences/search_found.html" if is_part else self.template_name]

    def near(self) -> Workspace | None:
        """Return the workspace from whose page the search was opened; browsers name the page to their own site."""
        return workspace_at(urlsplit(self.request.headers.get("Referer", "")).path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").strip()[:200]
        user = self.request.user
        found = (
            search(self.conference, user, typed, self.near())
            if typed
            else Found(recents(self.conference, user))
        )
        return super().get_context_data(typed=typed, found=found, **kwargs)
