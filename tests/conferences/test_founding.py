"""A conference is made from title, days, city, languages and profile; a wrong form keeps what was typed."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.domain.creation import create_conference
from confman.conferences.models import Conference, Membership
from confman.conferences.registries import checklist_items
from tests.factories import ConferenceFactory

FORM = {
    "title": "Regional meeting on helplines",
    "starts_on": "2027-05-12",
    "ends_on": "2027-05-13",
    "city": "Tashkent",
    "country": "UZ",
    "main_language": "uz",
    "other_languages": ["ru", "en"],
    "profile": "expert-meeting",
    "timezone": "",
    "slug": "",
}


def found(by: Any, **changes: Any) -> Conference:
    fields: dict[str, Any] = {
        "title": "Social partnership",
        "starts_on": dt.date(2027, 3, 30),
        "ends_on": dt.date(2027, 3, 31),
        "languages": ["en", "ru"],
    }
    return create_conference(by=by, **{**fields, **changes})


@pytest.mark.django_db
def test_whoever_founds_a_conference_owns_it_and_gets_its_checklist(stranger: User) -> None:
    conference = found(stranger, city="Tashkent", country="UZ")
    assert Membership.objects.get(conference=conference).user == stranger
    assert conference.status == "draft"
    assert set(conference.tasks.values_list("key", flat=True)) == {item.key for item in checklist_items}
    assert AuditEntry.objects.of(conference).filter(verb="conferences.founded", by=stranger).exists()


@pytest.mark.django_db
def test_a_system_user_founds_without_becoming_owner() -> None:
    assert not Membership.objects.filter(conference=found(system_user("command"))).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("city", "country", "zone"),
    [
        pytest.param("Tashkent", "UZ", "Asia/Tashkent", id="city-of-country"),
        pytest.param({"ru": "Ташкент"}, "", "Asia/Tashkent", id="city-in-cyrillic"),
        pytest.param("Geneva", "CH", "Europe/Zurich", id="only-zone-of-country"),
        pytest.param("Springfield", "US", "UTC", id="unknown"),
    ],
)
def test_the_time_zone_is_found_by_place(stranger: User, city: Any, country: str, zone: str) -> None:
    assert found(stranger, city=city, country=country).timezone == zone


@pytest.mark.django_db
def test_the_address_is_made_from_the_title_and_never_twice_the_same(stranger: User) -> None:
    first = found(stranger, title="International Conference on Social Partnership")
    second = found(stranger, title={"ru": "Социальное партнёрство", "en": "Social partnership"})
    assert (first.slug, second.slug) == ("social-partnership-2027", "social-partnership-2027-2")
    # A soft sign does not part a word.
    assert found(stranger, title={"ru": "Региональная конференция"}).slug == "regionalnaya-konferentsiya-2027"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"slug": "admin"}, "slug", id="address-of-the-system"),
        pytest.param({"slug": "Big Words"}, "slug", id="address-with-spaces"),
        pytest.param({"languages": []}, "languages", id="no-language"),
        pytest.param({"languages": ["en", "qx"]}, "languages", id="no-such-language"),
        pytest.param({"timezone": "Tashkent"}, "timezone", id="no-such-zone"),
        pytest.param({"ends_on": dt.date(2027, 3, 1)}, "__all__", id="days-swapped"),
        pytest.param({"title": ""}, "title", id="no-title"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(
    stranger: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        found(stranger, **changes)
    assert field in caught.value.message_dict
    assert not Conference.objects.exists()


@pytest.fixture
def holder(stranger: User) -> User:
    """A user whom the operator lets hold conferences."""
    stranger.may_hold_conferences = True
    stranger.save()
    return stranger


def test_the_page_leads_to_the_dashboard_which_says_what_to_do_first(
    holder: User, client_as: Any, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC))
    client: Client = client_as(holder)
    response = client.post("/new/", FORM, follow=True)
    conference = Conference.objects.get()
    assert response.redirect_chain[-1][0] == f"/{conference.slug}/secretariat/"
    assert conference.languages == ["uz", "ru", "en"]
    assert conference.title == {"uz": "Regional meeting on helplines"}
    assert conference.timezone == "Asia/Tashkent"
    content = response.content.decode()
    assert "What to do first" in content
    assert f"/{conference.slug}/secretariat/team/" in content


def test_a_wrong_form_keeps_what_was_typed(holder: User, client_as: Any) -> None:
    ConferenceFactory(slug="taken")
    response = client_as(holder).post("/new/", {**FORM, "slug": "taken", "ends_on": "2027-05-01"})
    content = response.content.decode()
    assert 'value="Regional meeting on helplines"' in content
    assert "The last day is before the first." in content
    response = client_as(holder).post("/new/", {**FORM, "slug": "taken"})
    assert response.context["form"].errors["slug"]
    assert Conference.objects.count() == 1


@pytest.mark.django_db
def test_a_passer_by_is_asked_to_sign_in(client: Client) -> None:
    response = client.get("/new/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_command_makes_a_conference(capsys: Any) -> None:
    call_command(
        "newconference", "geneva2027", title="Title", starts=dt.date(2027, 1, 2), ends=dt.date(2027, 1, 3),
        timezone="Europe/Zurich", languages="en,fr,ar", profile="intergovernmental",
    )  # fmt: skip
    conference = Conference.objects.get(slug="geneva2027")
    assert conference.languages == ["en", "fr", "ar"]
    assert conference.is_intergovernmental
    assert "/geneva2027/secretariat/" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--timezone", "Nowhere"], "time zone", id="zone"),
        pytest.param(["--timezone", "UTC", "--languages", "en,qx"], "qx", id="language"),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command(
            "newconference", "x", "--title", "T", "--starts", "2027-01-02", "--ends", "2027-01-03", *arguments
        )
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
