"""Recommendations of the Universal Periodic Review: thousands of rows, bare carriage returns, Mac Roman.

What the import makes of a file is compared, row by row and letter by letter, with what a reader that shares nothing
with it makes of the same bytes: letters by Apple's table, lines and quotation marks by hand.
"""

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from outcomes.recommendations.models.recommendation import Recommendation

pytestmark = [
    pytest.mark.real,
    pytest.mark.nightly,
    pytest.mark.django_db,
    pytest.mark.skipif(not os.environ.get("CONFMAN_REAL_DATA"), reason="CONFMAN_REAL_DATA is not set"),
]
MAPPING = ("To=addressee", "Text=text", "From=proposer", "Response=response", "Issue=themes")
ANSWERS = {"Accepted": "supported", "Noted": "noted"}
# Of Apple's ROMAN.TXT the letters that these files have. A byte that is not here fails the test.
APPLE = {0x87: "á", 0x88: "à", 0x8A: "ä", 0x8E: "é", 0x8F: "è", 0x92: "í", 0xA1: "°"}


def read_by_hand(raw: bytes) -> list[dict[str, str]]:
    """The records of a file, byte for byte: a comma or a carriage return outside quotation marks ends a cell."""
    records: list[list[str]] = [[]]
    cell, quoted, before = "", False, ""
    for byte in raw:
        letter = chr(byte) if byte < 0x80 else APPLE[byte]
        last, before = before, letter
        if letter == '"':
            # Two of them within quotation marks stand for one.
            cell += '"' if last == '"' and not quoted else ""
            quoted = not quoted
        elif letter in ",\r" and not quoted:
            records[-1].append(cell)
            cell = ""
            if letter == "\r":
                records.append([])
        else:
            cell += letter
    if cell or records[-1]:
        records[-1].append(cell)
    head, *rows = (record for record in records if record)
    return [dict(zip(head, row, strict=True)) for row in rows]


def one_space(text: str) -> str:
    return " ".join(text.split(" ")).strip()


@pytest.mark.parametrize(
    ("name", "rows", "word"),
    [
        pytest.param("upr-sessions-1-5.csv", 6094, "Hissène Habré", id="sessions 1-5"),
        pytest.param(
            "upr-sessions-14-17.csv", 9598, "Séléka", id="sessions 14-17", marks=pytest.mark.nightly
        ),
    ],
)
def test_a_whole_file_is_read_letter_by_letter_and_fast(conference, name, rows, word, capsys):
    path = Path(os.environ["CONFMAN_REAL_DATA"]) / "recommendations" / name
    # The work of this process: on a machine that is busy with others the clock says more of them.
    began = time.process_time()
    mapping = [argument for pair in MAPPING for argument in ("--map", pair)]
    call_command("importrecommendations", conference.slug, str(path), *mapping, "--stage", "adopted")
    assert time.process_time() - began < 20
    assert f"{rows} new" in (said := capsys.readouterr().out) and "csv mac_roman" in said
    expected = read_by_hand(path.read_bytes())
    assert len(expected) == rows
    found = (
        Recommendation.objects.of(conference)
        .select_related("current_version")
        .prefetch_related("addressees", "themes", "responses")
        .order_by("number")
    )
    for number, (line, row) in enumerate(zip(expected, found, strict=True), start=1):
        assert row.number == number
        assert row.current_version.body[0].text("en") == " ".join(line["Text"].split())
        assert [str(addressee) for addressee in row.addressees.all()] == [line["To"].strip()]
        assert row.proposed_by == line["From"].strip()
        assert {str(theme) for theme in row.themes.all()} == {one_space(i) for i in line["Issue"].split(",")}
        assert [response.answer for response in row.responses.all()] == [ANSWERS[line["Response"]]]
    answers = Counter(response.answer for row in found for response in row.responses.all())
    assert answers["supported"] == {6094: 4087, 9598: 7105}[rows]
    assert word in Recommendation.objects.of(conference).search(word).first().current_version.opening
