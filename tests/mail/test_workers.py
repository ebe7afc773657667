"""Real workers in processes of their own, with a real mail server: killed, doubled, asked to end."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from confman.mail.domain.schedules import ensure_schedules
from confman.mail.domain.worker_signal import wake_outbox
from confman.mail.models import Message
from confman.mail.registry import scheduled_jobs
from tests.factories import ConferenceFactory, MessageFactory
from tests.mail.conftest import FreePortController

pytestmark = pytest.mark.django_db(transaction=True)


class Office:
    """A mail server that keeps what it took, and can do something at the nth mail."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.connections: set[Any] = set()
        self.received = 0
        self.wait_for_connections = 1
        self.at_recipient: Callable[[int], None] = lambda number: None
        self.at_taken: Callable[[int], None] = lambda number: None
        self.arrived = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.connections.add(session.peer)
        while len(self.connections) < self.wait_for_connections:
            await asyncio.sleep(0.01)
        self.received += 1
        self.at_recipient(self.received)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.split(b"\r\n\r\n")[0].decode()
        self.taken.append(next(line for line in head.splitlines() if line.startswith("Message-ID:")))
        self.at_taken(len(self.taken))
        self.arrived.set()
        return "250 taken"


@pytest.fixture
def office() -> Iterator[Office]:
    handler = Office()
    controller = FreePortController(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.port = controller.port  # type: ignore[attr-defined]
    yield handler
    controller.stop()


def test_an_urgent_mail_waits_for_no_other(office, tmp_path, database_address):
    """The worker is in the middle of many mails, and the mail server takes no more of them."""
    mails(20)
    conference = Message.objects.first().conference
    code = MessageFactory.build(conference=conference, is_urgent=True, to="urgent@example.org")
    hanging = threading.Event()
    ended = threading.Event()

    async def hang(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address == code.to or len(office.taken) < 5:
            return await Office.handle_RCPT(office, server, session, envelope, address, options)
        hanging.set()
        while not ended.is_set():
            await asyncio.sleep(0.02)
        return "421 ended"

    office.handle_RCPT = hang
    wake_outbox()
    worker = Installation(tmp_path, office, database_address).start("worker")
    try:
        assert hanging.wait(timeout=60)
        office.arrived.clear()
        code.save()
        assert office.arrived.wait(timeout=60), "the urgent mail waited"
        assert len(office.taken) == 6 and str(code.pk) in office.taken[-1]
    finally:
        ended.set()
        worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0, output


class Installation:
    """The test's database as other processes reach it, and `manage.py` on it."""

    def __init__(self, folder: Path, office: Office, database: str) -> None:
        # Jobs are signed: the person who does them must have the key of the person who asked for them.
        (folder / "secret-key").write_text(django_settings.SECRET_KEY)
        self.environment = {
            **os.environ,
            "CONFMAN_DATABASE_URL": database,
            "CONFMAN_EMAIL_URL": f"smtp://127.0.0.1:{office.port}",  # type: ignore[attr-defined]
            "CONFMAN_DATA": str(folder),
            "CONFMAN_WORKERS": "1",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=django_settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def sql(self, statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def statuses(self) -> dict[str, int]:
        return dict(self.sql("SELECT status, count(*) FROM mail_message GROUP BY status"))


def mails(count: int) -> None:
    conference = ConferenceFactory()
    batch = MessageFactory.build_batch(count, conference=conference)
    for message in batch:
        message.message_id = f"<{message.pk}@example.org>"
    Message.objects.bulk_create(batch)


@pytest.mark.parametrize(
    ("hook", "repeated"),
    [
        pytest.param("at_recipient", 0, id="before-the-server-took-the-mail", marks=pytest.mark.nightly),
        pytest.param("at_taken", 1, id="after-the-server-took-it"),
    ],
)
def test_a_worker_killed_among_many_mails_loses_none_and_repeats_only_the_one_in_flight(
    office, tmp_path, database_address, hook, repeated
):
    mails(120)  # more than it looks up at a time
    installation = Installation(tmp_path, office, database_address)
    first = installation.start("deliveroutbox")

    def kill(number: int) -> None:
        if number == 70:
            os.kill(first.pid, signal.SIGKILL)

    setattr(office, hook, kill)
    first.communicate(timeout=60)
    assert first.returncode == -signal.SIGKILL
    assert installation.statuses() == {"sent": 69, "sending": 1, "queued": 50}

    # Ten minutes later the claim of the dead is free (that it is not before: test_delivery).
    installation.sql("UPDATE mail_message SET claimed_at = '2020-01-01 00:00:00' WHERE status = 'sending'")
    second = installation.start("deliveroutbox")
    output, _ = second.communicate(timeout=60)
    assert "sent 51," in output, output

    assert installation.statuses() == {"sent": 120}
    times = Counter(office.taken)
    assert len(times) == 120, "a mail was lost"
    assert sum(times.values()) == 120 + repeated, "a mail was repeated that was not in flight"


def test_two_workers_send_nothing_twice(office, tmp_path, database_address):
    mails(120)
    # The first to come is answered when the second has come: both work on the same outbox.
    office.wait_for_connections = 2
    installation = Installation(tmp_path, office, database_address)
    workers = [installation.start("deliveroutbox") for _number in range(2)]
    outputs = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], outputs
    assert len(office.connections) == 2 and not any("sent 0" in output for output in outputs)
    assert installation.statuses() == {"sent": 120}
    assert len(office.taken) == len(set(office.taken)) == 120


# A claim of three seconds instead of a minute: nobody wants to wait for it.
SHORT_CLAIMS = """
import datetime as dt
from confman.mail.domain.delivery import send_urgent_mail
from confman.mail import models as message
from confman.mail.models import Message
from django.core.management import call_command
message.URGENT_CLAIM_LASTS = dt.timedelta(seconds=3)
"""
COMMAND = "call_command('deliveroutbox')"
SENDERS = "send_urgent_mail(lambda: not Message.objects.exclude(status='sent').exists())"


def test_the_command_gives_an_urgent_mail_up_before_a_sender_takes_it(office, tmp_path, database_address):
    """The server answers the command so slowly that its claim would end; the senders look all the while."""
    mails(1)
    Message.objects.update(is_urgent=True)
    # Anyone who comes first is answered when another has come.
    office.wait_for_connections = 2
    asked = threading.Event()

    async def note(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        asked.set()
        return await Office.handle_RCPT(office, server, session, envelope, address, options)

    office.handle_RCPT = note
    installation = Installation(tmp_path, office, database_address)
    command = installation.start("shell", "-c", SHORT_CLAIMS + COMMAND)
    assert asked.wait(timeout=60)
    senders = installation.start("shell", "-c", SHORT_CLAIMS + SENDERS)
    outputs = [process.communicate(timeout=60)[0] for process in (command, senders)]

    assert [command.returncode, senders.returncode] == [0, 0], outputs
    assert installation.statuses() == {"sent": 1}
    assert len(office.taken) == 1, outputs


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(signal.SIGTERM, id="asked-to-end"),
        pytest.param(signal.SIGINT, id="ctrl-c", marks=pytest.mark.nightly),
    ],
)
def test_the_worker_sends_what_is_queued_and_ends_cleanly(office, tmp_path, database_address, ending):
    mails(3)
    wake_outbox()
    installation = Installation(tmp_path, office, database_address)
    worker = installation.start("worker")
    try:
        deadline = time.monotonic() + 60
        while not office.arrived.wait(timeout=0.5):
            assert worker.poll() is None, worker.communicate()[0]
            assert time.monotonic() < deadline, "nothing was sent"
        # Ctrl-C reaches every process of the terminal, SIGTERM the one that was started.
        os.killpg(worker.pid, ending) if ending == signal.SIGINT else worker.send_signal(ending)
        output, _ = worker.communicate(timeout=45)
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
    assert worker.returncode == 0, output
    assert "The worker is running" in output and "The worker has ended" in output
    assert "Traceback" not in output
    assert installation.statuses() == {"sent": 3}


def test_the_schedule_says_what_the_code_says():
    from django_q.models import Schedule

    Schedule.objects.create(name="mail.old", func="confman.mail.tasks.gone", schedule_type="I", minutes=5)
    theirs = Schedule.objects.create(name="own", func="somewhere.else", schedule_type="I", minutes=5)
    for _start in range(2):
        ensure_schedules()
    Schedule.objects.create(
        name="mail.deliver_outbox", func="x", schedule_type="I", minutes=9, next_run=timezone.now()
    )
    ensure_schedules()
    job = Schedule.objects.get(name="mail.deliver_outbox")
    assert (job.func, job.minutes) == ("confman.mail.tasks.deliver_outbox_task", 1)
    assert not Schedule.objects.filter(name="mail.old").exists()
    assert Schedule.objects.filter(pk=theirs.pk).exists()


def test_workers_that_start_at_once_leave_one_row_of_each_job(at_once):
    from django_q.models import Schedule

    at_once(*[ensure_schedules] * 4)
    assert sorted(Schedule.objects.values_list("name", flat=True)) == sorted(
        job.key for job in scheduled_jobs
    )


@pytest.mark.postgres
def test_a_worker_starts_while_another_hands_out_the_schedule(at_once):
    from django_q.models import Schedule

    ensure_schedules()
    Schedule.objects.update(minutes=7)
    keys = [job.key for job in scheduled_jobs]
    first, last = (Schedule.objects.get(name=key) for key in (keys[0], keys[-1]))
    has_last = threading.Event()

    def hand_out():
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        with transaction.atomic(), connection.cursor() as cursor:
            last.save()
            has_last.set()
            deadline = time.monotonic() + 20
            cursor.execute(waits)
            while not cursor.fetchone():
                cursor.execute(waits)
                assert time.monotonic() < deadline, "the other worker never came to the last row"
            first.save()

    def start():
        assert has_last.wait(20)
        ensure_schedules()

    at_once(hand_out, start)
    assert not Schedule.objects.filter(minutes=7).exclude(name=first.name)


def test_every_scheduled_job_can_be_called():
    for job in scheduled_jobs:
        import_string(job.function)()
