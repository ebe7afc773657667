"""The programme of the demo conference, pasted as the report has it: nothing of its two days is lost."""

import datetime as dt
import os
from pathlib import Path

import pytest

from agenda.pasting.domain.reader import read_programme

FOLDER = Path(os.environ.get("CONFMAN_REAL_DATA", ""))
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not os.environ.get("CONFMAN_REAL_DATA"), reason="CONFMAN_REAL_DATA names no folder"),
]


def test_the_programme_of_tashkent():
    text = (FOLDER / "tashkent2017.md").read_text(encoding="utf-8")
    days = [dt.date(2017, 3, 30), dt.date(2017, 3, 31)]
    programme = read_programme(text, days=days)
    assert [(session.day, session.kind) for session in programme.sessions] == [
        (days[0], "opening"),
        (days[0], "plenary"),
        (days[0], "plenary"),
        (days[0], "plenary"),
        (days[1], "plenary"),
    ]
    opening, first, further, experts, _groups = programme.sessions
    assert [role.person.name for role in opening.roles] == [
        "Dusanov Zakhid Abdukayumovich",
        "Pamela Leora Spratlen",
    ]
    assert first.roles[0].person.name == "Rakhimova Gulnoza Abdusattarovna"
    assert [len(session.items) for session in (further, experts)] == [4, 4]
    # Rows around the two days are no part of the programme, and the page says so.
    assert all(line.kind for line in programme.lines if line.text.strip())
    assert {line.text[:4] for line in programme.unread} >= {"# Th", "Resu", "For "}
