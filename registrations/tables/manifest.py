"""Register uploaded tables: they are erased after a day, and together with a person they name."""

from confman.conferences.registries import Event, Hook
from confman.mail.registry import ScheduledJob
from confman.registries import ref

HERE = "registrations.tables"

ENTRIES = (
    Hook(Event.PEOPLE_ERASED, ref(f"{HERE}.exchange.stored_uploads:forget_lists")),
    Hook(Event.PEOPLE_ERASED, ref(f"{HERE}.exchange.uploads:forget_uploads")),
    ScheduledJob("registrations.expire_files", f"{HERE}.tasks.expire_files_task", minutes=60),
)
