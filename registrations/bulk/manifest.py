"""Registers bulk actions: decisions, a mail in one's own words, jobs, labels of the history."""

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
            transition.key,
            transition.label,
            "registrations.review",
            position=position,
            verb=transition.verb,
            form=transition.reason_form if transition.takes_reason else _NOTHING,
            consequence=transition.bulk_consequence,
            is_grave=transition.is_grave,
            offered=transition.is_offered,
        )
        for position, transition in enumerate(TRANSITIONS.values(), 10)
        if transition.bulk_consequence
    ),
    ScheduledJob("registrations.take_up_lost_runs", f"{HERE}.domain.requeue_lost_runs", minutes=1),
    ScheduledJob("registrations.expire_bulk_runs", f"{HERE}.domain.expire_bulk_runs", minutes=24 * 60),
    AuditLabels(verbs={"registrations.mail_written": _("Mail written to participants")}),
)
