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
    with word.for_each("group in document.groups"):
        word.heading("{{ group.title }}")
        with word.for_each("delegation in group.delegations"):
            with word.when("delegation.name"):
                word.heading("{{ delegation.name }}", 2)
            word.table(
                [Column(_("Name"), 70), Column(_("Function"))],
                each="person in delegation.people",
                cells=[
                    "{{ person.name }}",
                    [("person.function", "{{ person.function }}"), "{{ person.details }}"],
                ],
                head=False,
            )
    word.paragraph("{{ document.persons_listed }}", "Note")
    word.credits()
    return word.to_bytes()
