"""What the web server adds to an installation: checks of whether it is ready."""

from confman.registries import ref
from confman.web.readiness import ReadinessCheck

HERE = "confman.web"

ENTRIES = (
    ReadinessCheck("database", ref(f"{HERE}.readiness:database_fault"), vital=True, position=10),
    ReadinessCheck("disk", ref(f"{HERE}.readiness:disk_fault"), vital=True, position=20),
    ReadinessCheck("history", ref("confman.audit.guard:history_fault"), position=50),
)
