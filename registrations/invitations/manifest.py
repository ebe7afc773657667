"""Registers invitations: pages, mails, pending tasks, personal data, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.api.registries import ApiRoutes, ApiScope
from confman.audit.labels import AuditLabels
from confman.conferences.registries import (
    ChecklistItem,
    CloneStep,
    DashboardPanel,
    NavigationItem,
    NavigationView,
    PracticeCleaner,
    Workspace,
)
from confman.conferences.search_registries import SearchAction, SearchKind, all_of, attributes
from confman.mail.registry import AttachmentSource, Placeholder
from confman.mailings.registries import MailingAudience
from confman.people.registries import AddressBookKind, PersonAction, PersonRecords
from confman.registries import ref
from confman.webhooks.registries import RowFacts, WebhookEvent, WebhookSubject
from registrations.correspondence.models import Invitee
from registrations.invitations.mail_kinds import KINDS, LETTER_ATTACHMENT

HERE = "registrations.invitations"

ENTRIES = (
    ApiRoutes("registrations.invitations", ref(f"{HERE}.web.api:routes"), position=45),
    ApiScope("registrations.view_invitees", _("Read the invitees"), position=39),
    PersonAction(
        key="registrations.invite",
        label=_("Invite by link"),
        permission="registrations.edit_registrations",
        verb=ref(f"{HERE}.domain.single_use_links:invite_person"),
        form=ref(f"{HERE}.web.forms:InvitationForm"),
        consequence=_(
            "Each gets a mail with a link of their own that opens once. Those who are registered already get none."
        ),
        position=20,
    ),
    SearchKind(
        "registrations.invitees",
        _("Invitees"),
        "envelope-paper",
        "registrations.view_invitees",
        "registrations_secretariat:invitee",
        all_of("registrations.Invitee"),
        attributes("__str__", "get_reply_display"),
        ("name", "reply"),
        list_name="registrations_secretariat:invitee-list",
        position=40,
    ),
    SearchAction(
        "registrations.remind",
        _("Remind invitees who have not answered"),
        "registrations_secretariat:remind",
        "registrations.edit_invitees",
        pgettext_lazy("search", "chase silent reply"),
        phases=("before", "near"),
    ),
    MailingAudience(
        "registrations.invitees",
        _("Invitees: institutions in the ledger of invitations"),
        "registrations.view_invitees",
        form=ref(f"{HERE}.web.audience:InviteeAudienceForm"),
        addressees=ref(f"{HERE}.web.audience:addressees_of"),
        placeholders=(
            Placeholder("institution", _("name of the invitee"), _("Sample ministry")),
            Placeholder("deadline", _("the day to reply by, if there is one"), _("1 March 2027")),
        ),
        values=ref(f"{HERE}.web.audience:values_of"),
        position=15,
    ),
    *KINDS,
    AttachmentSource(LETTER_ATTACHMENT, ref(f"{HERE}.domain.invitees:build_letter_attachment")),
    NavigationItem(
        "registrations.invitees",
        Workspace.PEOPLE,
        _("Invitees"),
        "registrations_secretariat:invitee-list",
        permission="registrations.view_invitees",
        position=30,
        view=_("List"),
        guide="invite",
    ),
    NavigationView(
        "registrations.invitations",
        "registrations.registrations",
        _("By link"),
        "registrations_secretariat:invitation-list",
        words=pgettext_lazy("search", "invite someone personal link"),
        permission="registrations.view_registrations",
        position=20,
        guide="invite#persons-by-link",
    ),
    NavigationView(
        "registrations.remind",
        "registrations.invitees",
        _("To chase"),
        "registrations_secretariat:remind",
        permission="registrations.edit_invitees",
        position=10,
        guide="invite#replies",
    ),
    DashboardPanel(
        "registrations.invitees",
        "registrations.edit_invitees",
        ref(f"{HERE}.dashboard:invitee_decisions"),
        position=12,
        until_end=True,
    ),
    ChecklistItem(
        "registrations.invitees",
        _("Write the letters of invitation"),
        90,
        ref(f"{HERE}.dashboard:everyone_is_written_to"),
        "registrations_secretariat:invitee-list",
        query="all",
    ),
    PersonRecords(
        "registrations.letters",
        _("Letters"),
        ref(f"{HERE}.domain.personal_data:collect_letters"),
        ref(f"{HERE}.domain.personal_data:erase_letters"),
        position=34,
    ),
    PersonRecords(
        "registrations.invitations",
        _("Invitations by link"),
        ref(f"{HERE}.domain.personal_data:collect_invitations"),
        ref(f"{HERE}.domain.personal_data:erase_invitations"),
        position=35,
    ),
    PracticeCleaner(
        "registrations.invitees",
        _("invitees and letters"),
        ref(f"{HERE}.domain.personal_data:count_practice_invitees"),
        ref(f"{HERE}.domain.personal_data:clear_practice_invitees"),
        position=25,
    ),
    AuditLabels(
        readers=dict.fromkeys(
            ("registrations.invitee", "registrations.correspondence"), "registrations.view_invitees"
        ),
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
    AddressBookKind(
        key="registrations.invitees",
        model=Invitee,
        fields={
            "name": "name",
            "country": "country",
            "addressee": "office",
            "address": "address",
            "email": "email",
            "language": "language",
            "salutation": "salutation",
            "rank": "rank",
            "sex": "sex",
            "name_in_note": "name_in_note",
        },
        verb="registrations.invitee_added",
        page="registrations_secretariat:invitee",
        permission="registrations.view_invitees",
        made=ref(f"{HERE}.domain.book_fields:invitee_of"),
        entered=ref(f"{HERE}.domain.book_fields:institution_of"),
        position=20,
    ),
    CloneStep(
        key="registrations.invitees",
        workspace=Workspace.PEOPLE,
        label=_("Invitees"),
        help=_("Addressees and ways of delivery, without letters, replies, and addressees named as persons."),
        models=("registrations.Invitee",),
        rows=ref(f"{HERE}.domain.invitees:invitees_of"),
        clone=ref(f"{HERE}.domain.invitees:clone_invitees"),
        uses=("registrations.signatories", "registrations.delegations"),
        position=30,
    ),
    WebhookSubject(
        "invitee",
        _("Invitees"),
        RowFacts("registrations_secretariat:invitee", {"delegation": "delegation_id", "reply": "reply"}),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/secretariat/invitees/0190f5fe-7c00-7a00-8000-000000000001/",
            "delegation": None,
            "reply": "nominates",
        },
        events=(WebhookEvent("replied", _("Reply entered"), ("registrations.invitee_replied",)),),
        position=31,
    ),
)
