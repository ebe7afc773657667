"""What can be done with the rows chosen in the review list: its words, its form, who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.web.forms.desk import ReasonForm
from registrations.web.forms.review import VettingForm, WritingForm


@dataclass(frozen=True)
class BulkChoice:
    """`permission` is asked on the conference. Without a form it is done at once."""

    key: str
    label: Promise
    permission: str
    consequence: Promise | str = ""
    form: type[forms.Form] | None = None
    is_grave: bool = False

    def is_offered(self, view: Any) -> bool:
        """Whether the user of this page may, and the conference does such a thing at all."""
        return view.may(self.permission) and (self.key != "vet" or view.shows_vetting)


BULK_CHOICES = {
    choice.key: choice
    for choice in (
        BulkChoice(
            "approve",
            _("Approve"),
            "review",
            _(
                "Each takes a place, and the ticket goes out by mail. Whoever finds no place stays as they are."
            ),
            ReasonForm,
        ),
        BulkChoice(
            "wait",
            pgettext_lazy("to do", "Put on the waiting list"),
            "review",
            _("They go to the end of the line, in the order shown, and are told by mail."),
            ReasonForm,
        ),
        BulkChoice(
            "decline",
            _("Decline"),
            "review",
            _("They are told by mail, with the reason. This cannot be taken back."),
            ReasonForm,
            is_grave=True,
        ),
        BulkChoice(
            "mail",
            _("Write a mail"),
            "write_to_participants",
            _("Everyone gets a mail of their own, in their language as far as you write it in several."),
            WritingForm,
        ),
        BulkChoice(
            "vet",
            _("Vetting"),
            "vet",
            _("It informs the decision and takes none; nobody is told."),
            VettingForm,
        ),
        BulkChoice("export", _("Export"), "export_people"),
    )
}
