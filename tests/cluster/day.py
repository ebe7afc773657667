"""A day of a conference in a minute: users at work while machines are killed, then what the record holds.

Run by the test in a process of its own, with the settings of the cluster; prints nothing, writes its results as JSON.
"""

import argparse
import datetime as dt
import json
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

# The service that is killed, when, and when it starts again, as parts of the time. A new primary comes within 25
# seconds.
KILLED = (("web1", 0.08, 0.18), ("worker1", 0.20, 0.30), ("redis", 0.32, 0.42), ("primary", 0.45, 0.85))
# And what says nothing meanwhile: the server of files has nothing else to lose.
HELD_UP = (("files", 0.24, 0.30),)
DOORS = 4
RUSH = 8  # seconds within which all of them come


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--results", type=Path, required=True)
    options = parser.parse_args()
    django.setup()
    results = run(options.users, options.seconds)
    options.results.write_text(json.dumps(results, indent=1, default=str))


def run(users: int, seconds: int) -> dict[str, Any]:
    """Drive the users and kill the machines; return what happened and what the record holds."""
    from django.db import connection

    from script.tooling.cluster import __main__ as cluster
    from tests.cluster.browser import Diary
    from tests.cluster.mailbox import Mailboxes
    from tests.cluster.people import Record

    conference, people = everybody(users, diary := Diary(), record := Record(), Mailboxes())
    connection.close()  # the people need none
    ended = threading.Event()

    def work(person: Any, delay: float) -> None:
        ended.wait(delay)
        while not ended.is_set():
            person.act()

    threads = [
        threading.Thread(target=work, args=(person, number / len(people) * RUSH))
        for number, person in enumerate(people)
    ]
    diary.begun = time.monotonic()
    for thread in threads:
        thread.start()
    events = kill_and_start(diary, seconds)
    time.sleep(max(0.0, seconds - diary.now()))
    ended.set()
    for thread in threads:
        thread.join()
    cluster.wait_until("a synchronous replica", cluster.has_synchronous_replica)
    connection.close()  # to the primary that was killed
    return {
        "users": users,
        "seconds": round(diary.now()),
        "events": events,
        "what": diary.table(),
        "longest_errors": sorted(diary.errors, key=lambda error: -error[2])[:12],
        "given_up": diary.given_up[:8],
        "signed_out": diary.signed_out,
        "release_seconds": publish(conference, people),
        "record": judge(conference, record) | {"files": read_files(people, record)},
        "replica_held_back": hold_replica_back(conference, people),
        "costs": measure(conference, people),
    }


def hold_replica_back(conference: Any, people: list[Any]) -> dict[str, int]:
    """Have the replica replay nothing for longer than is allowed; return how many pages were read from which database.

    Its edition stays that of the primary: a scan at a door raises none.
    """
    import psycopg
    from django.conf import settings

    from script.tooling.cluster.layout import REPLICA_PORT, WEB_PORT, WEBS, database_url, passwords
    from tests.cluster.browser import Browser
    from tests.cluster.people import Door

    door = next(person for person in people if isinstance(person, Door))
    reader = Browser(WEBS["web1"], WEB_PORT, "127.0.3.2", door.browser.diary)

    def reads() -> Counter[str]:
        token = {"Authorization": f"Bearer {passwords().metrics}"}
        figures, _to = reader.ask("/metrics", headers=token)
        return Counter({
            database: int(float(number))
            for database, number in re.findall(
                r'^confman_replica_reads_total{database="(\w+)"} (\S+)', figures, re.MULTILINE
            )
        })  # fmt: skip

    with psycopg.connect(
        database_url(REPLICA_PORT, user="postgres", database="confman"), autocommit=True
    ) as replica:
        # The process that replays is stopped: Patroni resumes a replay that was paused by SQL.
        replays = replica.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'startup'"
        ).fetchone()[0]
        os.kill(replays, signal.SIGSTOP)
        try:
            door.act()
            time.sleep(settings.CONFMAN_REPLICA_LAG + 1)
            before = reads()
            reader.ask(f"/{conference.slug}/en/")  # nobody has asked for it yet, so it is not kept
            after = reads()
        finally:
            os.kill(replays, signal.SIGCONT)
    return {f"from {database}": after[database] - before[database] for database in ("default", "replica")} | {
        "from the replica in all": after["replica"]
    }


def measure(conference: Any, people: list[Any]) -> dict[str, dict[str, float]]:
    """Return what one of each costs, in milliseconds."""
    from tests.cluster.costs import costs_of
    from tests.cluster.people import Door, Participant, Secretary

    secretary, door = (next(each for each in people if isinstance(each, kind)) for kind in (Secretary, Door))
    secretary.pause = door.pause = 0
    participants = [each for each in people if isinstance(each, Participant)][:20]
    for each in participants:
        each.pause = 4  # a form that comes back within two seconds is not a person's
    ask = participants[0].browser.ask
    agenda = f"/{conference.slug}/en/agenda/"

    def change_and_read() -> None:
        secretary.act()
        ask(agenda)

    return costs_of({
        "scan": [door.act] * 150,
        "page of the secretariat": [lambda: secretary.browser.ask(secretary.address)] * 60,
        "edit": [secretary.act] * 40,
        "edit, and an agenda made again": [change_and_read] * 40,
        "agenda, kept": [lambda: ask(agenda)] * 400,
        "agenda, form, registration, confirmation, two mails": [each.act for each in participants],
    })  # fmt: skip


def everybody(users: int, diary: Any, record: Any, mailboxes: Any) -> tuple[Any, list[Any]]:
    """Return a conference and those who use it: a tenth at doors, a tenth in the secretariat, the others register.

    Every fourth of the secretariat hands in files, the others change rooms.
    """
    from django.urls import reverse

    from agenda.materials.models import Material
    from benchmarks.check_in import set_up
    from confman.accounts.system_users import system_user
    from confman.conferences.models import Conference
    from registrations.core.models.category import Category
    from script.tooling.cluster.layout import BALANCER, WEB_PORT
    from tests.cluster.browser import Browser
    from tests.cluster.people import DocumentOfficer, Door, Participant, Secretary
    from tests.factories import MembershipFactory, RoomFactory, SessionFactory
    from tests.sign_in import signed_in

    conference, tokens, secrets = set_up(400, DOORS)
    Conference.objects.filter(pk=conference.pk).update(
        registration_mode="open", status="announced", ends_on=conference.starts_on + dt.timedelta(days=1)
    )
    Category.objects.filter(conference=conference).update(approval="open", capacity=100_000)
    conference.refresh_from_db()
    for name in ("visitor", "participant"):
        system_user(name)
    for number in range(20):
        SessionFactory(conference=conference, title={"en": f"Session {number}"})
    many = max(1, users // 10)
    found: list[Any] = []
    for number in range(users):
        browser = Browser(BALANCER, WEB_PORT, f"127.0.2.{number % 250 + 1}", diary)
        if number < many:
            user = MembershipFactory(
                conference=conference, user__email=f"team-{uuid4().hex}@example.org"
            ).user
            session = signed_in(user).cookies["sessionid"].value
            browser.cookies["sessionid"] = session
            if number % 4 == 1:
                paper = Material.objects.create(
                    session=SessionFactory(conference=conference), link="https://example.org/"
                )
                found.append(DocumentOfficer(browser, conference.slug, paper.pk, record))
                continue
            room = RoomFactory(conference=conference)
            address = reverse("agenda_secretariat:room-change", args=[conference.slug, room.pk])
            found.append(Secretary(browser, address, room.pk, record))
        elif number < 2 * many:
            mine = tokens[number - many :: many]
            found.append(Door(browser, conference.slug, secrets[number % DOORS], mine, record))
        else:
            found.append(Participant(browser, conference.slug, number, record, mailboxes))
    return conference, found


def kill_and_start(diary: Any, seconds: int) -> list[tuple[str, str, float]]:
    """Kill or hold up each machine at its time and start it again; return who, what and when."""
    from script.tooling.cluster import __main__ as cluster
    from script.tooling.cluster import machines

    events = []
    killed = {}
    plan = [(when, "killed", name) for name, when, _again in KILLED]
    plan += [(when, "held up", name) for name, when, _again in HELD_UP]
    plan += [(again, "started", name) for name, _when, again in KILLED + HELD_UP]
    for part, what, name in sorted(plan):
        time.sleep(max(0.0, part * seconds - diary.now()))
        at = round(diary.now(), 1)
        if what == "killed":
            killed[name] = cluster.kill(name)
        elif what == "held up":
            killed[name] = name
            machines.hold_up(name)
        else:
            machines.start(killed[name])
        said = name if name == killed[name] else f"{killed[name]}, the {name}"
        events.append((said, what, at))
    return events


def publish(conference: Any, people: list[Any]) -> dict[str, float]:
    """Publish by one web process; return after how many seconds each of them shows it to readers."""
    from django.urls import reverse

    from script.tooling.cluster.layout import WEB_PORT, WEBS
    from tests.cluster.browser import Browser
    from tests.cluster.people import Secretary
    from tests.factories import SessionFactory
    from tests.fuzz.conversation import forms_of

    secretary = next(person for person in people if isinstance(person, Secretary))
    readers = {
        name: Browser(host, WEB_PORT, "127.0.3.1", secretary.browser.diary) for name, host in WEBS.items()
    }
    title = f"Session {uuid4().hex}"
    agenda = f"/{conference.slug}/en/agenda/"
    for reader in readers.values():  # the page as it was is kept
        reader.persist("agenda", lambda reader=reader: reader.ask(agenda))
    SessionFactory(conference=conference, title={"en": title})
    address = reverse("agenda_secretariat:publish", args=[conference.slug])
    first = next(iter(readers.values()))
    first.cookies = secretary.browser.cookies
    page, _to = first.ask(address)
    form = next(each for each in forms_of(page.encode()) if "label" in dict(each.pairs))
    first.ask(address, dict(form.pairs), status=302)
    begun = time.monotonic()
    first.cookies = {}
    seconds: dict[str, float] = {}

    def read(name: str) -> None:
        while time.monotonic() - begun < 20:
            if title in readers[name].ask(agenda)[0]:
                seconds[name] = round(time.monotonic() - begun, 3)
                return

    threads = [threading.Thread(target=read, args=(name,)) for name in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def read_files(people: list[Any], record: Any) -> dict[str, list[str]]:
    """Return how many files were handed in, and what a web process does not give as it was answered, or newer."""
    from script.tooling.cluster.layout import WEBS
    from tests.cluster.people import DocumentOfficer

    lost = []
    for officer in (person for person in people if isinstance(person, DocumentOfficer)):
        for name, host in WEBS.items():
            officer.browser.host = host
            if officer.stored() < record.files.get(officer.material, 0):
                lost.append(f"{officer.material} at {name}")
    return {"handed in": sum(record.files.values()), "lost": lost}


def judge(conference: Any, record: Any) -> dict[str, Any]:
    """Return what was answered and is not there, and what is there twice."""
    from agenda.rooms.models import Room
    from confman.mail.models import Message
    from registrations.attendance.models import Scan
    from registrations.core.models.registration import Registration

    rows = Registration.objects.of(conference).values_list("person__email", "status")
    by_address = Counter(email for email, _status in rows)
    approved = {email for email, status in rows if status == "approved"}
    scans = set(Scan.objects.of(conference).values_list("pk", flat=True))
    capacities = dict(Room.objects.of(conference).values_list("pk", "capacity"))
    mails = judge_mails(Message.objects.of(conference))
    return {
        "answered": {
            "registrations": len(record.registered),
            "confirmations": len(record.confirmed),
            "scans": len(record.scanned),
            "rooms": len(record.capacities),
        },
        "lost": {
            "registrations": [email for email in record.registered if email not in by_address],
            "confirmations": [email for email in record.confirmed if email not in approved],
            "scans": [scan for scan in record.scanned if scan not in scans],
            "edits": [room for room, last in record.capacities.items() if capacities[room] < last],
        },
        "twice": {
            "registrations": [email for email, count in by_address.items() if count > 1],
            "mails": mails.pop("written twice"),
        },
        "mails": mails,
    }


def judge_mails(messages: Any) -> dict[str, Any]:
    """Return how many mails were sent, which were not, and which arrived twice."""
    from django.db.models import F

    from confman.mail.models import CLAIM_LASTS, MessageStatus
    from script.tooling.cluster.layout import mailboxes

    wait_for(lambda: not messages.filter(status=MessageStatus.QUEUED).exists())
    # Mails that a worker had in hand when it was killed, or could not note as sent while the database was gone.
    in_hand = messages.filter(status=MessageStatus.SENDING)
    left = in_hand.count()
    # As if the time of their claims were over.
    in_hand.update(claimed_at=F("claimed_at") - CLAIM_LASTS)
    wait_for(lambda: not messages.exclude(status=MessageStatus.SENT).exists())
    keys = Counter(messages.filter(idempotency_key__isnull=False).values_list("idempotency_key", flat=True))
    of_kind = Counter(messages.values_list("to", "key"))
    delivered = Counter(
        number
        for file in mailboxes()
        for number in re.findall(r"^Message-ID: (\S+)", file.read_text(), re.MULTILINE)
    )
    sent = set(messages.filter(status=MessageStatus.SENT).values_list("message_id", flat=True))
    return {
        "sent": len(sent),
        "not sent": messages.exclude(status=MessageStatus.SENT).count(),
        "sent and not delivered": len(sent - delivered.keys()),
        "left in hand": left,
        "delivered again with the same Message-ID": sum(count - 1 for count in delivered.values()),
        "written twice": [str(each) for each, count in (keys + of_kind).items() if count > 1],
    }


def wait_for(comes: Callable[[], bool], patience: float = 90) -> None:
    """Wait until something is so, or patience is over."""
    until = time.monotonic() + patience
    while not comes() and time.monotonic() < until:
        time.sleep(0.5)


if __name__ == "__main__":
    main()
