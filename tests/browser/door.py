"""What the tests of the check-in app share: a door with its people, and the app as whoever stands there uses it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from confman.accounts.system_users import system_user
from registrations.attendance.models.attendance import Checkpoint
from registrations.attendance.models.check_in import CheckInDevice
from registrations.check_in.domain.devices import enrolment_code, enrolment_url
from registrations.core.domain.ticket_codes import ticket_url
from registrations.core.models.registration import Registration
from tests.factories import (
    CategoryFactory,
    CheckpointFactory,
    ConferenceFactory,
    PersonFactory,
    RegistrationFactory,
)

EVERYTHING_KEPT = """async (slug) => {
  const opened = indexedDB.open(`confman-door-${slug}`);
  await new Promise((done) => (opened.onsuccess = done));
  const database = opened.result;
  const kept = {};
  for (const name of database.objectStoreNames) {
    const asked = database.transaction(name).objectStore(name).getAll();
    await new Promise((done) => (asked.onsuccess = done));
    kept[name] = asked.result;
  }
  database.close();
  return kept;
}"""


class Door:
    """A conference of today with one checkpoint, at which the app stands."""

    def __init__(self, address: str, **checkpoint: Any) -> None:
        today = timezone.localdate()
        self.address = address
        self.conference = ConferenceFactory(
            slug="door2027", status="running", starts_on=today, ends_on=today, timezone="Asia/Tashkent"
        )
        self.category = CategoryFactory(
            conference=self.conference, name={"en": "Participant"}, letter="P", colour="#14566b"
        )
        self.checkpoint: Checkpoint = CheckpointFactory(
            conference=self.conference, name={"en": "Main entrance"}, **checkpoint
        )

    def person(self, name: str, status: str = "approved", **fields: Any) -> Registration:
        """Somebody of the list."""
        person = PersonFactory(conference=self.conference, name={"en": name})
        return RegistrationFactory(
            conference=self.conference, person=person, category=self.category, status=status, **fields
        )

    def code(self, **fields: Any) -> str:
        """What the QR of a new device holds."""
        fields = {"name": "Phone 3", "expires_at": timezone.now() + dt.timedelta(days=1), **fields}
        self.device = CheckInDevice.objects.create(
            conference=self.conference, checkpoint=self.checkpoint, **fields
        )
        return self.code_again()

    def code_again(self) -> str:
        """What the QR of the same device holds when it is shown once more."""
        return enrolment_url(self.conference, enrolment_code(self.device, by=system_user("command")))

    @property
    def home(self) -> str:
        return f"{self.address}/{self.conference.slug}/onsite/door/"


class App:
    """The app in a browser, seen and used as at the door."""

    def __init__(self, page: Page, door: Door, faults: list[str]) -> None:
        self.page, self.door, self.faults = page, door, faults
        self.answer = page.locator("[data-answer]")
        self.name = page.locator("[data-answer-name]")
        self.reason = page.locator("[data-answer-reason]")
        self.waiting = page.locator("[data-waiting-part] [data-waiting]")

    def enrol(self, **fields: Any) -> App:
        """Opened by the QR of a new device; all of it is on the device when this returns."""
        self.page.goto(self.door.code(**fields))
        return self.stands()

    def stands(self) -> App:
        """The scanner is there, and the app is kept for when there is no network."""
        expect(self.page.get_by_role("heading", name="Main entrance")).to_be_visible()
        expect(self.page.locator("body[data-ready=yes][data-kept=yes]")).to_be_attached()
        expect(self.page.locator("[data-synchronised]")).not_to_be_empty()
        return self

    def scan(self, text: str | Registration) -> Locator:
        """With a hand scanner: the text of a QR, or the ticket of somebody. Returns when it is answered."""
        if isinstance(text, Registration):
            text = ticket_url(text.conference, text.ticket_token or "")
        before = self.answer.get_attribute("data-turn") or ""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        expect(self.answer).not_to_have_attribute("data-turn", before)
        return self.answer

    def shows(self, shown: str, words: str | None = None) -> None:
        """ok, amber or red, with these words among the others. Green may be over by now, the others stay."""
        if shown != "ok":
            expect(self.answer).to_be_visible()
        expect(self.answer).to_have_attribute("data-shown", shown)
        if words is not None:
            expect(self.answer).to_contain_text(words)

    def next(self) -> None:
        """The answer is put away."""
        self.page.keyboard.press("Escape")
        expect(self.answer).to_be_hidden()

    def sent(self) -> None:
        """Nothing waits any more."""
        expect(self.page.locator("[data-waiting-part]")).to_be_hidden()

    def kept(self) -> dict[str, list[Any]]:
        """All that lies on the device."""
        return self.page.evaluate(EVERYTHING_KEPT, self.door.conference.slug)

    def forgive(self, *expected: str) -> None:
        """What the browser writes by itself of an answer that is no success, or of no answer, is no fault here."""
        self.faults[:] = [fault for fault in self.faults if "Failed to load resource" not in fault]
        assert all(any(part in fault for part in expected) for fault in self.faults), self.faults
        self.faults.clear()
