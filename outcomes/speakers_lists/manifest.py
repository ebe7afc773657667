"""Registers lists of speakers: links to them, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.registries import NavigationView, Record, RecordLinks
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref
from outcomes.speakers_lists.models import SpeakingRequest

HERE = "outcomes.speakers_lists"

ENTRIES = (
    NavigationView(
        "outcomes.speakers",
        "outcomes.records",
        _("Lists of speakers"),
        "outcomes_secretariat:speakers",
        permission="outcomes.find_speakers_lists",
        position=20,
        guide="records#the-list-of-speakers",
    ),
    DocumentKind(
        key="outcomes.lists-of-speakers",
        label=_("List of speakers"),
        description=_("The order of speakers, on whose behalf and for how long, by session and item."),
        permission="outcomes.view_speakers_lists",
        occasion=Occasion.PROGRAMME,
        tabs=("outcomes.speakers",),
        build=ref(f"{HERE}.documents:build_lists_of_speakers"),
        html_template="outcomes/speakers_lists/documents/lists_of_speakers.html",
        options_form=ref(f"{HERE}.web.forms:ListsOfSpeakersForm"),
        position=14,
    ),
    RecordLinks(Record.SESSION_OR_GROUP, ref(f"{HERE}.web.links:lists_of"), "outcomes.view_speakers_lists"),
    AuditLabels(
        verbs={
            "outcomes.speakers_opened": _("List of speakers opened"),
            "outcomes.speakers_changed": _("Order or minutes of a list of speakers changed"),
            "outcomes.speakers_closed": _("List of speakers closed"),
            "outcomes.speakers_reopened": _("List of speakers opened again"),
            "outcomes.speakers_asked": _("Floor asked for"),
            "outcomes.speakers_floor_given": _("Floor given"),
            "outcomes.speakers_floor_ended": _("Speaker ended"),
            "outcomes.speakers_request_withdrawn": _("Request for the floor withdrawn"),
            "outcomes.speakers_put_back": _("Speaker put back in line"),
            "outcomes.speakers_moved": _("Speaker moved in line"),
        },
        values={"kind": dict(SpeakingRequest.Kind.choices)},
    ),
)
