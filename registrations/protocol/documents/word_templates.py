"""The Word template of the head-table plan."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.documents.word.blocks import Column, WordTemplate


def head_table_template(language: str) -> bytes:
    """The places as the hall sees them, side by side, and a list from who presides."""
    word = WordTemplate(language, landscape=True)
    with word.when("not document.seats"):
        word.paragraph(_("Nobody has a place at the head table yet."), "Note")
    with word.when("document.seats"):
        word.paragraph(_("As the hall sees it"), "Label")
        word.grid(
            heads="seat in document.seats",
            rows="row in [1]",
            cells="seat in document.seats",
            first=(Column(_("Place"), 18), pgettext("of a person", "Name")),
            head="{{ seat.number }}",
            content=["{{ seat.whole_name }} ", "{{ seat.whole_entity }}"],
            spanning=False,
        )
        word.heading(_("Who sits where"))
        word.table(
            [
                Column(_("Place"), 18),
                Column(pgettext("of a person", "Name"), 70),
                Column(_("Function")),
                Column(_("Delegation"), 70),
            ],
            each="seat in document.in_order",
            cells=[
                "{{ seat.number }}",
                "{{ seat.whole_name }}",
                "{{ seat.job_title }}",
                "{{ seat.whole_entity }}",
            ],
        )
    word.credits()
    return word.to_bytes()
