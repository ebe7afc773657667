"""Whatever order scans arrive in, however often, and from whichever door: the record is the same."""

import datetime as dt
import random
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.attendance.domain.people_inside import inside_now
from registrations.attendance.models import Scan
from registrations.check_in.domain.scans import DeviceScan, record_scans
from tests.factories import CheckInDeviceFactory, CheckpointFactory, ConferenceFactory, RegistrationFactory

NOW = timezone.now()
PEOPLE, DEVICES = 3, 3


@dataclass(frozen=True)
class Seen:
    """A scan by a device, so many minutes ago."""

    number: int
    person: int
    device: int
    minutes: int
    direction: str

    @property
    def id(self) -> UUID:
        return UUID(int=self.number + 1)

    @property
    def at(self) -> dt.datetime:
        return NOW - dt.timedelta(minutes=self.minutes)


def twin(seen: list[Seen], mode: str, zone: dt.tzinfo) -> tuple[dict[UUID, str], int]:
    """The record by walking through time once, and who is inside today at the end."""
    record: dict[UUID, str] = {}
    been: set[tuple[int, object]] = set()
    inside: set[tuple[int, object]] = set()
    for one in sorted(seen, key=lambda one: (one.at, one.id)):
        key = (one.person, None if mode == "once" else one.at.astimezone(zone).date())
        if mode != "in-out":
            record[one.id] = "repeated" if key in been else "admitted"
        elif one.direction == "in":
            record[one.id] = "repeated" if key in inside else "admitted"
            inside.add(key)
        else:
            record[one.id] = "admitted" if key in inside or key not in been else "repeated"
            inside.discard(key)
        been.add(key)
    today = None if mode == "once" else NOW.astimezone(zone).date()
    counted = inside if mode == "in-out" else been
    return record, sum(day == today for _person, day in counted)


@pytest.fixture(params=["once", "daily", "in-out"])
def door(request, kept):
    def build():
        conference = ConferenceFactory(slug=f"order-{request.param}")
        checkpoint = CheckpointFactory(conference=conference, mode=request.param)
        people = RegistrationFactory.create_batch(PEOPLE, conference=conference, status="approved")
        devices = [
            CheckInDeviceFactory(checkpoint=checkpoint, name=f"{request.param} {number}")
            for number in range(DEVICES)
        ]
        return checkpoint, people, devices

    return kept(build)


scans = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.integers(0, DEVICES - 1),
        # Some close together and some at the same minute, over two days.
        st.one_of(st.integers(0, 6), st.integers(0, 2800)),
        st.sampled_from(["in", "out"]),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.django_db
@given(rows=scans, order=st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_any_repetition_gives_the_record_of_the_right_order(door, rows, order):
    checkpoint, people, devices = door
    Scan.objects.all().delete()
    cache.clear()
    mode = checkpoint.mode
    seen = [
        Seen(number, person, device, minutes, direction if mode == "in-out" else "in")
        for number, (person, device, minutes, direction) in enumerate(rows)
    ]
    clocks = [dt.timedelta(minutes=order.randint(-300, 300)) for _device in devices]
    for device, batch in batches(seen, order):
        told = [
            DeviceScan(
                id=one.id,
                at=one.at + clocks[device],
                code=people[one.person].ticket_token,
                direction=one.direction,
            )
            for one in batch
        ]
        record_scans(devices[device], told, sent_at=NOW + clocks[device], now=NOW)

    record, inside = twin(seen, mode, checkpoint.conference.zone)
    assert dict(Scan.objects.values_list("pk", "result")) == record
    assert inside_now(checkpoint, now=NOW) == inside
    cache.clear()
    assert inside_now(checkpoint, now=NOW) == inside


def batches(seen: list[Seen], order: random.Random) -> list[tuple[int, list[Seen]]]:
    """Each scan in a batch of its device, and some of them once more; in no order."""
    rows = [*seen, *order.sample(seen, order.randint(0, len(seen)))]
    order.shuffle(rows)
    made: list[tuple[int, list[Seen]]] = []
    while rows:
        device = rows[0].device
        own = [one for one in rows if one.device == device][: order.randint(1, 5)]
        made.append((device, own))
        for one in own:
            rows.remove(one)
    return made
