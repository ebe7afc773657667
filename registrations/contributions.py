"""What this floor gives to the floors below: navigation, decisions, mails, documents, personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.conferences import registries as r
from confman.conferences.models import Conference
from confman.mail.registry import (
    AttachmentSource,
    ScheduledJob,
    attachment_sources,
    mail_kinds,
    scheduled_jobs,
)
from confman.people.registries import PersonalData, personal_data
from registrations.domain import registration_is_open
from registrations.domain.categories import found_registrations
from registrations.domain.mails import KINDS, TICKET_ATTACHMENT, build_ticket_attachment
from registrations.domain.personal_data import (
    collect_registrations,
    erase_registrations,
    merge_registrations,
)
from registrations.domain.practice import clear_practice_registrations, count_practice_registrations
from registrations.models import Category


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    _register_life()
    _register_mail()


def _register_life() -> None:
    r.founding_steps.register(r.FoundingStep("registrations.found", found_registrations, position=30))
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "registrations.registrations",
            _("registrations"),
            count_practice_registrations,
            clear_practice_registrations,
            position=20,
        )
    )
    r.colour_rules.register(r.ColourRule("registrations.categories", category_colours))
    personal_data.register(
        PersonalData(
            "registrations.registrations",
            _("Registrations and attendance"),
            collect_registrations,
            erase_registrations,
            merge_registrations,
        )
    )


def _register_mail() -> None:
    for kind in KINDS:
        mail_kinds.register(kind)
    attachment_sources.register(AttachmentSource(TICKET_ATTACHMENT, build_ticket_attachment))
    scheduled_jobs.register(
        ScheduledJob("registrations.expire_offers", "registrations.tasks.expire_offers_task", minutes=10)
    )


def category_colours(conference: Conference) -> list[tuple[str, str]]:
    return [(category.css_class, category.colour) for category in Category.objects.of(conference)]


def registration_offered(conference: Conference) -> bool:
    """Whether the public site offers to register."""
    return registration_is_open(conference) and Category.objects.of(conference).offered().exists()
