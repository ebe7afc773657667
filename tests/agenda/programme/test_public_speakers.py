"""The public list of speakers: found in any script, a page at a time; each feed of the agenda has an id of its own."""

import datetime as dt
import re

import pytest
from django.test import Client

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data
from confman.documents.registry import document_kinds
from confman.people.domain.merge import merge_people
from tests.factories import PersonFactory, SessionFactory, SessionRoleFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def speakers(conference: Conference, owner: Client, *names: str) -> None:
    session = SessionFactory(conference=conference)
    for name in names:
        person = PersonFactory(conference=conference, listing="public", name={"en": name})
        SessionRoleFactory(session=session, person=person)
    owner.post(f"/{conference.slug}/secretariat/agenda/publish/", {})


def named(conference: Conference, query: str = "") -> list[str]:
    page = Client().get(f"/{conference.slug}/en/speakers/{query}").content.decode()
    return re.findall(r'class="speaker-name"><a[^>]*>([^<]+)</a>', page)


@pytest.mark.parametrize("typed", ["rahimova", "Рахимова", "Raximova", "justice rakhim"])
def test_they_are_found_in_any_spelling_and_by_their_organization(
    conference: Conference, owner_client: Client, typed: str
) -> None:
    speakers(conference, owner_client, "Nigora Rakhimova", "Anvar Karimov")
    assert named(conference, f"?q={typed}") == ["Nigora Rakhimova"]


def test_whoever_is_chair_and_speaker_and_had_two_records_stands_there_once(
    conference: Conference, owner_client: Client
) -> None:
    first, second = (
        PersonFactory(conference=conference, listing="public", name={"en": "Nigora Rakhimova"})
        for _record in range(2)
    )
    opening, closing = (
        SessionFactory(conference=conference, title={"en": title}) for title in ("Opening", "Closing")
    )
    SessionRoleFactory(session=opening, person=first, role="chair")
    SessionRoleFactory(session=opening, person=first, role="speaker")
    SessionRoleFactory(session=closing, person=second, role="speaker")
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    assert named(conference) == ["Nigora Rakhimova"] * 2
    # In what is published already, without another release.
    kept = merge_people(first, second, by=system_user("command"))
    assert named(conference) == ["Nigora Rakhimova"]
    page = Client().get(f"/{conference.slug}/en/speakers/{kept.pk}/").content.decode()
    assert "Opening" in page and "Closing" in page


@pytest.mark.parametrize("typed", ["welcome", "floods", "Rakhimova", "паводки"])
def test_the_agenda_is_searched_for_titles_abstracts_and_speakers(
    conference: Conference, owner_client: Client, typed: str
) -> None:
    session = SessionFactory(
        conference=conference,
        title={"en": "Welcome"},
        summary={"en": "Of <b>floods</b> in the mountains", "ru": "Паводки в горах"},
    )
    SessionFactory(conference=conference, title={"en": "Other"})
    person = PersonFactory(conference=conference, listing="public", name={"en": "Nigora Rakhimova"})
    SessionRoleFactory(session=session, person=person)
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    page = Client().get(f"/{conference.slug}/en/agenda/?q={typed}").content.decode()
    assert re.findall(r'class="agenda-title"[^>]*><a[^>]*>([^<]+)', page) == ["Welcome"]


def test_nobody_found_is_said(conference: Conference, owner_client: Client) -> None:
    speakers(conference, owner_client, "Nigora Rakhimova")
    assert "No person was found" in Client().get(f"/{conference.slug}/en/speakers/?q=zzz").content.decode()


def test_many_stand_on_several_pages(conference: Conference, owner_client: Client) -> None:
    speakers(conference, owner_client, *(f"Speaker {number:02}" for number in range(61)))
    assert (len(named(conference)), len(named(conference, "?page=2"))) == (60, 1)


def test_each_feed_has_its_own_id_and_the_agenda_leads_to_it(
    conference: Conference, owner_client: Client
) -> None:
    speakers(conference, owner_client, "Nigora Rakhimova")
    addresses = [f"/{conference.slug}/{language}/agenda/changes.atom" for language in ("en", "ru")]
    ids = [
        re.findall(r"<id>([^<]+)</id>", Client().get(address).content.decode())[0] for address in addresses
    ]
    assert len(set(ids)) == len(addresses)
    page = Client().get(f"/{conference.slug}/en/agenda/").content.decode()
    assert f'type="application/atom+xml" title="Agenda · {conference.title}" href="{addresses[0]}"' in page


def test_the_agenda_leads_from_day_to_day_and_folds_who_speaks_of_what(
    conference: Conference, owner_client: Client
) -> None:
    speakers(conference, owner_client, "Nigora Rakhimova")
    address = f"/{conference.slug}/en/agenda/"
    page = Client().get(address).content.decode()
    assert 'class="day-jumps' not in page  # one day needs no way to others
    folded = re.search(r'<details class="agenda-fold">(.*?)</details>', page, re.DOTALL)
    assert folded and "Nigora Rakhimova" in folded[1]
    SessionFactory(conference=conference, day=conference.ends_on)
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    page = Client().get(address).content.decode()
    jumps = re.search(r'<nav class="day-jumps.*?</nav>', page, re.DOTALL)
    assert jumps and re.findall(r'href="(#day-\d+)"', jumps[0]) == ["#day-1", "#day-2"]


def test_they_are_found_by_initial_day_and_theme(conference: Conference, owner_client: Client) -> None:
    theme = ThemeFactory(conference=conference)
    second = SessionFactory(conference=conference).start + dt.timedelta(days=1)
    for name, given in (
        ("Nigora Rakhimova", {"theme": theme}),
        ("Anvar Karimov", {"start": second}),
        ("Rustam Aliev", {"start": second, "theme": theme}),
    ):
        session = SessionFactory(conference=conference, **given)
        person = PersonFactory(conference=conference, listing="public", name={"en": name}, sort_key=name)
        SessionRoleFactory(session=session, person=person)
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    day = second.astimezone(conference.zone).date()
    for query, there in (
        ("letter=R", {"Nigora Rakhimova", "Rustam Aliev"}),
        (f"day={day}", {"Anvar Karimov", "Rustam Aliev"}),
        (f"theme={theme.pk}", {"Nigora Rakhimova", "Rustam Aliev"}),
        (f"day={day}&theme={theme.pk}&letter=A&q=rus", {"Rustam Aliev"}),
        ("letter=Z", set()),
    ):
        assert set(named(conference, f"?{query}")) == there, query
    page = Client().get(f"/{conference.slug}/en/speakers/?theme={theme.pk}&letter=R").content.decode()
    bar = page.split("By initial")[1].split("</nav>")[0]
    letters = re.findall(r'<a href="([^"]+)"( aria-current="page")?>(\w+)</a>', bar)
    assert [letter for _url, _mark, letter in letters] == ["all", "A", "K", "N", "R"]
    assert [letter for _url, mark, letter in letters if mark] == ["R"]
    assert all(f"theme={theme.pk}" in url for url, _mark, _letter in letters)


def test_they_stand_by_family_name_in_the_alphabet_of_the_reader(
    conference: Conference, owner_client: Client
) -> None:
    conference.languages = ["en", "ru", "uz"]
    conference.save()
    session = SessionFactory(conference=conference)
    for english, russian, uzbek in (
        ("Vasilieva", "Васильева", "Vasilyeva"),
        ("Sharipova", "Шарипова", "Sharipova"),
        ("Zhukova", "Жукова", "Jukova"),
    ):
        families = {"en": english, "ru": russian, "uz": uzbek}
        given = {"en": "Anna", "ru": "Анна", "uz": "Anna"}
        names = {code: f"{given[code]} {family}" for code, family in families.items()}
        person = PersonFactory(conference=conference, listing="public", name=names, family_name=families)
        SessionRoleFactory(session=session, person=person)
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    orders = {
        "en": ["Sharipova", "Vasilieva", "Zhukova"],
        "ru": ["Васильева", "Жукова", "Шарипова"],
        "uz": ["Jukova", "Vasilyeva", "Sharipova"],
    }
    for language, families_in_order in orders.items():
        page = Client().get(f"/{conference.slug}/{language}/speakers/").content.decode()
        found = re.findall(r'class="speaker-name"><a[^>]*>[^ <]+ ([^<]+)</a>', page)
        assert found == families_in_order
        briefing = build_data(document_kinds.get("agenda.briefing"), conference, language=language)
        assert [sheet.name.split()[-1] for sheet in briefing.sheets] == families_in_order
