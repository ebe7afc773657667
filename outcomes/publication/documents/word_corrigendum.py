"""The Word template of a corrigendum."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.documents.word.blocks import WordTemplate
from confman.documents.word.jinja import value


def corrigendum_template(language: str) -> bytes:
    """A heading for each place that is corrected; below it what is read for what."""
    word = WordTemplate(language)
    with word.for_each("line in document.note"):
        word.paragraph(value("line"))
    with word.for_each("item in document.items"):
        word.heading(value("item.place"), 2)
        with word.for_each("pair in item.quotations"):
            for kind, lines in (
                ("added", [_("Add"), value("pair[1]")]),
                ("removed", [_("Delete"), value("pair[0]")]),
                (
                    "changed",
                    [
                        f"{pgettext('correction', 'For')} {value('pair[0]')}",
                        f"{pgettext('correction', 'read')} {value('pair[1]')}",
                    ],
                ),
            ):
                with word.when(f"item.kind == '{kind}'"):
                    for line in lines:
                        word.paragraph(line)
    with word.when("document.elsewhere"):
        word.paragraph(value("document.elsewhere"), "Note")
    word.credits()
    return word.to_bytes()
