"""Real workers on a bad day: killed, without a database, with a clock that jumps."""

import contextlib
import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.scheduler import scheduler

from confman.documents.models import DocumentJob
from confman.machines import jobs
from confman.mail.domain.schedules import ensure_schedules
from tests.factories import MembershipFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Workers:
    """Workers on the test's database; what they say is in `said`."""

    def __init__(self, folder: Path, database: str) -> None:
        # Jobs are signed: the person who does them must have the key of the person who asked for them.
        (folder / "secret-key").write_text(django_settings.SECRET_KEY)
        self.folder = folder
        self.environment = {
            **os.environ,
            "CONFMAN_DATABASE_URL": database,
            "CONFMAN_DATA": str(folder),
            "CONFMAN_WORKERS": "1",
        }
        self.running: list[subprocess.Popen[bytes]] = []
        self.log = folder / "log"

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "worker"],
                cwd=django_settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(worker)
        return worker

    def close(self) -> None:
        for worker in self.running:
            try:
                os.killpg(worker.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            worker.wait()

    @property
    def said(self) -> str:
        return self.log.read_text()

    def done(self) -> list[str]:
        kept = self.folder / "done"
        return kept.read_text().split("\n")[:-1] if kept.exists() else []

    def wait_for(self, what: Callable[[], Any], seconds: float = 90) -> Any:
        """Look until it is so; the time is how long it may take, not how long it takes."""
        deadline = time.monotonic() + seconds
        while not (seen := what()):
            assert time.monotonic() < deadline, f"It did not come to be within {seconds} s.\n{self.said}"
            time.sleep(0.05)
        return seen

    def process_that_stands_still(self) -> int:
        return int(self.wait_for(lambda: (self.folder / "begun").exists() and self.begun()))

    def begun(self) -> str:
        return (self.folder / "begun").read_text()


@pytest.fixture
def workers(tmp_path: Path, database_address: str) -> Iterator[Workers]:
    workers = Workers(tmp_path, database_address)
    yield workers
    workers.close()


class Way:
    """The way to the test's database, which can be barred: the folder of a file, or a relay before a server."""

    def __init__(self, address: str, folder: Path) -> None:
        self.link = folder / "way"
        self.relay: Relay | None = None
        if connection.vendor == "sqlite":
            self.folder = Path(connection.settings_dict["NAME"]).parent
            self.address = address.replace(str(self.folder), str(self.link))
        else:
            server = (connection.settings_dict["HOST"], int(connection.settings_dict["PORT"]))
            self.relay = Relay(server)
            self.address = re.sub(r"@[^/]*/", f"@127.0.0.1:{self.relay.port}/", address)

    def open(self) -> None:
        if self.relay:
            self.relay.open()
        else:
            self.link.symlink_to(self.folder)

    def bar(self) -> None:
        if self.relay:
            self.relay.bar()


class Relay:
    """Hands bytes on between a port of this machine and a server, or lets nobody through."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server = server
        self.sockets: list[socket.socket] = []
        self.port = 0
        self.open()
        self.bar()

    def open(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def bar(self) -> None:
        for one in [self.listener, *self.sockets]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.sockets.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _address = listener.accept()
                theirs = socket.create_connection(self.server)
                self.sockets += [ours, theirs]
                for pair in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=self._requeue, args=pair, daemon=True).start()

    def _requeue(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(65536):
                target.sendall(content)
            target.shutdown(socket.SHUT_RDWR)


def queue(name: str, *arguments: Any, **options: Any) -> None:
    jobs.queue_job(f"tests.mail.jobs.{name}", *arguments, **options)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_jobs_behind_a_killed_worker_are_done_by_the_next_one_at_once(workers: Workers) -> None:
    queue("stand_still", str(workers.folder))
    in_hand = OrmQ.objects.filter(pk=OrmQ.objects.get().pk)
    for number in range(19):
        queue("note", str(workers.folder), str(number))
    first = workers.start()
    process = workers.process_that_stands_still()
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    # The worker dies whole: nobody would renew the lease of a process that is left over.
    workers.wait_for(lambda: not is_alive(process))
    # The others were not taken; the one in hand comes again when its lease has run out, within 30 seconds, not before.
    assert in_hand.get().lock <= timezone.now() + dt.timedelta(seconds=30)
    in_hand.update(lock=timezone.now() + dt.timedelta(seconds=100))

    workers.start()
    workers.wait_for(lambda: len(workers.done()) == 19)
    assert workers.done() == [str(number) for number in range(19)]
    in_hand.update(lock=timezone.now())
    workers.wait_for(lambda: workers.done()[19:] == ["begun again"] and not OrmQ.objects.exists())


@pytest.mark.sqlite
def test_a_process_that_is_killed_alone_leaves_its_job_to_the_next_at_once(workers: Workers) -> None:
    queue("stand_still", str(workers.folder))
    workers.start()
    os.kill(workers.process_that_stands_still(), signal.SIGKILL)
    queue("note", str(workers.folder), "and the next")
    workers.wait_for(lambda: sorted(workers.done()) == ["and the next", "begun again"])
    assert "The process ended (exit code -9)" in workers.said


@pytest.mark.sqlite
def test_a_process_that_is_killed_while_it_waits_stops_nobody(workers: Workers) -> None:
    worker = workers.start()
    queue("note", str(workers.folder), "before")
    workers.wait_for(lambda: workers.done() == ["before"] and not OrmQ.objects.exists())
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    queue("note", str(workers.folder), "after")
    workers.wait_for(lambda: workers.done() == ["before", "after"])


@pytest.mark.sqlite
def test_a_job_that_kills_its_process_is_given_up_after_five_attempts(workers: Workers) -> None:
    queue("kill_own_process", str(workers.folder))
    workers.start()
    workers.wait_for(lambda: Task.objects.filter(func="tests.mail.jobs.kill_own_process", attempt_count=5))
    queue("note", str(workers.folder), "the next")
    workers.wait_for(lambda: workers.done() == ["killed"] * 5 + ["the next"])


@pytest.mark.sqlite
def test_a_document_of_a_killed_process_is_made_after_all(workers: Workers) -> None:
    conference = SessionFactory().conference
    job = DocumentJob.objects.create(
        conference=conference, kind="agenda.glance", format="html", language="en", options={},
        requested_by=MembershipFactory(conference=conference).user,
    )  # fmt: skip
    queue("make_document_at_the_second_attempt", str(workers.folder), str(job.pk))
    workers.start()
    workers.wait_for(
        lambda: not DocumentJob.objects.filter(pk=job.pk, status__in=["queued", "running"]).exists()
    )
    job.refresh_from_db()
    assert (job.status, job.attempts, workers.done()) == ("done", 2, ["killed"]), job.message


@pytest.mark.sqlite
def test_after_the_clock_has_jumped_three_days_and_back_no_job_waits_for_days(workers: Workers) -> None:
    """Neither periodic ones nor one that was queued meanwhile, which waits for seconds."""
    ensure_schedules()
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        scheduler()
        OrmQ.objects.all().delete()
        queue("note", str(workers.folder), "from the future")
    row = OrmQ.objects.get()
    ahead = timezone.now() + dt.timedelta(days=2)
    assert Schedule.objects.filter(next_run__gt=ahead).count() == Schedule.objects.count() > 5
    workers.start()
    workers.wait_for(lambda: Task.objects.filter(func="confman.mail.tasks.deliver_outbox_task", success=True))
    assert not Schedule.objects.filter(next_run__gt=ahead).exists()
    workers.wait_for(
        lambda: OrmQ.objects.filter(pk=row.pk, lock__lt=timezone.now() + dt.timedelta(seconds=31))
    )


def test_a_worker_waits_for_its_database_and_goes_on_when_it_is_back(
    workers: Workers, database_address: str
) -> None:
    way = Way(database_address, workers.folder)
    workers.environment["CONFMAN_DATABASE_URL"] = way.address
    queue("note", str(workers.folder), "first")
    worker = workers.start()
    workers.wait_for(lambda: "The database cannot be reached; waiting for it." in workers.said)
    way.open()
    workers.wait_for(lambda: workers.done() == ["first"])
    assert "The database is back" in workers.said
    if way.relay:
        before = len(workers.said)
        way.bar()
        workers.wait_for(lambda: "The database cannot be reached; waiting for it." in workers.said[before:])
        queue("note", str(workers.folder), "second")
        way.open()
        workers.wait_for(lambda: workers.done() == ["first", "second"])
        way.bar()
    assert worker.poll() is None


# The name of a server is looked up, and no answer comes; python reads this before anything else.
HANGING_NAMES = """
import socket, threading
found = socket.getaddrinfo
def getaddrinfo(host, *args, **kwargs):
    if str(host).endswith(".example.org"):
        threading.Event().wait()
    return found(host, *args, **kwargs)
socket.getaddrinfo = getaddrinfo
"""


@pytest.mark.sqlite  # it waits for a database of that name, not for that of the tests
def test_a_worker_says_that_it_waits_while_the_name_of_its_database_hangs(workers: Workers) -> None:
    (workers.folder / "sitecustomize.py").write_text(HANGING_NAMES)
    workers.environment |= {
        "PYTHONPATH": str(workers.folder),
        "CONFMAN_DATABASE_URL": "postgres://confman@db.example.org/confman?connect_timeout=1",
    }
    worker = workers.start()
    workers.wait_for(lambda: "The database cannot be reached; waiting for it." in workers.said)
    assert "No answer within 3 seconds" in workers.said
    os.killpg(worker.pid, signal.SIGTERM)
    worker.wait(timeout=60)


def in_queues(name: str) -> list[str]:
    """The queues in which jobs of that function wait."""
    return [row.key for row in OrmQ.objects.all() if row.task["func"] == f"tests.mail.jobs.{name}"]


@pytest.mark.sqlite
def test_each_kind_of_job_may_have_a_worker_of_its_own(workers: Workers) -> None:
    queue("note", str(workers.folder), "long")
    queue("note", str(workers.folder), "short", kind=jobs.JobKind.MAIL)
    workers.environment["CONFMAN_WORKER_KINDS"] = "mail,webhooks"
    workers.start()
    workers.wait_for(lambda: workers.done() == ["short"])
    workers.wait_for(lambda: in_queues("note") == ["documents.1"])
    workers.environment["CONFMAN_WORKER_KINDS"] = "documents"
    workers.start()
    workers.wait_for(lambda: workers.done() == ["short", "long"] and not in_queues("note"))


@pytest.mark.sqlite
def test_a_worker_of_the_version_before_leaves_newer_jobs(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FORMAT", 2)
    queue("note", str(workers.folder), "newer", kind=jobs.JobKind.MAIL)
    assert jobs.queues_of(["mail"]) == ["mail.1", "mail.2"]
    monkeypatch.setattr(jobs, "FORMAT", 1)
    queue("note", str(workers.folder), "older", kind=jobs.JobKind.MAIL)
    workers.start()
    workers.wait_for(lambda: workers.done() == ["older"])
    workers.wait_for(lambda: in_queues("note") == ["mail.2"])


@pytest.mark.sqlite
def test_a_job_of_the_release_before_is_done_under_the_name_that_its_function_has_now(
    workers: Workers,
) -> None:
    jobs.queue_job("confman.documents.domain.purge.expire_documents", kind=jobs.JobKind.MAIL)
    row = OrmQ.objects.get()
    workers.start()
    workers.wait_for(lambda: not OrmQ.objects.filter(pk=row.pk).exists())
    assert not Task.objects.filter(success=False).exists()


@pytest.mark.sqlite
def test_a_job_whose_function_is_not_there_waits_for_a_worker_that_has_it(workers: Workers) -> None:
    """As of another version, which named its task otherwise: it is no failure, and holds up nobody."""
    jobs.queue_job("newer_tasks.note", str(workers.folder), "from another version")
    row = OrmQ.objects.get()
    for number in range(12):  # more than a worker looks up at a time
        jobs.queue_job(f"tests.mail.jobs.renamed_{number}")
    queue("note", str(workers.folder), "the next")
    old = workers.start()
    workers.wait_for(lambda: workers.done() == ["the next"])
    said = "The job newer_tasks.note is left: this version does not have its function."
    assert workers.said.count(said) == 1
    # Anyone who has the function may take it at once, and /readyz says how long it waits.
    assert OrmQ.objects.get(pk=row.pk).lock == row.lock
    assert not Task.objects.filter(func="newer_tasks.note").exists()

    (workers.folder / "newer_tasks.py").write_text("from tests.mail.jobs import note")
    workers.environment["PYTHONPATH"] = str(workers.folder)
    workers.start()
    workers.wait_for(lambda: workers.done() == ["the next", "from another version"])
    workers.wait_for(lambda: not OrmQ.objects.filter(pk=row.pk).exists())
    assert old.poll() is None and OrmQ.objects.filter(lock__lt=timezone.now()).count() >= 12
    # A job that has no answer for a day is among those that failed, to be found there.
    OrmQ.objects.update(lock=timezone.now() - dt.timedelta(days=1))
    workers.wait_for(lambda: Task.objects.filter(func="tests.mail.jobs.renamed_0", success=False))
