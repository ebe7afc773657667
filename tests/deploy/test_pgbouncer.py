"""PgBouncer before the database, as docs/operation/scale.md offers it: it gives each transaction any free connection.

So nothing may rest upon the connection: no cursor that outlives a transaction, no plan that was kept, no lock or
setting of a session. It takes turns between three connections here, and keeps no plans for anyone.
"""

import getpass
import re
import shutil
import signal
import socket
import subprocess
import time
from functools import partial
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ, Success

from agenda.releases.models import AgendaRelease
from confman.accounts.system_users import system_user
from confman.machines.jobs import JobKind, queue_job
from confman.mail.models import Message
from registrations.attendance.models import Scan
from registrations.core.models.category import Category
from registrations.lifecycle.domain.enrolment import confirm_email, register_publicly
from registrations.lists.exchange import export_people
from tests.deploy.test_proxies import program
from tests.factories import CategoryFactory, CheckInDeviceFactory, CheckpointFactory, SessionFactory
from tests.mail.test_workers import Installation, office  # noqa: F401
from tests.registrations.check_in.door import DoorDevice
from tests.script.test_server import free_port
from tests.sign_in import signed_in
from tests.web.test_faults import serve  # noqa: F401

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.postgres,
    pytest.mark.timeout(600),
    pytest.mark.skipif(program("pgbouncer") is None, reason="pgbouncer is not here"),
]
CONFIGURATION = """
[databases]
* = host={host} port={port} {login}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
min_pool_size = 3
server_round_robin = 1
max_prepared_statements = 0
max_client_conn = 100
"""


@pytest.fixture
def pooled(database_address, settings, tmp_path_factory):
    """The address of the test's database behind PgBouncer, by which this process reaches it, too."""
    folder = tmp_path_factory.mktemp("pgbouncer")
    parts, listen = connection.settings_dict, free_port()
    login = f"password={parts['PASSWORD']}" if parts["PASSWORD"] else ""
    (folder / "users").write_text(f'"{parts["USER"]}" "{parts["PASSWORD"]}"\n')
    (folder / "ini").write_text(
        CONFIGURATION.format(
            host=parts["HOST"] or "/run/postgresql", port=parts["PORT"] or 5432, login=login, listen=listen,
            folder=folder,
        )
    )  # fmt: skip
    command = [program("pgbouncer"), str(folder / "ini")]
    if getpass.getuser() == "root":  # it refuses to run as that
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "nobody")
        for path in folder.parents[:2]:
            path.chmod(0o755)
        command[1:1] = ["-u", "nobody"]
    connection.close()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", listen)):
            assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
        # As CONFMAN_DATABASE_POOLED=true sets it in the other processes.
        options = {name: value for name, value in parts["OPTIONS"].items() if name != "options"}
        behind = {
            "HOST": "127.0.0.1",
            "PORT": listen,
            "OPTIONS": options,
            "DISABLE_SERVER_SIDE_CURSORS": True,
        }
        settings.DATABASE_IS_POOLED = True
        with pytest.MonkeyPatch.context() as patched:  # ends before the tables are emptied
            patched.setenv("CONFMAN_DATABASE_POOLED", "true")
            for name, value in behind.items():
                patched.setitem(parts, name, value)
            while len({_server() for _time in range(6)}) < 3:
                assert time.monotonic() < deadline, "transactions do not take turns between connections"
            yield re.sub(r"[^@/]*(?=/[^/]*$)", f"127.0.0.1:{listen}", database_address, count=1)
            connection.close()
    finally:
        connection.close()
        process.terminate()
        process.wait()


def _server():
    """The connection of PostgreSQL's that answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def registered(conference, category, number):
    """The registration of a stranger, confirmed; the address is theirs alone."""
    row = register_publicly(
        conference, category=category, details={"name": f"Sample {number}", "email": f"{number}@example.org"},
        consents={"data": True, "photo": False}, listing="participants", form_key=uuid4(),
        by=system_user("visitor"),
    )  # fmt: skip
    return confirm_email(row, by=system_user("participant"))


def test_what_would_rest_upon_a_connection_fails_here(pooled, conference):
    """Else the other tests would prove nothing."""
    CategoryFactory.create_batch(5, conference=conference)
    rows = Category.objects.order_by("pk")
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False
    with pytest.raises(ProgrammingError, match=r"(cursor|portal) .* does not exist"):
        list(rows.iterator(chunk_size=2))
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
    assert len(list(rows.iterator(chunk_size=2))) == rows.count()


def test_people_register_are_let_in_and_written_out(pooled, at_once, conference, owner):
    conference.registration_mode = "open"
    conference.save()
    category = CategoryFactory(conference=conference, approval="open", capacity=6)
    rows = at_once(*(partial(registered, conference, category, number) for number in range(8)))
    approved = [row for row in rows if row.is_approved]
    category.refresh_from_db()
    assert len(rows) == 8 and len(approved) == category.taken == 6

    doors = [DoorDevice(device) for device in
             CheckInDeviceFactory.create_batch(4, checkpoint=CheckpointFactory(conference=conference))]  # fmt: skip
    # More often than a statement takes to be prepared: each door sees each badge.
    at_once(*(partial(lambda door: [door.scan(row) for row in approved], door) for door in doors))
    assert Scan.objects.count() == 24
    assert Scan.objects.filter(result="admitted").count() == 6

    listed = export_people(conference, format="csv").decode()
    assert all(f"{number}@example.org" in listed for number in range(8))


def test_a_release_is_read_from_a_process_that_serves(pooled, serve, conference, owner):  # noqa: F811
    SessionFactory(conference=conference, visibility="public", title={"en": "The first hour"})
    server = serve(pooled)
    address = reverse("agenda_public:agenda", args=[conference.slug, "en"])
    assert "The first hour" not in server.ask("GET", address)[1]
    client: Client = signed_in(owner)
    assert client.post(reverse("agenda_secretariat:publish", args=[conference.slug])).status_code == 302
    assert AgendaRelease.objects.filter(conference=conference).count() == 1
    for _time in range(8):
        answer, text = server.ask("GET", address)
        assert answer.status == 200 and "The first hour" in text


def test_a_worker_takes_mails_and_jobs_and_a_backup_is_whole(pooled, office, tmp_path, conference):  # noqa: F811
    conference.registration_mode = "open"
    conference.save()
    category = CategoryFactory(conference=conference, approval="open")
    for number in range(3):
        registered(conference, category, number)
    with transaction.atomic():
        queue_job("confman.people.tasks.erase_expired_of", conference.slug, kind=JobKind.DOCUMENTS)
    waiting = Message.objects.count()
    assert waiting >= 3
    worker = Installation(tmp_path, office, pooled).start("worker")
    try:
        deadline = time.monotonic() + 120
        while OrmQ.objects.exists() or Message.objects.exclude(status="sent").exists():
            assert worker.poll() is None, worker.communicate()[0]
            assert time.monotonic() < deadline, list(Message.objects.values_list("status", "to"))
            office.arrived.wait(0.2)
            office.arrived.clear()
        worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=60)
    finally:
        worker.kill()
    assert worker.returncode == 0 and "Traceback" not in output, output
    assert len(set(office.taken)) == len(office.taken) == waiting
    assert Success.objects.filter(func="confman.people.tasks.erase_expired_of").exists()
    call_command("backup", output=str(tmp_path / "whole"))
    assert (tmp_path / "whole").stat().st_size
