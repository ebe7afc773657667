"""What invitations add to a conference: pages, mails, pending tasks, personal data, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords
from confman.conferences.registries import ChecklistItem, DashboardPanel, NavigationItem, PracticeCleaner
from confman.mail.registry import AttachmentSource
from confman.people.registries import PersonRecords
from confman.registries import ref
from registrations.invitations.mail_kinds import KINDS, LETTER_ATTACHMENT

HERE = "registrations.invitations"

ENTRIES = (
    *KINDS,
    AttachmentSource(LETTER_ATTACHMENT, ref(f"{HERE}.domain.mails:build_letter_attachment")),
    NavigationItem(
        "registrations.invitees",
        "people",
        _("Invitees"),
        "registrations_secretariat:invitee-list",
        icon="envelope-paper",
        permission="registrations.view_invitees",
        position=4,
    ),
    NavigationItem(
        "registrations.invitations",
        "people",
        _("Invited by link"),
        "registrations_secretariat:invitation-list",
        icon="link-45deg",
        permission="registrations.view_registrations",
        position=12,
    ),
    DashboardPanel(
        "registrations.invitees",
        "registrations.edit_invitees",
        ref(f"{HERE}.dashboard:invitee_decisions"),
        position=12,
    ),
    ChecklistItem(
        "registrations.invitees",
        _("Write the letters of invitation"),
        90,
        ref(f"{HERE}.dashboard:everyone_is_written_to"),
        "registrations_secretariat:invitee-list",
    ),
    PersonRecords(
        "registrations.letters",
        _("Letters"),
        ref(f"{HERE}.domain.personal_data:collect_letters"),
        ref(f"{HERE}.domain.personal_data:erase_letters"),
        ref(f"{HERE}.domain.personal_data:merge_with_registration"),
        position=34,
    ),
    PersonRecords(
        "registrations.invitations",
        _("Invitations by link"),
        ref(f"{HERE}.domain.personal_data:collect_invitations"),
        ref(f"{HERE}.domain.personal_data:erase_invitations"),
        ref(f"{HERE}.domain.personal_data:merge_with_registration"),
        position=35,
    ),
    PracticeCleaner(
        "registrations.invitees",
        _("invitees and letters"),
        ref(f"{HERE}.domain.personal_data:count_practice_invitees"),
        ref(f"{HERE}.domain.personal_data:clear_practice_invitees"),
        position=25,
    ),
    AuditWords(
        verbs={
            "registrations.invitees_imported": _("List of invitees imported"),
            "registrations.invitees_exported": _("List of invitees exported"),
            "registrations.invitee_added": _("Invitee added"),
            "registrations.invitee_changed": _("Invitee changed"),
            "registrations.invitee_deleted": _("Invitee deleted"),
            "registrations.invitee_written_to": _("Letter of invitation written"),
            "registrations.invitee_replied": _("Reply entered"),
            "registrations.invitee_reminded": _("Reminder sent"),
            "registrations.invited": _("Invited by a link"),
            "registrations.invitation_renewed": _("Invitation renewed"),
            "registrations.invitation_revoked": _("Invitation revoked"),
        },
        details={"by_mail": _("by e-mail")},
    ),
)
