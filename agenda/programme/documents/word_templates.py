"""The Word templates of the agenda's documents for delegates; `script/make_word_templates.py` writes them out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from confman.documents.word.blocks import Column, Line, Styled, WordTemplate, statement


def agenda_template(language: str) -> bytes:
    """By day, and by room where it is asked for: time, what and who, where and in which languages; or time and the
    same in two languages."""
    word = WordTemplate(language)
    with word.for_each("day in document.days"):
        word.heading("{{ day.title }}")
        with word.for_each("part in day.parts"):
            with word.when("part.title"):
                word.heading("{{ part.title }}", level=2)
            with word.when("not document.second"):
                word.table(
                    [Column(_("Time"), 25), Column(_("Session")), Column(_("Where, languages"), 40)],
                    each="session in part.sessions",
                    cells=[
                        _time(),
                        _session("session"),
                        ["{{ session.place }}", ("session.languages", "{{ session.languages }}")],
                    ],
                )
            with word.when("document.second"):
                word.table(
                    [
                        Column(_("Time"), 25),
                        Column("{{ document.languages[0] }}"),
                        Column("{{ document.languages[1] }}"),
                    ],
                    each="session in part.sessions",
                    cells=[_time(), _session("session", place=True), _session("session.other", place=True)],
                )
    with word.when("document.gone"):
        word.heading(_("Cancelled since the revision before"))
        with word.for_each("line in document.gone"):
            word.bullet("{{ line }}")
    word.credits()
    return word.to_bytes()


def _time() -> list[Line]:
    return [
        Styled("{{ session.time }}", "Table Strong"),
        Styled("{{ session.change }}", "Table Alarm", "session.change"),
    ]


def _session(name: str, *, place: bool = False) -> list[Line]:
    """The lines of a session in a cell."""
    where = Styled(
        f"{{{{ {name}.place }}}} {{{{ {name}.languages }}}}",
        "Table Muted",
        f"{name}.place or {name}.languages",
    )
    return [
        Styled(f"{{{{ {name}.title }}}}", "Table Strong"),
        Styled(f"({{{{ {name}.status }}}})", "Table Alarm", f"{name}.status"),
        Styled(f"{{{{ {name}.before }}}}", "Table Alarm", f"{name}.before"),
        (f"{name}.subtitle", f"{{{{ {name}.subtitle }}}}"),
        Styled(f"{{{{ {name}.group }}}}", "Table Muted", f"{name}.group"),
        *((where,) if place else ()),
        Styled(f"{{{{ {name}.photographs }}}}", "Table Muted", f"{name}.photographs"),
        *_repeated(f"role in {name}.roles", "{{ role.line }}"),
        statement(f"for item in {name}.items", over="p"),
        Styled("{{ item.line }}", "Table Item"),
        *_repeated("role in item.roles", "{{ role.line }}", "Table Indented"),
        statement("endfor", over="p"),
    ]


def glance_template(language: str) -> bytes:
    """A page a day: hours down, rooms across."""
    word = WordTemplate(language, masthead=False, landscape=True)
    with word.for_each("page in document.pages"):
        word.paragraph("{{ page.day }}", "Page Title", new_page=True)
        word.paragraph("{{ meta.masthead.conference }} · {{ meta.title }} {{ page.part }}", "Note")
        word.grid(
            heads="room in page.rooms",
            rows="row in page.rows",
            cells="cell in row.cells",
            first=(Column(_("Time"), 14), "{{ row.time }}"),
            head="{{ room }}",
            text="{{ cell.time }} {{ cell.title }}",
            content=[
                Styled("({{ cell.change }})", "Table Alarm", "cell.change"),
                ("cell.second", "{{ cell.second }}"),
                *_repeated("line in cell.lines", "{{ line }}", "Table Muted"),
            ],
        )
    word.paragraph("{{ meta.note }}", "Note")
    word.credits()
    return word.to_bytes()


def annotated_template(language: str) -> bytes:
    """The list of items; the annotations; the annex with the organization of work."""
    word = WordTemplate(language)
    word.heading(_("Agenda"))
    with word.for_each("entry in document.entries"):
        with word.when("entry.session"):
            word.paragraph("{{ entry.session }}", "Label")
        with word.when("not entry.other"):
            word.paragraph("{{ entry.label }} {{ entry.title }}")
        # The second title is nearer to the first than to what follows.
        with word.when("entry.other"):
            word.paragraph("{{ entry.label }} {{ entry.title }}", "Address Line")
            word.paragraph("{{ entry.other.title }}", "Note")
    word.heading(_("Annotations"))
    with word.when("not document.annotated"):
        word.paragraph(_("No item is annotated yet."), "Note")
    with word.for_each("entry in document.annotated"):
        word.heading(
            "{{ entry.label }} {{ entry.title }}{% if entry.other %} · {{ entry.other.title }}{% endif %}",
            level=2,
        )
        with word.when("not entry.other"):
            for line in _annotation("entry"):
                if isinstance(line, Styled):
                    word.paragraph(line.text, "Label")
                else:
                    word.paragraph(line)
        with word.when("entry.other"):
            word.table(
                [Column("{{ document.languages[0] }}"), Column("{{ document.languages[1] }}")],
                each="one in [entry]",
                cells=[_annotation("one"), _annotation("one.other")],
            )
    word.heading(_("Annex"), new_page=True)
    word.heading(_("Organization of work"), level=2)
    with word.for_each("day in document.days"):
        word.heading("{{ day.title }}", level=3)
        word.table(
            [Column(_("Time"), 25), Column(_("Session")), Column(_("Items"), 24), Column(_("Room"), 40)],
            each="line in day.lines",
            cells=[
                "{{ line.time }}",
                ["{{ line.title }}", ("line.other", "{{ line.other }}")],
                "{{ line.items }}",
                "{{ line.place }}",
            ],
        )
    word.credits()
    return word.to_bytes()


def _annotation(name: str) -> list[str | Styled]:
    """Background, expected action and documents, each under its label."""
    return [
        *_lines(f"text in {name}.background", "{{ text }}"),
        statement(f"if {name}.action", over="p"),
        Styled(f"{{{{ {name}.action_label }}}}", "Table Muted"),
        statement("endif", over="p"),
        *_lines(f"text in {name}.action", "{{ text }}"),
        statement(f"if {name}.documents", over="p"),
        Styled(f"{{{{ {name}.documents_label }}}}", "Table Muted"),
        statement("endif", over="p"),
        *_lines(f"text in {name}.documents", "– {{ text }}"),
    ]


def _lines(loop: str, text: str) -> list[str]:
    """Paragraphs, one for each of something."""
    return [statement(f"for {loop}", over="p"), text, statement("endfor", over="p")]


def _repeated(loop: str, text: str, style: str = "Table Text") -> list[Line]:
    """Paragraphs of a cell, one for each of something."""
    return [statement(f"for {loop}", over="p"), Styled(text, style), statement("endfor", over="p")]


def begin_sheet(word: WordTemplate, text: str) -> None:
    """The heading of a sheet; each but the first begins a page."""
    with word.when("loop.first"):
        word.heading(text)
    with word.when("not loop.first"):
        word.heading(text, new_page=True)
