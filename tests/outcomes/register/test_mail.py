"""Mail about new documents: by series, one for what was issued together, never twice, stopped with one click."""

import datetime as dt
import re
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confman.mail.models import Message
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.people.models import Person
from outcomes.register.domain import documents
from outcomes.register.domain.files import issue_language, put_language
from outcomes.register.domain.subscriptions import choose_series, stop_address, subscribed
from outcomes.register.tasks import announce_documents_task
from registrations.core.domain.capacity import claim_places
from registrations.core.models.registration import Registration
from tests.factories import RegistrationFactory
from tests.outcomes.register.samples import fresh, paper, registered, series_of

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


@pytest.fixture
def add_language(owner):
    """`add_language(row, "ru", NOON)`: the language of an issued document is entered and issued at this hour."""

    def add_language(row, language, at):
        with time_machine.travel(at, tick=False):
            issue_language(put_language(row, by=owner, language=language, file=paper()), by=owner)

    return add_language


def test_who_reads_in_a_language_is_told_once_when_it_follows(subscriber, issue, add_language):
    english, russian = subscriber("INF"), subscriber("INF")
    Person.objects.filter(pk=russian.person_id).update(language="ru")
    with time_machine.travel(NOON, tick=False):
        row = issue(title={"en": "Transport", "ru": "Транспорт"})
        issue("CRP", title={"en": "In the room"})
    assert len(announced()) == 2
    add_language(row, "ru", NOON + dt.timedelta(minutes=10))
    assert len(announced(NOON + dt.timedelta(minutes=11))) == 2, "another language may follow at this moment"
    mails = announced(NOON + dt.timedelta(minutes=13))
    (later,) = (mail for mail in mails if "новая языковая версия" in mail.body_text)
    assert (len(mails), later.to) == (3, russian.person.email)
    assert "CONF/2017/INF.1 Транспорт (новая языковая версия: русский)" in later.body_text
    assert english.person.email != russian.person.email
    for hour in (1, 2):
        assert len(announced(NOON + dt.timedelta(hours=hour))) == 3


def test_a_language_that_comes_before_the_mail_comes_with_it(subscriber, issue, add_language):
    subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        row = issue()
    add_language(row, "ru", NOON + dt.timedelta(minutes=1))
    assert not announced(NOON + dt.timedelta(minutes=2, seconds=30)), "Russian was issued just now"
    (mail,) = announced(NOON + dt.timedelta(minutes=4))
    assert "language version" not in mail.body_text
    assert announced(NOON + dt.timedelta(hours=1)) == [mail]


def test_a_language_of_a_document_under_embargo_or_restricted_or_withdrawn_is_not_told(
    register, subscriber, issue, add_language, owner
):
    subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        row = issue()
    assert len(announced()) == 1
    add_language(row, "ru", NOON + dt.timedelta(minutes=10))
    Person.objects.update(language="ru")
    documents.change_document(row, by=owner, embargo=NOON + dt.timedelta(hours=2))
    assert len(announced(NOON + dt.timedelta(hours=1))) == 1
    documents.change_document(fresh(row), by=owner, distribution="restricted")
    assert len(announced(NOON + dt.timedelta(hours=3))) == 1
    documents.withdraw_document(row, by=owner, reason="Sent in error")
    assert len(announced(NOON + dt.timedelta(hours=4))) == 1


def test_what_replaces_another_is_told_as_such_once(subscriber, issue):
    subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        row = issue()
    assert len(announced()) == 1
    with time_machine.travel(NOON + dt.timedelta(hours=1), tick=False):
        issue(parent=row, kind="Rev", replaces=row)
        issue(replaces=issue(distribution="restricted", title={"en": "For few"}), title={"en": "For all"})
    mails = announced(NOON + dt.timedelta(hours=2))
    (later,) = (mail for mail in mails if "Rev.1" in mail.body_text)
    assert "CONF/2017/INF.1/Rev.1 Document INF (replaces CONF/2017/INF.1)" in later.body_text
    # A restricted document is not named to those who may not read it.
    assert "CONF/2017/INF.3 For all\n" in later.body_text
    assert len(announced(NOON + dt.timedelta(hours=3))) == len(mails) == 2


def test_the_mail_asks_as_many_queries_for_three_languages_as_for_one(subscriber, issue, add_language):
    def told(count, at):
        with time_machine.travel(at, tick=False):
            rows = [issue() for _number in range(count)]
        announced(at + dt.timedelta(minutes=5))
        for row in rows:
            add_language(row, "ru", at + dt.timedelta(minutes=10))
        with (
            time_machine.travel(at + dt.timedelta(minutes=20), tick=False),
            CaptureQueriesContext(connection) as queries,
        ):
            assert announce_documents_task() == 1
        return len(queries)

    subscriber("INF")
    Person.objects.update(language="ru")
    assert told(1, NOON) == told(3, NOON + dt.timedelta(hours=1))


def test_languages_issued_before_the_update_are_told_to_nobody(subscriber, issue, add_language):
    subscriber("INF")
    with time_machine.travel(NOON, tick=False):
        row = issue()
    announced()
    add_language(row, "ru", NOON + dt.timedelta(hours=1))
    Person.objects.update(language="ru")
    import_module("outcomes.migrations.0019_told_of_languages").note_languages(apps, None)
    assert len(announced(NOON + dt.timedelta(hours=2))) == 1
