"""People in the secretariat: found in any script, added by name, merged and erased on screen."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from confman.conferences.models import Conference
from confman.people.domain.people import change_person
from confman.people.models import Listing, Person
from confman.people.registries import PersonPanel, PersonRecords, person_records
from tests.factories import PersonFactory


@pytest.fixture
def page(conference: Conference) -> str:
    return f"/{conference.slug}/secretariat/people/"


@pytest.mark.parametrize("typed", ["raximova", "Рахимова", "RAKHIMOVA gul", "ministry gulnoza"])
def test_a_name_is_found_in_any_script(
    owner_client: Client, conference: Conference, page: str, typed: str
) -> None:
    PersonFactory(conference=conference, name={"uz": "Raximova Gulnoza"}, organization={"en": "Ministry"})
    PersonFactory(conference=conference, name={"en": "Somebody Else"})
    content = owner_client.get(page, {"q": typed}).content.decode()
    assert "Raximova Gulnoza" in content
    assert "Somebody Else" not in content
    assert "1–1 of 1" in content


@pytest.mark.parametrize(
    "query",
    [{"country": "KZ"}, {"sector": "un"}, {"sex": "female"}, {"listing": "secretariat"}],
    ids=lambda query: next(iter(query)),
)
def test_filters(owner_client: Client, conference: Conference, page: str, query: dict[str, str]) -> None:
    PersonFactory(conference=conference, name={"en": "Wanted"}, **query)
    PersonFactory(conference=conference, name={"en": "Unwanted"})
    PersonFactory(conference=conference, name={"en": "Third"}, country="KZ", sector="un", sex="female")
    content = owner_client.get(page, query).content.decode()
    assert ">Wanted<" in content
    assert ">Unwanted<" not in content


def test_names_sort_as_people_expect_in_every_script(
    owner_client: Client, conference: Conference, page: str
) -> None:
    for name in ("Ёлкин", "Елагин", "Жуков", "Äbel", "Zorn"):
        PersonFactory(conference=conference, name={"ru": name})
    people = owner_client.get(page).context["table"].shown
    assert [str(person.name) for person in people] == ["Äbel", "Zorn", "Елагин", "Ёлкин", "Жуков"]


def test_the_list_and_the_page_ask_a_constant_number_of_queries(
    owner_client: Client, conference: Conference, page: str, assert_constant_queries: Any
) -> None:
    assert_constant_queries(page, lambda: PersonFactory(conference=conference), client=owner_client)
    person = PersonFactory(conference=conference, name={"en": "Ann Sample"})
    assert_constant_queries(
        f"{page}{person.pk}/",
        lambda: PersonFactory(conference=conference, name={"en": "Sample Ann"}),
        client=owner_client,
    )


def test_two_speakers_are_added_by_their_names_alone(
    owner_client: Client, conference: Conference, page: str
) -> None:
    response = owner_client.post(
        f"{page}add-by-name/", {"lines": "Ann Sample\n\nLola Образец; Judge; Court\n"}, follow=True
    )
    assert "2 people were added." in response.content.decode()
    assert set(Person.objects.values_list("listing", flat=True)) == {Listing.PARTICIPANTS}
    assert Person.objects.get(folded_name="ann sample").job_title == {}
    response = owner_client.post(f"{page}add-by-name/", {"lines": "Sample Ann"}, follow=True)
    assert "is in the list already" in response.content.decode()
    assert Person.objects.count() == 2


def test_lines_that_are_not_people_are_named_and_kept(owner_client: Client, page: str) -> None:
    lines = "Ann Sample\n; Judge\na; b; c; d"
    content = owner_client.post(f"{page}add-by-name/", {"lines": lines}).content.decode()
    assert "Line 2" in content
    assert "Line 3" in content
    assert "Ann Sample" in content
    assert not Person.objects.exists()


def person_form(**changes: Any) -> dict[str, Any]:
    fields = {
        "name_en": "Ann Sample",
        "sex": "female",
        "listing": "participants",
        "email": "ann@example.org",
        "country": "UZ",
    }
    return {**fields, **changes}


def test_a_wrong_form_keeps_what_was_typed(owner_client: Client, page: str) -> None:
    response = owner_client.post(f"{page}add/", person_form(email="nobody", phone="+998 71"))
    content = response.content.decode()
    assert 'value="Ann Sample"' in content
    assert 'value="+998 71"' in content
    assert not Person.objects.exists()


def test_someone_who_is_there_already_is_added_only_when_asked_twice(owner_client: Client, page: str) -> None:
    owner_client.post(f"{page}add/", person_form())
    again = owner_client.post(f"{page}add/", person_form())
    assert "in the list already" in again.content.decode()
    assert 'name="add_anyway"' in again.content.decode()
    assert owner_client.post(f"{page}add/", person_form(add_anyway="1")).status_code == 302
    assert Person.objects.count() == 2


def test_the_form_changes_a_person_and_asks_for_a_word(
    owner_client: Client, conference: Conference, page: str
) -> None:
    person = PersonFactory(conference=conference, name={"en": "Ann", "fr": "Anne"})
    address = f"{page}{person.pk}/change/"
    refused = owner_client.post(address, person_form(listing="public"))
    assert "on whose word" in refused.content.decode()
    assert owner_client.post(address, person_form(listing="public", source="her letter")).status_code == 302
    person.refresh_from_db()
    # A language that the conference does not have any more is kept.
    assert person.name == {"en": "Ann Sample", "fr": "Anne"}
    assert person.listing == Listing.PUBLIC
    assert "her letter" in owner_client.get(f"{page}{person.pk}/").content.decode()


def test_what_somebody_else_changed_of_a_person_meanwhile_is_shown_and_not_written_over(
    owner_client: Client, conference: Conference, owner: Any, page: str
) -> None:
    """On the form of the person, and on the record of a registration, which shows a part of it."""
    person = PersonFactory(conference=conference, name={"en": "Ann"}, job_title={"en": "Officer"})
    for back in ("", f"?back=/{conference.slug}/secretariat/"):
        address = f"{page}{person.pk}/change/{back}"
        seen = owner_client.get(address).context["form"].fingerprint
        change_person(person, by=owner, job_title={"en": f"Director {back}"})

        stale = owner_client.post(address, person_form(seen=seen, job_title_en="Minister"))

        assert stale.status_code == 409
        differences = {each.label: (each.yours, each.theirs) for each in stale.context["stale"]}
        assert differences["Function"] == ("en: Minister", f"en: Director {back}")
        assert "Minister" in stale.content.decode(), "what was typed stays"
        assert Person.objects.get().job_title == {"en": f"Director {back}"}
        seen = stale.context["form"].fingerprint
        kept = owner_client.post(address, person_form(seen=seen, job_title_en="Minister"))
        assert kept.status_code == 302
        assert Person.objects.get().job_title == {"en": "Minister"}


def test_a_photo_is_private_and_written_anew(
    owner_client: Client, client: Client, conference: Conference, page: str
) -> None:
    person = PersonFactory(conference=conference)
    written = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(written, "PNG")
    photo = SimpleUploadedFile("me.exe", written.getvalue() + b"<script>", "application/x-thing")
    assert owner_client.post(f"{page}{person.pk}/change/", person_form(photo=photo)).status_code == 302
    response = owner_client.get(f"{page}{person.pk}/photo")
    content = b"".join(response.streaming_content)
    assert response["Content-Type"] == "image/png"
    assert b"<script>" not in content
    assert client.get(f"{page}{person.pk}/photo").status_code == 302


def test_erasing_says_what_goes_and_wants_a_reason(
    owner_client: Client, conference: Conference, page: str
) -> None:
    person = PersonFactory(conference=conference, name={"en": "Ann Sample"})
    address = f"{page}{person.pk}/forget/"
    assert "Erase Ann Sample?" in owner_client.get(address).content.decode()
    assert owner_client.post(address, {"reason": ""}).status_code == 200
    assert Person.objects.known().exists()
    owner_client.post(address, {"reason": "asked for it by letter"})
    assert not Person.objects.known().exists()
    assert "Ann Sample" not in owner_client.get(f"{page}{person.pk}/").content.decode()
    assert "Ann Sample" not in owner_client.get(page).content.decode()


def test_the_data_of_a_person_are_given_as_a_file(
    owner_client: Client, conference: Conference, page: str
) -> None:
    person = PersonFactory(conference=conference)
    response = owner_client.post(f"{page}{person.pk}/data/")
    assert response["Content-Type"].startswith("application/json")
    assert response.json()["person"]["email"] == person.email
    assert owner_client.get(f"{page}{person.pk}/data/").status_code == 405


def test_upper_floors_add_panels(
    owner_client: Client, conference: Conference, page: str, monkeypatch: Any
) -> None:
    panel = PersonPanel(
        "A panel of the test", "people.view_person", "web/components/facts.html", lambda *_: {}
    )
    records = PersonRecords(
        "test", "Test", lambda _: [], lambda *_, by: None, lambda *_, by: None, panel=panel
    )
    monkeypatch.setitem(person_records._entries, "test", records)
    person = PersonFactory(conference=conference)
    assert "A panel of the test" in owner_client.get(f"{page}{person.pk}/").content.decode()


@pytest.mark.parametrize("part", ["", "change/", "photo", "forget/"])
def test_a_person_of_another_conference_is_not_found(
    owner_client: Client, conference: Conference, other_conference: Conference, page: str, part: str
) -> None:
    person = PersonFactory(conference=other_conference)
    assert owner_client.get(f"{page}{person.pk}/{part}").status_code == 404


@pytest.mark.parametrize(
    ("role", "part", "status"),
    [
        pytest.param("check-in", "", 200, id="check-in-reads"),
        pytest.param("check-in", "add/", 403, id="check-in-adds-nobody"),
        pytest.param("programme", "add/", 200, id="programme-adds-speakers"),
        pytest.param("observer", "", 403, id="a-donor-sees-no-names"),
    ],
)
def test_who_may(
    page: str, member: Callable[..., Any], client_as: Callable[..., Client], role: str, part: str, status: int
) -> None:
    assert client_as(member(role)).get(f"{page}{part}").status_code == status


def test_only_an_owner_erases(
    conference: Conference, page: str, member: Callable[..., Any], client_as: Callable[..., Client]
) -> None:
    person = PersonFactory(conference=conference)
    assert client_as(member("registration")).get(f"{page}{person.pk}/forget/").status_code == 403


def test_what_is_seldom_known_is_folded_while_it_is_empty(
    conference: Conference, owner_client: Client, page: str
) -> None:
    folded = re.compile(r'<details class="form-section">\s*<summary>([^<]+)')
    assert folded.findall(owner_client.get(f"{page}add/").text) == [
        "For the programme",
        "Parts of the name, where known",
    ]
    person = PersonFactory(conference=conference, biography={"ru": "Родилась в 1980 году."})
    change = owner_client.get(f"{page}{person.pk}/change/").text
    assert folded.findall(change) == ["Parts of the name, where known"]
