"""The list of documents says what is issued, by series, to whom it may be told, and under which symbol it is itself."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from agenda.releases.domain.publication import publish_agenda
from outcomes.register.domain.documents import issue_document, withdraw_document
from outcomes.register.domain.files import put_language
from outcomes.register.domain.series import add_usual_series
from tests.factories import DocumentFileFactory, RegisteredDocumentFactory, SessionFactory
from tests.outcomes.register.samples import registered, series_of
from tests.outcomes.secretariat_documents.samples import content_of, data_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.list-of-documents"


@pytest.fixture
def register(conference, owner):
    conference.symbol_prefix = "CONF/2027"
    conference.save()
    add_usual_series(conference, by=owner)
    return conference


def issued(conference, code, by, **given):
    row = registered(conference, code, by=by, **given)
    issue_document(row, by=by)
    row.refresh_from_db()
    return row


def symbols(data):
    return {series.title: [row.symbol for row in series.documents] for series in data.series}


def test_documents_stand_by_series_in_the_order_of_their_symbols(register, owner):
    for number in range(10):
        issued(register, "", owner, title={"en": f"Paper {number}"})
    issued(register, "INF", owner)
    data = data_of(KIND, register)
    assert symbols(data) == {
        "Documents of the conference": [f"CONF/2027/{number}" for number in range(1, 11)],
        "Information documents": ["CONF/2027/INF.1"],
    }
    assert data.counted == "11 documents" and data.series[0].documents[0].languages == "English"


@pytest.mark.parametrize(
    ("is_final", "titles"),
    [(False, ["Provisional agenda", "Annotated provisional agenda"]), (True, ["Agenda", "Annotated agenda"])],
)
def test_the_agenda_has_the_title_that_its_document_has_and_its_languages(register, owner, is_final, titles):
    register.languages = ["en", "ru"]
    register.save()
    SessionFactory(conference=register)
    publish_agenda(register, by=owner, is_final=is_final)
    [series] = data_of(KIND, register).series
    assert [row.title for row in series.documents] == titles
    assert {row.languages for row in series.documents} == {"English, Russian"}


def test_there_is_no_column_of_items_where_no_document_has_one(register, owner):
    issued(register, "", owner)
    assert "Symbol | Title | Languages" in words_of(KIND, register)


def test_only_what_readers_may_have_is_listed(register, owner):
    issued(register, "", owner, title={"en": "For all"})
    issued(register, "CRP", owner, title={"en": "In the room"}, distribution="limited")
    issued(register, "", owner, title={"en": "Secret"}, distribution="restricted")
    issued(register, "", owner, title={"en": "Later"}, embargo=timezone.now() + dt.timedelta(1))
    registered(register, "", by=owner, title={"en": "Not issued"})
    withdraw_document(issued(register, "", owner, title={"en": "Gone"}), by=owner, reason="Mistake")
    titles = [row.title for series in data_of(KIND, register).series for row in series.documents]
    assert titles == ["For all"]
    data = data_of(KIND, register, audience="participants")
    assert [row.title for series in data.series for row in series.documents] == ["For all", "In the room"]
    assert data.meta.masthead.distribution == "Participants only"


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("en", "List of documents", "No document is issued yet."),
        ("ru", "Перечень документов", "Документы ещё не выпущены."),
        ("uz", "Hujjatlar roʻyxati", "Hozircha hujjatlar chiqarilmagan."),
    ],
)
def test_an_empty_register_is_said_plainly(register, language, title, empty):
    words = words_of(KIND, register, language)
    assert title in words and empty in words


def test_each_kind_prints_a_symbol_of_its_own(register, owner):
    """The list of participants is INF.1 of a conference where nothing is issued; what comes in before it is counted."""

    def printed(kind=KIND, language="en"):
        return data_of(kind, register, language).meta.masthead.symbol

    kinds = ("registrations.participants", "outcomes.information-note", KIND)
    assert [printed(kind) for kind in kinds] == [f"CONF/2027/INF.{number}" for number in (1, 2, 3)]
    reports = ("outcomes.conference-report", "outcomes.credentials-report")
    assert [printed(kind) for kind in reports] == ["CONF/2027/2", "CONF/2027/3"]
    register.profile = "intergovernmental"
    assert [printed(kind) for kind in reports] == ["CONF/2027/3", "CONF/2027/2"]
    issued(register, "INF", owner)
    assert [printed(kind) for kind in kinds] == [f"CONF/2027/INF.{number}" for number in (2, 3, 4)]
    row = issued(register, "INF", owner, made_from=f"{KIND}:1", symbol="CONF/2027/INF.4")
    assert issued(register, "INF", owner).symbol == "CONF/2027/INF.5"
    assert [printed(kind) for kind in kinds[:2]] == ["CONF/2027/INF.2", "CONF/2027/INF.3"]

    # English is issued; Russian is another language of the same document.
    def symbols_by_language():
        return {code: printed(language=code) for code in ("en", "ru")}

    assert symbols_by_language() == {"en": "CONF/2027/INF.4/Rev.1", "ru": "CONF/2027/INF.4"}
    # While it is awaited, nothing is revised; of a revision that is out, it is another language, too.
    put_language(row, by=owner, language="ru")
    assert {*symbols_by_language().values()} == {"CONF/2027/INF.4"}
    issued(register, "INF", owner, parent=row, kind="Rev", made_from=f"{KIND}:1")
    assert symbols_by_language() == {"en": "CONF/2027/INF.4/Rev.2", "ru": "CONF/2027/INF.4/Rev.1"}


def test_a_conference_without_symbols_prints_none(conference, owner):
    add_usual_series(conference, by=owner)
    assert data_of(KIND, conference).meta.masthead.symbol == ""


def test_a_title_in_another_language_says_which(register, owner):
    issued(register, "", owner, title={"ru": "Положение"})
    data = data_of(KIND, register)
    assert data.series[0].documents[0].title == "Положение [Russian]" and "brackets" in data.meta.note


def test_csv_has_a_line_for_each_document(register, owner):
    issued(register, "", owner, title={"en": "Rules of procedure"})
    rows = list(csv.reader(io.StringIO(content_of(KIND, register, "csv").decode("utf-8-sig"))))
    assert rows[0][:2] == ["Symbol", "Title"] and rows[1][:2] == ["CONF/2027/1", "Rules of procedure"]


def test_three_documents_take_as_many_queries_as_one(register):
    series = series_of(register, "")
    for number in range(1, 4):
        row = RegisteredDocumentFactory(
            conference=register, series=series, number=number, symbol=f"CONF/2027/{number}"
        )
        DocumentFileFactory(document=row)
        if number == 1:
            before = queries_of(KIND, register)
    assert queries_of(KIND, register) == before
