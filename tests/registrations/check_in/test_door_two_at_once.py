"""Two doors that see the same badges at the same moment: each badge is let in once."""

import json
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from registrations.attendance.models import Scan
from tests.factories import CheckInDeviceFactory, CheckpointFactory, RegistrationFactory


def test_two_doors_at_once_let_each_badge_in_once(at_once):
    now = timezone.now().isoformat()
    checkpoint = CheckpointFactory()
    address = f"/{checkpoint.conference.slug}/onsite/door/"
    people = RegistrationFactory.create_batch(12, conference=checkpoint.conference, status="approved")

    def scans_of(door: int) -> list[dict[str, Any]]:
        """In opposite orders."""
        rows = [
            {
                "id": str(UUID(int=door * 100 + place)),
                "code": row.ticket_token,
                "at": now,
                "shown": "admitted",
            }
            for place, row in enumerate(people)
        ]
        return rows[:: 1 if door else -1]

    def sending(door: int, secret: str) -> Any:
        client = Client(headers={"Authorization": f"Device {secret}"})
        client.get(address + "state/")
        rows = scans_of(door)

        def send() -> list[int]:
            """Half of them in one batch, the others one by one."""
            return [
                client.post(
                    address + "scans/",
                    json.dumps({"sent_at": now, "scans": batch}),
                    content_type="application/json",
                ).status_code
                for batch in (rows[:6], *([row] for row in rows[6:]))
            ]

        return send

    devices = CheckInDeviceFactory.create_batch(2, checkpoint=checkpoint)
    said = at_once(*(sending(door, f"secret-of-{device.name}") for door, device in enumerate(devices)))

    assert said == [[200] * 7] * 2
    admitted = Scan.objects.filter(result="admitted")
    assert (Scan.objects.count(), admitted.count()) == (24, 12)
    assert admitted.values("registration").distinct().count() == 12
