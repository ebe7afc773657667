"""The Word templates of the agenda's documents for staff, speakers, interpreters and doors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agenda.programme.documents.word_templates import begin_sheet
from confman.documents.word.blocks import Column, Line, Styled, WordTemplate, statement


def room_sheets_template(language: str) -> bytes:
    """A page for each room and day."""
    word = WordTemplate(language)
    with word.for_each("sheet in document.sheets"):
        begin_sheet(word, "{{ sheet.room }}")
        word.paragraph("{{ sheet.day }}", "Subtitle")
        with word.when("sheet.setting"):
            word.paragraph("{{ sheet.setting }}", "Note")
        word.table(
            [Column(_("Time"), 25), Column(_("Session")), Column(_("Languages"), 40)],
            each="session in sheet.sessions",
            cells=[
                [Styled("{{ session.time }}", "Table Strong")],
                [
                    Styled("{{ session.title }}", "Table Strong"),
                    Styled("({{ session.status }})", "Table Alarm", "session.status"),
                    ("session.subtitle", "{{ session.subtitle }}"),
                    ("session.group", "{{ session.group }}"),
                    *_repeated("role in session.roles", "{{ role.line }}"),
                    *_repeated("text in session.materials", _("Materials") + ": {{ text }}"),
                ],
                "{{ session.languages }}",
            ],
        )
    return word.to_bytes()


def door_signs_template(language: str) -> bytes:
    """A page for each sign: room, day, and the sessions in large letters."""
    word = WordTemplate(language, masthead=False, landscape=True)
    with word.for_each("card in document.cards"):
        word.paragraph("{{ card.day }}", "Page Title", new_page=True)
        word.paragraph("{{ card.room }}", "Sign")
        # What fills a page in large letters is printed smaller than would go over two.
        for condition, text, below in (
            ("card.titles < 4", "Sign Text", "Sign Below"),
            ("card.titles > 3", "Sign Text Small", "Sign Below Small"),
        ):
            with word.when(condition):
                word.table(
                    [Column("", 60), Column("")],
                    each="line in card.lines",
                    cells=[
                        "{{ line.time }}",
                        [
                            "{{ line.title }}",
                            ("line.second", "{{ line.second }}"),
                            Styled("{{ line.chair }}", below, "line.chair"),
                            Styled("{{ line.languages }}", below, "line.languages"),
                            Styled("{{ line.photographs }}", below, "line.photographs"),
                        ],
                    ],
                    head=False,
                    style=text,
                )
        word.paragraph("{{ meta.note }}", "Note")
    return word.to_bytes()


def briefing_template(language: str) -> bytes:
    """A page for each speaker."""
    word = WordTemplate(language)
    with word.for_each("sheet in document.sheets"):
        begin_sheet(word, "{{ sheet.name }}")
        with word.when("sheet.function"):
            word.paragraph("{{ sheet.function }}", "Small")
        word.paragraph("{{ meta.masthead.conference }}, {{ meta.masthead.place_and_dates }}", "Note")
        with word.when("sheet.asked"):
            word.paragraph("{{ sheet.asked }}", "Alarm")
        with word.for_each("session in sheet.sessions"):
            word.heading("{{ session.title }}", level=2)
            word.paragraph("{{ session.day }}, {{ session.time }}", "Label")
            word.table(
                [Column("", 40), Column("")],
                each="fact in session.facts",
                cells=["{{ fact.label }}", "{{ fact.value }}"],
                head=False,
            )
        _titled(word, "sheet.materials", _("Materials"))
        with word.when("sheet.equipment"):
            word.heading(_("Equipment you asked for"), level=2)
            word.paragraph("{{ sheet.equipment }}")
        with word.when("sheet.contact"):
            word.heading(_("Where to find us"), level=2)
            word.paragraph("{{ sheet.contact }}")
    return word.to_bytes()


def roster_template(language: str) -> bytes:
    """Turns by day, then the hours of each interpreter."""
    word = WordTemplate(language)
    with word.for_each("day in document.days"):
        word.heading("{{ day.title }}")
        word.table(
            [
                Column(_("Time"), 25),
                Column(_("Session")),
                Column(_("Booth"), 16),
                Column(_("Languages"), 38),
                Column(_("Interpreter"), 40),
            ],
            each="line in day.lines",
            cells=[
                [Styled("{{ line.time }}", "Table Strong")],
                ["{{ line.session }}", Styled("{{ line.room }}", "Table Muted", "line.room")],
                "{{ line.booth }}",
                "{{ line.languages }}",
                [
                    ("line.missing", "⚠ {{ line.interpreter }}"),
                    ("not line.missing", "{{ line.interpreter }}"),
                ],
            ],
        )
    word.heading(_("Hours"))
    with word.when("not document.interpreters"):
        word.paragraph(_("No interpreter is named yet."), "Note")
    with word.when("document.interpreters"):
        word.table(
            [Column(_("Interpreter")), Column(_("Hours a day"), 70), Column(_("Total"), 28, "end")],
            each="row in document.interpreters",
            cells=[
                ["{{ row.name }}", Styled("{{ row.languages }}", "Table Muted", "row.languages")],
                _repeated(
                    "cell in row.hours",
                    "{% if cell.over %}⚠ {% endif %}{{ document.day_heads[loop.index0] }} {{ cell.text }}",
                ),
                "{{ row.total }}",
            ],
        )
        word.paragraph("{{ document.limit }}", "Note")
    return word.to_bytes()


def pack_template(language: str) -> bytes:
    """A page for each interpreted session, with room for terms."""
    word = WordTemplate(language)
    with word.for_each("session in document.sessions"):
        begin_sheet(word, "{{ session.title }}")
        word.paragraph("{{ session.when }}", "Label")
        with word.when("session.room"):
            word.paragraph("{{ session.room }}", "Small")
        with word.when("session.languages"):
            word.paragraph("{{ session.languages }}", "Small")
        _titled(word, "session.team", _("Interpreters"))
        _titled(word, "session.speakers", _("Roles"))
        with word.when("session.summary"):
            word.paragraph("{{ session.summary }}")
        with word.when("session.items"):
            word.heading(_("Items"), level=2)
            word.table(
                [Column("", 16), Column(""), Column("", 22, "end")],
                each="item in session.items",
                cells=[
                    "{{ item.time or item.number }}",
                    [
                        Styled("{{ item.title }}", "Table Strong"),
                        *_repeated("line in item.speakers", "{{ line }}"),
                    ],
                    "{{ item.minutes }}",
                ],
                head=False,
            )
        _titled(word, "session.materials", _("Materials"))
        with word.when("not session.materials"):
            word.heading(_("Materials"), level=2)
            word.paragraph(_("Nothing has been handed in yet."), "Note")
        word.heading(_("Glossary"), level=2)
        word.grid(
            heads="term in session.terms",
            rows="row in session.blank",
            cells="cell in row",
            first=(Column("", 8), "{{ loop.index }}"),
            head="{{ term }}",
            spanning=False,
        )
    return word.to_bytes()


def _titled(word: WordTemplate, lines: str, title: str) -> None:
    """A heading and a list, where there is anything to list."""
    with word.when(lines):
        word.heading(title, level=2)
        with word.for_each(f"line in {lines}"):
            word.paragraph("{{ line }}", "Small")


def _repeated(loop: str, text: str) -> list[Line]:
    """Paragraphs of a cell, one for each of something."""
    return [statement(f"for {loop}", over="p"), text, statement("endfor", over="p")]
