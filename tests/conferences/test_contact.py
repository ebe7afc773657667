"""The box to write to the secretariat: what is typed is kept, robots are refused, an answer is mailed once."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from confman.conferences.domain.contact import answer_message
from confman.conferences.models import Conference, ContactMessage
from confman.mail.models import Message
from confman.web.errors import Refused
from tests.factories import ContactMessageFactory

TYPED = {
    "name": "Nargiza Sample",
    "email": "nargiza@example.org",
    "subject": "Hotel",
    "body": "Where can I stay?",
    "website": "",
}


def shown_token(client: Client, address: str) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


@pytest.fixture
def address(conference: Conference) -> str:
    return f"/{conference.slug}/ru/contact/"


@pytest.fixture
def send(client: Client, address: str) -> Callable[..., Any]:
    """Opens the form, waits ten seconds, sends it."""

    def action(**changes: Any) -> Any:
        headers = changes.pop("headers", {})
        now = timezone.now()
        with time_machine.travel(now - dt.timedelta(seconds=changes.pop("waited", 10)), tick=False):
            token = shown_token(client, address)
        return client.post(address, {**TYPED, "shown": token, **changes}, headers=headers)

    return action


def test_the_empty_inbox_leads_to_where_messages_are_written(
    conference: Conference, owner_client: Client, client: Client
) -> None:
    inbox = owner_client.get(f"/{conference.slug}/secretariat/messages/").content.decode()
    way = re.search(r'href="([^"]+)">\s*Open the contact page', inbox)
    assert way and client.get(way[1]).status_code == 200


def test_a_message_reaches_the_secretariat(send: Any, conference: Conference, owner_client: Client) -> None:
    response = send()
    assert response["Location"] == f"/{conference.slug}/ru/contact/sent/"
    assert not response.cookies
    message = ContactMessage.objects.get()
    assert (message.subject, message.language, message.is_practice) == ("Hotel", "ru", False)
    listed = owner_client.get(f"/{conference.slug}/secretariat/messages/").content.decode()
    assert "Hotel" in listed
    dashboard = owner_client.get(f"/{conference.slug}/secretariat/").content.decode()
    assert "A message to the secretariat waits for an answer" in dashboard


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"email": "nobody"}, id="no-address"),
        pytest.param({"subject": ""}, id="no-subject"),
        pytest.param({"website": "https://spam.example"}, id="a-robot-filled-the-trap"),
        pytest.param({"waited": 0}, id="faster-than-anyone-types"),
        pytest.param({"waited": 90_000}, id="open-for-more-than-a-day"),
        pytest.param({"shown": "forged"}, id="a-token-of-nobody"),
        pytest.param({"body": "x" * 5001}, id="too-long"),
    ],
)
def test_a_wrong_form_is_refused_and_keeps_what_was_typed(send: Any, changes: dict[str, Any]) -> None:
    response = send(**changes)
    assert response.status_code == 200
    assert not ContactMessage.objects.exists()
    content = response.content.decode()
    assert 'value="Nargiza Sample"' in content
    assert "form-summary" in content
    assert not response.cookies


def test_a_form_that_was_open_too_long_is_taken_the_second_time(
    client: Client, send: Any, address: str
) -> None:
    renewed = re.search(r'name="shown" value="([^"]+)"', send(waited=90_000).content.decode())
    assert renewed
    assert client.post(address, {**TYPED, "shown": renewed[1]}).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://elsewhere.example"}, id="origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="fetch-metadata"),
    ],
)
def test_a_foreign_page_cannot_send_it(send: Any, headers: dict[str, str]) -> None:
    assert send(headers=headers).status_code == 403
    assert not ContactMessage.objects.exists()


def test_the_same_message_sent_twice_is_one(send: Any) -> None:
    assert [send()["Location"] for _time in range(2)] == [send()["Location"]] * 2
    assert ContactMessage.objects.count() == 1
    send(body="And where can I eat?")
    assert ContactMessage.objects.count() == 2


def test_a_flood_is_stopped_and_ends_with_the_hour(send: Any) -> None:
    for number in range(20):
        assert send(body=f"Where can I stay, {number}?").status_code == 302
    refused = send()
    assert refused.status_code == 429 and 3500 < int(refused["Retry-After"]) <= 3600
    assert ContactMessage.objects.count() == 20
    assert 'value="Nargiza Sample"' in refused.content.decode()
    assert send(body="Where can I stay, 0?").status_code == 302, "sent again, it is the same"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert send().status_code == 302


def test_an_answer_is_mailed_in_the_writers_language(owner_client: Client, conference: Conference) -> None:
    message = ContactMessageFactory(conference=conference, language="ru", email="writer@example.org")
    page = f"/{conference.slug}/secretariat/messages/{message.pk}/"
    assert "When does registration close?" in owner_client.get(page).content.decode()
    response = owner_client.post(page, {"answer": "On 1 March."}, follow=True)
    assert "writer@example.org" in response.content.decode()
    mail = Message.objects.get()
    assert (mail.to, mail.language) == ("writer@example.org", "ru")
    assert "On 1 March." in mail.body_text
    message.refresh_from_db()
    assert message.answered_by.email == "owner@example.org"
    shown = owner_client.get(f"/{conference.slug}/secretariat/messages/?show=answered").content.decode()
    assert message.subject in shown


def test_two_colleagues_do_not_both_answer(conference: Conference, owner: Any) -> None:
    message = ContactMessageFactory(conference=conference)
    twin = ContactMessage.objects.get(pk=message.pk)
    answer_message(message, answer="One.", by=owner)
    with pytest.raises(Refused):
        answer_message(twin, answer="Two.", by=owner)
    assert Message.objects.count() == 1


def test_a_message_of_another_conference_is_not_found(
    owner_client: Client, conference: Conference, other_conference: Conference
) -> None:
    message = ContactMessageFactory(conference=other_conference)
    assert owner_client.get(f"/{conference.slug}/secretariat/messages/{message.pk}/").status_code == 404


def test_the_list_asks_a_constant_number_of_queries(
    owner_client: Client, conference: Conference, assert_constant_queries: Any
) -> None:
    page = f"/{conference.slug}/secretariat/messages/"
    assert_constant_queries(page, lambda: ContactMessageFactory(conference=conference), client=owner_client)
    assert_constant_queries(
        f"{page}?show=answered",
        lambda: ContactMessageFactory(conference=conference, answered_at=timezone.now()),
        client=owner_client,
    )


def test_where_nothing_waits_the_answered_ones_are_still_found(
    owner_client: Client, conference: Conference
) -> None:
    page = f"/{conference.slug}/secretariat/messages/"
    assert "?show=answered" not in owner_client.get(page).content.decode()
    ContactMessageFactory(conference=conference, answered_at=timezone.now())
    content = owner_client.get(page).content.decode()
    assert "?show=answered" in content
    assert "No message here" in content and "Clear filters" not in content


def test_a_message_can_be_deleted(owner_client: Client, conference: Conference) -> None:
    message = ContactMessageFactory(conference=conference)
    owner_client.post(f"/{conference.slug}/secretariat/messages/{message.pk}/delete/")
    assert not ContactMessage.objects.exists()
