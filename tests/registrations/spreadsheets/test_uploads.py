"""A list while the worker has it, and afterwards."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_q.exceptions import TimeoutException

from registrations.core.models.registration import Registration
from registrations.imports.exchange.plan import PEOPLE_LISTS, run_people_upload
from registrations.spreadsheets.exchange.uploads import delete_pending_uploads
from registrations.spreadsheets.models import ListUpload
from tests.factories import CategoryFactory
from tests.registrations.spreadsheets.test_large_lists import LONG, bring, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(conference, member, client_as):
    CategoryFactory(conference=conference)
    return client_as(member("registration"))


@pytest.fixture
def read(conference, desk):
    """The address of a list that the worker has read and previewed, and its key."""
    address = bring(desk, conference, "import", LONG.encode())
    key = str(ListUpload.objects.get().pk)
    for _action in ("read", "preview"):
        run_people_upload(key, "en")
        desk.get(address)
    return address, key


@pytest.mark.parametrize("action", ["preview", "import"])
def test_a_list_that_is_erased_while_the_worker_has_it_stays_away(desk, read, action, monkeypatch):
    address, key = read
    plan = type(PEOPLE_LISTS).plan

    def planned_meanwhile_erased(self, upload, table, progress):
        found = plan(self, upload, table, progress)
        delete_pending_uploads(upload.conference)
        return found

    page = desk.get(address)
    more = {"skip_bad": "on"} if action == "preview" else {}
    desk.post(address, sent(page, action=action, **more))
    monkeypatch.setattr(type(PEOPLE_LISTS), "plan", planned_meanwhile_erased)
    run_people_upload(key, "en")
    assert not ListUpload.objects.exists()
    assert not Registration.objects.exists()


def test_a_list_for_which_the_time_of_the_worker_ran_out_can_be_chosen_anew(
    conference, desk, read, monkeypatch
):
    address, key = read

    def too_late(*_args, **_more):
        raise TimeoutException("Task exceeded maximum timeout value")

    desk.post(address, sent(desk.get(address), action="preview", skip_bad="on"))
    monkeypatch.setattr(type(PEOPLE_LISTS), "plan", too_late)
    run_people_upload(key, "en")
    page = desk.get(address)
    assert not page.context["is_working"]
    assert "could not be imported" in page.content.decode()


def test_characters_that_no_text_has_are_left_out_of_a_schedule(conference, member, client_as):
    content = b'[{"title": "a\\u0000b", "date": "2027-03-30"}]'
    answer = client_as(member("programme")).post(
        reverse("agenda_secretariat:import", args=[conference.slug]),
        {"file": SimpleUploadedFile("x.json", content)},
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "content",
    [b"text,addressee\nStrengthen x.,Ministry\n-,-,-\n", b"-,-\ntext,addressee\nStrengthen x.,Ministry\n"],
    ids=["last", "first"],
)
def test_a_line_of_dashes_says_nothing_of_a_recommendation(conference, member, client_as, content):
    desk = client_as(member("rapporteur"))
    answer = desk.post(
        reverse("outcomes_secretariat:table-import", args=[conference.slug]),
        {"file": SimpleUploadedFile("list.csv", content)},
    )
    page = desk.get(answer.url)
    assert page.status_code == 200
    assert page.context["counts"][0]["value"] == 1
