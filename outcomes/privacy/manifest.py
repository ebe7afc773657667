"""Registers the data of outcomes on people, and the files to be deleted when names change."""

from django.utils.translation import gettext_lazy as _

from confman.conferences.hook_registries import Event, Hook
from confman.people.registries import PersonRecords, PersonSummary
from confman.registries import ref

HERE = "outcomes.privacy"

ENTRIES = (
    PersonRecords(
        key="outcomes",
        label=_("session records, follow-up, adoption"),
        collect=ref(f"{HERE}.domain:collect"),
        erase=ref(f"{HERE}.domain:erase"),
        merge=ref(f"{HERE}.domain:merge"),
        summary=PersonSummary("outcomes.view_recommendations", ref(f"{HERE}.domain:summarize"), position=30),
    ),
    Hook(Event.NAMES_CHANGED, ref(f"{HERE}.domain:purge_files")),
)
