"""The demo's ground floor: complete, made once, never overwriting, refused in production."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from confman.accounts.system_users import system_user
from confman.conferences.demo import SLUG, demo_conference
from confman.conferences.demo_accounts import ACCOUNTS, PASSWORD
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference


@pytest.fixture
def demo(db: Any) -> Conference:
    return demo_conference(by=system_user("demo"))


def test_it_is_announced_in_three_languages_with_its_partners(client: Client, demo: Conference) -> None:
    assert demo.is_sample
    assert demo.languages == ["uz", "ru", "en"]
    for language, words in (("uz", "NAMUNA"), ("ru", "ОБРАЗЕЦ"), ("en", "SAMPLE")):
        content = client.get(f"/{SLUG}/{language}/").content.decode()
        assert "Istiqbolli" in content or "Истикболли" in content
        assert words in content
    for part in (demo.themes, demo.partners, demo.pages):
        for row in part.all():
            text = row.title if hasattr(row, "title") else row.name
            assert set(text) == {"uz", "ru", "en"}


def test_its_accounts_sign_in(client: Client, demo: Conference) -> None:
    for account in ACCOUNTS:
        client.logout()
        response = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
        assert response.status_code == 302
        assert "confirm" not in response["Location"]


def test_a_second_time_changes_nothing_and_brings_nothing_back(demo: Conference) -> None:
    Conference.objects.filter(pk=demo.pk).update(colour="#000000")
    demo.pages.first().delete()
    partner = demo.partners.first()
    partner.name = {"en": "Edited"}
    partner.save()
    counts = [part.count() for part in (demo.pages, demo.themes, demo.partners, demo.memberships)]
    again = demo_conference(by=system_user("demo"))
    assert again.colour == "#000000"
    assert str(again.partners.first()) == "Edited"
    assert [part.count() for part in (demo.pages, demo.themes, demo.partners, demo.memberships)] == counts


@pytest.mark.django_db
def test_production_refuses_it(settings: Any) -> None:
    settings.PRODUCTION = True
    for arguments in ([], ["--accounts"]):
        with pytest.raises(CommandError, match="refused in production"):
            call_command("demo", *arguments)
    assert not Conference.objects.exists()


@pytest.mark.django_db
def test_the_accounts_are_printed_without_loading(capsys: Any) -> None:
    call_command("demo", "--accounts")
    printed = capsys.readouterr().out
    assert all(account.email in printed for account in ACCOUNTS)
    assert not Conference.objects.exists()


ROOT = Path(__file__).parents[2]
LANGUAGES = {"uz", "ru", "en"}


def _texts(value: Any, place: str = "") -> Any:
    """Every table of a file of which each key is a language, and where it stands."""
    if isinstance(value, dict):
        if value.keys() & LANGUAGES:
            yield place, value
        for key, said in value.items():
            yield from _texts(said, f"{place}.{key}")
    elif isinstance(value, list):
        for number, said in enumerate(value):
            yield from _texts(said, f"{place}[{number}]")


def test_what_it_says_stands_in_files_in_all_its_languages() -> None:
    files = [*ROOT.glob("*/demo/*.toml"), *ROOT.glob("confman/conferences/*.toml")]
    assert len(files) > 10
    for file in files:
        for place, said in _texts(tomllib.loads(file.read_text(encoding="utf-8"))):
            assert all(text.strip() for text in said.values()), f"{file}{place}: a text is empty"
            # The name of a guest, or of an addressee abroad, need not be known in all of them.
            assert (
                said.keys() <= LANGUAGES
                if "name" in place or "addressee" in place
                else said.keys() == LANGUAGES
            )


class Room(DemoRow):
    name: DemoText
    seats: int = 0


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("name.en = ", "Invalid value"),
        ('name.en = "Hall"\nsaets = 5', "saets"),
        ('name.en = "Hall"\nseats = "many"', "seats"),
        ("seats = 5", "name"),
    ],
)
def test_a_file_that_says_it_wrong_is_named_with_the_place(tmp_path: Path, written: str, wrong: str) -> None:
    (tmp_path / "hall.toml").write_text(written, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"(?s)hall\.toml.*{wrong}"):
        read_rows(Room, str(tmp_path / "hall.py"))
