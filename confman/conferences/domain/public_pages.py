"""The conference's own pages for search engines."""

from collections.abc import Iterator
from typing import Any

from confman.conferences.models import Conference, Page


def published_pages(conference: Conference) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the notice on data, the published pages and news, for search engines."""
    yield "conferences_public:privacy", {}
    for page in conference.pages.published().order_by("kind", "position", "slug"):
        name = "news" if page.kind == Page.Kind.NEWS else "page"
        yield f"conferences_public:{name}", {"page_slug": page.slug}
