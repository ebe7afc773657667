"""Documents that can be made, as the secretariat's search finds them."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchHit
from confman.documents.domain.access import kinds_for
from confman.documents.registry import DocumentKind, document_kinds
from confman.web.search import fold, words_of


def find_documents(conference: Conference, user: Visitor, words: str) -> list[SearchHit]:
    """Return the kinds of documents that the user may make and whose name contains all the words."""
    return [
        SearchHit(
            str(kind.label).capitalize(),
            reverse("documents_secretariat:document-request", args=[conference.slug, kind.key]),
        )
        for kind in kinds_named(words, kinds_for(user, conference))
    ]


def kinds_named(words: str, kinds: Iterable[DocumentKind]) -> list[DocumentKind]:
    """Return those kinds whose name contains all the words, in any language of the interface."""
    wanted = words_of(words)
    return [
        kind
        for kind in kinds
        if all(any(each.startswith(word) for each in _names(kind.key)) for word in wanted)
    ]


@cache
def _names(key: str) -> tuple[str, ...]:
    kind: DocumentKind = document_kinds.get(key)
    found: list[str] = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found += fold(str(kind.label)).split()
    return tuple(dict.fromkeys(found))
