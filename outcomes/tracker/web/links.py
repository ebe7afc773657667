"""Links to published texts from the home page, from a participant's documents and for search engines."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from confman.conferences.models import Conference
from confman.conferences.registries import Link
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.registration import Registration


def published_pages(conference: Conference) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each published recommendation under its permanent address, for search engines."""
    published = Recommendation.objects.of(conference).published().in_order()
    for number in published.filter(document__kind="recommendations").values_list("number", flat=True):
        yield "outcomes_public:recommendation-number", {"number": number}


def own_documents(registration: Registration, language: str) -> Iterator[Link]:
    """Yield the link to the published recommendations, for everyone's documents page."""
    conference = registration.conference
    if has_published(conference):
        yield Link(
            gettext_lazy("Adopted recommendations"),
            reverse("outcomes_public:recommendation-list", args=[conference.slug, language]),
            "card-text",
            published_text(conference),
        )


def documents_of(conference: Conference, language: str) -> Iterator[Link]:
    """Yield the adopted texts as a document."""
    if has_published(conference):
        address = reverse("outcomes_public:pdf", args=[conference.slug, language])
        yield Link(gettext_lazy("Adopted recommendations"), address, "file-earmark-pdf", "PDF")


def has_published(conference: Conference) -> bool:
    """Tell whether anything was published."""
    return Recommendation.objects.of(conference).published().exists()


def published_text(conference: Conference) -> str:
    """Return in a sentence how many recommendations were adopted."""
    count = Recommendation.objects.of(conference).published().count()
    return ngettext(
        "%(count)d recommendation was adopted.", "%(count)d recommendations were adopted.", count
    ) % {"count": count}
