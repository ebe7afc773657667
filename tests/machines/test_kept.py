"""What the secretariat's pages worked out is kept until something is written, for the one it was made for."""

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from confman.conferences.models import Conference, Membership, Role
from confman.web.database.state import database_state
from tests.factories import RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def today(conference: Conference) -> str:
    return reverse("conferences_secretariat:dashboard", args=[conference.slug])


def registrations(conference: Conference) -> str:
    return reverse("registrations_secretariat:registration-list", args=[conference.slug])


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def elsewhere(act: Any) -> None:
    """Act in another connection, as another process does."""

    def run() -> None:
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_the_state_changes_with_every_write_of_any_connection(conference: Conference) -> None:
    states = [database_state()]
    Conference.objects.filter(pk=conference.pk).update(city="Here")
    states.append(database_state())
    elsewhere(lambda: Conference.objects.filter(pk=conference.pk).update(city="There"))
    states.append(database_state())
    assert None not in states
    assert len(set(states)) == 3
    list(Conference.objects.all())
    assert database_state() == states[-1]


@pytest.mark.sqlite
def test_a_log_that_begins_anew_tells_no_state_until_something_is_written(tmp_path, monkeypatch):
    """Each that begins looks like every other one; a link to the file leads to its log."""
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "real.sqlite3")
    wal = {"init_command": "PRAGMA journal_mode=WAL;"}
    own = DatabaseWrapper(connection.settings_dict | {"NAME": tmp_path / "link.sqlite3", "OPTIONS": wal})
    monkeypatch.setattr("confman.web.database.state.connection", own)
    states = []
    for statement in ("CREATE TABLE a (b)", "INSERT INTO a VALUES (1)"):
        own.ensure_connection()
        if states:
            assert database_state() is None
        own.cursor().execute(statement)
        states.append(database_state())
        own.close()
    assert None not in states and states[0] != states[1]


@pytest.mark.django_db(transaction=False)
def test_within_a_transaction_nothing_is_kept(conference: Conference) -> None:
    assert database_state() is None


@pytest.mark.parametrize("page", [today, registrations])
def test_a_page_opened_again_asks_few_queries_and_shows_what_was_written_since(
    page: Any, conference: Conference, owner_client: Any
) -> None:
    RegistrationFactory(conference=conference, person__name={"en": "Ada First"})
    SessionFactory(conference=conference)
    first = queries_of(owner_client, page(conference))
    again = queries_of(owner_client, page(conference))
    # The session, the user, the conference, the roles; the state; how a list is seen, and its views.
    assert again <= min(10, first)
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
    conference: Conference, member: Any, client_as: Any
) -> None:
    user = member("registration")
    client = client_as(user)
    assert client.get(registrations(conference)).status_code == 200
    elsewhere(lambda: Membership.objects.filter(user=user).update(role=Role.OBSERVER))
    assert client.get(registrations(conference)).status_code == 403


def test_a_right_that_is_taken_away_while_a_page_is_made_is_not_kept(
    conference: Conference, member: Any, client_as: Any, monkeypatch: Any
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
    from confman.conferences.web import kept

    RegistrationFactory(conference=conference)
    page, _clear = registrations(conference), kept._kept.clear()
    owner_client.get(page)
    of_a_page = len(kept._kept)
    for number in range(3):
        owner_client.get(f"{page}?unknown={number}")
    assert len(kept._kept) == of_a_page
    for number in range(kept.MOST_OF_A_USER):
        owner_client.get(f"{page}?q=word{number}")
        if len(kept._kept) >= kept.MOST_OF_A_USER:
            owner_client.get(f"{page}?q=another")
            break
    assert len(kept._kept) == kept.MOST_OF_A_USER


def test_a_page_is_kept_in_each_language(conference: Conference, owner_client: Any) -> None:
    said = {}
    for language in ("en", "ru", "en"):
        owner_client.post(reverse("set_language"), {"language": language})
        with translation.override(language):
            said.setdefault(language, str(translation.gettext("Today")))
            assert said[language] in owner_client.get(today(conference)).content.decode()
    assert said["en"] != said["ru"]
