"""Texts of groups become draft decisions and conference-room papers, with the symbol on their masthead."""

import io

import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader

from confman.web.errors import Refused
from outcomes.plenary.domain.adoption import table_recommendation
from outcomes.recommendations.domain.plain_text import paragraphs_of
from outcomes.recommendations.domain.versions import save_version
from outcomes.register.domain import series, texts
from outcomes.register.models import RegisteredDocument
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.register.samples import fresh, series_of


@pytest.fixture
def register(conference, owner):
    conference.symbol_prefix = "CONF/2017"
    conference.save()
    series.add_usual_series(conference, by=owner)
    return conference


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
    texts.enter_text(text, by=owner, series=series_of(register, "L"))
    issue(owner_client, text)
    made = RegisteredDocument.objects.get()
    assert (made.symbol, made.state) == ("CONF/2017/L.1", "issued")


def test_what_is_adopted_is_no_draft(register, owner, owner_client):
    adopted = recommendation(register, by=owner, stage="adopted")
    assert "is decided" in said(issue(owner_client, adopted))
    assert not RegisteredDocument.objects.exists()


def test_two_issues_at_once_are_one_document(at_once, text, owner):
    chosen = series_of(text.conference, "L")
    at_once(*(lambda: texts.enter_text(fresh(text), by=owner, series=chosen) for _time in range(3)))
    assert symbols() == ["CONF/2017/L.1"]


def test_the_document_claims_to_be_accessible_and_archivable(register, text, owner_client):
    issue(owner_client, text)
    content = RegisteredDocument.objects.get().files.get(language="en").file.read()
    with pikepdf.open(io.BytesIO(content)) as made, made.open_metadata() as meta:
        assert meta["pdfaid:part"] == "2" and meta["pdfuaid:part"] == "1"
