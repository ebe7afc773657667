"""Links from a tab of the secretariat to the documents made from what it shows."""

from collections.abc import Callable, Iterator

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.documents.registry import document_kinds


def documents_of_page(
    conference: Conference, key: str, query: str, may: Callable[[str], bool]
) -> Iterator[Link]:
    """Yield a link for each kind that the page of this key offers; its form is filled in from the page's query."""
    if not may("documents.view_documents"):
        return
    for kind in document_kinds:
        for tab in kind.tabs:
            page, _mark, answers = tab.partition("?")
            if page == key and may(kind.permission):
                url = reverse("documents_secretariat:document-request", args=[conference.slug, kind.key])
                # Of two values the last counts: the kind's own.
                filled = "&".join(filter(None, (query, answers)))
                yield Link(kind.label, f"{url}?{filled}" if filled else url)
