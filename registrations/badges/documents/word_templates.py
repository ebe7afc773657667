"""The Word template of the confirmation."""

from __future__ import annotations

from django.utils.translation import gettext as _

from confman.documents.word.blocks import Column, WordTemplate


def confirmation_template(language: str) -> bytes:
    """Letter after letter, each on a page of its own."""
    word = WordTemplate(language)
    with word.when("not document.letters"):
        word.paragraph(_("Nobody is approved yet, so there is nothing to confirm."), "Note")
    with word.for_each("letter in document.letters"):
        with word.when("not loop.first"):
            word.page_break()
        word.paragraph("{{ letter.salutation }}")
        word.paragraph("{{ letter.opening }}")
        word.table(
            [Column(_("Fact"), 50), Column(_("Text"))],
            each="fact in letter.facts",
            cells=["{{ fact.label }}", "{{ fact.text }}"],
            head=False,
        )
        with word.when("letter.qr"):
            word.picture("letter.qr_picture")
            word.paragraph("{{ letter.code }}", "Label")
            word.paragraph("{{ letter.ticket_text }}")
        with word.when("letter.bring"):
            word.paragraph(_("Please bring with you:"))
            with word.for_each("thing in letter.bring"):
                word.bullet("{{ thing }}")
        with word.when("document.contact"):
            word.paragraph("{{ document.contact }}", "Small")
    word.credits()
    return word.to_bytes()
