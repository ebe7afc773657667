"""Documents that can be made, and the files made of them, as the secretariat's search finds them."""

from collections.abc import Iterable
from functools import cache

from django.urls import reverse
from django.utils.formats import date_format

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchHit
from confman.conferences.web.search.destinations import stems_of
from confman.documents.domain.access import kinds_for
from confman.documents.models import DocumentJob
from confman.documents.registry import FORMATS, DocumentKind, document_kinds
from confman.translation.languages import language_name
from confman.web.search import folded_words


def find_documents(conference: Conference, user: Visitor, query: str) -> list[SearchHit]:
    """Return the kinds of documents that the user may make and whose name contains all the words."""
    return [
        SearchHit(
            str(kind.label).capitalize(),
            reverse("documents_secretariat:document-request", args=[conference.slug, kind.key]),
        )
        for kind in kinds_named(query, kinds_for(user, conference))
    ]


def find_files(conference: Conference, user: Visitor, query: str) -> list[SearchHit]:
    """Return, of the documents so named that the user may make, the file that was made last and is kept."""
    kinds = kinds_named(query, kinds_for(user, conference))
    if not kinds:
        return []
    jobs = DocumentJob.objects.of(conference).filter(kind__in=[kind.key for kind in kinds]).downloadable()
    return [
        SearchHit(
            str(job.document_kind.label).capitalize(),
            reverse("documents_secretariat:job", args=[conference.slug, job.pk]),
            f"{FORMATS[job.format].label}, {language_name(job.language)}, "
            + date_format(conference.local(job.created_at), "SHORT_DATETIME_FORMAT"),
        )
        for job in jobs.last_of_each_kind()
    ]


def words_of_kinds() -> Iterable[str]:
    """Return the words in the names of documents, in all languages of the interface."""
    return (word for kind in document_kinds for word in _names(kind.key))


def kinds_named(query: str, kinds: Iterable[DocumentKind]) -> list[DocumentKind]:
    """Return the kinds whose name contains all the words, in any language of the interface."""
    words = stems_of(query)
    return [
        kind
        for kind in kinds
        if all(any(name.startswith(word) for name in _names(kind.key)) for word in words)
    ]


@cache
def _names(key: str) -> tuple[str, ...]:
    return folded_words(lambda: document_kinds.get(key).label)
