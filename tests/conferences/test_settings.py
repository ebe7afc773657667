"""Settings: facts, status, registration, practice data; what is changed is in the history."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from confman.audit.models import AuditEntry
from confman.conferences.domain.changes import announce_conference, change_registration_mode, change_status
from confman.conferences.models import Conference, ContactMessage, RegistrationMode, Series, Status
from confman.documents.models import DocumentJob
from confman.people.models import Person
from confman.web.errors import Refused
from tests.factories import ContactMessageFactory, PersonFactory


@pytest.fixture
def page(conference: Conference) -> str:
    return f"/{conference.slug}/secretariat/settings/"


def form(**changes: Any) -> dict[str, Any]:
    fields = {
        "title_en": "Conference",
        "title_ru": "Конференция",
        "profile": "expert-meeting",
        "starts_on": "2027-03-30",
        "ends_on": "2027-03-31",
        "timezone": "Asia/Tashkent",
        "country": "UZ",
        "main_language": "en",
        "other_languages": ["ru", "uz"],
        "protocol_language": "ru",
        "colour": "#aa0000",
        "contact_email": "office@example.org",
        "retention_months": "36",
        "slug": "tashkent2027",
        "cover_focus": "centre",
    }
    return {**fields, **changes}


def picture(kind: str = "PNG", size: int = 50) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (size, size), "navy").save(written, kind)
    return written.getvalue()


def test_the_facts_are_changed_and_noted(owner_client: Client, conference: Conference, page: str) -> None:
    assert owner_client.get(page).status_code == 200
    assert owner_client.post(page, form()).status_code == 302
    conference.refresh_from_db()
    assert (conference.colour, conference.protocol_language) == ("#aa0000", "ru")
    entry = AuditEntry.objects.about(conference).get(verb="conferences.changed")
    assert {"colour", "contact_email", "retention_months", "title"} <= set(entry.details["fields"])
    assert "timezone" not in entry.details["fields"]
    assert "Conference changed" in owner_client.get(page).content.decode()


class TestSections:
    """The conference is read as a whole, and changed a section at a time."""

    def test_reading_asks_nothing_and_tells_what_is_missing(
        self, owner_client: Client, conference: Conference, page: str
    ) -> None:
        conference.venue = {"en": "Hall of the Forum"}
        conference.languages = ["en", "ru"]
        conference.save()
        read = owner_client.get(page).content.decode()
        assert "Hall of the Forum (ru missing)" in read and "Asia/Tashkent" in read
        assert 'name="venue_en"' not in read and "?section=1" in read
        assert "Left empty: Motto" in read and "new series" not in read

    def test_what_is_set_once_is_folded_until_it_is_looked_for(
        self, owner_client: Client, conference: Conference, page: str
    ) -> None:
        """The address after a change names what is within, which browsers unfold."""
        conference.address = {"en": "12, Forum Street"}
        conference.save()
        fold = '<details class="section section-fold">'
        read = owner_client.get(page).content.decode()
        assert read.count(fold) == 2
        inside = read.split('<div id="section-5">')[1].split("</details>")[0]
        assert "12, Forum Street" in inside and "?section=5" in inside
        assert "Asia/Tashkent" in read.split(fold)[0]
        opened = owner_client.get(page, {"section": "5"}).content.decode()
        assert opened.count(fold) == 1 and '<details class="section section-fold" open>' in opened

    def test_a_section_is_changed_and_nothing_else(
        self, owner_client: Client, conference: Conference, page: str
    ) -> None:
        before = Conference.objects.get()
        opened = owner_client.get(page, {"section": "3"}).content.decode()
        assert 'name="colour"' in opened and 'name="venue_en"' not in opened
        assert (
            opened.count("Appearance") == 1
            and "<legend>" not in opened.split("Appearance")[1].split("<label")[0]
        )
        answer = owner_client.post(f"{page}?section=3", {"colour": "#aa0000", "symbol_prefix": "CONF/2027"})
        assert (answer.status_code, answer["Location"]) == (302, f"{page}#section-3")
        after = Conference.objects.get()
        assert (after.colour, after.symbol_prefix) == ("#aa0000", "CONF/2027")
        assert (after.title, after.languages, after.contact_email) == (
            before.title,
            before.languages,
            before.contact_email,
        )

    def test_a_conference_has_thirty_two_languages(
        self, owner_client: Client, conference: Conference, page: str
    ) -> None:
        """The choice has a field to search it, and those that no list has are kept."""
        opened = owner_client.get(page, {"section": "2"})
        codes = [code for code, _name in opened.context["form"].fields["other_languages"].choices]
        chosen = ["en", *[code for code in codes if code != "en"][:31]]
        sent = {"main_language": "en", "other_languages": chosen[1:], "protocol_language": "en"}
        assert owner_client.post(f"{page}?section=2", sent).status_code == 302
        assert sorted(Conference.objects.get().languages) == sorted(chosen)
        again = owner_client.get(page, {"section": "2"}).content.decode()
        assert again.count("checked") >= 31 and "data-choices" in again
        assert owner_client.get(page, {"section": "0"}).content.decode().count('name="title_') == 32

    def test_what_is_wrong_is_said_in_its_section_and_kept(self, owner_client: Client, page: str) -> None:
        wrong = {
            "starts_on": "2027-04-02",
            "ends_on": "2027-04-01",
            "timezone": "Asia/Tashkent",
            "city_en": "Xiva",
        }
        answer = owner_client.post(f"{page}?section=1", wrong).content.decode()
        assert "The last day is before the first." in answer and 'value="Xiva"' in answer
        assert 'name="colour"' not in answer

    @pytest.mark.parametrize("section", ["9", "-1", "x", ""])
    def test_there_is_no_other_section(self, owner_client: Client, page: str, section: str) -> None:
        assert owner_client.get(page, {"section": section}).status_code == 404


def test_nothing_changed_is_no_history(owner_client: Client, page: str) -> None:
    owner_client.post(page, form())
    owner_client.post(page, form())
    assert AuditEntry.objects.filter(verb="conferences.changed").count() == 1


def test_text_in_a_language_that_was_taken_away_is_kept(
    owner_client: Client, conference: Conference, page: str
) -> None:
    owner_client.post(
        page, form(title_uz="Konferensiya tashkent2027", other_languages=[], protocol_language="")
    )
    # Now the form no longer has the other languages.
    owner_client.post(page, form(title_en="Changed", other_languages=[], protocol_language=""))
    conference.refresh_from_db()
    assert conference.languages == ["en"]
    assert conference.title["en"] == "Changed"
    assert conference.title["uz"] == "Konferensiya tashkent2027"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"ends_on": "2027-03-01"}, "ends_on", id="days-swapped"),
        pytest.param({"slug": "accounts"}, "slug", id="address-of-the-system"),
        pytest.param({"slug": "geneva2027"}, "slug", id="address-of-another"),
        pytest.param({"colour": "red"}, "colour", id="no-colour"),
        pytest.param({"capacity": "3"}, "capacity", id="fewer-places-than-taken"),
        pytest.param({"timezone": "Mars"}, "timezone", id="no-zone"),
        pytest.param(
            {"other_languages": [], "protocol_language": "ru"}, "protocol_language", id="not-a-language"
        ),
        pytest.param({"contact_email": "office"}, "contact_email", id="no-address"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    owner_client: Client,
    conference: Conference,
    other_conference: Conference,
    page: str,
    changes: dict[str, Any],
    field: str,
) -> None:
    Conference.objects.filter(pk=conference.pk).update(taken=5)
    response = owner_client.post(page, form(title_en="Typed again", **changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    content = response.content.decode()
    assert 'value="Typed again"' in content
    # The page around the form shows the conference as it is.
    assert "Conference tashkent2027" in content
    conference.refresh_from_db()
    assert conference.title["en"] == "Conference tashkent2027"


def test_a_logo_is_shown_to_everyone_and_can_be_taken_away(
    owner_client: Client, client: Client, conference: Conference, page: str
) -> None:
    logo = SimpleUploadedFile("logo.png", picture(), "image/png")
    assert owner_client.post(page, form(logo=logo)).status_code == 302
    response = client.get(f"/{conference.slug}/logo")
    assert response["Content-Type"] == "image/png"
    assert "Cookie" not in response.get("Vary", "")
    stored = Conference.objects.get(pk=conference.pk).logo
    assert (
        client.get(f"/{conference.slug}/logo", headers={"If-None-Match": response["ETag"]}).status_code == 304
    )
    owner_client.post(page, {**form(), "logo-clear": "on"})
    assert client.get(f"/{conference.slug}/logo").status_code == 404
    assert stored.name


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", id="svg"),
        pytest.param(b"<html><script>alert(1)</script>", id="html"),
        pytest.param(b"\x89PNG\r\n\x1a\n broken", id="broken-png"),
        pytest.param(b"GIF89a" + b"\0" * 50, id="gif"),
    ],
)
def test_what_is_no_picture_by_its_content_is_refused(
    owner_client: Client, conference: Conference, page: str, content: bytes
) -> None:
    logo = SimpleUploadedFile("logo.png", content, "image/png")
    response = owner_client.post(page, form(logo=logo))
    assert "not a picture in PNG, JPEG or WebP" in response.content.decode()
    assert not Conference.objects.get(pk=conference.pk).logo


# --- Status and registration -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        ("draft", "announced", True),
        ("announced", "draft", True),
        ("announced", "running", True),
        ("running", "closed", True),
        ("closed", "archived", True),
        ("archived", "closed", True),
        ("draft", "running", False),
        ("archived", "announced", False),
        ("closed", "draft", False),
    ],
)
def test_which_status_follows_which(
    conference: Conference, owner: Any, before: str, after: str, possible: bool
) -> None:
    Conference.objects.filter(pk=conference.pk).update(status=before)
    if possible:
        change_status(conference, after, by=owner)
    else:
        with pytest.raises(Refused):
            change_status(conference, after, by=owner)
    assert Conference.objects.get(pk=conference.pk).status == (after if possible else before)


def test_announcing_shows_the_site(client: Client, conference: Conference, owner: Any) -> None:
    Conference.objects.update(status=Status.DRAFT)
    assert client.get(f"/{conference.slug}/en/").status_code == 404
    announce_conference(conference, by=owner)
    assert client.get(f"/{conference.slug}/en/").status_code == 200


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED, Status.ARCHIVED])
def test_registration_does_not_open_before_the_announcement_or_after_the_end(
    conference: Conference, owner: Any, status: str
) -> None:
    Conference.objects.update(status=status)
    with pytest.raises(Refused):
        change_registration_mode(conference, RegistrationMode.OPEN, by=owner)
    change_registration_mode(conference, RegistrationMode.PRACTICE, by=owner)
    assert Conference.objects.get(pk=conference.pk).is_practice


def test_the_pages_say_what_is_refused(owner_client: Client, conference: Conference, page: str) -> None:
    Conference.objects.update(status=Status.DRAFT)
    content = owner_client.post(f"{page}registration/", {"registration_mode": "open"}).content.decode()
    assert "announce the conference first" in content
    content = owner_client.post(f"{page}status/", {"status": "announced"}, follow=True).content.decode()
    assert "The status is now “announced”." in content
    content = owner_client.post(f"{page}status/", {"status": "archived"}).content.decode()
    assert "form-summary" in content


# --- Practice -------------------------------------------------------------------------------------------


def test_one_button_clears_what_was_made_for_practice_and_nothing_else(
    owner_client: Client, conference: Conference, other_conference: Conference, page: str
) -> None:
    PersonFactory(conference=conference, is_practice=True)
    ContactMessageFactory(conference=conference, is_practice=True)
    kept = [
        PersonFactory(conference=conference),
        PersonFactory(conference=other_conference, is_practice=True),
        ContactMessageFactory(conference=conference),
    ]
    assert f"{page}practice/" in owner_client.get(page).content.decode()
    asked = owner_client.get(f"{page}practice/").content.decode()
    # The question counts what is deleted.
    assert asked.index("Clear the practice data?") < asked.index("<dt>People</dt>") < asked.index("Go back")
    owner_client.post(f"{page}practice/")
    assert set(Person.objects.all()) == set(kept[:2])
    assert ContactMessage.objects.get() == kept[2]
    entry = AuditEntry.objects.of(conference).get(verb="conferences.practice_cleared")
    assert entry.details == {"conferences.messages": 1, "people.people": 1}
    assert "There are no practice data" in owner_client.get(f"{page}practice/").content.decode()


def test_documents_alone_are_no_practice_data_but_go_with_them(
    owner_client: Client, conference: Conference, owner: Any, page: str
) -> None:
    of_conference = {"conference": conference, "kind": "agenda.agenda", "format": "pdf", "language": "en"}
    real, practice = (
        DocumentJob.objects.create(**of_conference, requested_by=owner, is_practice=marked)
        for marked in (False, True)
    )
    assert owner_client.get(page).context["practice"] == []
    owner_client.post(f"{page}practice/")
    assert set(DocumentJob.objects.all()) == {real, practice}
    PersonFactory(conference=conference, is_practice=True)
    owner_client.post(f"{page}practice/")
    assert list(DocumentJob.objects.all()) == [real]


@pytest.mark.parametrize("part", ["", "practice/"])
def test_only_owners_change_the_conference(
    member: Callable[..., Any], client_as: Callable[..., Client], page: str, part: str
) -> None:
    assert client_as(member("programme")).get(f"{page}{part}").status_code == 403


# --- History --------------------------------------------------------------------------------------------


def test_the_history_is_filtered_paged_and_read_by_the_team_alone(
    owner_client: Client,
    conference: Conference,
    other_conference: Conference,
    owner: Any,
    member: Callable[..., Any],
    client_as: Callable[..., Client],
) -> None:
    page = f"/{conference.slug}/secretariat/history/"
    change_status(conference, Status.RUNNING, by=owner)
    change_registration_mode(conference, RegistrationMode.PRACTICE, by=owner)
    change_status(other_conference, Status.CLOSED, by=owner)
    content = owner_client.get(page).content.decode()
    assert "Status of the conference changed" in content
    assert "Registration switched" in content
    only = owner_client.get(page, {"verb": "conferences.status_changed"})
    assert [entry.verb for entry in only.context["entries"]] == ["conferences.status_changed"]
    assert re.search(r'<details class="filter-fold">.*id="filters-set">1<', only.content.decode(), re.DOTALL)
    assert len(owner_client.get(page, {"verb": "what nobody did"}).context["entries"]) == 2
    assert client_as(member("observer")).get(page).status_code == 403


def test_the_history_asks_a_constant_number_of_queries(
    owner_client: Client, conference: Conference, owner: Any, assert_constant_queries: Any
) -> None:
    from django.db import transaction

    from confman.audit.domain.recorder import record_audit

    def action() -> None:
        with transaction.atomic():
            record_audit("conferences.changed", by=owner, conference=conference, target=conference)

    assert_constant_queries(f"/{conference.slug}/secretariat/history/", action, client=owner_client)


def test_a_series_begins_with_its_name_and_is_offered_to_those_who_work_on_it(
    owner_client: Client, conference: Conference, page: str
) -> None:
    others = Series.objects.create(slug="others", name="A series of others")
    assert owner_client.post(page, form(new_series="Ежегодная конференция")).status_code == 302
    conference.refresh_from_db()
    assert (conference.series.name, conference.series.slug) == (
        "Ежегодная конференция",
        "ezhegodnaya-konferentsiya",
    )
    shown = owner_client.get(f"/{conference.slug}/secretariat/settings/").content.decode()
    assert "Ежегодная конференция" in shown and others.name not in shown
    refused = owner_client.post(f"/{conference.slug}/secretariat/settings/", form(series=str(others.pk)))
    assert refused.status_code == 200
    conference.refresh_from_db()
    assert conference.series != others
