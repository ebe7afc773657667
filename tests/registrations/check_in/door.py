"""A device for tests of the check-in, which sends the app's requests."""

import datetime as dt
import json
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone


class DoorDevice:
    """A phone at a door. `clock` is how far its clock is ahead."""

    def __init__(self, device: Any, clock: dt.timedelta = dt.timedelta(0)) -> None:
        self.device, self.clock = device, clock
        self.client = Client(enforce_csrf_checks=True)
        self.base = f"/{device.conference.slug}/onsite/door/"
        self.headers = {"Authorization": f"Device secret-of-{device.name}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(self.base + path, headers={**self.headers, **headers})

    def send(self, *scans: dict[str, Any], sent_at: dt.datetime | None = None) -> Any:
        sent_at = sent_at or timezone.now() + self.clock
        body = json.dumps({"sent_at": sent_at.isoformat(), "scans": scans})
        return self.client.post(
            self.base + "scans/", body, content_type="application/json", headers=self.headers
        )

    def scan(self, row: Any, **changes: Any) -> dict[str, Any]:
        """Return the answer to one scan, sent at once."""
        answered = self.send(self.seen(row, **changes))
        assert answered.status_code == 200, answered.content
        return answered.json()["results"][0]

    def seen(self, row: Any, *, ago: float = 0, **changes: Any) -> dict[str, Any]:
        """Return the scan of a badge `ago` minutes ago; a text stands for what the camera read."""
        code = row if isinstance(row, str) else row.ticket_token
        at = timezone.now() + self.clock - dt.timedelta(minutes=ago)
        return {"id": str(uuid4()), "code": code, "at": at.isoformat(), "direction": "in", **changes}
