"""The demo's ground floor: complete, made once, never overwriting, refused in production."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from confman.accounts.system_users import system_user
from confman.conferences.demo import SLUG, demo_conference
from confman.conferences.demo_accounts import ACCOUNTS, PASSWORD
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
