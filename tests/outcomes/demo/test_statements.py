"""The demo's statements: samples of the first in line, loaded once."""

from confman.accounts.system_users import system_user
from outcomes.demo import proceedings
from outcomes.speakers_lists.domain.speakers_list import Speaker, ask_for_the_floor, open_list
from outcomes.statements.models import Statement
from tests.factories import ConferenceFactory, DelegationFactory, SessionFactory


def test_the_first_in_line_have_handed_in_samples(db):
    conference = ConferenceFactory(languages=["uz", "ru", "en"], is_sample=True)
    by = system_user("demo")
    speakers = open_list(SessionFactory(conference=conference), by=by)
    asked = [
        ask_for_the_floor(
            speakers, by=by, speaker=Speaker(delegation=DelegationFactory(conference=conference))
        )
        for _number in range(4)
    ]
    for _time in range(2):
        proceedings.load_statements(conference, by=by)
    made = [sorted(row.statements.values_list("language", flat=True)) for row in asked]
    assert made == [["en", "ru"], ["uz"], ["en"], []]
    assert all(row.name.startswith("SAMPLE") for row in Statement.objects.of(conference))
