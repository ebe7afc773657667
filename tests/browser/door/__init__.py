"""Helpers for the check-in app's tests: a door with its people, and the app as its user operates it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from confman.accounts.system_users import system_user
from registrations.attendance.models import CheckInDevice, Checkpoint
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

# Green stays until it is dismissed: a busy machine may look later than after a second and a half.
GREEN_STAYS = """
setTimeout = ((wait) => (act, time, ...more) => wait(act, time === 1500 ? 600_000 : time, ...more))(setTimeout);
"""
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
    """A conference of today with one checkpoint, where the app is used."""

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
        """Return a person on the list."""
        person = PersonFactory(conference=self.conference, name={"en": name})
        return RegistrationFactory(
            conference=self.conference, person=person, category=self.category, status=status, **fields
        )

    def code(self, **fields: Any) -> str:
        """Return the content of a new device's QR code."""
        fields = {"name": "Phone 3", "expires_at": timezone.now() + dt.timedelta(days=1), **fields}
        self.device = CheckInDevice.objects.create(
            conference=self.conference, checkpoint=self.checkpoint, **fields
        )
        return self.code_again()

    def code_again(self) -> str:
        """Return the content of the same device's QR code, shown once more."""
        return enrolment_url(self.conference, enrolment_code(self.device, by=system_user("command")))

    @property
    def home(self) -> str:
        return f"{self.address}/{self.conference.slug}/onsite/door/"


class App:
    """The app in a browser."""

    def __init__(self, page: Page, door: Door, faults: list[str]) -> None:
        self.page, self.door, self.faults = page, door, faults
        self.answer = page.locator("[data-answer]")
        self.name = page.locator("[data-answer-name]")
        self.reason = page.locator("[data-answer-reason]")
        self.waiting = page.locator("[data-waiting-part] [data-waiting]")

    def enrol(self, **fields: Any) -> App:
        """Enrol by the QR code of a new device; return once all data are on the device."""
        self.page.goto(self.door.code(**fields))
        return self.stands()

    def stands(self) -> App:
        """Wait until the scanner is shown, and the app is stored for offline use."""
        expect(self.page.get_by_role("heading", name="Main entrance")).to_be_visible()
        expect(self.page.locator("body[data-ready=yes][data-kept=yes]")).to_be_attached()
        expect(self.page.locator("[data-synchronised]")).not_to_be_empty()
        return self

    def scan(self, text: str | Registration) -> Locator:
        """Scan with a hand scanner: a QR code's text, or someone's ticket. Return once it is answered."""
        if isinstance(text, Registration):
            text = ticket_url(text.conference, text.ticket_token or "")
        before = self.answer.get_attribute("data-turn") or ""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        expect(self.answer).not_to_have_attribute("data-turn", before)
        return self.answer

    def shows(self, shown: str, words: str | None = None) -> None:
        """Check the colour (ok, amber or red) and these words. Green may be over by now, other colours stay."""
        if shown != "ok":
            expect(self.answer).to_be_visible()
        expect(self.answer).to_have_attribute("data-shown", shown)
        if words is not None:
            expect(self.answer).to_contain_text(words)

    def next(self) -> None:
        """Dismiss the answer."""
        self.page.keyboard.press("Escape")
        expect(self.answer).to_be_hidden()

    def sent(self) -> None:
        """Wait until nothing is queued any more."""
        expect(self.page.locator("[data-waiting-part]")).to_be_hidden()

    def kept(self) -> dict[str, list[Any]]:
        """Return everything stored on the device."""
        return self.page.evaluate(EVERYTHING_KEPT, self.door.conference.slug)

    def forgive(self, *expected: str) -> None:
        """Ignore what the browser itself logs about failed requests, which is expected here."""
        self.faults[:] = [fault for fault in self.faults if "Failed to load resource" not in fault]
        assert all(any(part in fault for part in expected) for fault in self.faults), self.faults
        self.faults.clear()
