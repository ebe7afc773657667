"""Checkpoints, and who was recorded at them, for programs."""

import datetime as dt
from uuid import UUID

from django.db.models import F, QuerySet
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, ListFilter, Moment, Texts, example
from registrations.attendance.exchange import exported_scans
from registrations.attendance.models import (
    Checkpoint,
    CheckpointKind,
    CheckpointMode,
    Direction,
    Means,
    Scan,
    ScanReason,
    ScanResult,
)

routes = Routes("Attendance")


class CheckpointAnswer(Answer):
    """A place where people are recorded, and how many were admitted there."""

    id: UUID
    name: Texts
    kind: CheckpointKind
    mode: CheckpointMode
    session: UUID | None = Field(validation_alias="session_id")
    room: UUID | None = Field(validation_alias="room_id")
    capacity: int | None
    people: int

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e21",
        name={"en": "Main entrance"},
        kind="entrance",
        mode="daily",
        session=None,
        room=None,
        capacity=300,
        people=212,
    )


class AttendanceAnswer(Answer):
    """A record of a participant at a checkpoint. Only those that were admitted count as attendance."""

    id: UUID
    registration: UUID = Field(validation_alias="registration_id")
    name: Texts
    checkpoint: UUID = Field(validation_alias="checkpoint_id")
    session: UUID | None
    at: Moment
    direction: Direction
    result: ScanResult
    reason: ScanReason
    means: Means

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e22",
        registration="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e02",
        name={"en": "Dilnoza Karimova"},
        checkpoint="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e21",
        session=None,
        at="2027-03-30T08:41:00+05:00",
        direction="in",
        result="admitted",
        reason="",
        means="ticket",
    )


class AttendanceFilter(ListFilter):
    """Filters the list of records."""

    session: UUID | None = None
    checkpoint: UUID | None = None
    registration: UUID | None = None
    result: ScanResult | None = None
    day: dt.date | None = None


@routes.list(
    "/checkpoints", CheckpointAnswer, permission="registrations.record_attendance", order=("position", "id")
)
def list_checkpoints(request: AuthorizedRequest) -> QuerySet[Checkpoint]:
    """List the checkpoints."""
    return Checkpoint.objects.of(request.conference).with_people()


@routes.list("/attendance", AttendanceAnswer, permission="registrations.export_people", order=("at", "id"))
def list_attendance(request: AuthorizedRequest, filters: Query[AttendanceFilter]) -> QuerySet[Scan]:
    """List who was recorded, by time, as the export of attendance does. A code that led to nobody is not attendance."""
    lookups = filters.lookups(session="checkpoint__session", day="at__date")
    rows = exported_scans(
        request.conference, Scan.objects.of(request.conference), by=request.auth.acting_user
    )
    return rows.filter(**lookups).annotate(
        name=F("registration__person__name"), session=F("checkpoint__session_id")
    )
