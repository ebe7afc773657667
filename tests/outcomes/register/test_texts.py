"""Texts of groups become draft decisions and conference-room papers, with the symbol on their masthead."""

import datetime as dt
import io

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from confman.documents.domain.jobs import request_document, run_document_job
from confman.web.errors import Refused
from outcomes.plenary.domain.adoption import table_recommendation
from outcomes.recommendations.domain.plain_text import paragraphs_of
from outcomes.recommendations.domain.versions import save_version
from outcomes.register.domain import documents, series
from outcomes.register.domain.documents import change_document
from outcomes.register.models import RegisteredDocument
from tests.factories import ItemFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.register.samples import fresh, series_of
from tests.outcomes.secretariat_documents.samples import content_of, data_of, queries_of, words_of


@pytest.fixture
def text(register, owner):
    return recommendation(register, by=owner, stage="agreed")


def page(name, conference, *parts):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *parts])


def issue(client, text, code="L"):
    chosen = {"series": series_of(text.conference, code).pk}
    return client.post(page("text-issue", text.conference, text.pk), chosen, follow=True)


def rewrite(text, owner, words="Strengthen every hotline."):
    row = fresh(text)
    save_version(
        row, by=owner, base=row.current_version, body=paragraphs_of({"en": words, "ru": "Укрепить."})
    )


def said(response):
    return response.content.decode()


def symbols():
    return list(RegisteredDocument.objects.order_by("received_at").values_list("symbol", flat=True))


def test_a_text_is_issued_as_a_draft_decision_in_its_languages(register, text, owner_client):
    shown = said(owner_client.get(page("recommendation", register, text.pk)))
    assert page("text-issue", register, text.pk) in shown
    answer = issue(owner_client, text)
    assert "CONF/2017/L.1 was issued." in said(answer)
    made = RegisteredDocument.objects.get()
    assert (made.state, made.distribution) == ("issued", "limited")
    states = dict(made.files.values_list("language", "state"))
    assert states["en"] == states["ru"] == "issued"
    assert all(states[code] == "in-translation" for code in set(register.languages) - {"en", "ru"})
    russian = PdfReader(made.files.get(language="ru").file).pages[0].extract_text()
    assert "CONF/2017/L.1" in russian and "Укрепить горячую линию." in russian
    assert "CONF/2017/L.1" in said(owner_client.get(page("recommendation", register, text.pk)))


def test_issued_again_it_is_a_revision_and_unchanged_it_is_refused(register, owner, text, owner_client):
    issue(owner_client, text)
    assert "is issued already as CONF/2017/L.1" in said(issue(owner_client, text))
    rewrite(text, owner)
    issue(owner_client, text)
    rewrite(text, owner, "Strengthen all hotlines.")
    issue(owner_client, text)
    assert symbols() == ["CONF/2017/L.1", "CONF/2017/L.1/Rev.1", "CONF/2017/L.1/Rev.2"]
    last = RegisteredDocument.objects.get(symbol="CONF/2017/L.1/Rev.2")
    assert (last.parent.symbol, last.replaces.symbol) == ("CONF/2017/L.1", "CONF/2017/L.1/Rev.1")
    file = last.files.get(language="en").file
    assert "Replaces CONF/2017/L.1/Rev.1." in PdfReader(file).pages[0].extract_text()


def test_a_revision_is_for_no_more_readers_than_what_it_revises(register, owner, text, owner_client):
    issue(owner_client, text)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    item = ItemFactory(session__conference=register)
    given = {"distribution": "restricted", "embargo": tomorrow, "item": item}
    change_document(RegisteredDocument.objects.get(), by=owner, **given)
    rewrite(text, owner)
    issue(owner_client, text)
    revision = RegisteredDocument.objects.get(symbol="CONF/2017/L.1/Rev.1")
    assert {name: getattr(revision, name) for name in given} == given


def test_a_conference_room_paper_has_a_symbol_of_its_own(register, text, owner_client):
    issue(owner_client, text, "CRP")
    issue(owner_client, text)
    assert symbols() == ["CONF/2017/CRP.1", "CONF/2017/L.1"]


def test_a_text_is_tabled_under_the_symbol_of_its_draft_decision(register, owner, text, owner_client):
    issue(owner_client, text)
    table = page("table", register, text.pk)
    assert owner_client.get(table).context["form"].initial["symbol"] == "CONF/2017/L.1"
    other = recommendation(register, by=owner, stage="agreed")
    with pytest.raises(Refused, match="in the register"):
        table_recommendation(other, by=owner, symbol="CONF/2017/L.1")
    owner_client.post(table, {"symbol": "CONF/2017/L.1"})
    assert fresh(text).symbol == "CONF/2017/L.1"


def test_a_text_that_was_tabled_is_issued_under_that_symbol(register, owner, text, owner_client):
    table_recommendation(text, by=owner, symbol="CONF/2017/L.4")
    issue(owner_client, text)
    assert symbols() == ["CONF/2017/L.4"]
    assert series.next_symbol(series_of(register, "L")) == "CONF/2017/L.5"


def test_an_issue_that_was_interrupted_goes_on_under_its_symbol(register, owner, text, owner_client):
    documents.enter_text(text, by=owner, series=series_of(register, "L"))
    issue(owner_client, text)
    made = RegisteredDocument.objects.get()
    assert (made.symbol, made.state) == ("CONF/2017/L.1", "issued")


def test_what_is_adopted_is_no_draft(register, owner, owner_client):
    adopted = recommendation(register, by=owner, stage="adopted")
    assert "has been decided" in said(issue(owner_client, adopted))
    assert not RegisteredDocument.objects.exists()


def test_two_issues_at_once_are_one_document(at_once, text, owner):
    chosen = series_of(text.conference, "L")
    at_once(*(lambda: documents.enter_text(fresh(text), by=owner, series=chosen) for _time in range(3)))
    assert symbols() == ["CONF/2017/L.1"]


def test_the_document_claims_to_be_accessible_and_archivable(register, text, owner_client):
    issue(owner_client, text)
    content = RegisteredDocument.objects.get().files.get(language="en").file.read()
    with pikepdf.open(io.BytesIO(content)) as made, made.open_metadata() as meta:
        assert meta["pdfaid:part"] == "2" and meta["pdfuaid:part"] == "1"


def test_chosen_texts_are_issued_at_once_each_under_its_own_symbol(register, owner, owner_client):
    rows = [recommendation(register, by=owner, stage="agreed") for _number in range(2)]
    rows.append(recommendation(register, by=owner, stage="adopted"))
    chosen = {"selected": [str(row.pk) for row in rows], "action": "issue"}
    asked = owner_client.post(page("recommendation-list", register), chosen)
    assert asked.status_code == 200 and "form" in asked.context
    confirmed = {**chosen, "confirmed": "yes", "series": series_of(register, "L").pk}
    answer = said(owner_client.post(page("recommendation-list", register), confirmed, follow=True))
    assert "2 done, 1 not" in answer and "has been decided" in answer
    assert symbols() == ["CONF/2017/L.1", "CONF/2017/L.2"]
    assert {row.state for row in RegisteredDocument.objects.all()} == {"issued"}


KIND = "outcomes.draft-decisions"


@pytest.fixture
def drafts(register, owner, owner_client):
    """L.1, which L.1/Rev.1 replaces, and L.2, which is about an item; a conference-room paper beside them."""
    first, second = (recommendation(register, by=owner, stage="agreed") for _number in range(2))
    for text in (first, second):
        issue(owner_client, text)
    issue(owner_client, second, "CRP")
    rewrite(first, owner)
    issue(owner_client, first)
    item = ItemFactory(session__conference=register, title={"en": "Hotlines"})
    RegisteredDocument.objects.filter(symbol="CONF/2017/L.2").update(item=item)
    return item


def headings(conference, language="en", **options):
    return [text.heading.split()[0] for text in data_of(KIND, conference, language, **options).texts]


def test_draft_decisions_stand_in_one_file_as_they_were_issued_last(register, drafts):
    assert headings(register) == ["CONF/2017/L.1/Rev.1", "CONF/2017/L.2"]
    assert headings(register, item=str(drafts.pk)) == ["CONF/2017/L.2"]
    chosen = RegisteredDocument.objects.get(symbol="CONF/2017/L.1/Rev.1")
    assert headings(register, documents=[str(chosen.pk)]) == ["CONF/2017/L.1/Rev.1"]
    words = words_of(KIND, register)
    for said_there in ("CONF/2017/L.1/Rev.1", "Replaces CONF/2017/L.1.", "Strengthen every hotline."):
        assert said_there in words
    pages = PdfReader(io.BytesIO(content_of(KIND, register, "pdf"))).pages
    assert len(pages) == 2 and "CONF/2017/L.2" in pages[1].extract_text()


def test_a_working_group_is_abbreviated_as_the_language_does(register, owner, owner_client):
    group = WorkingGroupFactory(conference=register, code="WG2", name={"en": "Hotlines", "ru": "Линии"})
    text = recommendation(register, by=owner, stage="agreed", working_group=group)
    issue(owner_client, text)
    document = RegisteredDocument.objects.get()
    assert document.title["ru"].startswith("Проект рекомендации РГ2/")
    words = words_of(KIND, register, "ru").replace("\u00a0", " ")
    assert "Проект рекомендации РГ2/" in words and "Рабочая группа 2: Линии" in words


def test_what_is_awaited_in_a_language_is_named_and_what_is_restricted_is_not(register, drafts):
    data = data_of(KIND, register, "uz")
    assert not data.texts and "CONF/2017/L.1/Rev.1, CONF/2017/L.2" in data.left_out
    RegisteredDocument.objects.filter(symbol="CONF/2017/L.2").update(distribution="restricted")
    assert headings(register) == ["CONF/2017/L.1/Rev.1"]


def test_what_becomes_restricted_is_in_no_file_that_was_made_before(register, drafts, owner):
    job = request_document("outcomes.draft-decisions", register, language="en", format="docx", by=owner)
    run_document_job(job.pk)
    job.refresh_from_db()
    assert job.is_downloadable
    row = RegisteredDocument.objects.get(symbol="CONF/2017/L.2")
    change_document(row, by=owner, distribution="limited")
    job.refresh_from_db()
    assert job.is_downloadable
    change_document(row, by=owner, distribution="restricted")
    job.refresh_from_db()
    assert not job.is_downloadable and not job.file


def test_three_draft_decisions_take_as_many_queries_as_two(register, drafts, owner, owner_client):
    before = queries_of(KIND, register)
    issue(owner_client, recommendation(register, by=owner, stage="agreed"))
    assert queries_of(KIND, register) == before


def test_without_a_draft_decision_the_file_says_so(register):
    assert "No draft decision has been issued yet." in words_of(KIND, register)
