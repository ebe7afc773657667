"""People act all day: they read the agenda and register, edit as the secretariat, scan at a door.

They take their time, so that two cores have enough for all of them: what is slow then is not slow for want of cores.
"""

import datetime as dt
import json
import random
import re
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from benchmarks.registrations_race import CATEGORY, CONFIRM, HIDDEN
from tests.cluster.browser import Browser, NotServed
from tests.cluster.mailbox import Mailboxes
from tests.fuzz.conversation import forms_of


def take_time(mean: float) -> None:
    """Read, think, write: for so many seconds, more or less."""
    time.sleep(random.uniform(0.6 * mean, 1.4 * mean))


@dataclass
class Record:
    """The rows that were answered with success, and must be there afterwards."""

    registered: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    scanned: list[UUID] = field(default_factory=list)
    capacities: dict[UUID, int] = field(default_factory=dict)
    files: dict[UUID, int] = field(default_factory=dict)


@dataclass
class Participant:
    browser: Browser
    slug: str
    number: int
    record: Record
    mailboxes: Mailboxes
    pause: float = 8
    times: int = 0

    def act(self) -> None:
        """Read the agenda, register as someone new, confirm by the link of the mail."""
        persist = self.browser.persist
        self.times += 1
        self.browser.cookies.clear()
        email = f"user{self.number}-{self.times}@example.org"
        persist("agenda", lambda: self.browser.ask(f"/{self.slug}/en/agenda/"))
        take_time(self.pause)
        address = f"/{self.slug}/en/register/"
        shown = persist("form", lambda: self.browser.ask(address))
        if shown is None:
            return
        form = self.filled_in(shown[0], email)
        take_time(self.pause)
        if persist("registration", lambda: self.browser.ask(address, form, status=302)) is None:
            return
        self.record.registered.append(email)
        began = self.browser.diary.now()
        link = self.mailboxes.link_to(email)
        if link is None:
            self.browser.diary.given_up.append(f"mail to {email}")
            return
        self.browser.diary.note("mail", began, None, "")
        take_time(self.pause)
        if persist("confirmation", Confirmation(self.browser, link).go_on):
            self.record.confirmed.append(email)

    def filled_in(self, page: str, email: str) -> dict[str, str]:
        category = CATEGORY.search(page)
        return {
            **dict(HIDDEN.findall(page)),
            "category": category[1] if category else "",
            "name": f"Sample User{self.number} {self.times}",
            "organization": f"Institute {self.number}",
            "email": email,
            "mode": "in-person",
            "sex": "not-stated",
            "listing": "participants",
            "data_consent": "on",
        }


@dataclass
class Confirmation:
    """The way from the link in a mail to the confirmed address; the person who gets an error loads that page again."""

    browser: Browser
    to: str
    steps: int = 2  # the link is exchanged for the session, then leads to its page

    def go_on(self) -> bool:
        while self.steps:
            _page, self.to = self.browser.ask(self.to, status=303)
            self.steps -= 1
        page, _to = self.browser.ask(self.to)
        if button := CONFIRM.search(page):
            token = dict(HIDDEN.findall(page))["csrfmiddlewaretoken"]
            self.browser.ask(button[1], {"csrfmiddlewaretoken": token}, status=302)
        return True  # an attempt that was not answered had been carried out


@dataclass
class Secretary:
    browser: Browser
    address: str
    room: UUID
    record: Record
    pause: float = 10
    capacity: int = 10

    def act(self) -> None:
        """Change the capacity of one's own room."""
        self.capacity += 1
        if self.browser.persist("edit", self.change):
            self.record.capacities[self.room] = self.capacity
        take_time(self.pause)

    def change(self) -> bool:
        page, _to = self.browser.ask(self.address)
        form = next(each for each in forms_of(page.encode()) if "capacity" in dict(each.pairs))
        self.browser.ask(self.address, dict(form.pairs) | {"capacity": self.capacity}, status=302)
        return True


@dataclass
class DocumentOfficer:
    browser: Browser
    slug: str
    material: UUID
    record: Record
    pause: float = 10
    edition: int = 0

    def act(self) -> None:
        """Hand in the next edition of one's own paper, which takes the place of the one before."""
        self.edition += 1
        if self.browser.persist("file handed in", self.hand_in):
            self.record.files[self.material] = self.edition
        take_time(self.pause)

    def hand_in(self) -> bool:
        address = f"/{self.slug}/secretariat/agenda/materials/{self.material}/"
        page, _to = self.browser.ask(address)
        form = next(each for each in forms_of(page.encode()) if "visibility" in dict(each.pairs))
        file = SimpleUploadedFile("paper.pdf", f"%PDF-1.4\n% edition {self.edition}\n{'%' * 60_000}".encode())
        given = {name: value.decode() for name, value in form.pairs if name not in ("file", "link")}
        body = encode_multipart(BOUNDARY, given | {"link": "", "file": file})
        self.browser.ask(address, body=body, headers={"Content-Type": MULTIPART_CONTENT}, status=302)
        return True

    def stored(self) -> int:
        """Return the edition that is there, of a file that is there as a whole; 0 without one."""
        file, _to = self.browser.ask(f"/{self.slug}/secretariat/agenda/materials/{self.material}/file/")
        found = re.match(r"%PDF-1.4\n% edition (\d+)\n%{60000}\Z", file)
        return int(found[1]) if found else 0


@dataclass
class Door:
    browser: Browser
    slug: str
    secret: str
    tokens: list[str]
    record: Record
    pause: float = 1
    at: int = 0

    def act(self) -> None:
        """Scan the next badge."""
        row = {
            "id": str(uuid4()),
            "code": self.tokens[self.at % len(self.tokens)],
            "at": dt.datetime.now(dt.UTC).isoformat(),
            "direction": "in",
            "shown": "admitted",
        }
        self.at += 1
        if self.browser.persist("scan", lambda: self.scan(row)):
            self.record.scanned.append(UUID(row["id"]))
        take_time(self.pause)

    def scan(self, row: dict[str, str]) -> bool:
        sent = json.dumps({"sent_at": dt.datetime.now(dt.UTC).isoformat(), "scans": [row]})
        headers = {"Authorization": f"Device {self.secret}", "Content-Type": "application/json"}
        page, _to = self.browser.ask(f"/{self.slug}/onsite/door/scans/", body=sent, headers=headers)
        if json.loads(page)["results"][0]["result"] not in ("admitted", "again", "repeated"):
            raise NotServed(re.sub(r"\s+", " ", page)[:200])
        return True
