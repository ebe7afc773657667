"""The additions of the extension to a conference."""

from agenda.conflicts.registries import ConflictCheck
from agenda.imports.registries import ScheduleReader
from confman.conferences.registries import NavigationView
from confman.documents.registry import DocumentKind, Occasion
from confman.extensions.pages import ExtensionPage
from confman.mail.registry import MailKind, Placeholder
from confman.registries import ref

HERE = "confman_farewell"
PERMISSION = "confman_farewell.say_farewell"

ENTRIES = (
    DocumentKind(
        key="confman_farewell.note",
        label="Farewell note",
        description="A page of thanks, with the number of sessions.",
        permission=PERMISSION,
        occasion=Occasion.PROGRAMME,
        build=ref(f"{HERE}.note:build_note"),
        html_template="confman_farewell/note.html",
    ),
    MailKind(
        "confman_farewell.thanks",
        label="Thanks after the conference",
        subject="Thank you for coming to {conference}",
        body="Dear {name},\n\nthank you for coming. {sessions} sessions were held.",
        placeholders=(Placeholder("sessions", "number of sessions", "12"),),
        audience="participants",
    ),
    ExtensionPage("confman_farewell_secretariat:page", PERMISSION),
    NavigationView(
        "confman_farewell.page",
        "agenda.sessions",
        "Farewell",
        "confman_farewell_secretariat:page",
        PERMISSION,
        position=99,
    ),
    ConflictCheck(
        "before-breakfast",
        "Before breakfast",
        ref(f"{HERE}.checks:before_breakfast"),
        advice="Begin at seven, or later.",
        about="Sessions that begin before seven in the morning.",
    ),
    ScheduleReader("farewell", ref(f"{HERE}.reader:recognizes"), ref(f"{HERE}.reader:read")),
)
