"""The figures of a conference as open data: what the public site shows, and nothing else."""

import datetime as dt

import pytest

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import RoleRow, create_session
from outcomes.follow_up.domain.progress_reports import change_follow_up_settings
from registrations.core.models.settings import RegistrationSettings
from tests.factories import ConsentFactory, PersonFactory, RegistrationFactory
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.tracker.test_public_site import verified

pytestmark = pytest.mark.django_db


def hold(conference, by, kind="plenary", visibility="public", **person):
    start = dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)
    roles = (
        [RoleRow(person=PersonFactory(conference=conference, **person), status="confirmed")] if person else []
    )
    create_session(
        conference, by=by, kind=kind, title={"en": "Opening"}, start=start, end=start + dt.timedelta(hours=1),
        visibility=visibility, roles=roles,
    )  # fmt: skip


def takes_part(conference, *, listing="public", country="UZ", said=True):
    person = PersonFactory(conference=conference, listing=listing, country=country)
    if said:
        ConsentFactory(person=person)
    RegistrationFactory(conference=conference, person=person, status="approved")


def shows_participants(conference, readers):
    RegistrationSettings.objects.update_or_create(conference=conference, defaults={"list_readers": readers})


def test_what_the_site_does_not_show_has_no_figures(anybody, conference, owner):
    hold(conference, owner)
    takes_part(conference)
    recommendation(conference, by=owner, stage="adopted")
    assert anybody.get("/statistics").json() == {
        "agenda": None, "participants": None, "recommendations": {"published": 0}, "follow_up": None,
    }  # fmt: skip


def test_everybody_reads_them_and_every_cache_may_keep_them(anybody, program):
    told = anybody.get("/statistics")
    assert told["Cache-Control"] == "public, max-age=60" and told["Access-Control-Allow-Origin"] == "*"
    assert anybody.get("/statistics", If_None_Match=told["ETag"]).status_code == 304
    assert program.get("/statistics").json() == told.json()


def test_of_the_agenda_only_what_was_released_to_everybody_is_counted(anybody, conference, owner):
    hold(conference, owner, listing="public")
    hold(conference, owner, kind="break")
    hold(conference, owner, visibility="closed", listing="public")
    hold(conference, owner, kind="panel", listing="secretariat")
    publish_agenda(conference, by=owner)
    hold(conference, owner)
    assert anybody.get("/statistics").json()["agenda"] == {
        "days": 1, "sessions": 2, "working_groups": 0, "speakers": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (0, {"named": 0, "countries": 0}),
        (4, {"named": None, "countries": None}),
        (5, {"named": 5, "countries": 2}),
    ],
)
def test_participants_are_counted_who_agreed_to_be_named_unless_they_are_few(
    anybody, conference, named, told
):
    shows_participants(conference, "public")
    for number in range(named):
        takes_part(conference, country="UZ" if number else "KZ")
    takes_part(conference, listing="participants", country="CH")
    takes_part(conference, listing="public", country="FR", said=False)
    assert anybody.get("/statistics").json()["participants"] == told


@pytest.mark.parametrize("readers", ["nobody", "participants"])
def test_a_list_that_is_not_public_is_not_counted(anybody, conference, readers):
    shows_participants(conference, readers)
    assert anybody.get("/statistics").json()["participants"] is None


def test_follow_up_is_counted_as_the_public_tracker_shows_it(anybody, conference, owner):
    verified(recommendation(conference, by=owner, stage="published"), "implemented")
    recommendation(conference, by=owner, stage="published")
    recommendation(conference, by=owner, stage="adopted")
    assert anybody.get("/statistics").json()["follow_up"] is None
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    told = anybody.get("/statistics").json()
    assert told["recommendations"] == {"published": 2}
    assert {name for name, count in told["follow_up"].items() if count} == {"implemented", "not-verified"}
    assert sum(told["follow_up"].values()) == 2


def test_they_take_as_many_queries_for_three_as_for_one(anybody, conference, owner, assert_constant_queries):
    change_follow_up_settings(conference, by=owner, public_tracker=True)
    shows_participants(conference, "public")

    def add():
        takes_part(conference)
        verified(recommendation(conference, by=owner, stage="published"), "implemented")

    assert_constant_queries("/statistics", add, client=anybody)
