"""Registers uploaded spreadsheets: their expiry, and erasure with a person whom they name."""

from confman.conferences.hook_registries import Event, Hook
from confman.mail.registry import ScheduledJob
from confman.registries import ref

HERE = "registrations.spreadsheets"

ENTRIES = (
    Hook(Event.PEOPLE_ERASED, ref(f"{HERE}.exchange.stored_uploads:delete_pending_lists")),
    Hook(Event.PEOPLE_ERASED, ref(f"{HERE}.exchange.uploads:delete_pending_uploads")),
    ScheduledJob("registrations.expire_files", f"{HERE}.exchange.stored_uploads.expire_all", minutes=60),
)
