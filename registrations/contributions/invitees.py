"""Invitations: the ledger of invitees, letters, the register of correspondence, single-use links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_verbs
from confman.conferences import registries as r
from confman.documents.registry import DocumentKind, document_kinds
from confman.mail.registry import AttachmentSource, attachment_sources, mail_kinds
from confman.people.registries import PersonalData, personal_data
from registrations.correspondence.documents.letters import build_invitation_letters, split_letters
from registrations.correspondence.documents.register import build_register, register_csv, register_xlsx
from registrations.correspondence.web.forms import RegisterForm
from registrations.demo.invitees import load as load_demo
from registrations.invitations.dashboard import everyone_is_written_to, invitee_decisions
from registrations.invitations.domain import personal_data as data
from registrations.invitations.domain.mails import build_letter_attachment
from registrations.invitations.mail_kinds import KINDS, LETTER_ATTACHMENT
from registrations.lists.documents.word_templates import letters_template

VERBS = {
    "registrations.invitees_imported": _("List of invitees imported"),
    "registrations.invitees_exported": _("List of invitees exported"),
    "registrations.invitee_added": _("Invitee added"),
    "registrations.invitee_changed": _("Invitee changed"),
    "registrations.invitee_deleted": _("Invitee deleted"),
    "registrations.invitee_written_to": _("Letter of invitation written"),
    "registrations.invitee_replied": _("Reply entered"),
    "registrations.invitee_reminded": _("Reminder sent"),
    "registrations.letter_registered": _("Letter entered in the register"),
    "registrations.letter_changed": _("Entry of the register changed"),
    "registrations.letter_struck_out": _("Letter struck out"),
    "registrations.signatory_added": _("Signatory added"),
    "registrations.signatory_changed": _("Signatory changed"),
    "registrations.signatory_deleted": _("Signatory deleted"),
    "registrations.invited": _("Invited by a link"),
    "registrations.invitation_renewed": _("Invitation renewed"),
    "registrations.invitation_revoked": _("Invitation revoked"),
}


def register() -> None:
    """Fill the registries."""
    _register_documents()
    _register_data()
    for kind in KINDS:
        mail_kinds.register(kind)
    attachment_sources.register(AttachmentSource(LETTER_ATTACHMENT, build_letter_attachment))
    register_verbs(VERBS)
    for key, section, label, name, icon, permission, position in (
        ("invitees", "people", _("Invitees"), "invitee-list", "envelope-paper", "view_invitees", 4),
        ("invitations", "people", _("Invited by link"), "invitation-list", "link-45deg", "view_registrations", 12),
        (
            "correspondence", "communication", _("Correspondence"), "correspondence-list", "journal-text",
            "view_invitees", 40,
        ),
        ("signatories", "settings", _("Letters and signatories"), "signatory-list", "pen", "edit_invitees", 45),
    ):  # fmt: skip
        r.navigation_items.register(
            r.NavigationItem(
                f"registrations.{key}", section, label, f"registrations_secretariat:{name}", icon,
                f"registrations.{permission}", position,
            )
        )  # fmt: skip
    r.demo_steps.register(r.DemoStep("registrations.demo.invitees", load_demo, position=35))
    r.dashboard_panels.register(
        r.DashboardPanel("registrations.invitees", "registrations.edit_invitees", invitee_decisions, 12)
    )
    r.checklist_items.register(
        r.ChecklistItem(
            "registrations.invitees",
            _("Write the letters of invitation"),
            90,
            everyone_is_written_to,
            "registrations_secretariat:invitee-list",
        )
    )


def _register_documents() -> None:
    folder = "registrations/documents"
    document_kinds.register(
        DocumentKind(
            key="registrations.invitation_letter",
            label=_("Letters of invitation"),
            description=_("Those that stand in the register of correspondence, in one language."),
            permission="registrations.edit_invitees",
            build=build_invitation_letters,
            formats=("pdf", "docx"),
            html_template=f"{folder}/letters.html",
            word_template=letters_template,
            split=split_letters,
            filename="invitations",
            position=60,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="registrations.correspondence",
            label=_("Register of correspondence"),
            description=_("Every letter in and out, with what was struck out."),
            permission="registrations.view_invitees",
            build=build_register,
            formats=("pdf", "xlsx", "csv"),
            html_template=f"{folder}/register.html",
            renderers={
                "xlsx": register_xlsx,
                "csv": register_csv,
            },
            options_form=RegisterForm,
            sensitive=True,
            position=65,
        )
    )


def _register_data() -> None:
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "registrations.invitees",
            _("invitees and letters"),
            data.count_practice_invitees,
            data.clear_practice_invitees,
            position=25,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.letters",
            _("Letters"),
            data.collect_letters,
            data.erase_letters,
            data.merge_with_registration,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.invitations",
            _("Invitations by link"),
            data.collect_invitations,
            data.erase_invitations,
            data.merge_with_registration,
        )
    )
