"""The secretariat's pages keep their work until something is written, for the one it was made for."""

import re
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Membership, Role
from registrations.attendance.domain.attendance import record_scan
from registrations.questionnaire.domain.builder import add_field
from tests.factories import (
    CheckpointFactory,
    DelegationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def today(conference: Conference) -> str:
    return reverse("conferences_secretariat:dashboard", args=[conference.slug])


def registrations(conference: Conference) -> str:
    return reverse("registrations_secretariat:registration-list", args=[conference.slug])


def sessions(conference: Conference) -> str:
    return reverse("agenda_secretariat:session-list", args=[conference.slug])


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: Any, time_machine: Any) -> Any:
    """`elsewhere(act)`: act in another connection, as another process does.

    Only that changes the state here: PostgreSQL's is that of a server on which other tests write. No minute ends.
    """
    state = [b"0"]
    time_machine.move_to(timezone.now(), tick=False)
    monkeypatch.setattr("confman.conferences.web.base.database_state", lambda: state[0])

    def run(act: Any) -> None:
        def alone() -> None:
            act()
            connections.close_all()

        thread = threading.Thread(target=alone)
        thread.start()
        thread.join()
        state[0] += b"1"

    return run


@pytest.mark.parametrize("page", [today, registrations, sessions])
def test_a_page_opened_again_asks_few_queries_and_shows_what_was_written_since(
    page: Any, conference: Conference, owner_client: Any, elsewhere: Any
) -> None:
    RegistrationFactory(conference=conference, person__name={"en": "Ada First"})
    SessionFactory(conference=conference)
    first = queries_of(owner_client, page(conference))
    again = queries_of(owner_client, page(conference))
    # The session, the user, the conference, the roles; how a list is seen, and its views.
    assert again <= min(9, first)
    before = owner_client.get(page(conference)).content.decode()
    elsewhere(lambda: RegistrationFactory(conference=conference, person__name={"en": "Ben Second"}))
    after = owner_client.get(page(conference)).content.decode()
    assert before != after
    if page is registrations:
        assert "Ben Second" not in before
        assert "Ben Second" in after


def test_nobody_sees_what_was_kept_for_another(
    conference: Conference, owner_client: Any, member: Any, client_as: Any
) -> None:
    RegistrationFactory(conference=conference)
    editor, registrar = client_as(member("programme")), client_as(member("registration"))
    alone = [client.get(today(conference)).content.decode() for client in (editor, registrar)]
    kept = [client.get(today(conference)).content.decode() for client in (owner_client, editor, registrar)]
    figure = registrations(conference)
    assert [figure in page for page in kept] == [True, figure in alone[0], figure in alone[1]]
    assert figure not in kept[1]
    assert figure in kept[2]
    assert editor.get(figure).status_code == 403


def test_a_right_that_was_taken_away_shows_nothing_kept(
    conference: Conference, member: Any, client_as: Any, elsewhere: Any
) -> None:
    user = member("registration")
    client = client_as(user)
    assert client.get(registrations(conference)).status_code == 200
    elsewhere(lambda: Membership.objects.filter(user=user).update(role=Role.OBSERVER))
    assert client.get(registrations(conference)).status_code == 403


def test_a_right_that_is_taken_away_while_a_page_is_made_is_not_kept(
    conference: Conference, member: Any, client_as: Any, monkeypatch: Any, elsewhere: Any
) -> None:
    """Between the check of the right and what follows from it."""
    user, page = member("registration"), today(conference)
    client = client_as(user)
    alone = f'"{registrations(conference)}"'

    def is_invited(*_asked: Any) -> bool:
        elsewhere(lambda: Membership.objects.filter(user=user).update(role=Role.OBSERVER))
        return False

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("confman.conferences.web.base.is_invited", is_invited)
        assert alone in client.get(page).text
    assert alone not in client.get(page).text


def test_one_user_takes_little_room(conference: Conference, owner_client: Any, member: Any) -> None:
    """However many addresses are asked for; those that ask for what no list knows are not kept at all."""
    from confman.conferences.web import page_cache

    RegistrationFactory(conference=conference)
    page, _clear = registrations(conference), page_cache._entries.clear()
    owner_client.get(page)
    of_a_page = len(page_cache._entries)
    for number in range(3):
        owner_client.get(f"{page}?unknown={number}")
    assert len(page_cache._entries) == of_a_page
    for number in range(page_cache.MAX_ENTRIES_OF_A_USER):
        owner_client.get(f"{page}?q=word{number}")
        if len(page_cache._entries) >= page_cache.MAX_ENTRIES_OF_A_USER:
            owner_client.get(f"{page}?q=another")
            break
    assert len(page_cache._entries) == page_cache.MAX_ENTRIES_OF_A_USER


def test_a_page_is_kept_in_each_language(conference: Conference, owner_client: Any) -> None:
    said = {}
    for language in ("en", "ru", "en"):
        owner_client.post(reverse("set_language"), {"language": language})
        with translation.override(language):
            said.setdefault(language, str(translation.gettext("Today")))
            assert said[language] in owner_client.get(today(conference)).content.decode()
    assert said["en"] != said["ru"]


def test_what_is_kept_in_one_language_stops_no_page_in_another(
    conference: Conference, owner_client: Any
) -> None:
    """A key that holds a lazy word is another one in another language: every page of the process then failed."""
    RoomFactory(conference=conference)
    SessionFactory(conference=conference)
    sessions = reverse("agenda_secretariat:session-list", args=[conference.slug])
    for language in ("ru", "en", "ru"):
        page = owner_client.get(sessions, headers={"accept-language": language})
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()


def test_what_is_kept_says_the_same_each_time(conference: Conference, owner: Any, owner_client: Any) -> None:
    for _time in range(3):
        with transaction.atomic():
            record_audit("conferences.settings_changed", by=owner, target=conference)
    first, second = (
        re.sub(r"[\w-]{40,}", "", owner_client.get(today(conference)).content.decode()) for _time in range(2)
    )
    assert "3 times" in first and first == second


def test_a_form_in_a_row_is_that_of_the_browser_that_asks(
    conference: Conference, owner: Any, owner_client: Any, client_as: Any
) -> None:
    registration = RegistrationFactory(conference=conference, status="approved")
    record_scan(CheckpointFactory(conference=conference), registration=registration, by=owner)
    address = reverse("registrations_secretariat:attendance", args=[conference.slug])
    first, second = (html.fromstring(each.get(address).content) for each in (owner_client, client_as(owner)))
    tokens = [
        {each.value for each in page.xpath('//input[@name="csrfmiddlewaretoken"]')}
        for page in (first, second)
    ]
    assert first.xpath('//tbody//input[@name="csrfmiddlewaretoken"]')
    assert not tokens[0] & tokens[1]


def test_a_question_a_country_and_a_head_written_since_are_on_the_next_page(
    conference: Conference, owner: Any, owner_client: Any, elsewhere: Any
) -> None:
    delegation = DelegationFactory(conference=conference)
    row = RegistrationFactory(conference=conference, person__country="UZ")
    record = reverse("registrations_secretariat:registration", args=[conference.slug, row.pk])
    delegations = reverse("registrations_secretariat:delegation-list", args=[conference.slug])

    def shown(page: str) -> str:
        return str(owner_client.get(page).content.decode())

    assert "Shoe size" not in shown(record)
    assert 'value="KZ"' not in shown(registrations(conference))
    assert "state=no-head" in shown(delegations)

    def write() -> None:
        add_field(conference, by=owner, type="text", key="shoes", label={"en": "Shoe size"}, required=True)
        RegistrationFactory(
            conference=conference, person__country="KZ", delegation=delegation, function="head"
        )

    elsewhere(write)
    assert "Shoe size" in shown(record)
    assert 'value="KZ"' in shown(registrations(conference))
    assert "state=no-head" not in shown(delegations)
