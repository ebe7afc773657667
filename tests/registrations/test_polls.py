"""The visitors' poll: voted without a cookie, hindered from being voted twice, told with its total."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.web.errors import Refused
from registrations.domain.survey_questions import SurveySheet, add_survey_question, questions_of_survey
from registrations.domain.survey_votes import vote
from registrations.domain.surveys import close_survey, open_survey
from registrations.models import Attempt, SurveyAnswer, SurveyInvitation, SurveyResponse
from registrations.tasks import close_surveys_task
from tests.registrations.forms import send_open_form
from tests.registrations.surveyed import survey_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(conference, owner):
    return open_survey(survey_with(conference, by=owner, kind="poll"), by=owner)


def at(poll, name="poll", language="en"):
    arguments = [poll.conference.slug, language] + ([] if name == "poll-now" else [poll.pk])
    return reverse(f"registrations_public:{name}", args=arguments)


def test_a_vote_needs_and_leaves_no_cookie_and_counts_once(client, poll):
    page = client.get(at(poll))
    assert not page.cookies and "csrfmiddlewaretoken" not in page.content.decode()
    assert "The right one" in page.content.decode() and "1 vote" not in page.content.decode()
    strict = Client(enforce_csrf_checks=True)
    response = send_open_form(strict, at(poll), {"q_knows": "right"})
    assert response.status_code == 302 and not response.cookies and not strict.cookies
    thanks = strict.get(response["Location"])
    assert "your vote was counted" in thanks.content.decode() and "1 vote" in thanks.content.decode()
    assert not thanks.cookies and "100" in thanks.content.decode()
    again = send_open_form(strict, at(poll), {"q_knows": "wrong"})
    assert "somebody has voted already today" in again.content.decode()
    assert [answer.value for answer in SurveyAnswer.objects.all()] == ["right"]
    # Another kind of browser on the same network; the same on another day.
    other = send_open_form(Client(headers={"User-Agent": "Another"}), at(poll), {"q_knows": "wrong"})
    assert other.status_code == 302
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        assert send_open_form(strict, at(poll), {"q_knows": "right"}).status_code == 302
    assert SurveyResponse.objects.count() == 3


def test_of_who_votes_nothing_is_kept(client, poll, owner):
    send_open_form(client, at(poll), {"q_knows": "right"})
    response = SurveyResponse.objects.get()
    assert (response.code, response.groups, response.submitted_on) == ("", {}, None)
    assert not SurveyInvitation.objects.exists()
    kept = Attempt.objects.get()
    assert "127.0.0.1" not in f"{kept.what}{kept.origin}" and len(kept.origin) == 64
    close_survey(poll, by=owner)
    assert not Attempt.objects.exists(), "closed, not even that is kept"


def test_what_hinders_a_second_vote_goes_after_a_day_though_nobody_votes(client, poll):
    send_open_form(client, at(poll), {"q_knows": "right"})
    close_surveys_task()
    assert Attempt.objects.count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        close_surveys_task()
    assert not Attempt.objects.exists()


def test_the_address_after_a_vote_does_not_say_when(client, poll):
    addresses = set()
    for days in (0, 2):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            addresses.add(send_open_form(client, at(poll), {"q_knows": "right"})["Location"])
    assert len(addresses) == 1
    assert client.get(addresses.pop()).status_code == 200


def test_the_question_that_is_asked_now_is_shown_with_its_votes(client, owner, poll):
    send_open_form(client, at(poll), {"q_knows": "right"})
    SurveySheet(poll).remove(poll.questions.get(), by=owner)
    add_survey_question(poll, by=owner, type="yes-no", key="again", label={"en": "Once more?"})
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        sent = send_open_form(client, at(poll), {"q_again": "yes"})
        page = client.get(sent["Location"]).content.decode()
    assert "Once more?" in page and "Which one?" not in page


def test_a_vote_says_something_or_is_not_counted(client, poll):
    assert "q_knows" in send_open_form(client, at(poll), {}).context["form"].errors
    assert send_open_form(client, at(poll), {"q_knows": "third"}).status_code == 200
    robot = client.post(at(poll), {"q_knows": "right", "website": "x"})
    assert robot.status_code == 200
    assert (
        client.post(
            at(poll), {"q_knows": "right"}, headers={"Origin": "https://elsewhere.example"}
        ).status_code
        == 403
    )
    assert not SurveyResponse.objects.exists()


@pytest.mark.parametrize(
    ("shown", "before", "after", "closed"),
    [("always", True, True, True), ("after-vote", False, True, True), ("closed", False, False, True)],
)
def test_results_are_shown_when_the_organizer_says(client, owner, conference, shown, before, after, closed):
    poll = open_survey(survey_with(conference, by=owner, kind="poll", results_shown=shown), by=owner)

    def sees(address):
        return "The figures stand in the table" in client.get(address).content.decode()

    questions = questions_of_survey(poll)
    for number in range(3):
        vote(poll, {"knows": "right"}, questions, language="en", address=str(number), agent="x")
    assert sees(at(poll)) is before
    voted = send_open_form(client, at(poll), {"q_knows": "wrong"})["Location"]
    assert sees(voted) is after
    assert client.get(f"{voted.rstrip('/')}x/").status_code == 404
    close_survey(poll, by=owner)
    assert sees(at(poll)) is closed
    assert "4 votes" in client.get(at(poll)).content.decode()
    with pytest.raises(Refused, match="not open"):
        vote(poll, {"knows": "right"}, questions, language="en", address="9", agent="x")


def test_the_open_poll_stands_on_the_home_page_and_there_is_one(client, owner, conference, poll):
    home = reverse("conferences_public:home", args=[conference.slug, "ru"])
    page = client.get(home).content.decode()
    assert "Какой?" in page and at(poll, "poll-now", "ru") in page
    assert client.get(at(poll, "poll-now"))["Location"] == at(poll)
    other = survey_with(conference, by=owner, kind="poll", title={"en": "Second"})
    with pytest.raises(Refused, match="One poll at a time"):
        open_survey(other, by=owner)
    assert client.get(at(other)).status_code == 404, "a draft"
    close_survey(poll, by=owner)
    assert "Какой?" not in client.get(home).content.decode()
    assert client.get(at(poll, "poll-now")).status_code == 404


def test_a_poll_asks_one_question_that_can_be_counted(owner, conference, poll):
    for type in ("text", "yes-no"):
        with pytest.raises(Refused):
            add_survey_question(poll, by=owner, type=type, label={"en": "More"})


def test_where_many_share_a_network_more_votes_are_let_through(owner, conference):
    poll = open_survey(survey_with(conference, by=owner, kind="poll", votes_a_day=3), by=owner)
    questions = questions_of_survey(poll)
    for _number in range(3):
        vote(poll, {"knows": "right"}, questions, language="en", address="192.0.2.1", agent="phone")
    with pytest.raises(Refused, match="already today"):
        vote(poll, {"knows": "right"}, questions, language="en", address="192.0.2.1", agent="phone")
