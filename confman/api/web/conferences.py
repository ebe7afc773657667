"""Conferences."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from pydantic import Field

from confman.api.web.access import AuthorizedRequest, other_conference
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, CountryCode, RequestModel, SentDay, SentTexts, Texts, example
from confman.conferences.domain.changes import announce_conference
from confman.conferences.domain.creation import create_conference
from confman.conferences.models import Conference, ConferenceProfile, Membership
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

    model_config = example(
        slug="tashkent2027",
        title={"en": "Regional conference on child protection", "ru": "Региональная конференция"},
        theme={},
        description={},
        starts_on="2027-03-30",
        ends_on="2027-03-31",
        timezone="Asia/Tashkent",
        venue={"en": "Congress centre"},
        city={"en": "Tashkent", "ru": "Ташкент"},
        country="UZ",
        languages=["en", "ru"],
        status="announced",
    )


class NewConference(RequestModel):
    """A conference that is made; the person who makes it owns it."""

    title: SentTexts
    starts_on: SentDay
    ends_on: SentDay
    languages: list[str] = Field(default_factory=lambda: ["en"], min_length=1, max_length=20)
    slug: str = Field("", max_length=60)
    timezone: str = ""
    city: SentTexts = Field(default_factory=dict)
    country: str = ""
    profile: ConferenceProfile = ConferenceProfile.EXPERT_MEETING
    with_frame: bool = Field(True, description="Whether it gets a sample agenda to begin with")

    model_config = example(
        title={"en": "Regional conference on child protection"},
        starts_on="2027-03-30",
        ends_on="2027-03-31",
        languages=["en", "ru"],
        city={"en": "Tashkent"},
        country="UZ",
    )


@routes.list("/conferences", ConferenceAnswer, permission=PUBLIC, order=("starts_on", "slug"))
def list_conferences(request: AuthorizedRequest) -> QuerySet[Any]:
    """List the announced conferences, and those of the owner of a token that may see them."""
    token = request.auth.token
    if token is None or "conferences.view_site" not in token.scopes:
        return Conference.objects.announced()
    is_own = Q(pk__in=Membership.objects.filter(user=token.owner).values("conference"))
    if token.conference_id:
        is_own &= Q(pk=token.conference_id)
    return Conference.objects.filter(is_own | Q(pk__in=Conference.objects.announced().values("pk")))


@routes.one("/conferences/{slug}", ConferenceAnswer, permission="conferences.view_site")
def show_conference(request: AuthorizedRequest) -> Conference:
    """Show a conference."""
    return request.conference


@routes.write("POST", "/conferences", ConferenceAnswer, permission="conferences.add_conference", status=201)
def make_conference(request: AuthorizedRequest, body: NewConference) -> Conference:
    """Create a conference: a draft, with a checklist. The token must be for all conferences of its owner."""
    if request.auth.token and request.auth.token.conference_id:
        raise other_conference()
    return create_conference(by=request.auth.acting_user, **dict(body))


@routes.write(
    "POST", "/conferences/{slug}/announce", ConferenceAnswer, permission="conferences.announce_conference",
    of=show_conference,
)  # fmt: skip
def announce(request: AuthorizedRequest) -> Conference:
    """Announce a conference: everybody may read its public pages from now."""
    announce_conference(request.target, by=request.auth.acting_user)
    return request.target
