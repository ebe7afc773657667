"""The ground under confman fails: the database is gone, locked or breaks off, the disk is full.

Servers and errors are real ones where they can be had; elsewhere the error is as the driver raises it.
"""

import datetime as dt
import errno
import http.client
import io
import os
import re
import resource
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from django_q.models import Schedule
from PIL import Image

from confman.accounts.models import Session
from confman.conferences.models import Conference, Partner
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.mail.domain.schedules import ensure_schedules
from confman.mail.models import Message
from tests.access.routes import all_routes
from tests.factories import MembershipFactory, MessageFactory, SessionFactory

TOKEN = "a" * 32
FORM = "application/x-www-form-urlencoded"


class Server:
    """confman as it is served, in a process of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        (folder / "secret-key").write_text(django_settings.SECRET_KEY)
        (folder / "static").mkdir(exist_ok=True)
        self.log = folder / "log"
        environment = {**os.environ, "CONFMAN_DATABASE_URL": database, "CONFMAN_DATA": str(folder)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--no-ws",
                 "--blocking-threads", "8", "confman.wsgi:application"],
                cwd=django_settings.BASE_DIR, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + 150
        while True:
            try:
                self.ask("GET", "/healthz")
                break
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.1)

    def processes(self) -> list[int]:
        """It and its children."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        asked.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = asked.getresponse()
        text = answer.read().decode("utf-8", "replace")
        asked.close()
        return answer, text


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Server]]:
    servers: list[Server] = []

    def start(database: str) -> Server:
        servers.append(Server(tmp_path, database))
        return servers[-1]

    yield start
    for server in servers:
        server.process.terminate()
        server.process.wait()


def test_a_database_without_tables_says_how_to_make_them(serve, tmp_path):
    server = serve(f"sqlite:///{tmp_path}/empty.sqlite3")
    for path in ("/readyz", "/forum2027/"):
        answer, text = server.ask("GET", path, accept_language="en")
        assert answer.status == 503 and "script/manage migrate" in text, text


def paths() -> list[str]:
    """Every address of the project, with something in the place of each part."""
    something = {"int": "1", "uuid": "0b1e8a5e-7f3b-4a58-9d0c-6f3b0f6f1d11", "language": "en"}
    found = set()
    for route in all_routes():
        if "<" not in route.pattern and "(" in route.pattern:
            continue  # the admin's catch-all
        found.add("/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: something.get(part[1], "x"), route.pattern))
    return sorted(found)


NEEDS_NO_DATABASE = re.compile(
    r"/(healthz|favicon.ico|styleguide/.*|admin/(jsi18n|login|autocomplete|logout)/|)$"
)


NO_DATABASES = {
    "postgresql": "postgres://nobody:nothing@127.0.0.1:1/none",
    "sqlite": "sqlite:////nonexistent/none.sqlite3",
}


@pytest.mark.parametrize(
    ("database", "every"),
    [
        # Errors that either driver raises are tried below.
        pytest.param(
            address,
            every,
            id=f"{name}-{every}",
            marks=[pytest.mark.nightly] if (name, every) != ("sqlite", 12) else [],
        )
        for name, address in NO_DATABASES.items()
        for every in (12, 1)
    ],
)
def test_without_a_database_every_address_says_so(
    serve: Callable[[str], Server], database: str, every: int
) -> None:
    """The handler of faults stands before all views: every twelfth address is asked, and each night all."""
    server = serve(database)
    asked, wrong, unreachable = sorted({*paths()[::every], "/readyz"}), [], 0
    for path in asked:
        for method in ("GET", "POST"):
            headers = {
                "Cookie": f"csrftoken={TOKEN}; sessionid=x",
                "X_CSRFToken": TOKEN,
                "Content_Type": FORM,
            }
            answer, text = server.ask(method, path, "a=1" if method == "POST" else None, **headers)
            if answer.status == 503:
                unreachable += 1
                if path != "/readyz" and (
                    answer.headers["Retry-After"] != "10" or "The database does not answer" not in text
                ):
                    wrong.append((method, path, "503 that does not say why"))
            elif answer.status >= 500:
                wrong.append((method, path, answer.status))
    assert not wrong, server.log.read_text()[-3000:]
    assert unreachable > len(asked)
    answer, text = server.ask("GET", "/readyz")
    assert answer.status == 503 and '"status": "down"' in text and "does not answer" in text
    assert server.ask("GET", "/healthz")[0].status == 200
    assert_the_page_is_in_the_readers_language_and_keeps_what_was_typed(server)
    assert "Traceback" not in server.log.read_text()


def assert_the_page_is_in_the_readers_language_and_keeps_what_was_typed(server: Server) -> None:
    assert "База данных не отвечает" in server.ask("GET", "/x/en/", Accept_Language="ru,en;q=0.5")[1]
    assert '<html lang="uz"' in server.ask("GET", "/x/en/", Accept_Language="uz")[1]
    answer, text = server.ask(
        "POST", "/x/en/contact/?a=1", urlencode({"text": 'Dear <b>"all"</b>', "csrfmiddlewaretoken": TOKEN}),
        Cookie=f"csrftoken={TOKEN}", Content_Type=FORM, Origin=f"http://127.0.0.1:{server.port}",
    )  # fmt: skip
    assert answer.status == 503
    assert '<form method="post" action="/x/en/contact/?a=1">' in text
    assert 'name="text" value="Dear &lt;b&gt;&quot;all&quot;&lt;/b&gt;"' in text


@contextmanager
def sessions_held() -> Iterator[None]:
    """Something holds what signing out writes to, and does not let go."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {Session._meta.db_table} IN SHARE MODE")
        yield


def test_who_waits_for_a_lock_is_told_so_and_health_checks_answer_meanwhile(
    serve: Callable[[str], Server], database_address: str, owner_client: Client
) -> None:
    server = serve(database_address)
    session = owner_client.cookies["sessionid"].value
    headers = {
        "Cookie": f"csrftoken={TOKEN}; sessionid={session}",
        "X_CSRFToken": TOKEN,
        "Content_Type": FORM,
    }

    def sign_out() -> tuple[int, float]:
        begun = time.monotonic()
        answer, _text = server.ask("POST", "/accounts/logout/", "", **headers)
        return answer.status, time.monotonic() - begun

    with sessions_held(), ThreadPoolExecutor(10) as threads:
        # More than the server has threads.
        waiting = [threads.submit(sign_out) for _number in range(10)]
        deadline = time.monotonic() + 60
        healthy, ready = [], []
        while not all(one.done() for one in waiting):
            assert time.monotonic() < deadline
            for path, took in (("/healthz", healthy), ("/readyz", ready)):
                begun = time.monotonic()
                assert server.ask("GET", path)[0].status == 200
                took.append(time.monotonic() - begun)
            wait(waiting, timeout=0.5)
    assert {one.result()[0] for one in waiting} == {503}
    assert max(one.result()[1] for one in waiting) < 45
    assert max(healthy) < 5 and max(ready) < 6, (max(healthy), max(ready))
    # Nothing is half done, and the person who tries again is served.
    answer, text = server.ask("GET", "/", Cookie=f"sessionid={session}")
    assert answer.status == 200 and "/accounts/logout/" in text
    assert sign_out()[0] == 302


def driver_error(error: BaseException, **attributes: Any) -> BaseException:
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


DATABASE_ERRORS = {
    "connection-lost": (psycopg.OperationalError("server closed the connection"), 503, "does not answer"),
    "shut-down": (psycopg.errors.AdminShutdown("terminating connection"), 503, "does not answer"),
    "too-many": (psycopg.errors.TooManyConnections("sorry, too many clients"), 503, "does not answer"),
    "statement-too-long": (psycopg.errors.QueryCanceled("statement timeout"), 503, "does not answer"),
    "lock-too-long": (psycopg.errors.LockNotAvailable("lock timeout"), 503, "does not answer"),
    "disk-full": (psycopg.errors.DiskFull("No space left on device"), 507, "no room left"),
    "sqlite-locked": (
        driver_error(sqlite3.OperationalError("database is locked"), sqlite_errorcode=sqlite3.SQLITE_BUSY),
        503,
        "does not answer",
    ),
    "sqlite-full": (
        driver_error(sqlite3.OperationalError("database or disk is full"), sqlite_errorcode=sqlite3.SQLITE_FULL),
        507,
        "no room left",
    ),
}  # fmt: skip


PARTNER = {"name_en": "Tashkent State University", "role": "organizer"}


def adding(conference: Conference) -> str:
    return f"/{conference.slug}/secretariat/partners/add/"


@pytest.mark.parametrize("name", DATABASE_ERRORS)
def test_a_write_that_breaks_off_leaves_nothing_half_done(
    name: str, transactional_db: None, conference: Conference, owner_client: Client
) -> None:
    error, status, says = DATABASE_ERRORS[name]
    writes: list[str] = []

    def break_off(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith("INSERT"):
            writes.append(sql)
            if len(writes) == 2:
                raise OperationalError(str(error)) from error
        return execute(sql, *arguments)

    owner_client.raise_request_exception = False
    with connection.execute_wrapper(break_off):
        response = owner_client.post(adding(conference), PARTNER, headers={"Origin": "http://testserver"})
    assert len(writes) == 2
    assert response.status_code == status and says in response.text
    assert 'name="name_en" value="Tashkent State University"' in response.text
    assert not Partner.objects.exists()
    assert owner_client.post(adding(conference), PARTNER).status_code == 302
    assert Partner.objects.count() == 1


class FullDisk(FileSystemStorage):
    """A disk on which there is room for half of a file."""

    def _save(self, name: str, content: Any) -> str:
        super()._save(name, ContentFile(content.read()[: content.size // 2]))  # type: ignore[misc]
        raise OSError(errno.ENOSPC, "No space left on device", name)


@pytest.fixture
def full_disk(settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.FullDisk"}}


def logo() -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (60, 30), "navy").save(written, "PNG")
    written.seek(0)
    written.name = "logo.png"
    return written


def test_an_upload_to_a_full_disk_is_refused_and_pages_are_served(
    transactional_db: None, full_disk: None, conference: Conference, owner_client: Client
) -> None:
    owner_client.raise_request_exception = False
    response = owner_client.post(adding(conference), {**PARTNER, "logo": logo()})
    assert response.status_code == 507
    assert "no room left" in response.text and "Go back in your browser" in response.text
    assert not Partner.objects.exists()
    assert owner_client.get(adding(conference)).status_code == 200


@pytest.mark.sqlite  # PostgreSQL cannot be told how large it may grow
def test_a_full_database_says_so_and_can_be_read(
    transactional_db: None, conference: Conference, owner_client: Client
) -> None:
    owner_client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # else there is room where earlier tests have deleted
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        response = owner_client.post(adding(conference), PARTNER | {"credit_line_en": "x" * 2_000_000})
        assert response.status_code == 507 and "no room left" in response.text
        assert owner_client.get(adding(conference)).status_code == 200
    finally:
        connection.close()
    assert not Partner.objects.exists()


@pytest.mark.sqlite  # PostgreSQL has its files elsewhere
def test_pages_are_served_when_nothing_can_be_written_any_more(
    serve: Callable[[str], Server], tmp_path: Path, transactional_db: None, conference: Conference
) -> None:
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    server = serve(f"sqlite:///{copy}")
    # No file may grow from now on, as on a full disk; nobody has asked anything of the database before.
    for process in server.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (0, 0))
    assert server.ask("GET", f"/{conference.slug}/en/")[0].status == 200
    form = urlencode({"email": "new@example.org", "password1": "correct horse battery"})
    headers = {"Cookie": f"csrftoken={TOKEN}", "X_CSRFToken": TOKEN, "Content_Type": FORM}
    assert server.ask("POST", "/accounts/signup/", form, **headers)[0].status in {503, 507}
    assert server.ask("GET", f"/{conference.slug}/en/")[0].status == 200


def test_a_document_for_which_there_is_no_room_says_so(transactional_db: None, full_disk: None) -> None:
    conference = SessionFactory().conference
    job = DocumentJob.objects.create(
        conference=conference, kind="agenda.glance", format="html", language="en", options={},
        requested_by=MembershipFactory(conference=conference).user,
    )  # fmt: skip
    run_document_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == "failed" and "disk is full" in job.message


def test_with_little_room_readyz_is_red_and_says_how_much_there_is(
    transactional_db: None, client: Client, settings: Any
) -> None:
    def disk() -> Any:
        response = client.get("/readyz")
        return response.status_code, next(one for one in response.json()["checks"] if one["name"] == "disk")

    status, check = disk()
    assert (status, check) == (200, {"name": "disk", "ok": True, "words": ""})
    settings.CONFMAN_MIN_FREE_MB = 10**9
    status, check = disk()
    assert status == 503 and "MB free" in check["words"]


def test_overdue_work_is_named_and_pages_are_served(
    transactional_db: None, client: Client, caplog: Any
) -> None:
    ensure_schedules()
    assert client.get("/readyz").json()["status"] == "ready"
    Schedule.objects.filter(name="mail.deliver_outbox").update(
        next_run=timezone.now() - dt.timedelta(hours=1)
    )
    Schedule.objects.filter(name="documents.expire").update(next_run=timezone.now() + dt.timedelta(days=3))
    MessageFactory(status="queued", next_attempt_at=timezone.now() - dt.timedelta(hours=2))
    for _time in range(2):
        response = client.get("/readyz")
        assert response.status_code == 200 and response.json()["status"] == "warning"
    words = {one["name"]: one["words"] for one in response.json()["checks"]}
    assert "mail.deliver_outbox since" in words["jobs"] and "documents.expire is set for" in words["jobs"]
    assert words["outbox"].startswith("1 mail")
    assert sum("mail.deliver_outbox" in line for line in caplog.messages) == 1
    Schedule.objects.all().update(next_run=timezone.now())
    Message.objects.all().delete()
    assert client.get("/readyz").json()["status"] == "ready"
    assert "In order again: jobs" in caplog.messages


def test_a_command_says_in_a_line_that_the_database_is_gone(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "CONFMAN_DATA": str(tmp_path),
        "CONFMAN_DATABASE_URL": "sqlite:////nonexistent/none.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "deliveroutbox"],
        cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == os.EX_TEMPFAIL
    assert (
        done.stderr.startswith("CommandError: The database does not answer")
        and "Traceback" not in done.stderr
    )


def test_claims_and_mails_from_a_future_that_did_not_come_are_taken_up(
    transactional_db: None, mailoutbox: Any
) -> None:
    ahead = timezone.now() + dt.timedelta(days=3)
    MessageFactory(status="sending", claimed_at=ahead, claimed_by="gone")
    MessageFactory(status="queued", next_attempt_at=ahead)
    call_command("deliveroutbox", verbosity=0)
    assert len(mailoutbox) == 2
    conference = SessionFactory().conference
    job = DocumentJob.objects.create(
        conference=conference, kind="agenda.glance", format="html", language="en", options={},
        requested_by=MembershipFactory(conference=conference).user,
        status="running", claim=uuid4(), claimed_at=ahead,
    )  # fmt: skip
    run_document_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == "done"


def test_claims_are_compared_with_the_clock_in_one_place() -> None:
    root = django_settings.BASE_DIR
    sources = [
        path
        for app in ("confman", "agenda", "registrations", "outcomes")
        for path in (root / app).rglob("*.py")
    ]
    comparing = {path.relative_to(root).as_posix() for path in sources if "claimed_at__" in path.read_text()}
    assert comparing == {"confman/web/database/claims.py"}


def test_what_is_wrong_is_said_to_this_machine_and_not_to_strangers(
    transactional_db: None, client: Client, settings: Any
) -> None:
    settings.CONFMAN_MIN_FREE_MB, settings.CONFMAN_TRUSTED_PROXIES = 10**9, 1
    said = client.get("/readyz", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"})
    assert (said.status_code, said.json()) == (503, {"status": "down"})
    assert "MB free" in client.get("/readyz").content.decode()
    # A proxy on this machine that nobody has named: what it passes on comes from anywhere.
    settings.CONFMAN_TRUSTED_PROXIES = 0
    said = client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert (said.status_code, said.json()) == (503, {"status": "down"})
