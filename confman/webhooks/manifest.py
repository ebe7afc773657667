"""Registers webhooks: their page, mail and jobs, and the events of the floors below."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.registries import NavigationView
from confman.machines.jobs import JobKind
from confman.machines.registries import Measure
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from confman.webhooks.mail_kinds import KINDS
from confman.webhooks.models import DeliveryFault
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject

HERE = "confman.webhooks"

ENTRIES = (
    *KINDS,
    NavigationView(
        "webhooks.webhooks",
        "conferences.conference",
        _("Webhooks"),
        "webhooks_secretariat:webhook-list",
        permission="webhooks.edit_webhooks",
        position=60,
        words=pgettext_lazy("search", "integration API event notify other system"),
        guide="other-systems#being-told-what-happens",
    ),
    ScheduledJob("webhooks.deliver", f"{HERE}.tasks.deliver_webhooks_task", minutes=1, kind=JobKind.WEBHOOKS),
    ScheduledJob("webhooks.delete_log", f"{HERE}.domain.delivery.delete_old_deliveries", minutes=24 * 60),
    Measure(
        "deliveries",
        "Deliveries to webhooks that are not done, by status.",
        ref(f"{HERE}.domain.delivery:delivery_figures"),
        ("status",),
    ),
    QuietActs("webhooks", ("webhooks",)),
    AuditLabels(
        verbs={
            "webhooks.added": _("Webhook added"),
            "webhooks.changed": _("Webhook changed"),
            "webhooks.deleted": _("Webhook deleted"),
            "webhooks.secret_renewed": _("New secret of a webhook"),
            "webhooks.tested": _("Test sent to a webhook"),
            "webhooks.sent_again": _("Message to a webhook sent again"),
            "webhooks.switched_off": _("Webhook switched off because it failed"),
        },
        details={"fault": _("reason"), "event": _("event")},
        values={"fault": dict(DeliveryFault.choices)},
    ),
    # The floors below cannot declare events.
    WebhookSubject(
        "conference",
        _("Conference"),
        ref(f"{HERE}.facts:conference_facts"),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/en/",
            "status": "announced",
            "first_day": "2027-03-30",
            "last_day": "2027-03-31",
        },
        events=(
            WebhookEvent("changed", _("Conference changed"), ("conferences.changed",)),
            WebhookEvent(
                "status_changed", _("Status of the conference changed"), ("conferences.status_changed",)
            ),
        ),
        position=10,
    ),
    WebhookSubject(
        "page",
        _("Website"),
        ref(f"{HERE}.facts:page_facts"),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/en/news/programme/",
            "kind": "news",
        },
        events=(
            WebhookEvent("published", _("Page published"), ("conferences.page_published",)),
            WebhookEvent("withdrawn", _("Page withdrawn"), ("conferences.page_withdrawn",)),
        ),
        position=15,
    ),
    WebhookSubject(
        "person",
        _("People"),
        ref(f"{HERE}.facts:person_facts"),
        example={"id": "0190f5fe-7c00-7a00-8000-000000000001"},
        events=(WebhookEvent("erased", _("Person erased"), ("people.forgotten",)),),
        position=40,
    ),
    WebhookSubject(
        "document",
        _("Documents"),
        RowFacts(
            "documents_secretariat:job", {"document": "kind", "format": "format", "language": "language"}
        ),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/documents/made/0190f5fe-7c00-7a00-8000-000000000001/",
            "document": "agenda.programme",
            "format": "pdf",
            "language": "en",
        },
        events=(WebhookEvent("made", _("Document made"), ("documents.made",)),),
        position=70,
    ),
)
