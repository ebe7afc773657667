"""The Word template of the agenda; `script/make_word_templates.py` writes it out to be looked at."""

from __future__ import annotations

from django.utils.translation import gettext as _

from confman.documents.word.blocks import Column, WordTemplate, statement


def agenda_template(language: str) -> bytes:
    """By day, and by room where it is asked for: time, what and who, where and in which languages."""
    word = WordTemplate(language)
    with word.for_each("day in document.days"):
        word.heading("{{ day.title }}")
        with word.for_each("part in day.parts"):
            with word.when("part.title"):
                word.heading("{{ part.title }}", level=2)
            word.table(
                [Column(_("Time"), 25), Column(_("Session")), Column(_("Where, languages"), 40)],
                each="session in part.sessions",
                cells=[
                    ["{{ session.time }}", ("session.change", "({{ session.change }})")],
                    [
                        "{{ session.title }}",
                        ("session.subtitle", "{{ session.subtitle }}"),
                        ("session.status", "({{ session.status }})"),
                        ("session.group", "{{ session.group }}"),
                        *_repeated("role in session.roles", "{{ role.line }}"),
                        statement("for item in session.items", over="p"),
                        "{{ item.line }}",
                        *_repeated("role in item.roles", "    {{ role.line }}"),
                        statement("endfor", over="p"),
                    ],
                    ["{{ session.place }}", ("session.languages", "{{ session.languages }}")],
                ],
            )
    word.credits()
    return word.to_bytes()


def _repeated(loop: str, text: str) -> list[str]:
    """Paragraphs of a cell, one for each of something."""
    return [statement(f"for {loop}", over="p"), text, statement("endfor", over="p")]
