"""What the outbox adds to the floors below: pages, practice data, personal data, the job that sends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_verbs
from confman.conferences.models import Conference
from confman.conferences.registries import (
    DashboardPanel,
    Decision,
    NavigationItem,
    PracticeCleaner,
    dashboard_panels,
    navigation_items,
    practice_cleaners,
)
from confman.mail.domain.lateness import closed_outbox, late_jobs, late_mail
from confman.mail.domain.personal_data import (
    collect_messages,
    erase_messages,
    move_messages,
    summarize_messages,
)
from confman.mail.domain.practice import clear_practice_mail, count_practice_mail
from confman.mail.house_mails import register_house_mails
from confman.mail.models import Message, MessageStatus
from confman.mail.registry import ScheduledJob, scheduled_jobs
from confman.people.registries import PersonalData, PersonSummary, person_summaries, personal_data
from confman.web.readiness import ReadinessCheck, readiness_checks


def contribute() -> None:
    """Called from AppConfig.ready()."""
    register_house_mails()
    # Sessions that are over, whose rows Django leaves.
    scheduled_jobs.register(
        ScheduledJob("accounts.sessions", "confman.accounts.tasks.delete_old_sessions_task", minutes=24 * 60)
    )
    scheduled_jobs.register(
        ScheduledJob("mail.deliver_outbox", "confman.mail.tasks.deliver_outbox_task", minutes=1)
    )
    # Documents stand below the floor that knows of schedules.
    scheduled_jobs.register(
        ScheduledJob("documents.expire", "confman.documents.tasks.expire_documents", minutes=60)
    )
    # So do accounts and people.
    scheduled_jobs.register(
        ScheduledJob("accounts.delete_old_tries", "confman.accounts.tasks.delete_old_tries_task", minutes=60)
    )
    scheduled_jobs.register(
        ScheduledJob("people.refresh_duplicates", "confman.people.tasks.refresh_duplicates_task", minutes=5)
    )
    scheduled_jobs.register(
        ScheduledJob("people.forget_expired", "confman.people.tasks.forget_expired_task", minutes=24 * 60)
    )
    # And the history.
    scheduled_jobs.register(
        ScheduledJob("audit.forget_submissions", "confman.audit.tasks.forget_submissions_task", minutes=60)
    )
    scheduled_jobs.register(
        ScheduledJob("audit.forget_sign_ins", "confman.audit.tasks.forget_sign_ins_task", minutes=24 * 60)
    )
    readiness_checks.register(ReadinessCheck("jobs", late_jobs, position=30))
    readiness_checks.register(ReadinessCheck("outbox", late_mail, position=40))
    readiness_checks.register(ReadinessCheck("restore", closed_outbox, position=45))
    personal_data.register(
        PersonalData(
            "mail.messages", _("Mails written to the person"), collect_messages, erase_messages, move_messages
        )
    )
    person_summaries.register(PersonSummary("mail.messages", "mail.view_outbox", summarize_messages, 40))
    practice_cleaners.register(
        PracticeCleaner("mail.messages", _("Mails"), count_practice_mail, clear_practice_mail, position=10)
    )
    navigation_items.register(
        NavigationItem(
            key="mail.outbox",
            section="communication",
            label=_("Outbox"),
            url_name="mail_secretariat:outbox",
            icon="envelope",
            permission="mail.view_outbox",
            position=40,
        )
    )
    navigation_items.register(
        NavigationItem(
            key="mail.templates",
            section="communication",
            label=_("Mail templates"),
            url_name="mail_secretariat:template-list",
            icon="file-earmark-text",
            permission="mail.edit_templates",
            position=50,
        )
    )
    register_verbs(VERBS)
    dashboard_panels.register(
        DashboardPanel("mail.failed", "mail.manage_outbox", decisions_on_mail, position=60)
    )


VERBS = {
    "mail.held": _("Mail held back"),
    "mail.released": _("Mail released"),
    "mail.cancelled": _("Mail cancelled"),
    "mail.retried": _("Mail tried again"),
    "mail.failed_retried": _("Failed mails tried again"),
    "mail.unsent_held": _("Unsent mails held back"),
    "mail.outbox_closed": _("Outbox closed after a restore; unsent mails held back"),
    "mail.outbox_opened": _("Outbox opened after a restore"),
    "mail.template_changed": _("Words of a mail changed"),
    "mail.template_reset": _("Standard words of a mail restored"),
}


def decisions_on_mail(conference: Conference, user: Any) -> Iterable[Decision]:
    """Mail that failed or is held back waits for someone: an address to mend, a server to set right, a decision."""
    failed = Message.objects.of(conference).filter(status=MessageStatus.FAILED).count()
    if failed:
        yield Decision(
            title=ngettext("%(count)d mail was not sent", "%(count)d mails were not sent", failed)
            % {"count": failed},
            detail=gettext("Correct the address or try again."),
            url=reverse("mail_secretariat:outbox", args=[conference.slug]) + "?status=failed",
            action=gettext("Look"),
            urgent=True,
        )
    held = Message.objects.of(conference).filter(status=MessageStatus.HELD, is_practice=False).count()
    if held and not conference.is_sample:
        yield Decision(
            title=ngettext("%(count)d mail is held back", "%(count)d mails are held back", held)
            % {"count": held},
            detail=gettext("Nobody gets it until you send it; cancel what is no longer right."),
            url=reverse("mail_secretariat:outbox", args=[conference.slug]) + "?status=held",
            action=gettext("Look"),
        )
