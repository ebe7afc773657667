"""Check-in, for programs: the holder of a code is recorded as at the desk."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, Moment, RequestModel, Texts, example
from confman.web.errors import Refused
from registrations.attendance.domain.attendance import record_scan, why_nobody_is_found
from registrations.attendance.domain.messages import result_words
from registrations.attendance.models import Checkpoint, Direction, ScanReason, ScanResult
from registrations.check_in.domain.scans import needs_help
from registrations.core.domain.ticket_codes import find_by_code

routes = Routes("Check-in")


class ScanSent(RequestModel):
    """The code of a ticket or badge, as it was read or typed."""

    code: str = Field(min_length=1, max_length=300)
    direction: Direction = Direction.IN

    model_config = example(code="7F3K-9QWX-2M4T")


class ScanAnswered(Answer):
    """The answer to a scanned code: the person, the decision on admission, and the reason for a refusal.

    With `note` the participant is sent to the help desk.
    """

    id: UUID
    registration: UUID
    name: Texts
    category: Texts
    at: Moment
    direction: Direction
    result: ScanResult
    reason: ScanReason
    words: str
    note: str

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e22",
        registration="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e02",
        name={"en": "Dilnoza Karimova"},
        category={"en": "Delegates"},
        at="2027-03-30T08:41:00+05:00",
        direction="in",
        result="admitted",
        reason="",
        words="Recorded.",
        note="",
    )


@routes.write(
    "POST", "/checkpoints/{uuid:key}/scans", ScanAnswered, permission="registrations.record_attendance",
    status=201,
)  # fmt: skip
def check_in(request: AuthorizedRequest, key: UUID, body: ScanSent) -> dict[str, Any]:
    """Record the holder of a code. A person who is not let in is recorded, too, and the answer says why."""
    checkpoint = get_object_or_404(Checkpoint.objects.of(request.conference), pk=key)
    holder = find_by_code(request.conference, body.code)
    if holder is None:
        raise Refused(why_nobody_is_found(request.conference, body.code))
    scan = record_scan(checkpoint, registration=holder, by=request.auth.acting_user, direction=body.direction)
    return {
        "id": scan.pk,
        "registration": holder.pk,
        "name": holder.person.name,
        "category": holder.category.name,
        "at": scan.at,
        "direction": scan.direction,
        "result": scan.result,
        "reason": scan.reason,
        "words": result_words(scan.result, scan.reason, direction=scan.direction),
        "note": scan.note if needs_help(scan) else "",
    }
