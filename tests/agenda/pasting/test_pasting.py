"""A programme pasted as text: every way in which people write one down."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agenda.pasting.domain.hours import read_day, read_hours
from agenda.pasting.domain.model import PastedPerson, PastedRole
from agenda.pasting.domain.people import items_as_text, read_items, read_roles, roles_as_text
from agenda.pasting.domain.reader import read_programme
from agenda.sessions.models.session import SessionRole

DAYS = [dt.date(2027, 3, 30), dt.date(2027, 3, 31)]
ROLE_WORDS = {role.value: str(role.label) for role in SessionRole.Role}


def read(text: str, **options):
    return read_programme(text, days=DAYS, **options)


def lines_with_remarks(programme):
    return [line for line in programme.lines if line.notes and line.kind != "nothing"]


def hours(text: str) -> str:
    """'10:00-10:30 rest', as the hours of a line were read."""
    found = read_hours(text)
    if found is None:
        return "none"
    parts = [f"{each // 60:02}:{each % 60:02}" for each in (found.start, found.end) if each is not None]
    return f"{'-'.join(parts)} {found.rest}"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("10:00–10:30 T", "10:00-10:30 T"),
        ("10.00-10.30 T", "10:00-10:30 T"),
        ("10:00 – 10:30: T", "10:00-10:30 T"),
        ("10:00 – T", "10:00 T"),
        ("10:00 T", "10:00 T"),
        ("9h30 T", "09:30 T"),
        ("9h–10h30 T", "09:00-10:30 T"),
        ("9 h 30 - 10 h T", "09:30-10:00 T"),
        ("9–10:30 am T", "09:00-10:30 T"),
        ("11 am – 1 pm T", "11:00-13:00 T"),
        ("11:00–1:00 pm T", "11:00-13:00 T"),
        ("2:00-3:30 p.m. T", "14:00-15:30 T"),
        ("12 pm - 1 pm T", "12:00-13:00 T"),
        ("10-00 – 10-30 T", "10:00-10:30 T"),
        ("0900-1030 T", "09:00-10:30 T"),
        ("10:00 11:30 T", "10:00-11:30 T"),
        ("10.00   11.30 T", "10:00-11:30 T"),
        ("с 10:00 до 10:30 T", "10:00-10:30 T"),
        ("from 10:00 to 10:30 T", "10:00-10:30 T"),
        ("10:00 dan 10:30 gacha T", "10:00-10:30 T"),
        ("soat 10:00 T", "10:00 T"),
        ("10 ч. 30 мин. T", "10:30 T"),
        ("(10:00–10:30) T", "10:00-10:30 T"),
        ("**10:00–10:30** T", "10:00-10:30 T"),
        ("12:30–1:30 T", "12:30-13:30 T"),
        ("22:00–01:00 T", "22:00-25:00 T"),
        ("10:00", "10:00 "),
        ("10:00 – 3 presentations", "10:00 3 presentations"),
        ("3 presentations", "none"),
        ("2 days of discussion", "none"),
        ("30.03.2027 T", "none"),
        ("1. Title", "none"),
        ("25:00 T", "none"),
    ],
)
def test_hours(text, read_as):
    assert hours(text) == read_as


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Day 1", 30),
        ("DAY TWO", 31),
        ("Day 2 – Thursday, 31 March", 31),
        ("# Day 1: Opening day", 30),
        ("Wednesday, 31 March 2027", 31),
        ("March 31, 2027", 31),
        ("31st of March", 31),
        ("2027-03-31", 31),
        ("31.03.2027", 31),
        ("31.03.27 (среда)", 31),
        ("День 2", 31),
        ("Второй день", 31),
        ("2-й день конференции, 31 марта 2027 г.", 31),
        ("31 марта, среда", 31),
        ("Среда, 31 марта 2027 года", 31),
        ("1-kun", 30),
        ("Ikkinchi kun", 31),
        ("31-mart, chorshanba", 31),
        ("2027-yil 31-mart", 31),
        ("31 March of last year we met", None),
        ("30 and 31 March 2027, Tashkent", None),
        ("Today is the day", None),
    ],
)
def test_days(text, day):
    found = read_day(text, DAYS)
    assert (found.day if found else None) == (day and dt.date(2027, 3, day))


@pytest.mark.parametrize(
    ("text", "title", "people"),
    [
        ("T (Anna Sample, IOM)", "T", [("Anna Sample", "IOM")]),
        ("T (Anna Sample, IOM; Dr. Boris Sample)", "T", [("Anna Sample", "IOM"), ("Boris Sample", "")]),
        ("T – Anna Sample, IOM", "T", [("Anna Sample", "IOM")]),
        ("T — Ms Anna Sample", "T", [("Anna Sample", "")]),
        ("Anna Sample, IOM: T", "T", [("Anna Sample", "IOM")]),
        ("T: Anna Sample, IOM; Boris Sample, UNDP", "T", [("Anna Sample", "IOM"), ("Boris Sample", "UNDP")]),
        (
            "T: Anna Sample (Kenya), Boris Sample (Peru)",
            "T",
            [("Anna Sample", "Kenya"), ("Boris Sample", "Peru")],
        ),
        ("T (А.Б. Иванов, МВД)", "T", [("А.Б. Иванов", "МВД")]),
        ("T (г-жа Рахимова)", "T", [("Рахимова", "")]),
        ("T (O‘tkir Sodiqov, Adliya vazirligi)", "T", [("O‘tkir Sodiqov", "Adliya vazirligi")]),
        ("T (H.E. Anna Sample, Ambassador)", "T", [("Anna Sample", "Ambassador")]),
        ("T (Anna Sample and Boris Sample)", "T", [("Anna Sample", ""), ("Boris Sample", "")]),
        ("T (Moderator: Anna Sample)", "T", [("Anna Sample", "")]),
        ("T (TBC)", "T", []),
        ("T (continued)", "T (continued)", []),
        ("Fight against TIP (UNODC)", "Fight against TIP (UNODC)", []),
        ("T (Ministry of Justice)", "T (Ministry of Justice)", []),
        ("Round Table, Part Two: Law", "Round Table, Part Two: Law", []),
    ],
)
def test_titles_and_speakers(text, title, people):
    session = read(f"10:00–11:00 {text}").sessions[0]
    assert session.title == title
    assert [(role.person.name, role.person.organization) for role in session.roles] == people


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Coffee break", "break"),
        ("Кофе-брейк", "break"),
        ("Перерыв", "break"),
        ("Tanaffus", "break"),
        ("Регистрация участников", "break"),
        ("Lunch", "meal"),
        ("Обед", "meal"),
        ("Tushlik", "meal"),
        ("Фуршет", "social"),
        ("Выезд на гидроузел", "social"),
        ("Opening ceremony", "opening"),
        ("Открытие конференции", "opening"),
        ("Konferensiyaning ochilishi", "opening"),
        ("Closing", "closing"),
        ("Заключительное пленарное заседание", "closing"),
        ("Working group 1", "working-group"),
        ("Рабочая группа 2", "working-group"),
        ("Ishchi guruh", "working-group"),
        ("Breakout groups", "working-group"),
        ("Plenary sitting of the working groups", "plenary"),
        ("Panel: law", "panel"),
        ("Press conference", "press"),
        ("Side event of IOM", "side-event"),
        ("Law and practice", "plenary"),
    ],
)
def test_kinds(title, kind):
    assert read(f"10:00–11:00 {title}").sessions[0].kind == kind


def test_a_whole_programme():
    programme = read(
        """Programme
Day 1 – Tuesday, 30 March
Venue: Main Hall

09:00 – Registration
09.30-10.30 Opening
   Chair: Ms. Anna Sample, Ministry of Justice
   09:30 Welcome address (Boris Sample, IOM)
   09:45 Address (Clara Sample)
10:30–11:00 Coffee
11:00–12:30 Session 1 [Hall B]
Moderator: TBC
Speakers:
- Ivan Sample, UNODC
- Dr. Jane Sample
12:30-1:30 Lunch
1:30-3:00 Working group 1 (Room 2)
1:30-3:00 Working group 2 [Room 3]
  • Best practice (20 min)
  • Discussion

Day 2
10:00 Closing
nothing before noon

A paragraph for nobody,
in two lines.
"""
    )
    told = [(s.title, s.start, s.end, s.room, s.kind) for s in programme.sessions]
    assert told == [
        ("Registration", 540, 570, "Main Hall", "break"),
        ("Opening", 570, 630, "Main Hall", "opening"),
        ("Coffee", 630, 660, "Main Hall", "break"),
        ("Session 1", 660, 750, "Hall B", "plenary"),
        ("Lunch", 750, 810, "Main Hall", "meal"),
        ("Working group 1", 810, 900, "Room 2", "working-group"),
        ("Working group 2", 810, 900, "Room 3", "working-group"),
        ("Closing", 600, None, "", "closing"),
    ]
    opening, session, group = (programme.sessions[place] for place in (1, 3, 6))
    assert [(role.role, role.person.name) for role in opening.roles] == [("chair", "Anna Sample")]
    assert [(item.title, item.minutes, item.roles[0].person.name) for item in opening.items] == [
        ("Welcome address", 15, "Boris Sample"),
        ("Address", 45, "Clara Sample"),
    ]
    assert [(role.role, role.person.name, role.person.organization) for role in session.roles] == [
        ("speaker", "Ivan Sample", "UNODC"),
        ("speaker", "Jane Sample", ""),
    ]
    assert [(item.title, item.minutes) for item in group.items] == [
        ("Best practice", 20),
        ("Discussion", None),
    ]
    assert programme.sessions[-1].description == ["nothing before noon"]
    assert [line.number for line in programme.unread] == [1, 26, 27]
    assert {line.number for line in lines_with_remarks(programme)} >= {12, 16, 17, 18}


def test_rows_of_a_table_from_word():
    programme = read(
        "Time\tTitle\tSpeaker\tRoom\n"
        "30.03.2027\n"
        '10:00–11:00\t"Law\nand practice"\tAnna Sample, IOM; Boris Sample\tHall A\n'
        "11:00–11:30\tCoffee break\t\t\n"
    )
    law, coffee = programme.sessions
    assert (law.title, law.room, law.day) == ("Law", "Hall A", DAYS[0])
    assert law.description == ["and practice"]
    assert [role.person.name for role in law.roles] == ["Anna Sample", "Boris Sample"]
    assert coffee.kind == "break"
    assert not programme.unread


def test_rows_of_a_spreadsheet_without_a_head():
    programme = read(
        "2027-03-31\t10:00\t11:30\tLaw\tAnna Sample\tMinistry of Justice\tHall A\n2027-03-31\t11:30\t\tCoffee"
    )
    law = programme.sessions[0]
    assert (law.day, law.start, law.end, law.title, law.room) == (DAYS[1], 600, 690, "Law", "Hall A")
    assert [(role.person.name, role.person.organization) for role in law.roles] == [
        ("Anna Sample", "Ministry of Justice")
    ]


def test_a_room_behind_the_last_comma_is_no_part_of_the_title():
    sessions = read(
        "10:00 Law, Part Two, Main hall\n11:00 Открытие, Зал «Амударья»\n12:00 Law, order"
    ).sessions
    assert [(session.title, session.room) for session in sessions] == [
        ("Law, Part Two", "Main hall"),
        ("Открытие", "Зал «Амударья»"),
        ("Law, order", ""),
    ]


def test_hours_within_a_session_make_items_of_it():
    programme = read("10:00–12:00 Law\n10:00–10:20 A (Anna Sample)\n10:20–11:00 B\n11:00–11:15 Coffee break")
    assert [item.minutes for item in programme.sessions[0].items] == [20, 40]
    assert [session.title for session in programme.sessions] == ["Law", "Coffee break"]


def test_speakers_in_lines_below():
    session = read("10:00–11:00\nLaw and order\nAnna Sample, Ministry of Justice\nBoris Sample\n").sessions[0]
    assert session.title == "Law and order"
    assert [role.person.name for role in session.roles] == ["Anna Sample", "Boris Sample"]


def test_a_list_without_hours_waits_to_be_scheduled():
    programme = read("Opening\nLaw (Anna Sample, IOM)\nClosing")
    assert [(session.title, session.start, session.day) for session in programme.sessions] == [
        ("Opening", None, None),
        ("Law", None, None),
        ("Closing", None, None),
    ]


def test_bullets_broken_over_lines_under_a_day():
    programme = read(
        "Day 1\n"
        "- Opening, welcoming speeches: Anna Sample Ivanovna, head of the department on combating crime and\n"
        "  legalization of revenue, General Office; Boris Sample, Ambassador\n"
        "- First presentation: Clara Sample Petrovna, head of the group: legislation and practice\n"
        "- Further subjects: the role of the Committee; activities\n"
        "Day 2\n"
        "- Plenary sitting: exchange, discussion\n"
    )
    opening, first, further, plenary = programme.sessions
    assert [(role.person.name, role.person.organization) for role in opening.roles] == [
        ("Anna Sample Ivanovna", "General Office"),
        ("Boris Sample", "Ambassador"),
    ]
    assert opening.roles[0].person.job_title.endswith("legalization of revenue")
    assert first.title == "First presentation: legislation and practice"
    assert first.roles[0].person.job_title == "head of the group"
    assert [item.title for item in further.items] == ["the role of the Committee", "activities"]
    assert (plenary.title, plenary.day) == ("Plenary sitting: exchange, discussion", DAYS[1])
    assert not programme.unread


def test_a_day_that_is_none_of_the_conference_is_said():
    programme = read("5 April 2027\n10:00 Law")
    assert programme.sessions[0].day == dt.date(2027, 4, 5)
    assert lines_with_remarks(programme)[0].number == 1


def test_what_stands_in_a_form_is_read_as_it_was():
    session = read(
        "10:00–11:00 Law\nChair: Anna Sample, IOM\nSpeaker: Dr Boris Sample, head, UNDP\n  - 20 min Item (Clara Sample)"
    ).sessions[0]
    assert read_roles(roles_as_text(session.roles, ROLE_WORDS), ROLE_WORDS) == session.roles
    again = read_items(items_as_text(session.items))
    assert [(item.title, item.minutes, item.roles) for item in again] == [
        (item.title, item.minutes, item.roles) for item in session.items
    ]


@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                ["Day 1", "10:00–11:00 T", "\t", "  - x", "Chair:", "(", "[Hall]", "10:00\tA\tB", "\"", "31 марта"]
            ),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_nothing_is_refused_and_every_line_is_reported(lines):
    text = "\n".join(lines)
    programme = read(text)
    assert all(line.kind or set(line.text) <= set("-: |\t\v") for line in programme.lines)
    assert all(
        session.end is None or session.end > session.start for session in programme.sessions if session.start
    )
    numbers = [line.number for line in programme.lines]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_the_page_reads_back_each_role_in_its_own_language(language):
    with translation.override(language):
        labels = {role.value: str(role.label) for role in SessionRole.Role}
    roles = [PastedRole(role, PastedPerson("Anna Sample")) for role in labels]
    read_back = read_roles(roles_as_text(roles, labels), labels)
    assert {role.person.name for role in read_back} == {"Anna Sample"}
    assert [role.role for role in read_back] == list(labels)
