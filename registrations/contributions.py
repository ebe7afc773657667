"""What this floor gives to the floors below: navigation, decisions, mails, documents, personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.conferences import registries as r
from confman.conferences.models import Conference
from confman.documents.cards import split_cards
from confman.documents.registry import DocumentKind, document_kinds
from confman.mail.registry import (
    AttachmentSource,
    ScheduledJob,
    attachment_sources,
    mail_kinds,
    scheduled_jobs,
)
from confman.people.registries import PersonalData, personal_data
from registrations.demo import load as load_demo
from registrations.documents.badges import build_badges
from registrations.documents.participants import build_list_of_participants, participants_sheet
from registrations.documents.plates import build_name_plates
from registrations.documents.tickets import build_tickets
from registrations.documents.word_templates import participants_template
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
from registrations.web.forms.documents import BadgeForm, CategoryForm, ListForm, PlateForm


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    _register_life()
    _register_mail()
    _register_documents()


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
    r.demo_steps.register(r.DemoStep("registrations.demo", load_demo, position=30))
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


def _register_documents() -> None:
    folder = "registrations/documents"
    document_kinds.register(
        DocumentKind(
            key="registrations.participants",
            label=_("List of participants"),
            description=_("Who has agreed to be listed, by delegation; provisional or final."),
            permission="registrations.make_list_of_participants",
            build=build_list_of_participants,
            formats=("pdf", "docx", "xlsx", "html"),
            html_template=f"{folder}/participants.html",
            word_template=participants_template,
            renderers={"xlsx": participants_sheet},
            options_form=ListForm,
            position=10,
        )
    )
    for position, (key, label, description, build, template, form) in enumerate(
        (
            ("badges", _("Badges"), _("A6 one a page, or four on A4 with crop marks."), build_badges, "badges", BadgeForm),
            ("name_plates", _("Name plates"), _("A4 folded once, the same on both sides."), build_name_plates, "name_plates", PlateForm),
            ("ticket", _("Tickets"), _("With the QR code, for whoever cannot receive it by mail."), build_tickets, "tickets", CategoryForm),
        ),
        start=2,
    ):  # fmt: skip
        document_kinds.register(
            DocumentKind(
                key=f"registrations.{key}",
                label=label,
                description=description,
                permission="registrations.make_cards",
                build=build,
                formats=("pdf",),
                html_template=f"{folder}/{template}.html",
                options_form=form,
                split=split_cards,
                sensitive=True,
                position=position * 10,
            )
        )


def category_colours(conference: Conference) -> list[tuple[str, str]]:
    return [(category.css_class, category.colour) for category in Category.objects.of(conference)]


def registration_offered(conference: Conference) -> bool:
    """Whether the public site offers to register."""
    return registration_is_open(conference) and Category.objects.of(conference).offered().exists()
