"""Registers handouts: documents for staff, speakers, interpreters and doors."""

from django.utils.translation import gettext_lazy as _

from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "agenda.handouts"

ENTRIES = (
    DocumentKind(
        key="agenda.room-sheets",
        label=_("Room sheets"),
        description=_("For each room and day what is held, with whom, in which languages."),
        permission="agenda.view_working_agenda",
        occasion=Occasion.ROOMS,
        phases=("near",),
        tabs=("agenda.rooms",),
        build=ref(f"{HERE}.documents.room_sheets:build_room_sheets"),
        html_template="agenda/handouts/documents/room_sheets.html",
        options_form=ref(f"{HERE}.web:RoomOptionsForm"),
        position=9,
    ),
    DocumentKind(
        key="agenda.door-signs",
        label=_("Door signs"),
        description=_("Large, for the door: what is on today in this room."),
        permission="agenda.view_working_agenda",
        occasion=Occasion.ROOMS,
        phases=("near", "during"),
        tabs=("agenda.rooms",),
        build=ref(f"{HERE}.documents.room_sheets:build_door_signs"),
        card_template="agenda/handouts/cards/door_signs.typ",
        html_template="agenda/handouts/documents/door_signs.html",
        masthead=False,
        running=False,
        landscape=True,
        options_form=ref(f"{HERE}.web:SignOptionsForm"),
        split=ref("confman.documents.cards:split_cards"),
        position=10,
    ),
    DocumentKind(
        key="agenda.briefing",
        label=_("Briefing sheets for speakers"),
        description=_("For each speaker when, where, with whom, in which language, and what is still due."),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        tabs=("agenda.roles",),
        build=ref(f"{HERE}.documents.speaker_briefing:build_briefing"),
        html_template="agenda/handouts/documents/briefing.html",
        options_form=ref(f"{HERE}.web:BriefingOptionsForm"),
        split=ref(f"{HERE}.documents.speaker_briefing:split_briefing"),
        filename="briefing-sheets",
        position=11,
    ),
    DocumentKind(
        key="agenda.roster",
        label=_("Interpreters’ roster"),
        description=_("When and in which booth each interpreter works, and for how many hours a day."),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        tabs=("agenda.interpretation",),
        build=ref(f"{HERE}.documents.interpreters:build_roster"),
        html_template="agenda/handouts/documents/roster.html",
        options_form=ref(f"{HERE}.web:RosterOptionsForm"),
        filename="interpreters-roster",
        position=12,
    ),
    DocumentKind(
        key="agenda.pack",
        label=_("Interpreters’ pack"),
        description=_("For each interpreted session speakers, titles and materials, with room for terms."),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        tabs=("agenda.interpretation",),
        build=ref(f"{HERE}.documents.interpreters:build_pack"),
        html_template="agenda/handouts/documents/pack.html",
        options_form=ref(f"{HERE}.web:PackOptionsForm"),
        filename="interpreters-pack",
        position=13,
    ),
)
