"""Mail about new documents: by series, one for what was issued together, never twice, stopped with one click."""

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from confman.mail.models import Message
from confman.people.domain.privacy import collect_person_data, erase_person
from outcomes.register.domain import documents
from outcomes.register.domain.subscriptions import choose_series, stop_address, subscribed
from outcomes.register.tasks import announce_documents_task
from registrations.core.domain.capacity import claim_places
from registrations.core.models.registration import Registration
from tests.factories import RegistrationFactory
from tests.outcomes.register.samples import registered, series_of

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def subscriber(register, owner):
    """`subscriber("INF", "CRP")`: an approved participant who subscribes to these series."""

    def make(*codes, status="approved"):
        mine = RegistrationFactory(conference=register, status=status, person__conference=register)
        choose_series(mine, [series_of(register, code) for code in codes], by=owner)
        return mine

    return make


@pytest.fixture
def issue(register, owner):
    def issue(code="INF", **given):
        row = registered(register, code, by=owner, **given)
        documents.issue_document(row, by=owner)
        return row

    return issue


def announced(at=NOON + dt.timedelta(minutes=5)):
    """Let the worker do its job, and return the mails."""
    with time_machine.travel(at, tick=False):
        announce_documents_task()
    return list(Message.objects.filter(key="outcomes.new_documents"))


def test_what_was_issued_together_comes_in_one_mail_once(subscriber, issue):
    mine = subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        for title in ("Practical information", "Transport", "Not for you"):
            issue("" if title == "Not for you" else "INF", title={"en": title})
        announce_documents_task()
    assert not Message.objects.exists(), "more may be issued at this moment"
    (mail,) = announced()
    assert mail.to == mine.person.email
    for said in ("CONF/2017/INF.1 Practical information", "CONF/2017/INF.2 Transport"):
        assert said in mail.body_text
    assert "Not for you" not in mail.body_text
    assert announced(NOON + dt.timedelta(hours=1)) == [mail]


def test_nobody_is_told_of_what_is_withdrawn_within_two_minutes(
    register, subscriber, issue, owner, owner_client
):
    subscriber("INF")
    row = registered(register, "INF", by=owner)
    asked = owner_client.get(
        reverse("outcomes_secretariat:registered-document-issue", args=[register.slug, row.pk])
    )
    assert "withdraw the document until then, and nobody is informed" in asked.content.decode()
    with time_machine.travel(NOON, tick=False):
        documents.issue_document(row, by=owner)
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        documents.withdraw_document(row, by=owner, reason="The wrong file.")
    assert not announced()


def test_an_embargo_holds_for_the_mail(subscriber, issue):
    subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        issue(embargo=NOON + dt.timedelta(hours=1))
    assert not announced(NOON + dt.timedelta(minutes=30))
    assert len(announced(NOON + dt.timedelta(hours=1, minutes=1))) == 1


def test_nobody_is_told_of_what_they_may_not_read(subscriber, issue):
    approved, waiting = subscriber("CRP"), subscriber("CRP", status="submitted")
    subscriber("CRP", status="cancelled")
    with time_machine.travel(NOON, tick=False):
        issue("CRP", distribution="limited", title={"en": "In the room"})
        issue("CRP", distribution="restricted", title={"en": "For few"})
        issue("CRP", title={"en": "For all"})
    mails = {mail.to: mail.body_text for mail in announced()}
    assert mails.keys() == {approved.person.email, waiting.person.email}
    assert "In the room" in mails[approved.person.email]
    assert "In the room" not in mails[waiting.person.email] and "For all" in mails[waiting.person.email]
    assert not any("For few" in text for text in mails.values())


def test_one_click_stops_it(subscriber, issue):
    mine, other = subscriber("INF", "CRP"), subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        issue()
    mail = next(mail for mail in announced() if mail.to == mine.person.email)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = stop_address(mine).removeprefix(settings.BASE_URL)
    page = Client().get(address)
    assert page.status_code == 200 and subscribed(mine), "to look at it changes nothing"
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert "You get no mail about new documents." in answer.content.decode()
    assert not subscribed(mine) and subscribed(other)
    assert Client().get(address[:-3] + "xyz/").status_code == 410


def test_a_participant_chooses_the_series_on_their_page(register, client_as, django_user_model):
    user = django_user_model.objects.create_user(email="taking.part@example.org")
    mine = RegistrationFactory(
        conference=register, status="approved", person__user=user, person__conference=register
    )
    client = client_as(user)
    address = reverse("outcomes_portal:document-mail", args=[register.slug, mine.pk])
    assert (
        address
        in client.get(
            reverse("outcomes_portal:own-documents", args=[register.slug, mine.pk])
        ).content.decode()
    )
    chosen = series_of(register, "CRP")
    answer = client.post(address, {"series": [chosen.pk]}, follow=True).content.decode()
    assert "Your choice was saved." in answer
    assert subscribed(mine) == {chosen.pk}
    assert re.search(rf'value="{chosen.pk}"[^>]*checked', client.get(address).content.decode())
    client.post(address, {})
    assert not subscribed(mine)


def test_who_issues_reads_how_many_are_told(register, owner, owner_client, subscriber):
    subscriber("INF")
    row = registered(register, "INF", by=owner)
    address = reverse("outcomes_secretariat:registered-document-issue", args=[register.slug, row.pk])
    assert "1 participant who subscribes to the series is informed by mail." in (
        owner_client.get(address).content.decode()
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "2 participants who subscribe"),
        ({"distribution": "limited"}, "1 participant who subscribes"),
        ({"distribution": "restricted"}, ""),
    ],
)
def test_only_readers_are_counted_before_the_issue(register, owner, owner_client, subscriber, given, said):
    for status in ("approved", "submitted", "cancelled"):
        subscriber("INF", status=status)
    row = registered(register, "INF", by=owner, **given)
    address = reverse("outcomes_secretariat:registered-document-issue", args=[register.slug, row.pk])
    answer = owner_client.get(address).content.decode()
    assert said in answer and ("informed by mail" in answer) == bool(said)


def test_before_the_issue_of_a_document_under_embargo_its_hour_is_said(
    register, owner, owner_client, subscriber
):
    subscriber("INF")
    row = registered(register, "INF", by=owner, embargo=dt.datetime(2037, 3, 1, 12, tzinfo=dt.UTC))
    address = reverse("outcomes_secretariat:registered-document-issue", args=[register.slug, row.pk])
    answer = owner_client.get(address).content.decode()
    assert "Not before 1 March 2037, 17:00." in answer and "two minutes" not in answer


def test_several_documents_are_issued_in_one_act(register, owner, owner_client, subscriber):
    subscriber("INF")
    rows = [registered(register, "INF", by=owner) for _number in range(2)]
    listed = reverse("outcomes_secretariat:registered-document-list", args=[register.slug])
    chosen = {"action": "issue", "selected": [row.pk for row in rows]}
    with time_machine.travel(NOON):
        owner_client.force_login(owner)
        owner_client.post(listed, {**chosen, "confirmed": "yes"})
    (mail,) = announced()
    assert "CONF/2017/INF.1" in mail.body_text and "CONF/2017/INF.2" in mail.body_text


def test_the_choice_stands_in_the_own_file_and_goes_with_the_person(subscriber, owner):
    mine = subscriber("INF")
    kinds = [row["kind"] for row in collect_person_data(mine.person)["outcomes"]]
    assert kinds == ["mail about new documents"]
    claim_places(Registration.objects.holding_a_place())
    erase_person(mine.person, by=owner)
    assert not subscribed(mine)
