"""What the store of public pages asks of the other packages: to hear of every act."""

from confman.audit.registries import Witness
from confman.mail.registry import ScheduledJob
from confman.registries import ref

HERE = "confman.readers"

ENTRIES = (
    Witness("readers", ref(f"{HERE}.editions:raise_edition")),
    ScheduledJob("readers.sum_up_editions", f"{HERE}.editions.sum_up_editions", minutes=60),
)
