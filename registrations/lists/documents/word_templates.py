"""The Word templates of this floor's documents."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.documents.word.blocks import Column, WordTemplate, mark


def letters_template(language: str, *, enclosed: Callable[[WordTemplate], None] | None = None) -> bytes:
    """Letters, each on a page of its own, one after the other: as Word's own mail merge makes them.

    `enclosed` writes what goes with each `letter`, below it; it begins a page of its own where it wants one.

    A secretariat puts its letterhead into the head of the page and takes ours away.
    """
    word = WordTemplate(language, masthead=False)
    section = word.document.sections[0]
    section.header.paragraphs[0].text = "\t" + mark()
    section.footer.paragraphs[0].text = ""
    with word.for_each("letter in document.letters"):
        _letterhead(word)
        word.table(
            [Column("", 0), Column("", 70, "end")],
            each="_once in [letter]",
            cells=[
                pgettext("number of a letter", "No.") + " {{ letter.number }}",
                "{{ letter.date }}",
            ],
            head=False,
        )
        with word.for_each("line in letter.addressee"):
            word.paragraph("{{ line }}", "Address Line")
        with word.when("letter.subject"):
            word.paragraph("{{ letter.subject }}", "Letter Title")
        word.paragraph("{{ letter.salutation }}")
        with word.for_each("paragraph in letter.paragraphs"):
            word.paragraph("{{ paragraph }}")
            with word.when("loop.first and letter.facts"):
                word.table(
                    [Column("", 60), Column("")],
                    each="fact in letter.facts",
                    cells=["{{ fact.label }}", "{{ fact.value }}"],
                    head=False,
                )
        word.paragraph("{{ letter.closing }}", "Closing Line")
        word.picture("letter.signatory.signature")
        with word.when("not letter.signatory.signature"):
            for _line in range(2):
                word.paragraph("")
        word.paragraph("{{ letter.signatory.name }}", "Signer")
        with word.when("letter.signatory.job_title"):
            word.paragraph("{{ letter.signatory.job_title }}")
        with word.when("letter.annex"):
            word.paragraph(_("Enclosed"), "Label")
        with word.for_each("line in letter.annex"):
            word.paragraph("{{ line }}", "Small")
        if enclosed:
            enclosed(word)
    return word.to_bytes()


def _letterhead(word: WordTemplate) -> None:
    """Logo, organizer, conference, place, contact; whichever comes first begins the page."""
    with word.when("meta.masthead.logo"):
        word.paragraph("{{ meta.masthead.logo }}", "Picture", new_page=True)
        word.paragraph("{{ meta.masthead.organizer }}", "Organizer")
    with word.when("not meta.masthead.logo"):
        word.paragraph("{{ meta.masthead.organizer }}", "Organizer", new_page=True)
    word.paragraph("{{ meta.masthead.conference }}", "Small")
    for value in ("meta.masthead.place_and_dates", "document.contact"):
        with word.when(value):
            word.paragraph("{{ " + value + " }}", "Small")
