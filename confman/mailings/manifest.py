"""Registers mailings: their pages, jobs, personal data, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import NavigationItem, Workspace
from confman.conferences.search_registries import SearchAction, SearchKind, all_of, attributes
from confman.mail.registry import AttachmentSource, ScheduledJob
from confman.mailings.keys import CHOSEN_PEOPLE, SOURCE
from confman.mailings.registries import MailingAudience
from confman.people.registries import PersonAction, PersonRecords
from confman.registries import ref
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject

HERE = "confman.mailings"

ENTRIES = (
    MailingAudience(
        CHOSEN_PEOPLE,
        _("Selected people"),
        "mailings.send_mailings",
        form=ref("confman.conferences.web.forms:ConferenceForm"),
        people=ref(f"{HERE}.domain.chosen_people:people_of"),
        is_offered=False,
        confirmed_only=True,
        position=12,
    ),
    PersonAction(
        key="mailings.mail",
        label=_("Write a mail"),
        permission="mailings.send_mailings",
        respond=ref(f"{HERE}.web.chosen_people:write_to_people"),
        position=10,
    ),
    NavigationItem(
        "mailings.mailings",
        Workspace.DOCUMENTS,
        _("Mailings"),
        "mailings_secretariat:mailing-list",
        words=pgettext_lazy("search", "newsletter news unsubscribe recipients"),
        permission="mailings.send_mailings",
        works="mailings.send_mailings",
        position=25,
        guide="mail#writing-to-many-mailings",
    ),
    SearchKind(
        "mailings.mailings",
        _("Mailings"),
        "envelope-plus",
        "mailings.send_mailings",
        "mailings_secretariat:mailing-send",
        all_of("mailings.Mailing"),
        attributes("__str__", "subject", "get_status_display"),
        ("name", "subject", "status", "audience"),
        may_open=ref(f"{HERE}.web.base:may_read_audience"),
        list_name="mailings_secretariat:mailing-list",
        position=71,
    ),
    SearchAction(
        "mailings.add",
        _("Write to many"),
        "mailings_secretariat:mailing-add",
        "mailings.send_mailings",
        pgettext_lazy("search", "send mailing newsletter bulk mail e-mail letter everybody"),
        phases=("near", "after"),
    ),
    AttachmentSource(SOURCE, ref(f"{HERE}.domain.mailings:build_attachment")),
    Hook(Event.MAIL_COMPLAINED, ref(f"{HERE}.domain.news:stop_after_complaint")),
    Provider(Query.MAILINGS, ref(f"{HERE}.domain.names:names_of_mailings")),
    PersonRecords(
        "mailings.recipients",
        _("Mailings to the person"),
        ref(f"{HERE}.domain.personal_data:collect_mailings"),
        ref(f"{HERE}.domain.personal_data:erase_mailings"),
        ref(f"{HERE}.domain.personal_data:merge_mailings"),
        expire=ref(f"{HERE}.domain.personal_data:expire_addressees"),
        # Before the mails themselves: rows go before what they point at.
        position=5,
    ),
    ScheduledJob("mailings.begin_due", f"{HERE}.domain.dispatch.begin_due_mailings", minutes=1),
    QuietActs("mailings", ("mailings",)),
    AuditLabels(
        verbs={
            "mailings.added": _("Mailing begun"),
            "mailings.changed": _("Mailing changed"),
            "mailings.deleted": _("Mailing deleted"),
            "mailings.file_attached": _("File attached to the mailing"),
            "mailings.file_detached": _("File of the mailing taken away"),
            "mailings.approved": _("Mailing approved"),
            "mailings.tested": _("Mailing sent to oneself"),
            "mailings.sent": _("Mailing sent"),
            "mailings.scheduled": _("Mailing scheduled"),
            "mailings.unscheduled": _("Scheduling of the mailing cancelled"),
            "mailings.paused": _("Mailing paused"),
            "mailings.resumed": _("Mailing continued"),
            "mailings.resent": _("Failed mails of the mailing sent again"),
        }
    ),
    WebhookSubject(
        "mailing",
        _("Mailings"),
        RowFacts("mailings_secretariat:mailing-change", {"audience": "audience", "news": "is_news"}),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/mailings/0190f5fe-7c00-7a00-8000-000000000001/",
            "audience": "registrations.participants",
            "news": False,
        },
        events=(WebhookEvent("sent", _("Mailing sent"), ("mailings.sent",)),),
        position=80,
    ),
)
