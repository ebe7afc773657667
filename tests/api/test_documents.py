"""Documents through the API: which there are, ordered by the form of their page, fetched when they are made."""

import pytest

from confman.audit.models import AuditEntry
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from tests.api.conftest import Program, secret_of
from tests.factories import CategoryFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
BADGES = {"kind": "registrations.badges", "language": "en", "format": "pdf"}


def job_of(conference, **fields):
    return DocumentJob.objects.create(conference=conference, format="pdf", language="en", **fields)


def test_badges_are_ordered_waited_for_and_fetched(program, conference, owner):
    category = CategoryFactory(conference=conference)
    RegistrationFactory(conference=conference, category=category, status="approved")
    ordered = program.post(
        "/documents", {**BADGES, "options": {"category": str(category.pk), "bleeds": False}}
    )
    assert ordered.status_code == 202, ordered.content
    assert ordered["Retry-After"] == "2" and ordered["Location"] == ordered.json()["file"]
    job = DocumentJob.objects.get(pk=ordered.json()["id"])
    assert job.requested_by == owner and job.options["category"] == str(category.pk)
    path = f"/documents/{job.pk}/file"
    waiting = program.get(path)
    assert waiting.status_code == 202 and waiting["Retry-After"] == "2"
    assert waiting["Location"].endswith(path) and waiting.json()["status"] == "queued"
    run_document_job(str(job.pk))
    made = program.get(path)
    assert made.status_code == 200 and made["Content-Type"] == "application/pdf"
    assert b"".join(made.streaming_content).startswith(b"%PDF-")
    # A list of names: the history says who took it.
    assert AuditEntry.objects.get(verb="documents.downloaded").by == owner
    assert program.get(f"/documents/{job.pk}").json()["status"] == "done"
    assert [row["id"] for row in program.get("/documents").json()["items"]] == [str(job.pk)]


def test_what_is_another_conferences_is_in_no_order(program, other_conference):
    theirs = CategoryFactory(conference=other_conference)
    answer = program.post("/documents", {**BADGES, "options": {"category": str(theirs.pk)}})
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "options.category"
    assert not DocumentJob.objects.exists()


def test_an_order_sent_twice_is_one_order(program):
    first = program.post("/documents", BADGES, Idempotency_Key="badges")
    again = program.post("/documents", BADGES, Idempotency_Key="badges")
    assert first.json() == again.json() and again["Location"] == first["Location"]
    assert DocumentJob.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "registrations.nothing"}, "kind"),
        ({"language": "xx"}, "language"),
        ({"format": "gif"}, "format"),
        ({"options": {"colour": "red"}}, "options.colour"),
        ({"options": {"category": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e01"}}, "options.category"),
    ],
)
def test_what_is_wrong_with_an_order_is_named(program, change, field):
    answer = program.post("/documents", {**BADGES, **change})
    assert answer.status_code == 422 and [each["field"] for each in answer.json()["errors"]] == [field]
    assert not DocumentJob.objects.exists()


def test_a_document_that_failed_or_is_no_longer_kept_is_said_to_be(program, conference):
    failed = job_of(conference, kind="agenda.agenda", status="failed", message="No room.")
    gone = job_of(conference, kind="agenda.agenda", status="done")
    answer = program.get(f"/documents/{failed.pk}/file")
    assert answer.status_code == 409 and answer.json()["detail"] == "No room."
    assert program.get(f"/documents/{failed.pk}").json()["file"] is None
    assert program.get(f"/documents/{gone.pk}/file").status_code == 404


def test_a_token_has_the_documents_of_its_permissions_and_no_others(program, conference, owner):
    secret = secret_of(owner, conference, scopes=["documents.view_documents", "agenda.view_working_agenda"])
    narrow = Program(secret, program.prefix)
    refused = narrow.post("/documents", BADGES)
    assert refused.status_code == 403 and refused.json()["permission"] == "registrations.make_cards"
    made = job_of(conference, kind="registrations.badges", status="done")
    assert narrow.get("/documents").json()["items"] == []
    for path in ("", "/file"):
        assert narrow.get(f"/documents/{made.pk}{path}").status_code == 403
    kinds = {kind["key"] for kind in narrow.get("/documents/kinds").json()["kinds"]}
    assert "agenda.agenda" in kinds and "registrations.badges" not in kinds


def test_each_kind_says_its_formats_and_what_it_asks(program):
    kinds = {kind["key"]: kind for kind in program.get("/documents/kinds").json()["kinds"]}
    badges = kinds["registrations.badges"]
    assert badges["formats"] == ["pdf"]
    assert {"category", "design", "bleeds"} <= {option["name"] for option in badges["options"]}
    [design] = [option for option in badges["options"] if option["name"] == "design"]
    assert "" in design["choices"] and not design["required"]


def test_the_list_makes_as_many_queries_for_three_rows_as_for_one(
    program, conference, assert_constant_queries
):
    assert_constant_queries("/documents", lambda: job_of(conference, kind="agenda.agenda"), client=program)
