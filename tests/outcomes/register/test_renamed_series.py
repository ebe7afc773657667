"""A series that an organizer gives another code: all later documents bear it, and no other series comes beside it."""

import html

import pytest
from django.urls import reverse

from confman.conferences.domain.clone.conference import clone_conference
from outcomes.plenary.domain.adoption import table_recommendation
from outcomes.recommendations.domain.plain_text import paragraphs_of
from outcomes.recommendations.domain.versions import save_version
from outcomes.register.domain.documents import draft_decisions_of, issue_document
from outcomes.register.domain.made_documents import symbol_of_made
from outcomes.register.models import DocumentSeries, RegisteredDocument
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.register.samples import fresh, registered, series_of
from tests.outcomes.secretariat_documents.samples import data_of

NOTE, LIST = "outcomes.information-note", "registrations.participants"


def page(name, conference, *parts):
    return reverse(f"outcomes_secretariat:{name}", args=[conference.slug, *parts])


@pytest.fixture
def rename(register, owner_client):
    """`rename("INF", "INFO")`: give the series with the first code INF another on its page."""

    def rename(code, new):
        row = series_of(register, code)
        address = page("document-series-change", register, row.pk)
        form = owner_client.get(address).context["form"]
        given = {bound.html_name: bound.value() for bound in form if isinstance(bound.value(), str)}
        given |= {f"title_{language}": text for language, text in row.title.items()}
        answer = owner_client.post(address, {**given, "position": row.position, "code": new})
        assert answer.status_code == 302

    return rename


def codes(conference):
    return list(DocumentSeries.objects.of(conference).values_list("code", flat=True))


def test_what_is_made_later_bears_the_new_code_and_goes_on_in_its_numbers(register, owner, rename):
    note = registered(register, "INF", by=owner, made_from=f"{NOTE}:1", symbol="CONF/2017/INF.1")
    issue_document(note, by=owner)
    rename("INF", "INFO")
    assert codes(register) == ["", "INFO", "L", "CRP", "NGO"]
    # The note keeps its symbol, and the list takes the next number of the series.
    assert symbol_of_made(register, NOTE) == "CONF/2017/INF.1"
    assert data_of(LIST, register).meta.masthead.symbol == "CONF/2017/INFO.2"
    by_hand = registered(register, "INF", by=owner)
    issue_document(by_hand, by=owner)
    assert (fresh(by_hand).symbol, fresh(by_hand).series.code) == ("CONF/2017/INFO.2", "INFO")
    # A file that bears a symbol of before still finds the series.
    old = registered(register, "CRP", by=owner, symbol="CONF/2017/INFO.7")
    older = registered(register, "INF", by=owner, symbol="CONF/2017/INF.8")
    assert (old.series.code, older.series.code, older.symbol) == ("CRP", "INFO", "CONF/2017/INF.8")


def test_the_usual_series_are_set_up_beside_no_renamed_one(register, rename, owner_client):
    rename("INF", "INFO")
    rename("INF", "INFDOC")
    owner_client.post(page("document-series-usual", register))
    assert codes(register) == ["", "INFDOC", "L", "CRP", "NGO"]
    assert symbol_of_made(register, NOTE) == "CONF/2017/INFDOC.2"


def test_the_main_series_may_be_given_a_code(register, rename):
    rename("", "DOC")
    assert symbol_of_made(register, "outcomes.conference-report") == "CONF/2017/DOC.2"


def test_texts_become_draft_decisions_of_the_renamed_series(register, owner, owner_client, rename):
    rename("L", "DD")
    rename("CRP", "WP")
    text = recommendation(register, by=owner, stage="agreed")
    address = page("text-issue", register, text.pk)
    form = owner_client.get(address).context["form"]
    assert [row.code for row in form.fields["series"].queryset] == ["DD", "WP"]
    owner_client.post(address, {"series": series_of(register, "L").pk})
    row = RegisteredDocument.objects.get()
    assert row.symbol == "CONF/2017/DD.1" and list(draft_decisions_of(register)) == [row]
    # It is tabled under that symbol, and the next one is offered for another.
    table = page("table", register, text.pk)
    assert owner_client.get(table).context["form"].initial["symbol"] == "CONF/2017/DD.1"
    other = recommendation(register, by=owner, stage="agreed")
    table = page("table", register, other.pk)
    assert owner_client.get(table).context["form"].initial["symbol"] == "CONF/2017/DD.2"
    table_recommendation(other, by=owner, symbol="CONF/2017/DD.5")
    owner_client.post(page("text-issue", register, other.pk), {"series": series_of(register, "L").pk})
    assert RegisteredDocument.objects.filter(symbol="CONF/2017/DD.5").exists()


def test_a_text_issued_before_is_revised_under_its_symbol(register, owner, owner_client, rename):
    text = recommendation(register, by=owner, stage="agreed")
    address, chosen = page("text-issue", register, text.pk), {"series": series_of(register, "L").pk}
    owner_client.post(address, chosen)
    rename("L", "DD")
    save_version(
        fresh(text), by=owner, base=fresh(text).current_version, body=paragraphs_of({"en": "Fund hotlines."})
    )
    owner_client.post(address, chosen)
    symbols = RegisteredDocument.objects.order_by("received_at").values_list("symbol", flat=True)
    assert list(symbols) == ["CONF/2017/L.1", "CONF/2017/L.1/Rev.1"]


def test_the_next_conference_keeps_it(register, owner, rename):
    rename("INF", "INFO")
    copy = clone_conference(register, by=owner, slug="next", starts_on=register.starts_on).target
    assert "INFO" in codes(copy) and "INF" not in codes(copy)
    assert series_of(copy, "INF").code == "INFO"


def test_no_other_series_takes_the_code_that_documents_bear(register, owner_client, rename):
    rename("INF", "INFO")
    given = {
        "title_en": "Notes",
        "code": "INF",
        "separator": ".",
        "distribution": "general",
        "open_to": "nobody",
    }
    answer = owner_client.post(page("document-series-add", register), {**given, "position": 9})
    assert "“Information documents (INFO)” had this code first" in html.unescape(answer.content.decode())
    rename("INF", "INF")
    assert series_of(register, "INF").code == "INF"
