"""The page of moving in: nothing before it is looked at, everything at once, and a report that stays."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agenda.history.domain.undo import undo
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.models import Person
from registrations.core.models.registration import Registration
from registrations.source_systems.exchange import uploads
from registrations.source_systems.exchange.writer import delete_examples
from registrations.source_systems.models import Takeover
from registrations.source_systems.tasks import run_takeover
from registrations.spreadsheets.models import ListUpload
from tests.factories import PersonFactory
from tests.registrations.source_systems import samples
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(owner: Any) -> Client:
    return signed_in(owner)


def to(name: str, conference: Conference, *more: Any) -> str:
    return reverse(f"registrations_secretariat:{name}", args=[conference.slug, *more])


def choose(desk: Client, conference: Conference, files: dict[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    return desk.post(to("move-in", conference), {"file": sent})


def words(response: Any) -> str:
    return response.content.decode()


def test_files_are_previewed_then_moved_in_as_previewed(desk, conference):
    preview = choose(desk, conference, samples.pretix()).url
    page = desk.get(preview)
    assert "“T-shirt” admits nobody" in words(page)
    assert "orders.payments.amount" in words(page)
    assert "opensthedoor" not in words(page)
    assert not Person.objects.exists()
    seen = {stat["label"]: stat["value"] for stat in page.context["figures"]}
    after = desk.post(preview, {"action": "import"}, follow=True)
    after = desk.get(preview, follow=True)
    assert after.request["PATH_INFO"] == to("move-in", conference)
    assert Registration.objects.count() == 6
    report = desk.get(to("takeover", conference, Takeover.objects.get().pk))
    assert {stat["label"]: stat["value"] for stat in report.context["figures"]} == seen
    assert "orders.payments.amount" in words(report)


def test_the_report_is_taken_away_as_a_spreadsheet(desk, conference):
    preview = choose(desk, conference, samples.pretix()).url
    desk.get(preview)
    desk.post(preview, {"action": "import"})
    response = desk.get(to("takeover-export", conference, Takeover.objects.get().pk))
    book = load_workbook(io.BytesIO(response.content))
    rows = {row[0]: row[1:] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["orders.payments.amount"][0] == 5


def test_a_programme_that_was_moved_in_is_undone_in_one_step(desk, conference, owner):
    preview = choose(desk, conference, samples.pretalx()).url
    desk.get(preview)
    desk.post(preview, {"action": "import"})
    assert Session.objects.count() == 4
    undo(conference, by=owner)
    assert not Session.objects.exists()


def test_bad_lines_keep_all_out_until_they_are_left_out(desk, conference):
    bad = samples.order("B1", samples.position(name="Gul Sample", attendee_email="no address"))
    preview = choose(desk, conference, samples.pretix(orders=[bad, samples.ORDERS[0]])).url
    assert "no address" in words(desk.get(preview))
    refused = desk.post(preview, {"action": "import"})
    assert "lines are wrong" in words(refused)
    assert not Registration.objects.exists()
    desk.post(preview, {"action": "preview", "skip_bad": "on"})
    desk.post(preview, {"action": "import", "skip_bad": "on"})
    assert Registration.objects.count() == 1


def test_a_file_that_is_none_is_refused_at_once(desk, conference):
    response = choose(desk, conference, {"notes.json": b"[1, 2"})
    assert "notes.json" in words(response)
    assert not ListUpload.objects.exists()


def test_files_are_given_up(desk, conference):
    choose(desk, conference, samples.pretix())
    upload = ListUpload.objects.get()
    desk.post(to("move-in-discard", conference, upload.pk))
    assert not ListUpload.objects.exists()


def test_files_are_not_given_up_while_they_are_read(desk, conference, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_AT_ONCE", 3)
    desk.get(choose(desk, conference, samples.pretix()).url)
    give_up = to("move-in-discard", conference, ListUpload.objects.get().pk)
    page = desk.get(give_up)
    assert "being read at this moment" in words(page) and "Discard the files</button>" not in page.text
    assert "being read at this moment" in words(desk.post(give_up, follow=True))
    assert ListUpload.objects.exists()


def test_large_files_are_work_for_the_worker(desk, conference, owner, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_AT_ONCE", 3)
    preview = choose(desk, conference, samples.pretix()).url
    page = desk.get(preview)
    assert "The files are being read" in words(page)
    upload = ListUpload.objects.get()
    run_takeover(str(upload.pk), "en")
    assert "What would happen" in words(desk.get(preview))
    desk.post(preview, {"action": "import"})
    assert not Registration.objects.exists()
    run_takeover(str(upload.pk), "en")
    assert Registration.objects.count() == 6
    assert desk.get(preview).status_code == 302


def test_an_upload_is_for_who_made_it_and_no_other_list(desk, conference, other_conference):
    choose(desk, conference, samples.pretix())
    key = ListUpload.objects.get().pk
    assert desk.get(to("import-columns", conference, key)).status_code == 404


def test_a_preview_that_another_takeover_has_outdated_is_made_anew(desk, conference):
    first = choose(desk, conference, samples.pretix()).url
    second = choose(desk, conference, samples.pretix()).url
    desk.get(first)
    desk.get(second)
    desk.post(first, {"action": "import"})
    stale = desk.post(second, {"action": "import"})
    assert stale.status_code == 409
    assert Registration.objects.count() == 6


def test_examples_are_forgotten_with_a_person(desk, conference):
    preview = choose(desk, conference, samples.pretix()).url
    desk.get(preview)
    desk.post(preview, {"action": "import"})
    delete_examples(conference)
    assert {each["example"] for each in Takeover.objects.get().report["leftovers"]} == {""}


def test_the_list_of_takeovers_needs_no_query_for_each(desk, conference):
    def queries():
        with CaptureQueriesContext(connection) as found:
            desk.get(to("move-in", conference))
        return len(found)

    report = {"figures": {"rooms": 1}, "refused": [], "messages": [], "leftovers": []}
    Takeover.objects.create(conference=conference, source="pretix", report=report)
    queries()
    one = queries()
    for _number in range(2):
        Takeover.objects.create(conference=conference, source="indico", report=report)
    assert queries() == one


def test_people_of_this_conference_alone_are_found(desk, conference, other_conference):
    PersonFactory(conference=other_conference, name={"en": "Anora Sample"}, email="a1@example.org")
    preview = choose(desk, conference, samples.pretix()).url
    desk.get(preview)
    desk.post(preview, {"action": "import"})
    assert Person.objects.filter(conference=conference, email="a1@example.org").count() == 1


def test_a_report_of_another_conference_is_not_here(desk, conference, other_conference):
    row = Takeover.objects.create(conference=other_conference, source="pretix", report={})
    assert desk.get(to("takeover", conference, row.pk)).status_code == 404
    assert desk.get(to("takeover-export", conference, row.pk)).status_code == 404
