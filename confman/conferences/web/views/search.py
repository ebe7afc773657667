"""The search page; htmx requests get only the groups of hits."""

from typing import Any

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.search import Found, recents, search


class SearchView(SecretariatView):
    """Pages, acts and records of the conference that match a few words."""

    permission = "conferences.view_dashboard"
    template_name = "conferences/search.html"

    def get_template_names(self) -> list[str]:
        is_part = self.request.headers.get("X-Part") == "search"
        return ["conferences/search_found.html" if is_part else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").strip()[:200]
        user = self.request.user
        found = search(self.conference, user, typed) if typed else Found(recents(self.conference, user))
        return super().get_context_data(typed=typed, found=found, **kwargs)
