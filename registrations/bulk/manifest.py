"""Bulk actions add to a conference: decisions, a mail in one's own words, jobs, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from registrations.bulk.registries import BulkAction
from registrations.lifecycle.table import TRANSITIONS

HERE = "registrations.bulk"
_NOTHING = ref("confman.conferences.web.forms:ConferenceForm")

ENTRIES = (
    *(
        BulkAction(
            each.key,
            each.label,
            "registrations.review",
            position=position,
            verb=each.verb,
            form=each.reason_form if each.takes_reason else _NOTHING,
            consequence=each.bulk_consequence,
            is_grave=each.is_grave,
            offered=each.is_offered,
        )
        for position, each in enumerate(TRANSITIONS.values(), 10)
        if each.bulk_consequence
    ),
    ScheduledJob("registrations.take_up_lost_runs", f"{HERE}.domain.requeue_lost_runs", minutes=1),
    ScheduledJob("registrations.expire_bulk_runs", f"{HERE}.domain.expire_bulk_runs", minutes=24 * 60),
    AuditLabels(verbs={"registrations.mail_written": _("Mail written to participants")}),
)
