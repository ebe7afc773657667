"""The register on the secretariat's pages: entering, checking, issuing, languages, series."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from confman.documents.models import DocumentJob
from outcomes.register.domain import documents
from outcomes.register.models import DocumentSeries, RegisteredDocument
from tests.factories import DelegationFactory
from tests.outcomes.recommendation_samples import pdf_of
from tests.outcomes.register.samples import fresh, paper, registered, series_of


def page(name, conference, *parts):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *parts])


def said(response):
    return response.content.decode()


def test_a_document_is_entered_issued_and_found_by_its_symbol(register, owner_client):
    add = page("registered-document-add", register)
    values = {
        "title_en": "Hotlines in the region", "series": series_of(register, "INF").pk, "distribution": "general",
        "kind": "original", "language": "en", "file": paper(2),
    }  # fmt: skip
    response = owner_client.post(add, values, follow=True)
    made = RegisteredDocument.objects.get()
    assert "“Hotlines in the region” is in the register." in said(response)
    issue = page("registered-document-issue", register, made.pk)
    assert "as CONF/2017/INF.1?" in said(owner_client.get(issue))
    assert "“CONF/2017/INF.1 Hotlines in the region” was issued." in said(
        owner_client.post(issue, follow=True)
    )
    assert fresh(made).symbol == "CONF/2017/INF.1"
    assert fresh(made).files.get().pages == 2
    search = reverse("conferences_secretariat:search", args=[register.slug])
    assert page("registered-document", register, made.pk) in said(
        owner_client.get(f"{search}?q=CONF/2017/INF.1")
    )


def test_without_a_choice_a_document_is_for_the_usual_readers(register, owner, owner_client):
    add = page("registered-document-add", register)
    assert "distribution" not in owner_client.get(add).context["form"].initial

    def enter(code, **more):
        owner_client.post(
            add,
            {
                "title_en": "A paper",
                "series": series_of(register, code).pk,
                "kind": "original",
                "language": "en",
                **more,
            },
        )
        return RegisteredDocument.objects.latest("received_at").distribution

    assert enter("CRP") == "limited" and enter("INF") == "general"
    assert enter("CRP", distribution="general") == "general"
    secret = registered(register, "INF", by=owner, distribution="restricted")
    assert enter("INF", kind="Corr", parent=secret.pk) == "restricted"


def test_a_revision_begins_with_readers_and_embargo_of_what_it_revises(register, owner, owner_client):
    until = dt.datetime(2037, 3, 1, 12, tzinfo=dt.UTC)
    revised = registered(register, "INF", by=owner, distribution="limited", embargo=until)
    begun = owner_client.get(page("registered-document-add", register), {"revises": revised.pk})
    initial = begun.context["form"].initial
    assert (initial["distribution"], initial["embargo"], initial["replaces"]) == ("limited", until, revised)


def test_what_is_typed_stays_when_the_file_cannot_be_taken(register, owner_client):
    add = page("registered-document-add", register)
    broken = SimpleUploadedFile("broken.pdf", b"%PDF-1.7 damaged", "application/pdf")
    values = {
        "title_en": "Typed with care", "series": series_of(register, "INF").pk, "distribution": "limited",
        "kind": "original", "language": "en", "file": broken,
    }  # fmt: skip
    answer = said(owner_client.post(add, values))
    assert "Typed with care" in answer and "damaged" in answer
    assert not RegisteredDocument.objects.exists()


def test_views_count_what_waits(register, owner, owner_client):
    delegation = DelegationFactory(conference=register)
    documents.hand_in_document(
        delegation,
        by=owner,
        series=series_of(register, "CRP"),
        title={"en": "Position"},
        language="en",
        file=paper(),
    )
    documents.issue_document(registered(register, "INF", by=owner), by=owner)
    answer = owner_client.get(page("registered-document-list", register))
    views = {view["label"]: view["count"] for view in answer.context["views"]}
    assert views["All"] == 2 and views["To check"] == 1 and views["Issued"] == 1
    found = owner_client.get(page("registered-document-list", register), {"missing": "ru", "state": "issued"})
    assert "CONF/2017/INF.1" in said(found)
    dashboard = said(owner_client.get(reverse("conferences_secretariat:dashboard", args=[register.slug])))
    assert "1 document was handed in and is to be checked" in dashboard


def test_a_document_is_checked_and_its_languages_follow(register, owner, owner_client):
    delegation = DelegationFactory(conference=register)
    made = documents.hand_in_document(
        delegation,
        by=owner,
        series=series_of(register, "CRP"),
        title={"en": "Position"},
        language="en",
        file=paper(),
    )
    owner_client.post(page("registered-document-check", register, made.pk))
    language = page("registered-document-language", register, made.pk)
    owner_client.post(language, {"language": "ru"})
    owner_client.post(page("registered-document-issue", register, made.pk))
    record = page("registered-document", register, made.pk)
    assert "In translation" in said(owner_client.get(record))
    owner_client.post(language, {"language": "ru", "file": paper(5)})
    awaited = made.files.get(language="ru")
    owner_client.post(page("registered-document-language-issue", register, made.pk, awaited.pk))
    assert fresh(awaited).state == "issued"
    file = owner_client.get(page("registered-document-file", register, made.pk, awaited.pk))
    assert file["Content-Type"] == "application/pdf"


def test_returning_asks_for_the_reason(register, owner, owner_client):
    made = registered(register, "INF", by=owner)
    address = page("registered-document-return", register, made.pk)
    assert "This field is required" in said(owner_client.post(address, {"reason": ""}))
    owner_client.post(address, {"reason": "Not about the agenda."})
    assert "Not about the agenda." in said(owner_client.get(page("registered-document", register, made.pk)))


def test_restricted_documents_are_for_those_who_keep_the_register(register, owner, member, client_as):
    made = registered(register, "INF", by=owner, distribution="restricted")
    for role, may in (("rapporteur", True), ("registration", False)):
        client = client_as(member(role))
        assert ("Document INF" in said(client.get(page("registered-document-list", register)))) == may
        assert (client.get(page("registered-document", register, made.pk)).status_code == 200) == may
        file = page("registered-document-file", register, made.pk, made.files.get().pk)
        assert (client.get(file).status_code == 200) == may


def test_what_belongs_to_or_replaces_a_restricted_document_does_not_name_it(
    register, owner, member, client_as
):
    hidden = registered(register, "INF", by=owner, distribution="restricted", title={"en": "The secret plan"})
    newer = registered(register, "INF", by=owner, replaces=hidden, title={"en": "The plan"})
    part = registered(register, "INF", by=owner, parent=hidden, kind="Add", title={"en": "Its map"})
    for role, may in (("rapporteur", True), ("registration", False)):
        client = client_as(member(role))
        for row in (newer, part):
            answer = client.get(page("registered-document", register, row.pk))
            assert answer.status_code == 200 and ("The secret plan" in said(answer)) == may


def test_a_register_without_series_offers_the_usual_ones(conference, owner_client):
    listed = page("registered-document-list", conference)
    assert "Set up the usual series" in said(owner_client.get(listed))
    owner_client.post(page("document-series-usual", conference))
    assert DocumentSeries.objects.of(conference).count() == 5
    assert "Set up the usual series" not in said(owner_client.get(listed))


def test_who_may_not_have_a_made_document_cannot_put_it_into_the_register(register, owner, member, client_as):
    job = DocumentJob.objects.create(
        conference=register, kind="registrations.delegations_report", format="pdf", language="en", status="done",
        requested_by=owner, symbol="", file=ContentFile(pdf_of(1), "list.pdf"),
    )  # fmt: skip
    client = client_as(member("programme"))
    form = client.get(f"{page('registered-document-add', register)}?made={job.pk}").context["form"]
    assert "file" in form.fields


@pytest.mark.parametrize(
    ("distribution", "readers"),
    [
        ("general", "everyone"),
        ("limited", "approved participants"),
        ("restricted", "only those who keep the register"),
    ],
)
def test_the_page_and_the_question_say_who_may_read(register, owner, owner_client, distribution, readers):
    row = registered(register, "INF", by=owner, distribution=distribution)
    assert f"<dt>Read by</dt><dd>{readers}" in said(
        owner_client.get(page("registered-document", register, row.pk))
    )
    asked = owner_client.get(page("registered-document-issue", register, row.pk))
    assert f"Read by: {readers}." in said(asked)
