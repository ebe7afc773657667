"""The Word templates of this floor's documents."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.documents.word.blocks import Cell, Column, WordTemplate, mark


def participants_template(language: str) -> bytes:
    """Groups and delegations as headings, so that Word's navigation finds them; a table of people below each."""
    word = WordTemplate(language)
    with word.when("document.corrections"):
        word.paragraph("{{ document.corrections }}", "Note")
    with word.when("not document.groups"):
        word.paragraph(_("Nobody is listed yet."), "Note")
    listed_people(word, "document.groups")
    word.paragraph("{{ document.persons_listed }}", "Note")
    word.credits()
    return word.to_bytes()


def listed_people(word: WordTemplate, groups: str, *, level: int = 1) -> None:
    """The list itself, for the list of participants and for annexes: `groups` are ListedGroups."""
    with word.for_each(f"group in {groups}"):
        word.heading("{{ group.title }}", level)
        with word.for_each("delegation in group.delegations"):
            with word.when("delegation.name"):
                word.heading("{{ delegation.name }}", level + 1)
            with word.when("delegation.name_also"):
                word.paragraph("{{ delegation.name_also }}", "Small")
            word.table(
                [Column(pgettext("of a person", "Name"), 70), Column(_("Function"))],
                each="person in delegation.people",
                cells=[
                    ["{{ person.name }}", "{{ person.name_also }}"],
                    [
                        ("person.function", "{{ person.function }}"),
                        "{{ person.details }}",
                        "{{ person.details_also }}",
                    ],
                ],
                head=False,
            )


def delegation_lists_template(language: str) -> bytes:
    """A delegation a page, with room to date, sign and stamp it."""
    word = WordTemplate(language)
    with word.when("not document.lists"):
        word.paragraph(_("No delegation has named anyone yet."), "Note")
    with word.for_each("list in document.lists"):
        with word.when("not loop.first"):
            word.page_break()
        with word.when("list.heading"):
            word.heading("{{ list.heading }}")
        with word.when("list.note"):
            word.paragraph("{{ list.note }}", "Note")
        with word.when("not list.members"):
            word.paragraph(_("Nobody is named yet."), "Note")
        word.table(
            [
                Column(_("No."), 12),
                Column(pgettext("of a person", "Name"), 58),
                Column(_("Function")),
                Column(_("In the delegation"), 38),
            ],
            each="member in list.members",
            cells=[
                "{{ member.number }}",
                "{{ member.name }}",
                "{{ member.job_title }}",
                "{{ member.function }}",
            ],
        )
        for label in (_("Date"), _("Signature"), _("Stamp")):
            word.paragraph("")
            word.paragraph(f"{label}: ______________________________")
    word.credits()
    return word.to_bytes()


def delegations_report_template(language: str) -> bytes:
    """A table for each kind of delegation, then the totals. The columns of credentials stay empty without them."""
    word = WordTemplate(language, landscape=True)
    with word.when("not document.groups"):
        word.paragraph(_("There are no delegations yet."), "Note")
    with word.for_each("group in document.groups"):
        word.heading("{{ group.title }}")
        for condition, with_credentials in (
            ("document.has_credentials", True),
            ("not document.has_credentials", False),
        ):
            with word.when(condition):
                _delegations_table(word, with_credentials)
        word.paragraph(_("Named: {{ group.named }}. Approved: {{ group.approved }}."), "Small")
    with word.when("document.groups"):
        word.heading(_("Totals"))
        word.paragraph(f"{_('Delegations')}: {{{{ document.delegations }}}}")
        word.paragraph(f"{_('People named')}: {{{{ document.named }}}}")
        word.paragraph(f"{_('People approved')}: {{{{ document.approved }}}}")
        with word.for_each("total in document.credentials"):
            word.paragraph(f"{_('Credentials')}: {{{{ total.state }}}}: {{{{ total.number }}}}")
        word.paragraph("{{ document.definition }}", "Small")
    word.credits()
    return word.to_bytes()


def _delegations_table(word: WordTemplate, with_credentials: bool) -> None:
    columns = [
        Column(_("Delegation"), 62),
        Column(_("Head of delegation"), 48),
        Column(_("Named"), 20, "end"),
        Column(_("Approved"), 22, "end"),
        Column(_("Quota"), 18, "end"),
    ]
    cells: list[Cell] = [
        "{{ line.name }}",
        "{{ line.head }}",
        "{{ line.named }}",
        "{{ line.approved }}",
        "{{ line.quota }}",
    ]
    if with_credentials:
        columns.append(Column(_("Credentials"), 36))
        cells.append(["{{ line.credentials }}", "{{ line.note }}"])
    columns.append(Column(_("Papers received")))
    cells.append("{{ line.papers|join('; ') }}")
    word.table(columns, each="line in group.delegations", cells=cells)


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
