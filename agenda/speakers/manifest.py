"""Registers speakers: their page, its mails, what is held on them, labels of the history."""

from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.personal import SPEAKERS
from agenda.speakers.mail_kinds import KINDS
from confman.audit.labels import AuditLabels
from confman.mailings.registries import MailingAudience
from confman.people.registries import OwnRoleKind, PersonPanel, PersonRecords, PersonSummary
from confman.registries import ref

HERE = "agenda.speakers"

ENTRIES = (
    MailingAudience(
        "agenda.speakers",
        _("Speakers and others with a role in the agenda"),
        "agenda.view_working_agenda",
        form=ref(f"{HERE}.web.audience:SpeakerAudienceForm"),
        people=ref(f"{HERE}.web.audience:people_of"),
        position=30,
    ),
    *KINDS,
    OwnRoleKind(
        SPEAKERS,
        _("Speaker"),
        _("Speaker: roles, hours and presentations"),
        "mic",
        rows=ref(f"{HERE}.web.own_roles:profiles"),
        page=ref(f"{HERE}.web.own_roles:page_of"),
        complete=ref(f"{HERE}.domain:make_profiles"),
        renewed=ref(f"{HERE}.domain:speaker_link_renewed"),
        permission="agenda.edit_agenda",
        record=ref(f"{HERE}.web.own_roles:record_of"),
        steps=ref(f"{HERE}.web.own_roles:steps_of_speakers"),
        position=30,
    ),
    PersonRecords(
        "agenda.speaker",
        _("The information and files that the person provided as a speaker"),
        collect=ref(f"{HERE}.domain:collect_speaker_data"),
        erase=ref(f"{HERE}.domain:erase_speaker_data"),
        merge=ref(f"{HERE}.domain:merge_speaker_data"),
        position=20,
    ),
    PersonRecords(
        "agenda.roles",
        _("Roles in the agenda"),
        collect=ref(f"{HERE}.domain:collect_agenda_data"),
        erase=ref(f"{HERE}.domain:erase_agenda_data"),
        merge=ref(f"{HERE}.domain:merge_agenda_data"),
        summary=PersonSummary(
            "agenda.view_working_agenda", ref(f"{HERE}.domain:summarize_roles"), position=20
        ),
        panel=PersonPanel(
            _("In the agenda"),
            "agenda.view_working_agenda",
            "agenda/speakers/person_panel.html",
            ref(f"{HERE}.domain:person_roles"),
            position=30,
        ),
        position=22,
    ),
    AuditLabels(
        verbs={
            "agenda.speaker_invited": _("Link to the speaker’s page sent"),
            "agenda.speaker_told": _("Speaker said what is needed"),
        }
    ),
)
