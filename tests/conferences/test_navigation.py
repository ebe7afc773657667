"""The places of things: workspaces, their tabs and views, by role and phase."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from agenda.conflicts.domain.severities import set_severities
from confman.conferences.models import Conference, ConferenceProfile
from confman.conferences.registries import Workspace, navigation_items, navigation_views
from confman.conferences.web.navigation import navigation_of
from tests.access.routes import own_routes
from tests.factories import RegistrationFactory, RoomFactory, SessionFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db

EVERYTHING = ("Today", "Agenda", "People", "On site", "Outcomes", "Documents and mail", "Settings")
# By role: the workspaces in which it works, and those in which it only looks things up.
BY_ROLE = {
    "owner": (EVERYTHING, ()),
    "programme": (("Today", "Agenda", "People", "On site", "Documents and mail", "Settings"), ("Outcomes",)),
    "registration": (
        ("Today", "People", "On site", "Documents and mail", "Settings"),
        ("Agenda", "Outcomes"),
    ),
    "protocol": (("Today", "People", "On site", "Documents and mail", "Settings"), ("Agenda", "Outcomes")),
    "rapporteur": (("Today", "On site", "Outcomes", "Documents and mail", "Settings"), ("Agenda", "People")),
    "check-in": (("Today", "On site", "Documents and mail"), ("Agenda", "People", "Outcomes")),
}


class TestHouse:
    def test_workspaces_and_tabs_are_seven_at_most_and_no_label_stands_twice(self):
        assert len(Workspace) == 7
        for workspace in Workspace:
            labels = [str(item.label) for item in navigation_items if item.workspace is workspace]
            assert 0 < len(labels) <= 7 and len(set(labels)) == len(labels)

    def test_a_view_stands_in_a_tab_that_there_is(self):
        assert {view.tab for view in navigation_views} <= {item.key for item in navigation_items}
        keys = [entry.key for entry in (*navigation_items, *navigation_views)]
        assert len(set(keys)) == len(keys)

    def test_pages_stand_where_there_is_a_place(self):
        keys = {entry.key for entry in (*navigation_items, *navigation_views)} | {""}
        lost = {
            f"{route.view_class.__name__}: {route.view_class.navigation_key}"
            for route in own_routes()
            if getattr(route.view_class, "navigation_key", "") not in keys
        }
        assert not lost


class TestByRole:
    @pytest.mark.parametrize("role", BY_ROLE)
    def test_a_role_sees_its_own_workspaces_and_apart_from_them_what_it_looks_up(
        self, conference, member, role
    ):
        found = navigation_of(conference, member(role), "", "")
        seen = tuple(tuple(str(area.label) for area in areas) for areas in (found.works_in, found.looks_up))
        assert seen == BY_ROLE[role]

    def test_few_tabs_are_one_list(self, conference, member):
        found = navigation_of(conference, member("observer"), "outcomes.report", "")
        assert [str(tab.label) for tab in found.tabs] == ["Now", "Surveys", "Figures", "Report", "Documents"]
        assert not found.works_in and not found.looks_up

    def test_ceremony_has_its_places_only_where_there_is_one(self, conference, member):
        def views() -> set[str]:
            found = navigation_of(conference, member("owner"), "", "")
            return {str(view.label) for area in found.works_in for tab in area.tabs for view in tab.views}

        ceremony = {"Lists of speakers", "Silence procedures", "Amendments"}
        conference.profile = ConferenceProfile.EXPERT_MEETING
        assert not ceremony & views()
        conference.profile = ConferenceProfile.INTERGOVERNMENTAL
        assert ceremony <= views()


def begin_in(conference: Conference, days: int) -> None:
    """Have a conference of two days begin in so many days from today."""
    conference.starts_on = timezone.now().astimezone(conference.zone).date() + dt.timedelta(days)
    conference.ends_on = conference.starts_on + dt.timedelta(1)


def opens_on(conference: Conference, user: Any) -> dict[str, str]:
    """Return the page on which each workspace opens."""
    found = navigation_of(conference, user, "", "")
    return {str(area.label): resolve(area.url).url_name for area in found.works_in}


class TestByPhase:
    @pytest.mark.parametrize(
        ("days", "agenda", "on_site", "outcomes"),
        [
            (20, "session-list", "badge-list", "recommendation-list"),
            (5, "session-list", "badge-list", "recommendation-list"),
            (0, "session-list", "index", "recommendation-list"),
            (-20, "session-list", "attendance", "follow-up"),
        ],
    )
    def test_a_workspace_opens_on_what_comes_first_now(
        self, conference, member, days, agenda, on_site, outcomes
    ):
        begin_in(conference, days)
        opens = opens_on(conference, member("owner"))
        assert (opens["Agenda"], opens["On site"], opens["Outcomes"]) == (agenda, on_site, outcomes)

    @pytest.mark.parametrize("days", [20, 5, 0])
    def test_more_sessions_than_are_seen_at_a_glance_open_as_a_calendar(self, conference, member, days):
        begin_in(conference, days)
        owner = member("owner")
        SessionFactory.create_batch(5, conference=conference, kind="break")
        assert opens_on(conference, owner)["Agenda"] == "session-list"
        SessionFactory(conference=conference, kind="break")
        cache.clear()
        assert opens_on(conference, owner)["Agenda"] == "editor"

    def test_agenda_opens_on_conflicts_near_the_conference_if_one_stops_publishing(self, conference, member):
        begin_in(conference, 5)
        owner, room = member("owner"), RoomFactory(conference=conference)
        SessionFactory(conference=conference, room=room)
        assert opens_on(conference, owner)["Agenda"] == "session-list"
        SessionFactory(conference=conference, room=room)
        cache.clear()
        assert opens_on(conference, owner)["Agenda"] == "session-list"
        set_severities(conference, {"room-twice": "block"}, by=owner)
        cache.clear()
        assert opens_on(conference, owner)["Agenda"] == "checks"
        begin_in(conference, 20)
        assert opens_on(conference, owner)["Agenda"] == "session-list"

    def test_outcomes_opens_on_the_plenary_while_it_sits_over_a_text(self, conference, member):
        begin_in(conference, 0)
        owner, now = member("owner"), timezone.now()
        session = SessionFactory(conference=conference, start=now - dt.timedelta(hours=1))
        assert opens_on(conference, owner)["Outcomes"] == "recommendation-list"
        recommendation(conference, stage="agreed")
        session.end = now + dt.timedelta(hours=1)
        session.save()
        cache.clear()
        assert opens_on(conference, owner)["Outcomes"] == "plenary-desk"
        session.end = now
        session.save()
        cache.clear()
        assert opens_on(conference, owner)["Outcomes"] == "recommendation-list"

    def test_what_a_workspace_opens_on_is_asked_once_a_minute(self, conference, member):
        begin_in(conference, 5)
        owner = member("owner")
        opens_on(conference, owner)
        with CaptureQueriesContext(connection) as first:
            opens_on(conference, owner)
        with CaptureQueriesContext(connection) as second:
            SessionFactory(conference=conference)
            assert opens_on(conference, owner)["Agenda"] == "session-list"
        assert not [query for query in first.captured_queries if "agenda_session" in query["sql"]]
        assert not [query for query in second.captured_queries if 'FROM "agenda_session"' in query["sql"]]


FIRST = {
    "owner": "secretariat/",
    "programme": "secretariat/agenda/",
    "registration": "secretariat/registrations/?status=to-review&sort=submitted",
    "protocol": "secretariat/delegations/",
    "rapporteur": "secretariat/recommendations/",
    "check-in": "onsite/",
    "observer": "secretariat/report/",
}


class TestFirstPage:
    def lands(self, browser: Any) -> str:
        return browser.get(reverse("people_site:own-conferences")).headers["Location"]

    @pytest.mark.parametrize("role", FIRST)
    def test_after_signing_in_each_role_begins_where_it_works(self, client_as, member, conference, role):
        assert self.lands(client_as(member(role))) == f"/{conference.slug}/{FIRST[role]}"

    def test_what_was_open_last_goes_first_as_long_as_it_may_be_opened(self, client_as, member, conference):
        user = member("rapporteur")
        browser = client_as(user)
        report = reverse("outcomes_secretariat:report-basis", args=[conference.slug])
        browser.get(report)
        browser.get(reverse("conferences_secretariat:search", args=[conference.slug]))
        assert self.lands(browser) == report
        user.memberships.update(role="check-in")
        assert self.lands(browser) == f"/{conference.slug}/onsite/"

    def test_on_a_shared_machine_nobody_goes_on_where_a_colleague_was(self, client_as, member, conference):
        browser = client_as(member("owner"))
        browser.get(reverse("agenda_secretariat:room-list", args=[conference.slug]))
        browser.force_login(member("owner"))
        assert self.lands(browser) == f"/{conference.slug}/{FIRST['owner']}"

    def test_what_was_open_in_another_conference_does_not_count(self, client_as, member, conference):
        browser = client_as(member("programme"))
        browser.get(reverse("agenda_secretariat:room-list", args=[conference.slug]))
        conference.slug = "renamed"
        conference.save()
        assert self.lands(browser) == "/renamed/secretariat/agenda/"


class TestPages:
    def test_a_list_has_the_pages_beside_it_and_a_record_the_way_to_it(self, client_as, member, conference):
        browser = client_as(member("owner"))
        registration = RegistrationFactory(conference=conference)
        listed = browser.get(reverse("registrations_secretariat:registration-list", args=[conference.slug]))
        navigation = listed.context["navigation"]
        assert [str(view.label) for view in navigation.views] == ["List", "Changes asked for", "By link"]
        assert not navigation.trail
        (people,) = (area for area in navigation.works_in if area.active)
        assert [str(tab.label) for tab in people.tabs if tab.active] == ["Registrations"]

        record = browser.get(
            reverse("registrations_secretariat:registration", args=[conference.slug, registration.pk])
        )
        navigation = record.context["navigation"]
        assert not navigation.views
        assert [str(place.label) for place in navigation.trail] == ["People", "Registrations"]

    def test_a_page_of_a_view_that_is_not_offered_here_stands_in_its_tab(self, conference, member):
        assert not conference.is_intergovernmental
        found = navigation_of(conference, member("owner"), "outcomes.amendments", "/of/a/text/")
        assert [str(place.label) for place in found.trail] == ["Outcomes", "Plenary"]
        assert [str(area.label) for area in found.works_in if area.active] == ["Outcomes"]

    def test_it_costs_no_query(self, conference, member):
        user = member("owner")
        user.has_perm("conferences.view_dashboard", conference)  # roles are asked once a request
        navigation_of(conference, user, "", "")  # what a workspace opens on is asked once a minute
        with CaptureQueriesContext(connection) as made:
            for tab in navigation_items:
                navigation_of(conference, user, tab.key, reverse(tab.url_name, args=[conference.slug]))
        assert not made.captured_queries
