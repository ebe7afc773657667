"""The register: symbols given once, documents checked, issued by languages, returned and withdrawn."""

import datetime as dt
import io

import pikepdf
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.web.errors import Refused
from confman.web.uploads.stored_files import count_download
from outcomes.recommendations.domain.outcome_documents import change_document, recommendations_document
from outcomes.register.domain import documents, files, series
from outcomes.register.domain.made_documents import symbol_of_made
from outcomes.register.domain.series import document_symbol, part_symbol
from outcomes.register.models import DocumentSeries, RegisteredDocument
from tests.factories import ConferenceFactory, DelegationFactory, ItemFactory
from tests.outcomes.recommendation_samples import pdf_of, recommendation
from tests.outcomes.register.samples import fresh, paper, registered, series_of

codes = st.from_regex(r"\A[A-Z]{1,12}\Z") | st.just("")
places = st.tuples(codes, st.sampled_from("./"), st.integers(1, 10**6))


@given(places, places)
def test_two_places_in_the_register_have_two_symbols(one, other):
    """The main series has no code, so no separator."""
    same = one[0] == other[0] and one[2] == other[2] and (not one[0] or one[1] == other[1])
    assert (document_symbol("CONF/2017", *one) == document_symbol("CONF/2017", *other)) == same


@given(places, st.sampled_from(("Add", "Corr", "Rev")), st.integers(1, 99))
def test_a_part_is_known_by_its_document(place, kind, number):
    whole = document_symbol("CONF/2017/", *place)
    assert part_symbol(whole, kind, number) == f"{whole}/{kind}.{number}"
    assert whole.startswith("CONF/2017/") and "//" not in whole


def test_a_conference_gets_the_usual_series_once(register, staff):
    assert series.add_usual_series(register, by=staff) == 0
    codes = list(DocumentSeries.objects.of(register).values_list("code", flat=True))
    assert codes == ["", "INF", "L", "CRP", "NGO"]
    assert str(series_of(register, "L").title) == "Draft decisions"


def test_symbols_run_on_in_each_series(register, staff):
    made = [registered(register, code, by=staff) for code in ("", "INF", "INF", "NGO")]
    for row in made:
        documents.issue_document(row, by=staff)
    assert [fresh(row).symbol for row in made] == [
        "CONF/2017/1", "CONF/2017/INF.1", "CONF/2017/INF.2", "CONF/2017/NGO/1",
    ]  # fmt: skip


def test_a_free_symbol_is_found_with_one_query_however_many_are_taken(
    register, staff, django_assert_num_queries
):
    for _number in range(3):
        documents.issue_document(registered(register, "INF", by=staff), by=staff)
    inf = series_of(register, "INF")
    inf.last_number, inf.conference = 0, register
    with django_assert_num_queries(1):
        assert series.next_symbol(inf) == "CONF/2017/INF.4"


def test_a_symbol_stays_when_the_prefix_changes_and_goes_to_nobody_else(register, staff):
    first = registered(register, "INF", by=staff)
    documents.issue_document(first, by=staff)
    documents.withdraw_document(first, by=staff, reason="Sent in error")
    register.symbol_prefix = "FORUM/2018"
    register.save()
    second = registered(register, "INF", by=staff)
    documents.issue_document(second, by=staff)
    assert (fresh(first).symbol, fresh(second).symbol) == ("CONF/2017/INF.1", "FORUM/2018/INF.2")


def test_a_recommendation_and_a_document_never_share_a_symbol(register, staff):
    row = recommendation(register, by=staff)
    row.symbol = "CONF/2017/L.1"
    row.save()
    assert series.next_symbol(series_of(register, "L")) == "CONF/2017/L.2"
    made = registered(register, "L", by=staff)
    documents.issue_document(made, by=staff)
    assert fresh(made).symbol == "CONF/2017/L.2"


def test_numbers_given_at_once_differ(at_once):
    conference = ConferenceFactory(symbol_prefix="CONF/2017")
    by = system_user("demo")
    at_once(*[lambda: series.add_usual_series(conference, by=by)] * 2)
    made = [registered(conference, "CRP", by=by) for _number in range(4)]
    at_once(*(lambda row=row: documents.issue_document(row, by=by) for row in made))
    assert sorted(fresh(row).symbol for row in made) == [f"CONF/2017/CRP.{number}" for number in range(1, 5)]


def test_two_who_put_the_same_symbol_into_the_register_at_once(at_once):
    conference = ConferenceFactory(symbol_prefix="CONF/2017")
    by = system_user("demo")
    series.add_usual_series(conference, by=by)
    symbol = symbol_of_made(conference, "outcomes.information-note")

    def put(kind, title):
        return documents.add_document(
            conference, by=by, series=series_of(conference, "INF"), language="en",
            file=ContentFile(pdf_of(1), name="note.pdf"), title={"en": title}, distribution="general",
            made_from=f"{kind}:1", symbol=symbol,
        )  # fmt: skip

    results = at_once(
        lambda: put("outcomes.information-note", "Note"),
        lambda: put("outcomes.list-of-documents", "List"),
        lambda: documents.issue_document(registered(conference, "INF", by=by, file=paper()), by=by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert RegisteredDocument.objects.filter(symbol=symbol).count() == 1
    assert RegisteredDocument.objects.with_symbol().count() == 2


def test_an_addendum_waits_for_its_document_and_takes_its_symbol(register, staff):
    whole = registered(register, "", by=staff)
    part = registered(register, "", by=staff, parent=whole, kind="Add")
    with pytest.raises(Refused, match="no symbol yet"):
        documents.issue_document(part, by=staff)
    documents.issue_document(whole, by=staff)
    part = RegisteredDocument.objects.get(pk=part.pk)
    other = registered(register, "INF", by=staff, parent=fresh(whole), kind="Corr")
    for row in (part, other):
        documents.issue_document(row, by=staff)
    assert (fresh(part).symbol, fresh(other).symbol) == ("CONF/2017/1/Add.1", "CONF/2017/1/Corr.1")


def test_a_part_stands_under_the_item_of_its_document_unless_another_is_given(register, staff):
    first, other = ItemFactory.create_batch(2, session__conference=register)
    whole = registered(register, "", by=staff, item=first)
    parts = [
        registered(register, "", by=staff, parent=whole, kind=kind, item=item)
        for kind, item in (("Rev", None), ("Corr", other))
    ]
    assert [part.item for part in parts] == [first, other]


def test_a_part_needs_what_it_belongs_to(register, staff):
    with pytest.raises(ValidationError, match="belongs to a document"):
        registered(register, "", by=staff, kind="Add")


def test_languages_are_issued_as_they_come(register, staff):
    made = registered(register, "INF", by=staff, file=paper(3))
    files.put_language(made, by=staff, language="ru")
    assert list(RegisteredDocument.objects.of(register).in_translation()) == [made]
    documents.issue_document(made, by=staff)
    states = {file.language: (file.state, file.pages) for file in fresh(made).files.all()}
    assert states == {"en": ("issued", 3), "ru": ("in-translation", None)}
    assert list(RegisteredDocument.objects.missing_language("ru")) == [made]
    awaited = fresh(made).files.get(language="ru")
    with pytest.raises(Refused, match="Russian is still awaited"):
        files.issue_language(awaited, by=staff)
    files.issue_language(files.put_language(made, by=staff, language="ru", file=paper(4)), by=staff)
    assert not RegisteredDocument.objects.missing_language("ru").exists()
    with pytest.raises(Refused, match="Russian is issued already"):
        files.put_language(made, by=staff, language="ru", file=paper())


def test_nothing_is_issued_without_a_file(register, staff):
    made = registered(register, "INF", by=staff, file=None)
    with pytest.raises(Refused, match="no file yet"):
        documents.issue_document(made, by=staff)
    assert fresh(made).symbol == "" and series_of(register, "INF").last_number == 0


def test_a_delegation_hands_in_until_the_hour_said(register, staff):
    delegation = DelegationFactory(conference=register)
    papers = series_of(register, "CRP")
    due = dt.datetime(2027, 3, 1, 18, tzinfo=register.zone)
    series.change_series(papers, by=staff, deadline=due)
    papers = fresh(papers)

    def hand_in():
        return documents.hand_in_document(
            delegation, by=staff, series=papers, title={"en": "Position"}, language="en", file=paper()
        )

    with time_machine.travel(due - dt.timedelta(minutes=1), tick=False):
        made = hand_in()
    assert (made.state, made.distribution, made.delegation) == ("handed-in", "limited", delegation)
    with (
        time_machine.travel(due + dt.timedelta(minutes=1), tick=False),
        pytest.raises(Refused, match="18:00"),
    ):
        hand_in()
    with pytest.raises(Refused, match="takes no documents"):
        documents.hand_in_document(
            delegation,
            by=staff,
            series=series_of(register, "INF"),
            title={"en": "P"},
            language="en",
            file=paper(),
        )


def test_what_was_handed_in_is_checked_or_returned_with_the_reason(register, staff):
    delegation = DelegationFactory(conference=register)
    made = [
        documents.hand_in_document(
            delegation,
            by=staff,
            series=series_of(register, "NGO"),
            title={"en": name},
            language="en",
            file=paper(),
        )
        for name in ("One", "Two")
    ]
    assert set(RegisteredDocument.objects.to_check()) == set(made)
    documents.check_document(made[0], by=staff)
    documents.return_document(made[1], by=staff, reason="Not about the agenda.")
    assert [(fresh(row).state, fresh(row).reason) for row in made] == [
        ("checked", ""), ("returned", "Not about the agenda."),
    ]  # fmt: skip
    for verb in (documents.check_document, documents.issue_document):
        with pytest.raises(Refused, match="returned or withdrawn"):
            verb(made[1], by=staff)
    documents.issue_document(made[0], by=staff)
    with pytest.raises(Refused, match="issued already"):
        documents.return_document(made[0], by=staff, reason="Late")
    assert AuditEntry.objects.filter(
        verb="outcomes.register_returned", reason="Not about the agenda."
    ).exists()


def test_readers_get_what_is_issued_for_them_after_its_embargo(register, staff):
    now = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
    made = {
        name: registered(register, "INF", by=staff, **{"distribution": name} | more)
        for name, more in (("general", {}), ("limited", {}), ("restricted", {}))
    }
    later = registered(register, "INF", by=staff, embargo=now + dt.timedelta(hours=1))
    registered(register, "INF", by=staff)
    for row in (*made.values(), later):
        documents.issue_document(row, by=staff)
    everyone = RegisteredDocument.objects.for_everyone
    assert set(everyone(now)) == {made["general"]}
    assert set(RegisteredDocument.objects.for_participants(now)) == {made["general"], made["limited"]}
    assert set(everyone(now + dt.timedelta(hours=1))) == {made["general"], later}


def test_a_locked_or_damaged_pdf_is_refused_in_words(register, staff):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(1))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    locked = SimpleUploadedFile("locked.pdf", target.getvalue())
    with pytest.raises(ValidationError, match="locked with a password"):
        registered(register, "INF", by=staff, file=locked)
    with pytest.raises(ValidationError, match="damaged"):
        registered(register, "INF", by=staff, file=SimpleUploadedFile("broken.pdf", b"%PDF-1.7 nothing"))
    assert not RegisteredDocument.objects.exists()


def test_a_document_with_a_symbol_stays_in_its_series(register, staff):
    made = registered(register, "INF", by=staff)
    documents.change_document(made, by=staff, series=series_of(register, "CRP"))
    documents.issue_document(made, by=staff)
    made = fresh(made)
    assert made.symbol == "CONF/2017/CRP.1"
    with pytest.raises(Refused, match=r"known as CONF/2017/CRP\.1"):
        documents.change_document(made, by=staff, series=series_of(register, "INF"))
    documents.change_document(fresh(made), by=staff, title={"en": "Changed"})
    assert list(RegisteredDocument.objects.search("changed crp")) == [made]


def test_a_series_that_gave_numbers_stays(register, staff):
    documents.issue_document(registered(register, "INF", by=staff), by=staff)
    with pytest.raises(Refused, match="its symbols are known"):
        series.remove_series(series_of(register, "INF"), by=staff)
    series.remove_series(series_of(register, "NGO"), by=staff)
    added = series.add_series(register, by=staff, code="WP", title={"en": "Working papers"})
    with pytest.raises(ValidationError, match="already"):
        series.add_series(register, by=staff, code="WP", title={"en": "Again"})
    with pytest.raises(ValidationError, match="capital letters"):
        series.change_series(added, by=staff, code="wp 1")


def test_practice_leaves_nothing(register, staff):
    register.registration_mode = "test"
    register.save()
    whole = registered(register, "INF", by=staff)
    documents.issue_document(whole, by=staff)
    registered(register, "INF", by=staff, parent=fresh(whole), kind="Add")
    assert documents.count_practice_documents(register) == 2
    documents.clear_practice_documents(register, by=staff)
    assert not RegisteredDocument.objects.exists()


def test_what_is_downloaded_is_counted(register, staff):
    made = registered(register, "INF", by=staff)
    file = made.files.get()
    count_download(file)
    count_download(file)
    assert fresh(file).downloads == 2


def test_the_outcome_document_keeps_its_symbol(register, staff):
    change_document(
        recommendations_document(register, by=staff), by=staff, values={"symbol": "CONF/2017/1"}, sections=[]
    )
    made = registered(register, "", by=staff)
    documents.issue_document(made, by=staff)
    assert fresh(made).symbol == "CONF/2017/2"


def test_tabling_offers_the_next_draft_and_takes_no_symbol_of_the_register(register, owner_client, staff):
    draft = registered(register, "L", by=staff)
    documents.issue_document(draft, by=staff)
    row = recommendation(register, by=staff, stage="agreed")
    page = reverse("outcomes_secretariat:table", args=[register.slug, row.pk])
    assert 'value="CONF/2017/L.2"' in owner_client.get(page).content.decode()
    answer = owner_client.post(page, {"symbol": "CONF/2017/L.1"}).content.decode()
    assert "CONF/2017/L.1 is the symbol of “Document L”" in answer
    owner_client.post(page, {"symbol": "CONF/2017/L.2"})
    assert fresh(row).symbol == "CONF/2017/L.2"
    assert series.next_symbol(series_of(register, "L")) == "CONF/2017/L.3"
