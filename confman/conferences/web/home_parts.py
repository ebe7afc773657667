"""Parts of the home page from the conference itself, from the next action down to the address to write to."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.urls import reverse

from confman.conferences.domain.public_state import PublicState
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, Page, Partner
from confman.conferences.registries import Link, public_steps

LATEST_NEWS = 3
MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=16/{0}/{1}"


def steps_of(conference: Conference, language: str, state: PublicState) -> list[dict[str, Any]]:
    """Return what a visitor can do next: label, text, url, and whether it is what most come for."""
    phase = conference.phase()
    return [
        {
            "label": step.label or state.act,
            "text": step.text(conference) if callable(step.text) else step.text,
            "url": reverse(step.url_name, args=[conference.slug, *([language] * step.in_language)]),
            "emphasis": phase in step.emphasis,
        }
        for step in public_steps
        if (not step.phases or phase in step.phases) and step.visible(conference)
    ]


def description_of(conference: Conference, language: str) -> str:
    """Return what the conference is about, in Markdown."""
    return str(conference.description)


def place_of(conference: Conference, language: str) -> dict[str, Any] | None:
    """Return the address of a map of the place ("" without coordinates); None if nothing is known of the place."""
    has_point = conference.latitude is not None and conference.longitude is not None
    if not (has_point or conference.address or conference.directions or conference.map_image):
        return None
    return {"map_url": MAP.format(conference.latitude, conference.longitude) if has_point else ""}


def information_of(conference: Conference, language: str) -> list[Page]:
    """Return the pages with practical information."""
    return list(Page.objects.information_of(conference).order_by("position", "slug"))


def documents_of(conference: Conference, language: str) -> list[Link]:
    """Return the documents that everybody may read."""
    return [link for links in answers(Query.PUBLIC_DOCUMENTS, conference, language) for link in links]


def news_of(conference: Conference, language: str) -> list[Page]:
    """Return the latest news."""
    return list(Page.objects.news_of(conference).order_by("-published_at")[:LATEST_NEWS])


def partners_of(conference: Conference, language: str) -> list[tuple[str, list[Partner]]]:
    """Return the partners by role: organizers first, then those who helped them, who paid, who took part."""
    order = [role.value for role in Partner.Role]
    partners = sorted(conference.partners.all(), key=lambda partner: order.index(partner.role))
    return [(role, list(rows)) for role, rows in groupby(partners, attrgetter("role"))]


def contact_of(conference: Conference, language: str) -> bool:
    """Return True: every conference has a secretariat to write to."""
    return True
