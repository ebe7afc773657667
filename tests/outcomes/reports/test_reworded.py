"""A word of ours that a later version puts better changes no report: what counts is what the record says."""

import datetime as dt

import pytest

from confman.translation.languages import reading_in
from outcomes.records.domain import record_intervention
from outcomes.reports.domain import narrative_builder, narrative_sources
from tests.factories import PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapporteur(member):
    return member("rapporteur")


@pytest.fixture
def session(conference, rapporteur):
    conference.languages = ["en", "ru"]
    conference.save()
    session = SessionFactory(
        conference=conference, title={"en": "First", "ru": "Первое"},
        start=dt.datetime(2027, 3, 30, 9, tzinfo=dt.UTC), end=dt.datetime(2027, 3, 30, 10, tzinfo=dt.UTC),
        room=RoomFactory(conference=conference, name={"en": "Hall A", "ru": "Зал А"}),
    )  # fmt: skip
    chair = PersonFactory(conference=conference, name={"en": "Ana Petrova", "ru": "Анна Петрова"})
    SessionRoleFactory(session=session, person=chair, role="chair", status="confirmed")
    record_intervention(session, by=rapporteur, values={"points": "Nights are hard.", "language": "en"})
    return session


@pytest.fixture
def report(session, rapporteur):
    return narrative_builder.start_report(session.conference, by=rapporteur, kind="session", session=session)


@pytest.fixture
def reword(monkeypatch):
    """Put one sentence of the catalogue in other words."""

    def change():
        gettext = narrative_sources._
        words = {"Chaired by %(names)s.": "In the chair: %(names)s."}
        monkeypatch.setattr(narrative_sources, "_", lambda text: words.get(gettext(text), gettext(text)))

    return change


def shown(report, language):
    with reading_in(language, *report.conference.languages):
        return [row.text for row in narrative_builder.passage_texts(report, language)]


def states(report):
    rows = list(report.paragraphs.all())
    found = narrative_builder.source_states(rows, narrative_builder.passages_now(report))
    return {state.state for state in found.values()}


@pytest.mark.parametrize("stored", ["facts", "text"])
def test_a_report_in_another_language_stays_in_it(report, reword, stored):
    if stored == "text":  # as up to 0.4
        for row in report.paragraphs.all():
            row.digest = narrative_sources.BuiltPassage(row.source, str(row.text)).digest
            row.save()
    before = shown(report, "ru")
    assert "Анна Петрова" in before[0]
    assert states(report) == {"same"}
    reword()
    assert shown(report, "ru")[0].startswith("30 марта") and "Анна Петрова" in shown(report, "ru")[0]
    assert states(report) == ({"same"} if stored == "facts" else {"same", "changed"})


def test_who_reads_it_changes_nothing(report, rapporteur):
    with reading_in("ru", *report.conference.languages):
        assert states(report) == {"same"}
        assert narrative_builder.refresh_report(report, by=rapporteur) == 0
    assert "Hall A" in shown(report, "en")[0] and "Зал А" in shown(report, "ru")[0]


def test_a_refresh_brings_the_better_words(report, reword, rapporteur):
    reword()
    narrative_builder.refresh_report(report, by=rapporteur)
    assert shown(report, "en")[0].endswith("In the chair: Ana Petrova.")
    assert narrative_builder.refresh_report(report, by=rapporteur) == 0


def test_what_changes_on_the_record_is_seen(report, session):
    session.end += dt.timedelta(hours=1)
    session.save()
    assert states(report) == {"same", "changed"}
    assert "Ana Petrova" in shown(report, "ru")[0]


def test_who_chaired_has_a_courtesy_title_that_is_no_fact(session, rapporteur):
    person = session.roles.get().person
    person.sex = "female"
    person.save()
    report = narrative_builder.start_report(
        session.conference, by=rapporteur, kind="session", session=session
    )
    assert "Chaired by Ms. Ana Petrova." in shown(report, "en")[0]
    assert "г-жа Анна Петрова" in shown(report, "ru")[0]
    person.sex = ""
    person.save()
    assert states(report) == {"same"}
