"""What actions on many registrations add: those that decide, a mail in own words, jobs, words of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditWords
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from registrations.bulk.mail_kinds import KINDS
from registrations.bulk.registries import BulkAction

HERE = "registrations.bulk"

ENTRIES = (
    *KINDS,
    BulkAction(
        "approve",
        _("Approve"),
        "registrations.review",
        position=10,
        act=ref("registrations.lifecycle.domain.decisions:approve_registration"),
        form=ref("registrations.core.web.forms.reason:ReasonForm"),
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
        form=ref("registrations.core.web.forms.reason:ReasonForm"),
        consequence=_("They go to the end of the line, in the order shown, and are told by mail."),
    ),
    BulkAction(
        "offer",
        _("Offer a place"),
        "registrations.review",
        position=30,
        act=ref("registrations.lifecycle.domain.decisions:offer_place"),
        form=ref("confman.conferences.web.forms:ConferenceForm"),
        consequence=_("The person is told by mail and accepts the place on their page."),
    ),
    BulkAction(
        "decline",
        _("Decline"),
        "registrations.review",
        position=40,
        act=ref("registrations.lifecycle.domain.decisions:decline_registration"),
        form=ref("registrations.core.web.forms.reason:ReasonForm"),
        consequence=_("They are told by mail, with the reason. This cannot be taken back."),
        is_grave=True,
    ),
    ScheduledJob("registrations.take_up_lost_runs", f"{HERE}.tasks.take_up_lost_runs_task", minutes=1),
    ScheduledJob("registrations.expire_bulk_runs", f"{HERE}.tasks.expire_bulk_runs_task", minutes=24 * 60),
    AuditWords(
        verbs={
            "registrations.mail_written": _("Mail written to participants"),
        },
    ),
)
