"""Two doors that see the same badges at the same moment, as two processes: each badge is let in once."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils import timezone

from registrations.models import Scan
from tests.factories import CheckInDeviceFactory, CheckpointFactory, RegistrationFactory
from tests.registrations.test_delegations_together import run

# A door: comes to the starting line, waits for the other, sends what it saw one by one.
DOOR = """
import json, sys, time
from pathlib import Path
import django
django.setup()
from django.test import Client
folder, number, address, secret, batches = Path(sys.argv[1]), *sys.argv[2:5], json.loads(sys.argv[5])
client = Client(headers={"Authorization": f"Device {secret}"})
client.get(address + "state/")
(folder / number).touch()
while len(list(folder.iterdir())) < 2:
    time.sleep(0.01)
said = []
for batch in batches:
    answered = client.post(address + "scans/", json.dumps(batch), content_type="application/json")
    assert answered.status_code == 200, answered.content
    said += [one["result"] for one in answered.json()["results"]]
print(json.dumps(said))
"""


def test_two_doors_at_once_let_each_badge_in_once(database_address, tmp_path):
    now = timezone.now().isoformat()
    checkpoint = CheckpointFactory()
    devices = CheckInDeviceFactory.create_batch(2, checkpoint=checkpoint)
    people = RegistrationFactory.create_batch(12, conference=checkpoint.conference, status="approved")
    database, folder = database_address, tmp_path / "doors"
    folder.mkdir()
    doors = []
    for number, device in enumerate(devices):
        # Half of them in one batch, in opposite orders; the others one by one.
        rows = [
            {
                "id": str(UUID(int=number * 100 + place)),
                "code": row.ticket_token,
                "at": now,
                "shown": "admitted",
            }
            for place, row in enumerate(people)
        ][:: 1 if number else -1]
        sent = [rows[:6], *([row] for row in rows[6:])]
        bodies = [{"sent_at": now, "scans": batch} for batch in sent]
        address = f"/{checkpoint.conference.slug}/onsite/door/"
        secret = f"secret-of-{device.name}"
        doors.append(
            run(DOOR, database, folder, str(folder), str(number), address, secret, json.dumps(bodies))
        )
    for door in doors:
        _output, complaint = door.communicate(timeout=120)
        assert door.returncode == 0, complaint
    admitted = Scan.objects.filter(result="admitted")
    assert (Scan.objects.count(), admitted.count()) == (24, 12)
    assert admitted.values("registration").distinct().count() == 12
