"""Registers the store of public pages: its steps in other packages, and its line in /readyz."""

from confman.machines.registries import Measure
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from confman.web.readiness import ReadinessCheck

HERE = "confman.readers"

ENTRIES = (
    ScheduledJob("readers.sum_up_editions", f"{HERE}.editions.sum_up_editions", minutes=60),
    Measure("store_bytes", "Bytes of the kept public pages.", ref(f"{HERE}.checks:store_figures")),
    ReadinessCheck("replica", ref(f"{HERE}.checks:replica_fault"), position=25),
    ReadinessCheck("cache", ref(f"{HERE}.checks:cache_fault"), position=26),
)
