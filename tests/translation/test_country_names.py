"""Names of States: one table by language, which suggests and never prints."""

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse
from django_countries import countries

from confman.translation import countries as country_names
from confman.translation.countries import formal_name, short_name, suggested_names
from confman.translation.languages import reading_in
from tests.factories import DelegationFactory

STATES = tomllib.loads(
    Path(country_names.__file__).with_name("country_names.toml").read_text(encoding="utf-8")
)["formal"]


@pytest.mark.parametrize(
    ("code", "language", "short", "formal"),
    [
        ("TR", "en", "Türkiye", "Republic of Türkiye"),
        ("TR", "ru", "Турция", "Турецкая Республика"),
        ("TR", "uz", "Turkiya", "Turkiya Respublikasi"),
        ("KR", "en", "Republic of Korea", "Republic of Korea"),
        ("CI", "uz", "Kot-dʼIvuar", "Kot-dʼIvuar Respublikasi"),
        ("MV", "uz", "Maldiv Orollari", "Maldiv Respublikasi"),
        ("BO", "uz", "Boliviya", "Boliviya Koʻp Millatli Davlati"),
        ("NL", "ru", "Нидерланды (Королевство)", "Королевство Нидерландов"),
        ("FR", "ar", "فرنسا", ""),
        ("XX", "en", "", ""),
        ("FR", "no language", "", ""),
    ],
)
def test_a_state_has_a_short_and_a_formal_name_by_language(code, language, short, formal):
    assert (short_name(code, language), formal_name(code, language)) == (short, formal)


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_state_has_both_its_names(language):
    assert len(STATES) == 193 + 2  # members and observers of the United Nations
    assert set(STATES) <= set(countries.countries)
    assert not [code for code in STATES if not (short_name(code, language) and formal_name(code, language))]


@pytest.mark.parametrize(
    ("language", "wrong"), [("en", "&|St\\."), ("ru", "о-ва|ОАЭ|единен"), ("uz", "[‘’'`]")]
)
def test_names_are_spelled_out_in_the_letters_of_their_language(language, wrong):
    names = [name(code, language) for code in STATES for name in (short_name, formal_name)]
    assert not [name for name in names if re.search(wrong, name)]


def test_every_list_of_countries_has_the_names_of_the_table():
    for language in ("en", "ru", "uz"):
        with reading_in(language):
            assert {code: str(name) for code, name in countries} == {
                code: short_name(code, language) for code, _name in countries
            }


def test_names_are_suggested_in_the_languages_of_the_conference_only():
    short, formal = suggested_names("TR", ["en", "fr"])
    assert short == {"en": "Türkiye", "fr": "Turquie"} and formal == {"en": "Republic of Türkiye"}


@pytest.mark.django_db
def test_the_name_as_invited_wins_and_the_usual_one_stands_beside_it(conference, owner_client):
    delegation = DelegationFactory(conference=conference, kind="state", country="TR", name={"en": "Turkey"})
    page = owner_client.get(
        reverse("registrations_secretariat:delegation", args=[conference.slug, delegation.pk])
    ).content.decode()
    assert "Turkey" in page and "Usual short name" in page and "Republic of Türkiye" in page
    delegation.refresh_from_db()
    assert delegation.name == {"en": "Turkey"}
    edit = reverse("registrations_secretariat:delegation-change", args=[conference.slug, delegation.pk])
    form = owner_client.get(edit).content.decode()
    assert "Usual: Türkiye" in form and 'value="Turkey"' in form
