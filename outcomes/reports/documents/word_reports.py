"""The Word template of the reports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from confman.documents.word.blocks import Column, WordTemplate
from registrations.lists.documents.word_templates import listed_people


def report_template(language: str) -> bytes:
    """The conference report and the donor's: figures with charts, definitions under every table, text between them."""
    word = WordTemplate(language)
    with word.when("document.texts.summary"):
        word.heading(_("Summary"))
        _text(word, "summary")
    _chapter(word, "conference")
    facts = [Column(_("Subject"), 46), Column("")]
    word.table(
        facts, each="fact in document.facts", cells=["{{ fact.label }}", "{{ fact.value }}"], head=False
    )
    with word.when("document.grant"):
        word.heading(_("The grant"), 2)
        word.table(
            facts, each="fact in document.grant", cells=["{{ fact.label }}", "{{ fact.value }}"], head=False
        )
    with word.when("document.titles.targets"):
        _chapter(word, "targets")
        with word.when("document.targets"):
            _rows(word, "document.targets", 4)
    _chapter(word, "participants")
    _figures(word, "document.totals", 2)
    with word.for_each("breakdown in document.breakdowns"):
        _figures(word, "breakdown", 4)
    with word.when("document.titles.sessions"):
        _chapter(word, "sessions")
        with word.when("document.sessions"):
            word.table(
                [Column(_("Day"), 34), Column(_("Session")), Column(_("Kind"), 32)],
                each="session in document.sessions",
                cells=["{{ session.day }}", "{{ session.title }}", "{{ session.kind }}"],
            )
    _chapter(word, "recommendations")
    with word.for_each("sentence in document.adoption"):
        word.paragraph("{{ sentence }}")
    _figures(word, "document.stages", 2)
    with word.when("document.adopted"):
        word.heading(_("The adopted recommendations"), 2)
        word.table(
            [
                Column(_("No."), 12),
                Column(_("Text")),
                Column(_("Addressees"), 44),
                Column(_("Follow-up"), 28),
            ],
            each="line in document.adopted",
            cells=["{{ line.number }}", "{{ line.text }}", "{{ line.addressees }}", "{{ line.status }}"],
            whole_rows="not line.is_long",
        )
    with word.when("document.titles.follow_up"):
        _chapter(word, "follow_up")
        with word.for_each("sentence in document.follow_up_text"):
            word.paragraph("{{ sentence }}")
        with word.when("document.adopted"):
            _figures(word, "document.follow_up", 2)
    with word.when("document.titles.results"):
        _chapter(word, "results")
        for columns in (5, 3):
            with (
                word.for_each("table in document.results"),
                word.when(f"table.columns|length == {columns}"),
            ):
                _figures(word, "table", columns)
    with word.when("document.titles.costs"):
        _chapter(word, "costs")
        for words in (2, 1):
            with word.for_each("table in document.costs"), word.when(f"table.words == {words}"):
                _figures(word, "table", 4, words=words)
    with word.when("document.titles.lessons"):
        _chapter(word, "lessons")
    with word.when("document.participants"):
        word.page_break()
        word.heading(_("Annex. List of participants"))
        listed_people(word, "document.participants", level=2)
        word.paragraph("{{ document.persons_listed }}", "Note")
    word.credits()
    return word.to_bytes()


def _chapter(word: WordTemplate, key: str) -> None:
    """The heading of a chapter, and what was written for it."""
    word.heading(f"{{{{ document.titles.{key} }}}}")
    _text(word, key)


def _text(word: WordTemplate, key: str) -> None:
    with word.for_each(f"text in document.texts.{key}"):
        word.paragraph("{{ text }}")


def _figures(word: WordTemplate, table: str, columns: int, *, words: int = 1) -> None:
    """A breakdown: heading, chart, table and its definition."""
    word.heading(f"{{{{ {table}.title }}}}", 2)
    word.picture(f"{table}.chart")
    with word.when(f"{table}.rows"):
        _rows(word, table, columns, words=words)
    with word.when(f"not {table}.rows"):
        word.paragraph(_("There is nothing to count yet."), "Note")


def _rows(word: WordTemplate, table: str, columns: int, *, words: int = 1) -> None:
    """The rows of figures, and what they mean."""
    word.table(
        [
            Column(
                f"{{{{ {table}.columns[{place}] }}}}",
                0 if place < words else (24 if columns > 4 else 30),
                "start" if place < words else "end",
            )
            for place in range(columns)
        ],
        each=f"row in {table}.rows",
        cells=[f"{{{{ row[{place}] }}}}" for place in range(columns)],
    )
    word.paragraph(f"{{{{ {table}.definition }}}}", "Note")
