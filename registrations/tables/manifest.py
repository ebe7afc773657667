"""What uploaded tables add: they are forgotten after a day, and with whom they name."""

from confman.mail.registry import ScheduledJob
from confman.people.registries import PrivacyHook
from confman.registries import ref

HERE = "registrations.tables"

ENTRIES = (
    PrivacyHook("registrations.lists", ref(f"{HERE}.exchange.stored_uploads:forget_lists"), erasing=True),
    ScheduledJob("registrations.expire_files", f"{HERE}.tasks.expire_files_task", minutes=60),
)
