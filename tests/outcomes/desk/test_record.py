"""The record of a recommendation: where it stands, the next step, what stops it, its neighbours in the group."""

import pytest
from django.urls import reverse

from confman.conferences.models import ConferenceProfile
from outcomes.drafting.domain.group_stages import submit_recommendation
from outcomes.recommendations.models.stages import Stage
from tests.factories import AddresseeFactory, ThemeFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(member, client_as):
    return client_as(member("owner"))


def page_of(desk, row):
    return desk.get(reverse("outcomes_secretariat:recommendation", args=[row.conference.slug, row.pk]))


def in_main(page):
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_the_next_step_is_the_coloured_button_and_what_stops_it_is_said_before_the_text(
    conference, owner, desk
):
    row = recommendation(conference)
    row.addressees.clear()
    page = page_of(desk, row)
    main = in_main(page)
    assert page.context["next_action"].transition.name == "submit"
    assert "disabled>Submit</button>" in main
    assert main.index("It names no addressee") < main.index('id="text-heading"')

    row.addressees.add(AddresseeFactory(conference=conference))
    row.themes.add(ThemeFactory(conference=conference))
    main = in_main(page_of(desk, row))
    assert "It names no addressee" not in main
    assert main.count("btn-primary") == 1
    # A recommendation that has a group is submitted to it.
    type(row).objects.filter(pk=row.pk).update(working_group=WorkingGroupFactory(conference=conference))
    assert "Submit to the group" in in_main(page_of(desk, row)) and "Submit to the group" not in main


@pytest.mark.parametrize(
    ("stage", "now"),
    [("draft", "draft"), ("submitted", "submitted"), ("consolidated", "agreed in the group"),
     ("tabled", "tabled"), ("published", "adopted")],
)  # fmt: skip
def test_the_stages_stand_in_a_line(conference, desk, stage, now):
    conference.profile = ConferenceProfile.INTERGOVERNMENTAL
    conference.save()
    row = recommendation(conference)
    type(row).objects.filter(pk=row.pk).update(stage=stage, number=1)
    stages = page_of(desk, row).context["stages"]
    assert [str(label) for label, state in stages if state == "now"] == [now]
    assert len(stages) == 5


def test_an_expert_meeting_has_no_tabling_and_a_withdrawn_text_no_line(conference, desk):
    row = recommendation(conference)
    labels = [label for label, _state in page_of(desk, row).context["stages"]]
    assert Stage.TABLED.label not in labels
    type(row).objects.filter(pk=row.pk).update(stage=Stage.WITHDRAWN)
    assert page_of(desk, row).context["stages"] == []


def test_discarding_stands_under_more(conference, desk):
    row = recommendation(conference)
    ends = page_of(desk, row).context["ends"]
    assert [link.url for link in ends] == [
        reverse("outcomes_secretariat:discard", args=[conference.slug, row.pk])
    ]


def test_what_has_been_before_the_group_has_no_button_to_discard_it(conference, desk, staff):
    row = recommendation(conference)
    page = reverse("outcomes_secretariat:discard", args=[conference.slug, row.pk])
    button = "Discard the draft</button>"
    assert button in desk.get(page).text
    submit_recommendation(row, by=staff)
    asked = desk.get(page).text
    assert "has been before the group: it is kept" in asked and button not in asked


def test_its_neighbours_are_of_the_same_group(conference, desk, assert_constant_queries):
    group, other = WorkingGroupFactory.create_batch(2, conference=conference)
    first, second = (recommendation(conference, working_group=group) for _number in range(2))
    recommendation(conference, working_group=other)
    beside = page_of(desk, second).context["neighbours"]
    assert (beside.number, beside.total) == (2, 2)
    assert str(first.pk) in beside.previous.url
    assert_constant_queries(
        reverse("outcomes_secretariat:recommendation", args=[conference.slug, first.pk]),
        lambda: recommendation(conference, working_group=group),
        client=desk,
    )
