"""Details of the history are read in the reader's words: names of fields, states, yes and no."""

from typing import Any

import pytest
from django.utils import timezone, translation

from confman.audit.labels import detail_facts
from confman.web.templatetags.confman_web import folded


@pytest.mark.parametrize(
    ("target_type", "details", "facts"),
    [
        pytest.param(
            "conferences.conference",
            {"fields": ["starts_on", "logo"]},
            [("changed", "first day, logo")],
            id="fields",
        ),
        pytest.param(
            "conferences.membership",
            {"from": "check-in", "to": "rapporteur"},
            [("before", "check-in"), ("now", "rapporteur (outcomes)")],
            id="states",
        ),
        pytest.param("people.person", {"given": True}, [("given", "yes")], id="yes-and-no"),
        pytest.param(
            "people.person",
            {"kind": "data", "given": True},
            [("kind", "processing of data"), ("given", "yes")],
            id="consent",
        ),
        pytest.param(
            "outcomes.recommendation",
            {"fields": ["baseline", "lead"]},
            [("changed", "baseline, lead institution")],
            id="fields-of-a-part",
        ),
        pytest.param("", {"as_of": None, "rows": [1, 2]}, [("as of", "–"), ("rows", "1, 2")], id="unknown"),
        pytest.param("nothing.there", {"counts": {"new": 3}}, [("counts", "new: 3")], id="numbers"),
    ],
)
def test_details_for_readers(target_type: str, details: dict[str, Any], facts: list[tuple[str, str]]) -> None:
    assert detail_facts(target_type, details) == facts


def test_a_day_is_written_as_the_reader_writes_it():
    with translation.override("ru"):
        assert detail_facts("", {"until": "2017-12-31"})[0][1] == "31 декабря 2017 г."
        with timezone.override("Asia/Tashkent"):
            moment = detail_facts("", {"until": "2017-12-31T20:30:00.210918+00:00"})
        assert moment[0][1] == "1 января 2018 г. 1:30"
    assert detail_facts("", {"version": "CONF/2017x"})[0][1] == "CONF/2017x"


def test_what_is_no_field_is_read_in_words_and_an_id_is_not_shown():
    details = {"fields": ["category", "job_title"], "other": "0f2f3a52-7a0b-4f4e-9d3e-0d0a3d1c9a11"}
    with translation.override("ru"):
        assert detail_facts("registrations.registration", details) == [("изменено", "категория, должность")]
        assert detail_facts("registrations.invitee", {"by_mail": True}) == [("электронной почтой", "да")]


def test_states_of_a_part_and_ways_are_read_in_the_readers_words():
    details = {"from": "no-reply", "answer": "supported"}
    with translation.override("ru"):
        assert detail_facts("outcomes.recommendation", details) == [
            ("было", "ответ не получен"),
            ("ответ", "поддержана"),
        ]
        assert detail_facts("agenda.agendarelease", {"moved": 2}) == [("перенесено", "2")]
        assert detail_facts("outcomes.transmittal", {"channel": "post"})[0][0] == "способ доставки"


def test_neighbours_that_say_the_same_are_one_with_its_number_of_times():
    class Entry:
        reason, by, details = "", "Anna", {}

        def __init__(self, action):
            self.action = action

    entries = [Entry(action) for action in ("Printed", "Printed", "Printed", "Changed", "Printed")]
    shown = folded(entries)
    assert [(entry.action, entry.times) for entry in shown] == [
        ("Printed", 3),
        ("Changed", 1),
        ("Printed", 1),
    ]
    # A page that is opened again has the same entries once more.
    assert [entry.times for entry in folded(entries)] == [3, 1, 1]
