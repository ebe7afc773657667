"""The cluster: processes that do one job at a time, and one that watches over them.

Queue, schedules, results and the running of a job are django-q2's. Its own cluster passes jobs to its processes by
pipes and locks in memory: it takes more jobs than it runs, holds them for five minutes, and a process killed at a pipe
stops the others. Here each process takes its job from the database itself, by a lease:

    taken     `lock` of the job's row lies LEASE ahead, and nobody else takes it
    in hand   the watcher renews the lease, and ends a process that has lost it
    done      the row is deleted; after a failure the job comes again RETRY_AFTER later, MAX_ATTEMPTS times
    left      a job of another version, whose function is not there: untouched, until a worker comes that has it;
              after LEFT_FOR it fails
    killed    a process alone: the watcher gives its job back; the whole worker: its leases run out

So no job ever runs twice at the same time, and none waits behind a dead process.
"""

import ctypes
import datetime as dt
import logging
import multiprocessing
import os
import pydoc
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawValue
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.db.models import Q
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.monitor import save_task
from django_q.scheduler import scheduler
from django_q.signals import post_execute
from django_q.signing import BadSignature
from django_q.worker import worker

from confman.machines.jobs import MOVED, queues_of
from confman.machines.metrics import count, measure_seconds
from confman.mail.domain.schedules import clamp_schedules
from confman.timeouts import run_with_timeout
from confman.web.database.claims import set_current_job
from confman.web.readiness import examine

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=30)
RENEWED_EVERY = 8  # seconds
SCHEDULED_EVERY = 20
EXAMINED_EVERY = 60
RETRY_AFTER = dt.timedelta(minutes=1)
LEFT_FOR = dt.timedelta(days=1)
# Seconds beyond a job's own time limit, within which the job ends itself.
GRACE = 5
COMPANIONS_SEEN_EVERY = 1
PR_SET_PDEATHSIG = 1
# The first of several addresses of a server may be silent.
STEPS_TO_CONNECT = 3
CONNECTING = 10  # seconds, unless the settings say otherwise

# A function that runs beside the jobs, and returns once the function passed to it returns true.
Companion = Callable[[Callable[[], bool]], None]

# The watcher forks: loaded modules are shared, and a process starts in a moment.
_forking = multiprocessing.get_context("fork")


class CurrentJob(ctypes.Structure):
    """A process's job, also seen by the watcher; without a lock, since a killed process would never release it."""

    _fields_ = (
        ("row", ctypes.c_int64),  # of the queue; 0 for nothing
        ("lock", ctypes.c_int64),  # the lease as it was taken, in microseconds since 1970
        ("taken", ctypes.c_double),  # on the monotonic clock, which all processes share
        ("limit", ctypes.c_double),  # the job's time limit in seconds
    )


class Outage:
    """An outage of the database: logged once when it begins, and once when it ends."""

    def __init__(self) -> None:
        self.since: float | None = None

    def note_outage(self, error: Exception) -> None:
        """Log the outage once, and close the connection; the next query opens a new one."""
        if self.since is None:
            self.since = time.monotonic()
            logger.error("The database cannot be reached; waiting for it. %s", " ".join(str(error).split()))
        connection.close()

    def note_recovery(self) -> None:
        """Log that the database answers again."""
        if self.since is not None:
            logger.error("The database is back after %d seconds.", time.monotonic() - self.since)
            self.since = None


def wait_for_database() -> None:
    """Return when the database answers. Looking up its host name may hang, too, and has no other limit."""
    outage = Outage()
    patience = STEPS_TO_CONNECT * int(connection.settings_dict["OPTIONS"].get("connect_timeout", CONNECTING))
    while True:
        try:
            run_with_timeout(patience, _ask_database)
        except (OperationalError, InterfaceError, TimeoutError) as error:
            outage.note_outage(error)
            time.sleep(1)
        else:
            outage.note_recovery()
            return


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


class Jobs:
    """The queue from which a process gets its jobs and to which it returns results, instead of django-q2's pipes."""

    def __init__(self, hand: CurrentJob, is_stopping: Callable[[], bool]) -> None:
        self.hand = hand
        self.is_stopping = is_stopping
        self.broker = get_broker()
        self.outage = Outage()
        self.left: set[int] = set()  # rows of the queue

    def get(self) -> Any:
        """Wait for the next job and return it; return "STOP" when the cluster ends."""
        while not self.is_stopping():
            try:
                job = self._claim_next()
                self.outage.note_recovery()
            except (OperationalError, InterfaceError) as error:
                self.outage.note_outage(error)
                job = None
            if job is not None:
                return job
            time.sleep(Conf.POLL)
        return "STOP"

    def _claim_next(self) -> dict[str, Any] | None:
        now = timezone.now()
        queues, recent = queues_of(settings.CONFMAN_WORKER_KINDS), now - LEFT_FOR
        waiting = OrmQ.objects.filter(key__in=queues, lock__lt=now).exclude(pk__in=self.left, lock__gt=recent)
        for row in waiting.order_by("lock", "pk")[:10]:
            lock = timezone.now() + LEASE
            claimed_at = time.monotonic()
            try:
                job: dict[str, Any] = row.task
            except (TypeError, BadSignature):
                logger.exception("A job was signed with another key, and is thrown away.")
                row.delete()
                continue
            job["func"] = MOVED.get(job["func"], job["func"])
            if row.lock > recent and not is_known(job["func"]):
                self.left.add(row.pk)
                count("confman_jobs", row.key.partition(".")[0], "left")
                logger.error("The job %s is left: this version does not have its function.", job["func"])
                continue
            if not OrmQ.objects.filter(pk=row.pk, lock=row.lock).update(lock=lock):
                continue  # Another process was faster.
            self.hand.lock, self.hand.taken = microseconds(lock), claimed_at
            self.hand.limit = (job.get("timeout") or Conf.TIMEOUT) + GRACE
            self.hand.row = row.pk
            set_current_job(row.pk)
            return job | {"ack_id": row.pk, "cluster": row.key}
        return None

    def put(self, job: dict[str, Any]) -> None:
        """Record a job's result; it leaves the queue, or comes again."""
        row = job.pop("ack_id")
        while True:
            try:
                write_result(job | {"ack_id": row}, self.broker)
                self.outage.note_recovery()
                break
            except (OperationalError, InterfaceError) as error:
                self.outage.note_outage(error)
                time.sleep(1)
        self.hand.row = 0
        set_current_job(None)
        kind = job["cluster"].partition(".")[0]
        count("confman_jobs", kind, "done" if job["success"] else "failed")
        measure_seconds("confman_job_seconds", (job["stopped"] - job["started"]).total_seconds(), kind)
        post_execute.send(sender="django_q", task=job)
        if not job["success"]:
            logger.error("The job %s failed: %s", job["func"], job["result"])


def is_known(function: str) -> bool:
    """Tell whether this version has the function of that dotted path, and it can be loaded."""
    try:
        return pydoc.locate(function) is not None
    except pydoc.ErrorDuringImport:
        return False


def write_result(job: dict[str, Any], broker: Any, *, again: dt.timedelta = RETRY_AFTER) -> None:
    """Store the result for the list of jobs, and remove the job from the queue or postpone it."""
    save_task(job, broker)  # after the last attempt it removes the job itself
    rows = OrmQ.objects.filter(pk=job["ack_id"])
    if job["success"] or job.get("ack_failure"):
        rows.delete()
    else:
        rows.update(lock=timezone.now() + again)


def microseconds(moment: dt.datetime) -> int:
    """Return the microseconds since 1970, exactly: a lease is identified by its end."""
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def moment_of(microseconds: int) -> dt.datetime:
    """Return the moment of so many microseconds: the reverse of `microseconds`."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=microseconds)


class WorkerProcess:
    """A process and its job, as the watcher sees them."""

    def __init__(self, stopping: Any) -> None:
        self.hand: CurrentJob = RawValue(CurrentJob)
        # The job whose lease the watcher has renewed: when it was taken, the lease now, and when it was renewed.
        self.lease = (0.0, 0, 0.0)
        self.process: BaseProcess = _forking.Process(
            target=work, args=(self.hand, stopping, os.getpid()), name="confman-jobs"
        )
        self.process.start()

    def current_lease(self) -> tuple[float, int, float]:
        """Return when the present job was taken, when its lease ends, and the monotonic time of its last renewal."""
        claimed_at = self.hand.taken
        return self.lease if self.lease[0] == claimed_at else (claimed_at, self.hand.lock, claimed_at)


def work(hand: CurrentJob, stopping: Any, watcher: int) -> None:
    """Main function of a process that does jobs."""
    _be_watched()
    jobs = Jobs(hand, lambda: bool(stopping.value) or os.getppid() != watcher)
    worker(jobs, jobs, _forking.Value("f", -1), Conf.TIMEOUT)


def _be_watched() -> None:
    signal.signal(signal.SIGINT, _leave_to_the_watcher)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Nobody would renew the lease of a process that outlives its watcher.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _leave_to_the_watcher(*_: object) -> None:
    """Ignore Ctrl-C, which reaches all processes of a terminal. Not SIG_IGN, which a job's program would inherit."""


def accompany(companion: Companion, stopping: Any, watcher: int) -> None:
    """Main function of a process that runs beside those that do jobs."""
    _be_watched()
    companion(lambda: bool(stopping.value) or os.getppid() != watcher)


class Cluster:
    """The watcher that keeps CONFMAN_WORKERS processes running, and one for each companion, until told to stop."""

    def __init__(self, *companions: Companion) -> None:
        self._companions: dict[Companion, BaseProcess | None] = dict.fromkeys(companions)
        self._stopping = RawValue(ctypes.c_byte, 0)
        self._desks: list[WorkerProcess] = []
        self._outage = Outage()
        self._broker = get_broker()
        self._done_at: dict[str, float] = {}

    def stop(self, *_: object) -> None:
        """Stop after the present jobs."""
        self._stopping.value = 1

    def run(self) -> None:
        """Work until SIGTERM or Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        while self._desks or not self._stopping.value:
            self._staff()
            self._watch()
            time.sleep(0.2)
        for process in filter(None, self._companions.values()):
            process.join()

    def _staff(self) -> None:
        """Replace each process that has ended."""
        for desk in [desk for desk in self._desks if not desk.process.is_alive()]:
            if desk.hand.row:
                self._record_attempt(desk, f"The process ended (exit code {desk.process.exitcode}).")
            desk.process.join()
            self._desks.remove(desk)
        while len(self._desks) < Conf.WORKERS and not self._stopping.value:
            # A connection must not be shared with a child.
            connections.close_all()
            self._desks.append(WorkerProcess(self._stopping))
        if (
            self._companions
            and not self._stopping.value
            and self._is_time("companions", COMPANIONS_SEEN_EVERY)
        ):
            self._accompany()

    def _accompany(self) -> None:
        for companion, process in self._companions.items():
            if process is not None and process.is_alive():
                continue
            if process is not None:
                logger.error("%s has ended (exit code %s); it begins again.", process.name, process.exitcode)
                process.join()
            connections.close_all()
            process = _forking.Process(
                target=accompany, args=(companion, self._stopping, os.getpid()), name=companion.__name__
            )
            process.start()
            self._companions[companion] = process

    def _watch(self) -> None:
        for desk in self._desks:
            self._end_late(desk)
        try:
            if self._is_time("leases", RENEWED_EVERY):
                for desk in self._desks:
                    self._renew(desk)
                clamp_queue()
                self._outage.note_recovery()
            if self._outage.since is None and not self._stopping.value:
                if self._is_time("schedules", SCHEDULED_EVERY):
                    clamp_schedules()
                    scheduler(broker=self._broker)
                if self._is_time("readiness", EXAMINED_EVERY):
                    examine()
        except DatabaseError as error:
            self._outage.note_outage(error)

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now - self._done_at.get(what, -every) < every:
            return False
        self._done_at[what] = now
        return True

    def _renew(self, desk: WorkerProcess) -> None:
        row = desk.hand.row
        claimed_at, lock, _written = desk.current_lease()
        if not row or row != desk.hand.row:
            return
        until, now = timezone.now() + LEASE, time.monotonic()
        rows = OrmQ.objects.filter(pk=row)
        if rows.filter(lock=moment_of(lock)).update(lock=until):
            desk.lease = (claimed_at, microseconds(until), now)
        elif desk.hand.row == row and desk.hand.taken == claimed_at and rows.exists():
            logger.error("A process has lost its lease of job %s, and is ended.", row)
            desk.hand.row = 0
            desk.process.kill()

    def _end_late(self, desk: WorkerProcess) -> None:
        """End a process whose lease could not be renewed, or whose job takes too long and does not end itself."""
        row, claimed_at, _lock, renewed_at = desk.hand.row, *desk.current_lease()
        now = time.monotonic()
        if not row or row != desk.hand.row or claimed_at != desk.hand.taken:
            return
        if now - renewed_at > LEASE.total_seconds():
            logger.error("The lease of job %s has run out; its process is ended.", row)
            desk.hand.row = 0
            desk.process.kill()
        elif now - claimed_at > desk.hand.limit:
            desk.process.kill()
            desk.process.join()
            self._record_attempt(
                desk, f"It took longer than {desk.hand.limit:.0f} seconds.", again=RETRY_AFTER
            )

    def _record_attempt(self, desk: WorkerProcess, why: str, *, again: dt.timedelta = dt.timedelta()) -> None:
        """Record the attempt of a process that could not do so itself. Without a database the lease runs out."""
        row, lock = desk.hand.row, moment_of(desk.current_lease()[1])
        desk.hand.row = 0
        logger.error("Job %s was not done: %s", row, why)
        try:
            if job := OrmQ.objects.filter(pk=row, lock=lock).first():
                result = {"result": why, "success": False, "stopped": timezone.now()}
                write_result(job.task | result | {"ack_id": row}, self._broker, again=again)
        except DatabaseError as error:
            self._outage.note_outage(error)


def clamp_queue() -> None:
    """Correct jobs that were scheduled before the clock was set back: they run after one lease.

    Within a lease a living process notices that its own has changed.
    """
    now = timezone.now()
    OrmQ.objects.filter(Q(lock__gt=now + 2 * max(LEASE, RETRY_AFTER))).update(lock=now + LEASE)
