"""What can be done with registrations chosen in the review list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.registries import ref, register_all
from registrations.bulk.registries import BulkAction

_REASON = ref("registrations.core.web.forms.reason:ReasonForm")
_CONFIRM = ref("confman.conferences.web.forms:ConferenceForm")


def _vets(page: Any) -> bool:
    return bool(page.shows_vetting)


def _has_begun(page: Any) -> bool:
    return bool(page.conference.today() >= page.conference.starts_on)


ENTRIES = (
    BulkAction(
        "approve",
        _("Approve"),
        "registrations.review",
        position=10,
        act=ref("registrations.lifecycle.domain.decisions:approve_registration"),
        form=_REASON,
        consequence=_(
            "Each takes a place, and the ticket goes out by mail. Whoever finds no place stays as they are."
        ),
    ),
    BulkAction(
        "wait",
        pgettext_lazy("to do", "Put on the waiting list"),
        "registrations.review",
        position=20,
        act=ref("registrations.lifecycle.domain.decisions:wait_registration"),
        form=_REASON,
        consequence=_("They go to the end of the line, in the order shown, and are told by mail."),
    ),
    BulkAction(
        "offer",
        _("Offer a place"),
        "registrations.review",
        position=30,
        act=ref("registrations.lifecycle.domain.decisions:offer_place"),
        form=_CONFIRM,
        consequence=_("The person is told by mail and accepts the place on their page."),
    ),
    BulkAction(
        "decline",
        _("Decline"),
        "registrations.review",
        position=40,
        act=ref("registrations.lifecycle.domain.decisions:decline_registration"),
        form=_REASON,
        consequence=_("They are told by mail, with the reason. This cannot be taken back."),
        is_grave=True,
    ),
    BulkAction(
        "mail",
        _("Write a mail"),
        "registrations.write_to_participants",
        position=50,
        act=ref("registrations.bulk.domain.custom_mail:write_to"),
        takes_key=True,
        form=ref("registrations.desk.web.forms.filters:WritingForm"),
        consequence=_(
            "Everyone gets a mail of their own, in their language as far as you write it in several."
        ),
    ),
    BulkAction(
        "vet",
        _("Vetting"),
        "registrations.vet",
        position=60,
        act=ref("registrations.desk.domain.vetting:vet_registration"),
        form=ref("registrations.desk.web.forms.filters:VettingForm"),
        consequence=_("It informs the decision and takes none; nobody is told."),
        offered=_vets,
    ),
    BulkAction(
        "certificates",
        _("Issue certificates"),
        "registrations.issue_certificates",
        position=70,
        act=ref("registrations.certificates.domain.issuing:issue_and_send"),
        takes_key=True,
        form=_CONFIRM,
        consequence=_("Everyone of them who attended and has none yet gets a numbered certificate, by mail."),
        offered=_has_begun,
    ),
    BulkAction(
        "send-certificates",
        _("Send certificates again"),
        "registrations.issue_certificates",
        position=80,
        act=ref("registrations.certificates.domain.issuing:send_again"),
        takes_key=True,
        form=_CONFIRM,
        consequence=_("Everyone of them who has a certificate gets it by mail once more."),
        offered=_has_begun,
    ),
    BulkAction(
        "survey",
        _("Mails about a survey"),
        "registrations.edit_surveys",
        position=90,
        act=ref("registrations.surveys.domain.mails:send_survey_mail"),
        form=_CONFIRM,
        origin=ref("registrations.surveys.web.views.surveys:origin_of_mails"),
    ),
    BulkAction(
        "badges",
        _("Print badges"),
        "registrations.make_cards",
        position=100,
        respond=ref("registrations.desk.web.views.bulk_actions:print_badges"),
        form=ref("registrations.badges.web.forms.badges:PrintForm"),
        consequence=_(
            "Of those who are approved, in one file that the worker makes; each stands in the print log."
        ),
    ),
    BulkAction(
        "export",
        _("Export"),
        "registrations.export_people",
        position=110,
        respond=ref("registrations.desk.web.views.bulk_actions:export_chosen"),
    ),
)


def register() -> None:
    """Fill the registry; called once, when the app is ready."""
    register_all(ENTRIES)
