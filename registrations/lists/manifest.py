"""Registers lists of people: the list of participants, its pages, the mail among them."""

from django.utils.translation import gettext_lazy as _

from confman.archives.registries import ArchivedDocument
from confman.audit.labels import AuditLabels
from confman.conferences.registries import PublicNavigationItem, Record, RecordLinks
from confman.documents.registry import DocumentKind, Occasion
from confman.people.registries import PersonAction
from confman.registries import ref
from registrations.core.models.settings import RegistrationSettings
from registrations.lists.mail_kinds import KINDS

HERE = "registrations.lists"

ENTRIES = (
    *KINDS,
    PersonAction(
        key="registrations.export",
        label=_("Export"),
        permission="people.export_people",
        respond=ref(f"{HERE}.web.views:export_chosen"),
        position=60,
    ),
    PersonAction(
        key="registrations.export_entries",
        label=_("Export"),
        permission="people.export_people",
        in_address_book=True,
        respond=ref(f"{HERE}.web.views:export_entries"),
    ),
    PublicNavigationItem(
        "registrations.participants",
        _("Participants"),
        "registrations_public:participants",
        shown_with=RegistrationSettings.objects.with_public_list,
        position=30,
        in_sitemap=False,
    ),
    RecordLinks(Record.PARTICIPANT, ref(f"{HERE}.web.views:links_of_participant"), position=60),
    DocumentKind(
        key="registrations.participants",
        official=True,
        label=_("List of participants"),
        description=_("Participants who have agreed to be listed, by delegation; provisional or final."),
        permission="registrations.make_list_of_participants",
        occasion=Occasion.PEOPLE,
        phases=("before", "near"),
        tabs=("registrations.registrations",),
        build=ref(f"{HERE}.documents.participants:build_list_of_participants"),
        formats=("pdf", "docx", "xlsx", "html"),
        html_template="registrations/lists/documents/participants.html",
        sheet=ref(f"{HERE}.documents.participants:participants_sheet"),
        options_form=ref(f"{HERE}.web.forms:ListSettingsForm"),
        position=10,
    ),
    ArchivedDocument(
        kind="registrations.participants",
        name="participants",
        exists=ref(f"{HERE}.domain:has_participants"),
        names_people=True,
        position=20,
    ),
    AuditLabels(
        verbs={
            "registrations.people_exported": _("List of people exported"),
            "registrations.address_book_exported": _("Address book exported"),
            "registrations.participant_written_to": _("Wrote to another participant"),
        }
    ),
)
