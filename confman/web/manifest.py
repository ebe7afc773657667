"""Registers the web server: checks of whether it is ready."""

from confman.machines.registries import Measure
from confman.registries import ref
from confman.web.readiness import ReadinessCheck

HERE = "confman.web"

ENTRIES = (
    ReadinessCheck("database", ref(f"{HERE}.readiness:database_fault"), vital=True, position=10),
    Measure(
        "ready",
        "1 if the check of /readyz finds all well.",
        ref(f"{HERE}.readiness:readiness_figures"),
        ("check",),
    ),
    Measure(
        "disk_free_bytes", "Free bytes where the data folder lies.", ref(f"{HERE}.readiness:disk_figures")
    ),
    ReadinessCheck("disk", ref(f"{HERE}.readiness:disk_fault"), vital=True, position=20),
    ReadinessCheck("files", ref(f"{HERE}.readiness:files_fault"), position=27),
    ReadinessCheck("history", ref("confman.audit.guard:history_fault"), position=50),
)
