"""A reader with filters is answered from the agenda that the process has read for this edition, never an older one."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenda.programme.web.session_entries import SessionEntries
from agenda.releases.domain.publication import publish_agenda
from agenda.rooms.models import Room
from agenda.screens.domain.screens import create_screen
from confman.conferences.domain.changes import change_conference
from confman.conferences.domain.parts import publish_page
from confman.people.domain.people import change_person
from confman.readers import edition_cache
from tests.factories import PageFactory, RoomFactory, SessionFactory, SessionRoleFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def speaker(conference, owner):
    role = SessionRoleFactory(
        session__conference=conference, session__room=RoomFactory(conference=conference, name={"en": "Great Hall"}),
        session__visibility="public", session__title={"en": "Opening", "ru": "Открытие"},
        status="confirmed", person__conference=conference, person__name={"en": "Anna Sample"}, person__listing="public",
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    return role.person


def asked(conference, language="en", **filters):
    address = reverse("agenda_public:agenda", args=[conference.slug, language])
    return Client().get(address, filters).content.decode()


def readings(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()
    return [query["sql"] for query in queries if '"agenda_agendarelease"."content"' in query["sql"]]


def test_the_agenda_is_read_once_in_an_edition(conference, speaker, owner, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 15, 8, 0, 10, tzinfo=dt.UTC), tick=False)
    assert readings(lambda: asked(conference, q="anna"))
    assert not readings(lambda: asked(conference, q="sample"))
    publish_agenda(conference, by=owner)
    assert readings(lambda: asked(conference, q="anna"))
    assert not readings(lambda: asked(conference, q="anna"))
    time_machine.move_to(dt.datetime(2027, 1, 15, 8, 1, 10, tzinfo=dt.UTC), tick=False)
    assert readings(lambda: asked(conference, q="anna"))


def test_whoever_is_hidden_is_found_by_no_filter(conference, speaker, owner):
    assert "Anna Sample" in asked(conference, q="anna")
    change_person(speaker, by=owner, listing="counted-only")
    assert "Anna Sample" not in asked(conference, q="opening")
    assert 'id="session-' not in asked(conference, q="anna")


def test_each_language_and_view_has_entries_of_its_own(conference, speaker):
    conference.languages = ["en", "ru"]
    conference.save()
    for _time in range(2):
        assert ">Opening<" in asked(conference, q="anna") and ">Открытие<" in asked(
            conference, "ru", q="anna"
        )
    for view, times in (("list", 1), ("rooms", 0), ("list", 1)):
        page = asked(conference, q="anna", view=view)
        entry = page[page.index('<li id="session-') :].partition("</li>")[0]
        assert entry.count(" Great Hall</span>") == times


def test_menu_choices_and_downloads_are_made_once_in_an_edition_and_language(conference, speaker, owner):
    """A page that the secretariat publishes and a theme of the next release are there at once."""
    conference.languages = ["en", "ru"]
    conference.save()
    page = PageFactory(conference=conference, in_menu=True, title={"en": "Visas", "ru": "Визы"})
    asked(conference, q="anna")
    with CaptureQueriesContext(connection) as queries:
        assert ">Visas<" not in asked(conference, q="opening")
    # The edition, the conference, and its partners.
    assert len(queries) <= 4
    publish_page(page, by=owner)
    SessionFactory(
        conference=conference, visibility="public", kind="ceremony", floor_languages=["fr"],
        theme=ThemeFactory(conference=conference, name={"en": "Water", "ru": "Вода"}),
    )  # fmt: skip
    before = asked(conference, q="anna")
    assert ">Visas<" in before and ">Визы<" in asked(conference, "ru", q="anna")
    publish_agenda(conference, by=owner)
    after = asked(conference, q="anna")
    for text in ("</svg> Water</a></li>", 'value="ceremony"', "/themes/"):
        assert text not in before and text in after
    assert "</svg> Вода</a></li>" in asked(conference, "ru", q="anna")


def test_after_an_act_only_entries_that_say_something_else_are_written_again(
    conference, speaker, owner, monkeypatch
):
    """A person's new name, a room's in a new release, and a new address are on the page; an equal entry is kept."""
    other = SessionRoleFactory(
        session__conference=conference, session__visibility="public", session__title={"en": "Closing"},
        status="confirmed", person__conference=conference, person__name={"en": "Boris Sample"},
        person__listing="public",
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    written, write = [], SessionEntries.write

    def note(entries, session):
        written.append(str(session))
        return write(entries, session)

    monkeypatch.setattr(SessionEntries, "write", note)

    def again():
        written.clear()
        return asked(conference, q="sample")

    first = again()
    assert sorted(written) == ["Closing", "Opening"]
    change_conference(conference, by=owner, city={"en": "Samarkand"})
    again()
    assert written == []
    change_person(speaker, by=owner, name={"en": "Anna New Sample"})
    assert "Anna New Sample" in again() and written == ["Opening"]
    room = Room.objects.get(conference=conference, name__en="Great Hall")
    room.name = {"en": "Small Hall"}
    room.save()
    publish_agenda(conference, by=owner)
    assert " Small Hall</span>" in again() and written == ["Opening"]
    change_person(other.person, by=owner, listing="counted-only")
    assert "Boris Sample" not in again() and "Boris Sample" in first
    conference.slug = "renamed"
    conference.save()
    assert "/renamed/en/agenda/" in again() and written == ["Opening"]


def test_no_more_than_a_few_are_kept(conference, speaker, owner):
    for _number in range(edition_cache.MAX_SHELVES + 2):
        publish_agenda(conference, by=owner)
        asked(conference, q="anna")
    assert len(edition_cache._shelves) <= edition_cache.MAX_SHELVES


def test_where_pages_are_not_kept_each_page_reads_the_agenda_once(conference, speaker, owner, settings):
    settings.CONFMAN_KEEPS_BODIES = False
    client, address = Client(), reverse("conferences_public:home", args=[conference.slug, "en"])
    assert len(readings(lambda: client.get(address))) == 1
    assert len(readings(lambda: client.get(address))) == 1
    assert "Anna Sample" in client.get(address).content.decode()
    change_person(speaker, by=owner, listing="counted-only")
    assert "Anna Sample" not in client.get(address).content.decode()


def test_elsewhere_nothing_is_kept(conference, speaker, other_conference):
    made = []
    for _time in range(2):
        edition_cache.cached_in_edition(conference, "agenda", lambda: made.append(1))
    with edition_cache.in_edition(other_conference.slug, "1:1"):
        edition_cache.cached_in_edition(conference, "agenda", lambda: made.append(1))
    assert len(made) == 3


def test_a_screen_that_asks_again_reads_no_agenda_until_an_act(conference, speaker, owner, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 15, 8, 0, 10, tzinfo=dt.UTC), tick=False)
    screen = create_screen(conference, by=owner, name="Foyer", kind="now-and-next")
    address = reverse("agenda_onsite:screen-part", args=[conference.slug, screen.token])
    first = Client().get(address)
    assert readings(lambda: Client().get(address)) == []
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    change_conference(conference, by=owner, city={"en": "Samarkand"})
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
