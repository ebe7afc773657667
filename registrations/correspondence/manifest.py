"""Registers correspondence: pages, letters of invitation, the register, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels
from confman.conferences.registries import CloneStep, NavigationItem, Workspace
from confman.conferences.search_registries import SearchKind, all_of
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "registrations.correspondence"

ENTRIES = (
    SearchKind(
        "registrations.correspondence",
        _("Correspondence"),
        "journal-text",
        "registrations.view_invitees",
        "registrations_secretariat:letter",
        all_of("registrations.Correspondence", "-date", "id"),
        ref(f"{HERE}.domain.correspondence:letter_in_words"),
        ("number", "subject", "sender", "recipient"),
        keys=("number",),
        list_name="registrations_secretariat:correspondence-list",
        position=80,
    ),
    NavigationItem(
        "registrations.correspondence",
        Workspace.DOCUMENTS,
        _("Correspondence"),
        "registrations_secretariat:correspondence-list",
        permission="registrations.view_invitees",
        position=40,
        guide="invite#the-register-of-letters",
        words=pgettext_lazy("search", "letter note verbale register number"),
    ),
    NavigationItem(
        "registrations.signatories",
        Workspace.SETTINGS,
        _("Letters"),
        "registrations_secretariat:signatory-list",
        permission="registrations.edit_invitees",
        position=70,
        guide="invite",
        words=pgettext_lazy("search", "signatory signature stamp letterhead"),
    ),
    DocumentKind(
        key="registrations.invitation_letter",
        official=True,
        label=_("Letters of invitation"),
        description=_("Those that are in the register of correspondence, in one language."),
        permission="registrations.edit_invitees",
        occasion=Occasion.LETTERS,
        phases=("before",),
        tabs=("registrations.invitees",),
        build=ref(f"{HERE}.documents.letters:build_invitation_letters"),
        html_template="registrations/correspondence/documents/letters.html",
        masthead=False,
        running=False,
        split=ref(f"{HERE}.documents.letters:split_letters"),
        options_form=ref(f"{HERE}.web.forms:InvitationLettersForm"),
        filename="invitations",
        position=60,
    ),
    DocumentKind(
        key="registrations.note_verbale",
        official=True,
        label=_("Note verbale"),
        description=_("With a text of your own, between the usual courtesies."),
        permission="registrations.edit_invitees",
        occasion=Occasion.LETTERS,
        tabs=("registrations.correspondence",),
        build=ref(f"{HERE}.documents.free_notes:build_note_verbale"),
        formats=("pdf", "docx"),
        html_template="registrations/correspondence/documents/letters.html",
        masthead=False,
        running=False,
        split=ref(f"{HERE}.documents.letters:split_letters"),
        options_form=ref(f"{HERE}.web.forms:NoteVerbaleForm"),
        on_made=ref(f"{HERE}.documents.free_notes:record_note"),
        position=62,
    ),
    DocumentKind(
        key="registrations.correspondence",
        label=_("Register of correspondence"),
        description=_("Every letter in and out, with what was struck out."),
        permission="registrations.view_invitees",
        occasion=Occasion.LETTERS,
        tabs=("registrations.correspondence",),
        build=ref(f"{HERE}.documents.register:build_register"),
        formats=("pdf", "xlsx", "csv"),
        html_template="registrations/correspondence/documents/register.html",
        sheet=ref(f"{HERE}.documents.register:register_sheet"),
        options_form=ref(f"{HERE}.web.forms:RegisterForm"),
        sensitive=True,
        position=65,
    ),
    AuditLabels(
        verbs={
            "registrations.letter_registered": _("Letter entered in the register"),
            "registrations.letter_changed": _("Entry of the register changed"),
            "registrations.letter_struck_out": _("Letter struck out"),
            "registrations.signatory_added": _("Signatory added"),
            "registrations.signatory_changed": _("Signatory changed"),
            "registrations.signatory_deleted": _("Signatory deleted"),
        }
    ),
    CloneStep(
        key="registrations.signatories",
        workspace=Workspace.PEOPLE,
        label=_("Signatories"),
        help=_("With their signatures."),
        models=("registrations.Signatory",),
        position=20,
    ),
)
