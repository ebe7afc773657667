"""The room of a working group and its actions: as pages of the secretariat, and of people without an account.

Each page is written once. `in_both_areas` adds it under /<slug>/secretariat/ and under /<slug>/me/; both check the same
rules, which know the user by account or by the personal links opened in this browser.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property

from agenda.rooms.models import GroupRole, WorkingGroup
from agenda.sessions.models.personal import SPEAKERS, SpeakerProfile
from confman.conferences.models import Conference
from confman.conferences.web.base import ConferenceMixin, SecretariatMixin
from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from confman.people.web.personal import PersonalMixin, opened, still_open
from outcomes.recommendations.keys import GROUP_ROLES
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from registrations.core.models.registration import ENDED, REGISTRATIONS, Registration


class SecretariatArea(SecretariatMixin):
    """The area under /<slug>/secretariat/, signed in."""

    area = "outcomes_secretariat"
    base_template = "web/base_secretariat.html"
    navigation_key = "outcomes.recommendations"
    audience = Audience.SECRETARIAT

    @cached_property
    def person(self) -> Person | None:
        """The user's own record in this conference, whose name appears with comments."""
        return Person.objects.filter(conference=self.conference, user=self.request.user.pk).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(area=self.area, base_template=self.base_template, **kwargs)


class PortalArea(PersonalMixin):
    """The area under /<slug>/me/, by personal link or signed in."""

    area = "outcomes_portal"
    base_template = "web/base_portal.html"
    audience = Audience.PARTICIPANTS

    def prepare(self) -> None:
        self.people: frozenset[Any] = frozenset()
        super().prepare()
        self.people = opened_people(self.request, self.conference)
        user: Any = self.request.user
        user.opened_people = self.people
        if self.person:
            self.activate_language_of(self.person)

    @property
    def acting_user(self) -> Any:
        user: Any = super().acting_user
        user.opened_people = self.people
        return user

    @cached_property
    def person(self) -> Person | None:
        """The person who acts on the page; of several with one mailbox, who has a role or a place in the group."""
        people = Person.objects.filter(conference=self.conference)
        if self.people:
            people = people.filter(pk__in=self.people)
        elif self.request.user.is_authenticated:
            people = people.filter(user=self.request.user.pk)
        else:
            return None
        group = getattr(self, "group", None)
        roles = GroupRole.objects.filter(person__in=people, **({"group": group} if group else {}))
        first = roles.select_related("person").order_by("position").first()
        if first:
            return first.person
        seated = people.filter(registrations__seats__group=group) if group else people.none()
        return seated.first() or people.first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # A text's page has a language of its own in its address.
        kwargs.setdefault("language", self.conference.default_language)
        return super().get_context_data(area=self.area, base_template=self.base_template, **kwargs)


class AreaMixin(ConferenceMixin):
    """A page in one of the areas, or in both; its area provides the user and their audience."""

    area: str
    audience: Audience
    acting_user: Any
    person: Person | None


class GroupMixin(AreaMixin):
    """A page of one working group, found by its code."""

    permission_on = "group"

    def prepare(self) -> None:
        super().prepare()
        self.group = get_object_or_404(
            WorkingGroup.objects.of(self.conference).select_related("conference"), code=self.kwargs["code"]
        )
        self.group.conference = self.conference
        # The person was determined before the group was known.
        self.__dict__.pop("person", None)

    def page_of(self, name: str, *args: Any) -> str:
        """Return the address of another page of this group, in the same area."""
        return reverse(f"{self.area}:{name}", args=[self.conference.slug, self.group.code, *args])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(group=self.group, **kwargs)


class RecommendationDraftMixin(AreaMixin):
    """A page about one recommendation; the rules are asked about it."""

    permission_on = "recommendation"

    def prepare(self) -> None:
        super().prepare()
        self.object = self.recommendation = self.own_row(
            Recommendation.objects.with_text().select_related("document", "session")
        )
        self.recommendation.conference = self.conference
        self.group = self.recommendation.working_group
        self.__dict__.pop("person", None)

    def page_of(self, name: str, **kwargs: Any) -> str:
        """Return an address about this recommendation, in the same area."""
        return reverse(
            f"{self.area}:{name}",
            kwargs={"slug": self.conference.slug, "pk": self.recommendation.pk, **kwargs},
        )

    def own_page(self) -> str:
        """Return the recommendation's page in this area: the secretariat's, or its discussion."""
        return self.page_of("discussion" if self.area == PortalArea.area else "recommendation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            recommendation=self.recommendation, group=self.group, own_page=self.own_page(), **kwargs
        )


def writer_of(version: RecommendationVersion, audience: Audience) -> str:
    """Return the name of the version's writer as this audience may know it."""
    if version.person and not may_list(version.person.listing, audience):
        return str(version.author)
    return version.written_by


def in_both_areas(route: str, view: Any, name: str) -> tuple[Any, Any]:
    """Return the paths of the page in the secretariat and on people's own pages."""
    return secretariat_path(route, view, name), portal_path(route, view, name)


def secretariat_path(route: str, view: Any, name: str) -> Any:
    """Return the path of the page in the secretariat."""
    return path(route, _placed(SecretariatArea, view).as_view(), name=name)


def portal_path(route: str, view: Any, name: str) -> Any:
    """Return the path of the page among people's own."""
    return path(route, _placed(PortalArea, view).as_view(), name=name)


def _placed(area: type, view: type) -> Any:
    # The page asks its area for what it does not define, hence the area comes after it.
    return type(f"{area.__name__}{view.__name__}", (view, area), {"__module__": view.__module__})


def opened_people(request: HttpRequest, conference: Conference) -> frozenset[UUID]:
    """Return the ids of the people whose page this browser has opened: open registrations, speakers, group roles."""
    people: set[UUID] = set()
    sources: tuple[tuple[str, Any], ...] = (
        (REGISTRATIONS, Registration.objects.of(conference).exclude(status__in=ENDED)),
        (SPEAKERS, SpeakerProfile.objects.filter(person__conference=conference)),
        (GROUP_ROLES, GroupRole.objects.filter(group__conference=conference)),
    )
    for kind, rows in sources:
        if keys := opened(request, kind):
            named_rows = list(rows.order_by().filter(pk__in=keys).only("person"))
            allowed = still_open(request, kind, named_rows)
            people |= {row.person_id for row in named_rows if str(row.pk) in allowed}
    return frozenset(people)
