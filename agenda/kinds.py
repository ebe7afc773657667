"""The agenda's documents, as the secretariat's page of documents offers them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.handouts.documents.interpreters import build_pack, build_roster
from agenda.handouts.documents.room_sheets import build_door_signs, build_room_sheets
from agenda.handouts.documents.speaker_briefing import build_briefing, split_briefing
from agenda.handouts.documents.word_templates import (
    briefing_template,
    door_signs_template,
    pack_template,
    room_sheets_template,
    roster_template,
    run_of_show_template,
)
from agenda.handouts.web.forms import (
    BriefingOptionsForm,
    PackOptionsForm,
    RoomOptionsForm,
    RosterOptionsForm,
    ShowOptionsForm,
    SignOptionsForm,
)
from agenda.programme.documents.agenda import build_agenda
from agenda.programme.documents.annotated import build_annotated
from agenda.programme.documents.bilingual import in_two_languages
from agenda.programme.documents.glance import build_glance
from agenda.programme.documents.word_templates import agenda_template, annotated_template, glance_template
from agenda.programme.keys import AGENDA
from agenda.programme.web.forms import AgendaOptionsForm, GlanceOptionsForm, SecondLanguageForm
from agenda.run_of_show.documents import build_run_of_show
from agenda.run_of_show.keys import RUN_OF_SHOW
from confman.documents.cards import split_cards
from confman.documents.registry import DocumentKind, document_kinds

VIEW = "agenda.view_working_agenda"

KINDS = (
    DocumentKind(
        key=AGENDA,
        label=_("Agenda"),
        description=_(
            "The published agenda, with item numbers, roles, rooms and languages; changes are marked."
        ),
        permission=VIEW,
        build=build_agenda,
        formats=("pdf", "docx", "html"),
        html_template="agenda/documents/agenda.html",
        word_template=agenda_template,
        options_form=AgendaOptionsForm,
        position=5,
    ),
    DocumentKind(
        key="agenda.glance",
        label=_("Programme at a glance"),
        description=_("A page a day, hours down and rooms across."),
        permission=VIEW,
        build=build_glance,
        formats=("pdf", "docx", "html"),
        html_template="agenda/documents/glance.html",
        word_template=glance_template,
        options_form=GlanceOptionsForm,
        position=6,
    ),
    DocumentKind(
        key="agenda.annotated",
        label=_("Annotated agenda"),
        description=_(
            "To each item its background, the expected action and its documents; annexed, the timetable."
        ),
        permission=VIEW,
        build=build_annotated,
        formats=("pdf", "docx", "html"),
        html_template="agenda/documents/annotated.html",
        word_template=annotated_template,
        options_form=SecondLanguageForm,
        filename="annotated-agenda",
        position=7,
    ),
    DocumentKind(
        key=RUN_OF_SHOW,
        label=_("Run of show"),
        description=_(
            "Minute by minute who does what, for staff: from the working agenda, with today's delays."
        ),
        permission=VIEW,
        build=in_two_languages(build_run_of_show),
        html_template="agenda/documents/run_of_show.html",
        word_template=run_of_show_template,
        options_form=ShowOptionsForm,
        position=8,
    ),
    DocumentKind(
        key="agenda.room-sheets",
        label=_("Room sheets"),
        description=_("For each room and day what is held, with whom, in which languages."),
        permission=VIEW,
        build=in_two_languages(build_room_sheets),
        html_template="agenda/documents/room_sheets.html",
        word_template=room_sheets_template,
        options_form=RoomOptionsForm,
        position=9,
    ),
    DocumentKind(
        key="agenda.door-signs",
        label=_("Door signs"),
        description=_("Large, for the door: what is on today in this room."),
        permission=VIEW,
        build=build_door_signs,
        card_template="agenda/cards/door_signs.typ",
        word_template=door_signs_template,
        options_form=SignOptionsForm,
        split=split_cards,
        position=10,
    ),
    DocumentKind(
        key="agenda.briefing",
        label=_("Briefing sheets for speakers"),
        description=_("For each speaker when, where, with whom, in which language, and what is still due."),
        permission=VIEW,
        build=in_two_languages(build_briefing),
        html_template="agenda/documents/briefing.html",
        word_template=briefing_template,
        options_form=BriefingOptionsForm,
        split=split_briefing,
        filename="briefing-sheets",
        position=11,
    ),
    DocumentKind(
        key="agenda.roster",
        label=_("Interpreters’ roster"),
        description=_("Who interprets when and in which booth, and how many hours a day."),
        permission=VIEW,
        build=in_two_languages(build_roster),
        html_template="agenda/documents/roster.html",
        word_template=roster_template,
        options_form=RosterOptionsForm,
        filename="interpreters-roster",
        position=12,
    ),
    DocumentKind(
        key="agenda.pack",
        label=_("Interpreters’ pack"),
        description=_("For each interpreted session speakers, titles and materials, with room for terms."),
        permission=VIEW,
        build=in_two_languages(build_pack),
        html_template="agenda/documents/pack.html",
        word_template=pack_template,
        options_form=PackOptionsForm,
        filename="interpreters-pack",
        position=13,
    ),
)


def register_kinds() -> None:
    """Called when the agenda makes its contributions."""
    for kind in KINDS:
        document_kinds.register(kind)
