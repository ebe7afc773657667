"""A delegation hands in documents on its page, and is told what became of them."""

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agenda.releases.domain.publication import publish_agenda
from confman.conferences.domain.checklist import checklist
from confman.mail.models import Message
from outcomes.register.domain import documents, series
from outcomes.register.models import RegisteredDocument
from registrations.core.domain.personal_links import focal_point_link
from tests.factories import DocumentFileFactory, FocalPointFactory, ItemFactory
from tests.outcomes.register.samples import fresh, paper, series_of


@pytest.fixture
def focal_point(register):
    return FocalPointFactory(delegation__conference=register)


@pytest.fixture
def opened(client, register, focal_point):
    client.get(focal_point_link(focal_point, register).removeprefix(settings.BASE_URL))
    return client


def page(name, focal_point):
    delegation = focal_point.delegation
    return reverse(f"outcomes_delegation:{name}", args=[delegation.conference.slug, delegation.pk])


def values(register, **more):
    given = {"title": "Position on hotlines", "series": series_of(register, "CRP").pk, "language": "en"}
    return {**given, "file": paper(2), **more}


def said(response):
    return response.content.decode()


def test_a_document_is_handed_in_and_waits_for_the_secretariat(register, owner, focal_point, opened):
    item = ItemFactory(session__conference=register, number=2)
    publish_agenda(register, by=owner)
    answer = opened.post(page("document-hand-in", focal_point), values(register, item=item.pk), follow=True)
    assert "The document was handed in." in said(answer) and "Position on hotlines" in said(answer)
    made = RegisteredDocument.objects.get()
    assert (made.state, made.delegation, made.item) == ("handed-in", focal_point.delegation, item)
    home = reverse("registrations_delegation:delegation", args=[register.slug, focal_point.delegation.pk])
    assert page("documents", focal_point) in said(opened.get(home))


def test_after_the_deadline_the_hour_is_said_and_what_was_typed_stays(register, owner, focal_point, opened):
    due = dt.datetime(2027, 3, 1, 18, tzinfo=register.zone)
    series.change_series(series_of(register, "CRP"), by=owner, deadline=due)
    with time_machine.travel(due - dt.timedelta(hours=1), tick=False):
        opened.get(focal_point_link(focal_point, register).removeprefix(settings.BASE_URL))
        for name in ("documents", "document-hand-in"):
            assert "until 1 March 2027, 18:00 (Tashkent)" in said(opened.get(page(name, focal_point)))
    with time_machine.travel(due + dt.timedelta(minutes=1), tick=False):
        listed = said(opened.get(page("documents", focal_point)))
        answer = said(opened.post(page("document-hand-in", focal_point), values(register)))
    assert "was possible until 1 March 2027, 18:00" in listed
    assert "could be handed in until 1 March 2027, 18:00 (Tashkent)" in answer
    assert "Position on hotlines" in answer
    assert not RegisteredDocument.objects.exists()


def test_once_every_series_is_closed_the_page_says_where_to_turn(register, owner, focal_point, opened):
    due = timezone.now() - dt.timedelta(minutes=1)
    for code in ("CRP", "NGO"):
        assert page("document-hand-in", focal_point) in said(opened.get(page("documents", focal_point)))
        series.change_series(series_of(register, code), by=owner, deadline=due)
    listed = said(opened.get(page("documents", focal_point)))
    assert "The time to hand in documents is over." in listed
    assert page("document-hand-in", focal_point) not in listed


def test_the_secretariat_accepts_what_comes_late(register, owner, focal_point, owner_client):
    due = timezone.now() - dt.timedelta(days=1)
    series.change_series(series_of(register, "CRP"), by=owner, deadline=due)
    add = reverse("outcomes_secretariat:registered-document-add", args=[register.slug])
    late = {
        "title_en": "Late", "series": series_of(register, "CRP").pk, "distribution": "limited", "kind": "original",
        "delegation": focal_point.delegation.pk, "language": "en", "file": paper(),
    }  # fmt: skip
    owner_client.post(add, late)
    assert RegisteredDocument.objects.get().delegation == focal_point.delegation


def test_the_checklist_reminds_of_the_deadline_until_everything_is_checked(
    register, owner, focal_point, opened
):
    def line():
        return next(line for line in checklist(register) if line.key == "outcomes.documents-of-delegations")

    opened.post(page("document-hand-in", focal_point), values(register))
    due = timezone.now() + dt.timedelta(days=3)
    for code in ("CRP", "NGO"):
        series.change_series(series_of(register, code), by=owner, deadline=due)
    assert (line().due_on, line().done) == (register.local(due).date(), False)
    with time_machine.travel(due + dt.timedelta(minutes=1), tick=False):
        assert not line().done
        documents.check_document(RegisteredDocument.objects.get(), by=owner)
        assert line().done


def test_series_that_are_not_open_and_unpublished_items_are_not_offered(register, owner, focal_point, opened):
    item = ItemFactory(session__conference=register, number=2, title={"en": "Hotlines"})
    publish_agenda(register, by=owner)
    item.title = {"en": "Secret title"}
    item.save()
    ItemFactory(session=item.session, number=7, title={"en": "Secret item"})
    form = said(opened.get(page("document-hand-in", focal_point)))
    assert "Conference room papers" in form and "Draft decisions" not in form
    assert "2. Hotlines" in form and "Secret" not in form


@pytest.mark.parametrize("decision", ["returned", "issued"])
def test_the_delegation_is_told_what_became_of_its_document(register, owner, focal_point, opened, decision):
    opened.post(page("document-hand-in", focal_point), values(register))
    made = RegisteredDocument.objects.get()
    if decision == "returned":
        documents.return_document(made, by=owner, reason="Not about the agenda.")
    else:
        documents.issue_document(made, by=owner)
    message = Message.objects.get()
    assert message.to == focal_point.person.email
    wanted = "Not about the agenda." if decision == "returned" else "CONF/2017/CRP.1"
    assert wanted in message.subject + message.body_text
    assert wanted in said(opened.get(page("documents", focal_point)))
    assert fresh(made).state == decision


def word_file(text):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:body>{text}</w:body></w:document>")
    return SimpleUploadedFile("paper.docx", target.getvalue())


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("<w:p><w:r><w:t>insured, deleted</w:t><w:insideH/></w:r></w:p>", True),
        ('<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins></w:p>', False),
        ('<w:p><w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>', False),
        ("<w:t>" + "x" * ((1 << 20) - 45) + '</w:t><w:moveFrom w:id="1"/>', False),
    ],
)
def test_tracked_changes_are_settled_before_a_word_file_is_taken(
    register, focal_point, opened, text, is_taken
):
    answer = opened.post(
        page("document-hand-in", focal_point), values(register, file=word_file(text)), follow=True
    )
    assert RegisteredDocument.objects.exists() == is_taken
    if not is_taken:
        assert "This file has tracked changes." in said(answer) and "Position on hotlines" in said(answer)


def test_the_delegation_reads_its_own_document_whoever_else_does_until_it_is_withdrawn(
    register, owner, focal_point, opened
):
    opened.post(page("document-hand-in", focal_point), values(register))
    made = RegisteredDocument.objects.get()
    documents.change_document(made, by=owner, distribution="restricted")
    file = made.files.get()
    address = f"{page('documents', focal_point)}{file.pk}/"
    for decide in (documents.check_document, documents.issue_document):
        decide(fresh(made), by=owner)
        assert address in said(opened.get(page("documents", focal_point)))
        assert b"".join(opened.get(address)).startswith(b"%PDF")
    assert fresh(file).downloads == 0  # it is not a reader
    documents.withdraw_document(fresh(made), by=owner, reason="A mistake.")
    assert address not in said(opened.get(page("documents", focal_point)))
    assert opened.get(address).status_code == 404


def test_the_page_asks_as_many_queries_for_three_documents_as_for_one(
    register, focal_point, opened, django_assert_max_num_queries
):
    opened.post(page("document-hand-in", focal_point), values(register))
    opened.get(page("documents", focal_point))
    with CaptureQueriesContext(connection) as one:
        opened.get(page("documents", focal_point))
    asked = len(one)  # the log begins again with the next request
    for _number in range(2):
        opened.post(page("document-hand-in", focal_point), values(register))
    with django_assert_max_num_queries(asked):
        assert said(opened.get(page("documents", focal_point))).count(": Position on hotlines</span>") == 3


def test_another_delegation_sees_nothing_of_it(register, focal_point, opened):
    other = FocalPointFactory(delegation__conference=register)
    opened.post(page("document-hand-in", focal_point), values(register))
    file = RegisteredDocument.objects.get().files.get()
    assert opened.get(f"{page('documents', other)}{file.pk}/").status_code == 302
    foreign = DocumentFileFactory(document__conference=register, document__delegation=other.delegation)
    assert opened.get(f"{page('documents', focal_point)}{foreign.pk}/").status_code == 404
    assert opened.get(page("documents", other)).status_code == 302
