"""Facts of the ground floor's objects for webhooks, and the addresses in them."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from confman.conferences.models import Conference, Page
from confman.people.models import Person


def public_address_of(name: str, conference: Conference, *arguments: Any) -> str:
    """Return the whole address of a page of the public site, in the conference's first language."""
    return settings.BASE_URL + reverse(name, args=[conference.slug, conference.default_language, *arguments])


def conference_facts(conference: Conference, _same: Conference) -> dict[str, Any]:
    """Return what is told of a conference."""
    return {
        "id": str(conference.pk),
        "url": public_address_of("conferences_public:home", conference),
        "status": str(conference.status),
        "first_day": conference.starts_on,
        "last_day": conference.ends_on,
    }


def page_facts(page: Page, conference: Conference) -> dict[str, Any]:
    """Return what is told of a page or a piece of news."""
    name = "news" if page.kind == Page.Kind.NEWS else "page"
    return {
        "id": str(page.pk),
        "url": public_address_of(f"conferences_public:{name}", conference, page.slug),
        "kind": str(page.kind),
    }


def person_facts(person: Person, _conference: Conference) -> dict[str, Any]:
    """Return what is told of a person who was erased: a receiver erases its copy, too."""
    return {"id": str(person.pk)}
