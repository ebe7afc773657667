"""Pages and news of the site, as the search of the secretariat finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.web.search import fold_all, words_of


def find_site_pages(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return the pages and news that have all the words, those with the words in their title first.

    A site has dozens of pages, which are read whole; so they have no text of their own for the search.
    """
    wanted = words_of(words)
    found = []
    for page in conference.pages.all():
        title = fold_all(page.title.values())
        text = f"{title} {fold_all(page.body.values())}"
        if all(word in text for word in wanted):
            address = reverse("conferences_secretariat:page-change", args=[conference.slug, page.pk])
            in_title = all(word in title for word in wanted)
            found.append((not in_title, SearchHit(str(page), address, page.get_kind_display())))
    return [hit for _rank, hit in sorted(found, key=lambda pair: pair[0])][:limit]
