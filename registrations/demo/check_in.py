"""The demo's doors: a hall that counts people, two phones, people at the help desk; badges, some of them reprinted."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal
from uuid import uuid4

from django.utils import timezone

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data
from confman.documents.registry import document_kinds
from registrations.attendance.domain.checkpoints import add_checkpoint
from registrations.attendance.models import Checkpoint, CheckpointKind, CheckpointMode, ScanResult
from registrations.badges.documents.single_badges import reprinted_badge
from registrations.badges.domain.designs import add_badge_design, change_badge_design
from registrations.badges.domain.print_log import record_prints
from registrations.badges.models import PrintReason
from registrations.check_in.domain.devices import add_device, enrol_device, enrolment_code, known_device
from registrations.check_in.domain.scans import DeviceScan, record_scans
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.lifecycle.table import LEFT


class DemoDevice(DemoRow):
    name: str
    at: Literal["entrance", "hall"]
    trusted: bool
    enrolled: bool = True
    ahead: int = 0


class DemoCheckIn(DemoRow):
    hall: dict[str, Any]
    devices: list[DemoDevice]


def load_check_in(conference: Conference, *, by: User) -> None:
    """Load the doors. All recorded scans are refusals, so that nobody seems to have attended who did not."""
    demo = read_rows(DemoCheckIn, __file__)
    entrance = Checkpoint.objects.of(conference).first()
    assert entrance is not None
    hall = add_checkpoint(
        conference, by=by, kind=CheckpointKind.ROOM, mode=CheckpointMode.IN_OUT, position=5, **demo.hall
    )
    until = timezone.now() + dt.timedelta(days=365)
    for row in demo.devices:
        device = add_device(
            conference,
            by=by,
            name=row.name,
            checkpoint=hall if row.at == "hall" else entrance,
            trusted=row.trusted,
            expires_at=until,
        )
        if not row.enrolled:
            continue
        code = enrolment_code(device, by=by)
        _device, secret = enrol_device(conference, code=code, user_agent="sample")
        by_device = timezone.now() + dt.timedelta(minutes=row.ahead)
        record_scans(
            known_device(conference.slug, secret),
            [
                DeviceScan(id=uuid4(), at=by_device, code=code, shown=ScanResult.REFUSED)
                for code in (_refused(conference) if row.trusted else ["SAMPLESAMPLE"])
            ],
            sent_at=by_device,
        )


def _refused(conference: Conference) -> list[str]:
    """Return the tickets of replaced or cancelled registrations."""
    over = Registration.objects.of(conference).filter(status__in=LEFT, ticket_token__isnull=False)
    tokens = over.order_by("created_at", "pk").values_list("ticket_token", flat=True)[:2]
    return [token for token in tokens if token]


def load_badges(conference: Conference, approved: Sequence[Registration], *, by: User) -> None:
    """Create two designs; print the badges of the delegations; reprint a lost and a damaged one."""
    add_badge_design(conference, by=by, name="Participants (sample)")
    cards = add_badge_design(conference, by=by, name="Media and staff (sample)", sheet="id1")
    staff = Category.objects.of(conference).filter(letter__in=("M", "T"))
    change_badge_design(cards, by=by, categories=staff)
    delegates = [row for row in approved if row.delegation]
    language = conference.default_language
    run: Any = build_data(
        document_kinds.get("registrations.badges"),
        conference,
        language=language,
        options={"registrations": [str(row.pk) for row in delegates]},
    )
    record_prints(conference, run.prints, by=by, language=language)
    for row, reason, note in zip(
        delegates[3:5], (PrintReason.LOST, PrintReason.DAMAGED), ("", "SAMPLE: coffee."), strict=False
    ):
        reprinted_badge(row, by=by, reason=reason, note=note, language=language)
