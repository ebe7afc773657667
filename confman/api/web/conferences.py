"""Conferences."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from pydantic import ConfigDict

from confman.api.web.access import ApiRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, CountryCode, Texts
from confman.conferences.models import Conference, Membership
from confman.web.access import PUBLIC

routes = Routes("Conferences", prefix="")


class ConferenceAnswer(Answer):
    """A conference: its days, place and languages."""

    slug: str
    title: Texts
    theme: Texts
    description: Texts
    starts_on: dt.date
    ends_on: dt.date
    timezone: str
    venue: Texts
    city: Texts
    country: CountryCode
    languages: list[str]
    status: str

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "slug": "tashkent2027",
                "title": {"en": "Regional conference on child protection", "ru": "Региональная конференция"},
                "theme": {},
                "description": {},
                "starts_on": "2027-03-30",
                "ends_on": "2027-03-31",
                "timezone": "Asia/Tashkent",
                "venue": {"en": "Congress centre"},
                "city": {"en": "Tashkent", "ru": "Ташкент"},
                "country": "UZ",
                "languages": ["en", "ru"],
                "status": "announced",
            }
        }
    )


@routes.list("/conferences", ConferenceAnswer, permission=PUBLIC, order=("starts_on", "slug"))
def list_conferences(request: ApiRequest) -> QuerySet[Any]:
    """List the announced conferences, and with a token those of its owner."""
    token = request.auth.token
    if token is None:
        return Conference.objects.announced()
    own = Q(pk__in=Membership.objects.filter(user=token.owner).values("conference"))
    if token.conference_id:
        own &= Q(pk=token.conference_id)
    return Conference.objects.filter(own | Q(pk__in=Conference.objects.announced().values("pk")))


@routes.one("/conferences/{slug}", ConferenceAnswer, permission="conferences.view_site")
def show_conference(request: ApiRequest) -> Conference:
    """Show a conference."""
    return request.conference
