"""Names are read out of a letter as people write letters, and nothing of a line is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confman.web.search import fold
from registrations.delegations.domain.letter_lines import LetterLine, read_letter, read_line

# The line; title, name, function in the institution, function in the delegation, e-mail.
LINES = [
    (
        "Mr. Karim Saidov, Deputy Minister, head of delegation",
        ("Mr.", "Karim Saidov", "Deputy Minister", "head", ""),
    ),
    (
        "2) H.E. Ms. Aziza Karimova, Ambassador-at-Large – deputy head of delegation",
        ("H.E. Ms.", "Aziza Karimova", "Ambassador-at-Large", "deputy", ""),
    ),
    (
        "- Dr. John Sample (adviser), Ministry of Justice, Legal Department <j.sample@example.org>",
        ("Dr.", "John Sample", "Ministry of Justice, Legal Department", "adviser", "j.sample@example.org"),
    ),
    (
        "3. Г-н Сидоров Иван Петрович, заместитель начальника управления, глава делегации",
        ("Г-н", "Сидоров Иван Петрович", "заместитель начальника управления", "head", ""),
    ),
    ("Head of the delegation: Mr. Ali Valiyev, Minister", ("Mr.", "Ali Valiyev", "Minister", "head", "")),
    (
        "Mr\tOtabek Rahimov\tHead of Department\tadviser\to@example.org",
        ("Mr", "Otabek Rahimov", "Head of Department", "adviser", "o@example.org"),
    ),
    ("Prof. He Xiaoming; First Secretary", ("Prof.", "He Xiaoming", "First Secretary", "", "")),
    ("Каримова А.Б. - советник", ("", "Каримова А.Б.", "", "adviser", "")),
    ("SAIDOV Karim, Chief", ("", "SAIDOV Karim", "Chief", "", "")),
    ("Mme Anne Sample, ministre, chef de délégation", ("Mme", "Anne Sample", "ministre", "head", "")),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_of_a_letter(line, expected):
    title, name, job_title, function, email = expected
    assert read_letter(line) == [LetterLine(name, title, job_title, function, email)]


def test_headings_hold_for_the_lines_below_them():
    letter = """Head of delegation:
    Mr. Karim Saidov, Minister

    Members of the delegation:
    Ms. Li Na
    Advisers:
    1. Mr. John Sample
    2. Ms. Anna Sample, alternate
    """
    assert [line.function for line in read_letter(letter)] == ["head", "delegate", "adviser", "alternate"]


# Separators, titles, functions, addresses and names, thrown together.
PIECES = (
    "Mr. Ms. H.E. Karim САИДОВ Ли-На , ; – ( ) : adviser head of delegation a@example.org @ x. 1. - deputy "
    "Minister ، 李娜 \t & советник"
).split(" ")
WORDS = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)


@given(WORDS | st.text(max_size=200))
def test_any_line_is_read_and_nothing_of_it_is_dropped(line):
    read = read_line(line)
    kept = fold(" ".join((read.name, read.title, read.job_title, read.email, read.function))).split()
    understood = set("head of the deputy vice alternate delegation adviser delegate mailto sovetnik".split())
    for word in fold(line).split():
        assert word in kept or word in understood, (line, read)


@given(st.text(max_size=400))
def test_whatever_is_pasted_is_read(text):
    for line in read_letter(text):
        assert line.name
        assert "\x00" not in line.name
