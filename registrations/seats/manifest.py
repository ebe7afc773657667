"""Registers seats: mails, lines that move up, links and sessions, labels of the history."""

from django.utils.translation import gettext_lazy as _

from agenda.releases.registries import InvolvementKind
from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Event, Hook
from confman.conferences.registries import Record, RecordLinks
from confman.mail.registry import ScheduledJob
from confman.registries import ref
from registrations.seats.mail_kinds import KINDS

HERE = "registrations.seats"

ENTRIES = (
    *KINDS,
    ScheduledJob("registrations.seats", f"{HERE}.domain.seats.run_waiting_lines", minutes=10),
    RecordLinks(
        Record.SESSION_OR_GROUP, ref(f"{HERE}.web.views:seat_list_of"), "registrations.view_registrations"
    ),
    RecordLinks(Record.PUBLIC_SESSION, ref(f"{HERE}.web.sign_up:sign_up_links")),
    InvolvementKind(
        "registrations.seats",
        _("signed up"),
        ref(f"{HERE}.domain.agenda:signed_up"),
        words=ref(f"{HERE}.domain.agenda:followed"),
        live=True,
        attends=True,
        sessions_of=ref(f"{HERE}.domain.agenda:sessions_signed_up_for"),
    ),
    # Those with a seat in a group are found as signed up; only their own agenda names the group.
    InvolvementKind(
        "registrations.groups",
        _("my working group"),
        sessions_of=ref(f"{HERE}.domain.agenda:sessions_of_own_groups"),
    ),
    Hook(Event.ROWS_RETURNED, ref(f"{HERE}.domain.seats:count_seats_anew")),
    AuditLabels(
        verbs={
            "registrations.seat_taken": _("Seat in a working group or session taken"),
            "registrations.seat_waited_for": _("On the waiting list of a working group or session"),
            "registrations.seat_offered": _("Seat in a working group or session offered"),
            "registrations.seat_given_up": _("Seat in a working group or session given up"),
        },
        details={"place": _("working group or session")},
    ),
)
