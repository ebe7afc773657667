"""Metadata of a public page for other sites: address, languages, picture; and whether to index it."""

from collections.abc import Mapping
from typing import Any

from babel.core import get_global
from django.conf import settings
from django.urls import reverse

from confman.conferences.models import Conference
from confman.translation.dates import date_range


def sharing_of(
    conference: Conference, view_name: str, arguments: Mapping[str, Any], language: str
) -> dict[str, Any] | None:
    """Return the metadata for the head of a public page; None while the conference is not announced."""
    if not conference.is_public:
        return None

    def address(code: str) -> str:
        return settings.BASE_URL + reverse(view_name, kwargs={**arguments, "language": code})

    facts = (
        date_range(conference.starts_on, conference.ends_on),
        str(conference.venue),
        str(conference.city),
    )
    return {
        "address": address(language),
        "home": settings.BASE_URL + reverse("conferences_public:home", args=[conference.slug, language]),
        "alternates": [{"code": code, "url": address(code)} for code in conference.languages],
        "fallback": address(conference.default_language),
        "description": ", ".join(fact for fact in facts if fact),
        "locale": locale_of(language),
        "image": settings.BASE_URL + _picture_of(conference, language),
    }


def _picture_of(conference: Conference, language: str) -> str:
    """Return the address of the cover picture, else of the logo, else of a card with name, days and place."""
    if conference.cover:
        return reverse("conferences_site:cover", args=[conference.slug])
    if conference.logo:
        return reverse("conferences_site:logo", args=[conference.slug])
    return reverse("documents_public:sharing-card", args=[conference.slug, language])


def locale_of(language: str) -> str:
    """Return a language in the form of Open Graph, with the country where it is spoken most: ru_RU."""
    primary = language.split("-")[0]
    territory = get_global("likely_subtags").get(primary, "").rpartition("_")[2]
    return f"{primary}_{territory}" if territory else primary
