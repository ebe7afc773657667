"""The Word templates of this floor's documents."""

from __future__ import annotations

from django.utils.translation import gettext as _

from confman.documents.word.blocks import Column, WordTemplate


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
            word.table(
                [Column(_("Name"), 70), Column(_("Function"))],
                each="person in delegation.people",
                cells=[
                    "{{ person.name }}",
                    [("person.function", "{{ person.function }}"), "{{ person.details }}"],
                ],
                head=False,
            )
