"""The visitors' poll: voted without an account, once by each browser of a hall, told with its total."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.accounts.domain.rate_limits import delete_old_counts, within_rate_limit
from confman.accounts.models import RateLimitCount
from confman.web.errors import Refused
from registrations.surveys.domain.lifecycle import close_survey, open_survey
from registrations.surveys.domain.polls import vote
from registrations.surveys.domain.questions import SurveySheet, add_survey_question, questions_of_survey
from registrations.surveys.models import SurveyAnswer, SurveyInvitation, SurveyResponse
from tests.registrations.forms import send_open_form
from tests.registrations.survey_samples import survey_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(conference, owner):
    return open_survey(survey_with(conference, by=owner, kind="poll"), by=owner)


def at(poll, name="poll", language="en"):
    arguments = [poll.conference.slug, language] + ([] if name == "poll-now" else [poll.pk])
    return reverse(f"registrations_public:{name}", args=arguments)


def test_a_vote_needs_no_cookie_and_a_browser_counts_once_a_day(client, poll):
    page = client.get(at(poll))
    assert not page.cookies and "csrfmiddlewaretoken" not in page.content.decode()
    assert "The right one" in page.content.decode() and "1 vote" not in page.content.decode()
    strict = Client(enforce_csrf_checks=True)
    response = send_open_form(strict, at(poll), {"q_knows": "right"})
    assert response.status_code == 302
    [cookie] = response.cookies.values()
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    thanks = strict.get(response["Location"])
    assert "your vote was counted" in thanks.content.decode() and "1 vote" in thanks.content.decode()
    assert not thanks.cookies and "100" in thanks.content.decode()
    for language in ("en", "ru"):
        again = send_open_form(strict, at(poll, language=language), {"q_knows": "wrong"})
        assert again.status_code == 200 and again.context["form"].errors
    assert [answer.value for answer in SurveyAnswer.objects.all()] == ["right"]
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        assert send_open_form(strict, at(poll), {"q_knows": "right"}).status_code == 302
    assert SurveyResponse.objects.count() == 2


def test_a_hall_behind_one_address_votes_with_phones_of_one_make(poll):
    for _phone in range(5):
        phone = Client(headers={"User-Agent": "One make"})
        assert send_open_form(phone, at(poll), {"q_knows": "right"}).status_code == 302
    assert SurveyResponse.objects.count() == 5


def test_one_form_sent_twice_before_the_browser_knows_its_number_is_one_vote(client, poll):
    with time_machine.travel(timezone.now() - dt.timedelta(seconds=30)):
        shown = client.get(at(poll)).context["form"]["shown"].value()
    first, second = (Client().post(at(poll), {"q_knows": "right", "shown": shown}) for _time in range(2))
    assert first.status_code == 302 and SurveyResponse.objects.count() == 1
    assert "counted already today" in second.content.decode()


def test_one_address_does_not_vote_without_end(poll):
    within_rate_limit("vote", address="127.0.0.1")
    RateLimitCount.objects.update(number=5000)
    refused = send_open_form(Client(), at(poll), {"q_knows": "right"})
    assert refused.status_code == 429 and not SurveyResponse.objects.exists()


def test_of_who_votes_nothing_is_kept(client, poll, owner):
    send_open_form(client, at(poll), {"q_knows": "right"})
    response = SurveyResponse.objects.get()
    assert (response.code, response.groups, response.submitted_on) == ("", {}, None)
    assert not SurveyInvitation.objects.exists()
    kept = str(list(RateLimitCount.objects.values()))
    assert "127.0.0.1" not in kept and client.cookies["ballot"].value not in kept
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        delete_old_counts()
    assert not RateLimitCount.objects.exists()


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
        return "The figures are in the table" in client.get(address).content.decode()

    questions = questions_of_survey(poll)
    for number in range(3):
        vote(poll, {"knows": "right"}, questions, language="en", browser=str(number))
    assert sees(at(poll)) is before
    voted = send_open_form(client, at(poll), {"q_knows": "wrong"})["Location"]
    assert sees(voted) is after
    assert client.get(f"{voted.rstrip('/')}x/").status_code == 404
    close_survey(poll, by=owner)
    assert sees(at(poll)) is closed
    assert "4 votes" in client.get(at(poll)).content.decode()
    with pytest.raises(Refused, match="not open"):
        vote(poll, {"knows": "right"}, questions, language="en", browser="9")


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
