"""Registers the outbox: pages, mails of the lower floors, practice data, personal data, jobs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.hook_registries import Event, Hook
from confman.conferences.registries import (
    CloneStep,
    DashboardPanel,
    NavigationItem,
    PracticeCleaner,
    Workspace,
)
from confman.conferences.search_registries import SearchKind, all_of, attributes
from confman.machines.registries import Measure
from confman.mail.mail_kinds import KINDS
from confman.mail.models import MessageQuerySet
from confman.mail.registry import ScheduledJob
from confman.people.registries import PersonPanel, PersonRecords, PersonSummary
from confman.registries import ref
from confman.web.readiness import ReadinessCheck

HERE = "confman.mail"

ENTRIES = (
    SearchKind(
        "mail.outbox",
        _("Mails"),
        "envelope",
        "mail.view_outbox",
        "mail_secretariat:message",
        all_of("mail.Message", "-created_at", "id"),
        attributes("shown_subject", "to", "get_status_display"),
        keys=("to",),
        list_name="mail_secretariat:outbox",
        narrow=MessageQuerySet.mentioning,
        words_of="people.people",
        shortest=4,
        position=70,
    ),
    *KINDS,
    Hook(Event.MAIL_WANTED, ref(f"{HERE}.domain.dispatch:send_to_address")),
    NavigationItem(
        "mail.outbox",
        Workspace.DOCUMENTS,
        _("Outbox"),
        "mail_secretariat:outbox",
        permission="mail.view_outbox",
        words=pgettext_lazy("search", "mails e-mails not delivered returned bounced resend again"),
        position=30,
        guide="mail#the-outbox",
    ),
    NavigationItem(
        "mail.templates",
        Workspace.DOCUMENTS,
        _("Mail texts"),
        "mail_secretariat:template-list",
        words=pgettext_lazy("search", "mail templates wording translation language"),
        permission="mail.edit_templates",
        guide="mail#the-words-of-mails",
    ),
    DashboardPanel(
        "mail.failed", "mail.manage_outbox", ref(f"{HERE}.dashboard:decisions_on_mail"), position=60
    ),
    PersonRecords(
        "mail.messages",
        _("Mails written to the person"),
        ref(f"{HERE}.domain.personal_data:collect_messages"),
        ref(f"{HERE}.domain.personal_data:erase_messages"),
        ref(f"{HERE}.domain.personal_data:move_messages"),
        summary=PersonSummary(
            "mail.view_outbox", ref(f"{HERE}.domain.personal_data:summarize_messages"), position=40
        ),
        panel=PersonPanel(
            _("Mails"),
            "mail.view_outbox",
            "mail/person_panel.html",
            ref(f"{HERE}.domain.personal_data:messages_to"),
            position=40,
        ),
        position=10,
    ),
    PracticeCleaner(
        "mail.messages",
        _("Mails"),
        ref(f"{HERE}.domain.personal_data:count_practice_mail"),
        ref(f"{HERE}.domain.personal_data:clear_practice_mail"),
        position=10,
    ),
    ScheduledJob("mail.deliver_outbox", f"{HERE}.tasks.deliver_outbox_task", minutes=1),
    ScheduledJob("mail.fetch_bounces", f"{HERE}.domain.bounce_mailbox.fetch_bounces", minutes=5),
    ScheduledJob("mail.delete_files", f"{HERE}.domain.mail_files.delete_old_mail_files", minutes=60),
    Hook(Event.NAMES_CHANGED, ref(f"{HERE}.domain.mail_files:purge_mail_files")),
    # The floors below cannot schedule jobs: what SQLite counts, expired sessions, whose rows Django keeps …
    ScheduledJob("database.count_rows", "confman.web.database.planner.count_rows", minutes=60),
    ScheduledJob("accounts.sessions", "confman.accounts.tasks.delete_old_sessions_task", minutes=24 * 60),
    ScheduledJob(
        "accounts.delete_old_counts", "confman.accounts.domain.rate_limits.delete_old_counts", minutes=60
    ),
    ScheduledJob("documents.expire", "confman.documents.domain.jobs.expire_documents", minutes=60),
    ScheduledJob(
        "people.refresh_duplicates", "confman.people.domain.duplicates.refresh_all_duplicates", minutes=5
    ),
    ScheduledJob("people.forget_expired", "confman.people.tasks.erase_expired_task", minutes=24 * 60),
    ScheduledJob(
        "audit.forget_submissions", "confman.audit.domain.submissions.delete_old_submissions", minutes=60
    ),
    ScheduledJob(
        "audit.forget_sign_ins", "confman.audit.domain.sign_ins.delete_old_sign_ins", minutes=24 * 60
    ),
    ReadinessCheck("jobs", ref(f"{HERE}.domain.lateness:late_jobs"), position=30),
    ReadinessCheck("outbox", ref(f"{HERE}.domain.lateness:late_mail"), position=40),
    ReadinessCheck("restore", ref(f"{HERE}.domain.lateness:closed_outbox"), position=45),
    Measure("jobs_waiting", "Jobs in the queue.", ref(f"{HERE}.domain.lateness:job_figures"), ("kind",)),
    Measure(
        "jobs_oldest_seconds",
        "For how long the oldest job has waited.",
        ref(f"{HERE}.domain.lateness:job_age_figures"),
        ("kind",),
    ),
    Measure(
        "mails",
        "Mails of the outbox by status, without those sent.",
        ref(f"{HERE}.domain.lateness:mail_figures"),
        ("status",),
    ),
    Measure(
        "mails_oldest_seconds",
        "For how long the oldest mail that is due has waited.",
        ref(f"{HERE}.domain.lateness:mail_age_figures"),
    ),
    QuietActs("mail", ("mail",)),
    AuditLabels(
        verbs={
            "mail.held": _("Mail held back"),
            "mail.released": _("Mail released"),
            "mail.complained": _("Mail was marked as unwanted"),
            "mail.cancelled": _("Mail cancelled"),
            "mail.returned": _("Mail came back"),
            "mail.retried": _("Mail tried again"),
            "mail.failed_retried": _("Failed mails tried again"),
            "mail.unsent_held": _("Unsent mails held back"),
            "mail.outbox_closed": _("Outbox closed after a restore; unsent mails held back"),
            "mail.outbox_opened": _("Outbox opened after a restore"),
            "mail.template_changed": _("Words of a mail changed"),
            "mail.template_reset": _("Standard words of a mail restored"),
        }
    ),
    CloneStep(
        key="mail.templates",
        workspace=Workspace.DOCUMENTS,
        label=_("Own texts of mails"),
        models=("mail.MailTemplate",),
        position=20,
    ),
)
