"""The Word templates of the agenda's documents for staff, speakers, interpreters and doors."""

from __future__ import annotations

from confman.documents.word.blocks import Column, Styled, WordTemplate


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
