"""What can be done with the rows chosen in the review list: its words, its form, who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.forms import ConferenceForm
from registrations.web.forms.badges import PrintForm
from registrations.web.forms.desk import ReasonForm
from registrations.web.forms.review import VettingForm, WritingForm

# Begun on a page of its own, not in the review list.
ELSEWHERE = ("survey",)


@dataclass(frozen=True)
class BulkChoice:
    """`permission` is asked on the conference. A `form` without fields only asks whether; without one it is a file."""

    key: str
    label: Promise
    permission: str
    consequence: Promise | str = ""
    form: type[forms.Form] | None = None
    is_grave: bool = False

    def is_offered(self, view: Any) -> bool:
        """Whether the user of this page may, and the conference does such a thing at all."""
        if not view.may(self.permission) or self.key in ELSEWHERE:
            return False
        if self.key == "vet":
            return bool(view.shows_vetting)
        if self.key in ("certificates", "send-certificates"):
            return bool(view.conference.today() >= view.conference.starts_on)
        return True


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
            "offer",
            _("Offer a place"),
            "review",
            _("The person is told by mail and accepts the place on their page."),
            ConferenceForm,
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
        BulkChoice(
            "certificates",
            _("Issue certificates"),
            "issue_certificates",
            _("Everyone of them who attended and has none yet gets a numbered certificate, by mail."),
            ConferenceForm,
        ),
        BulkChoice(
            "send-certificates",
            _("Send certificates again"),
            "issue_certificates",
            _("Everyone of them who has a certificate gets it by mail once more."),
            ConferenceForm,
        ),
        BulkChoice("survey", _("Mails about a survey"), "edit_surveys", form=ConferenceForm),
        BulkChoice(
            "badges",
            _("Print badges"),
            "make_cards",
            _("Of those who are approved, in one file that the worker makes; each stands in the print log."),
            PrintForm,
        ),
        BulkChoice("export", _("Export"), "export_people"),
    )
}
