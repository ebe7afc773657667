"""No line of the log holds what lets someone in."""

import io
import logging
import logging.config
import os
import stat
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from confman.accounts.models import User
from confman.web.logs import RefusalInOneLine, SecretlessFormatter
from tests.access.actors import client_of

PASSWORD = "a-wrong-password-5"


@pytest.fixture
def log():
    """The lines that the service writes, at the lowest level."""
    configured = settings.LOGGING["formatters"]["plain"]
    handler = logging.StreamHandler(io.StringIO())
    writer = logging.config.DictConfigurator({"version": 1}).configure_formatter(dict(configured))
    handler.setFormatter(writer)
    root, requests = logging.getLogger(), logging.getLogger("django.request")
    before = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    requests.setLevel(logging.INFO)
    yield handler.stream
    root.removeHandler(handler)
    root.setLevel(before[0])
    requests.setLevel(before[1])


def test_no_secret_of_an_address_stands_in_the_log(world, log):
    # The row of a token of the API is no secret: what opens something is kept nowhere.
    secrets = {
        name: str(value)
        for name, value in world.values.items()
        if ("token" in name and name != "token") or name == "ticket"
    }
    assert len(secrets) > 8
    for name, secret in secrets.items():
        Client().get(f"/nosuch/me/{name}/{secret}/")
        Client().get(f"/nosuch/en/my-agenda/{secret}.ics")
        Client().get(f"/nosuch/en/agenda/own/{secret}.ics")
        Client().get(f"/nosuch/me/?token={secret}")
    written = log.getvalue()
    assert "/nosuch/me/ticket/…/" in written
    assert not [name for name, secret in secrets.items() if secret in written]


def test_an_error_does_not_tell_either(world, log):
    token = world.values["registration_token"]
    try:
        raise LookupError(f"No page /here/me/link/{token}/")
    except LookupError:
        logging.getLogger("confman").exception("It failed at /here/accounts/password/reset/key/1a-abc-def/")
    assert token not in log.getvalue()
    assert "1a-abc-def" not in log.getvalue()


def test_nobody_is_named_by_a_fault_of_the_database(db, log):
    User.objects.create(email="anna.sample@example.org")
    try:
        with transaction.atomic():
            User.objects.create(email="anna.sample@example.org")
    except IntegrityError:
        logging.getLogger("confman").exception("It failed.")
    assert "IntegrityError" in log.getvalue() and "anna" not in log.getvalue()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("DETAIL:  Key (id, lower(name))=(7, anna) already exists.", "DETAIL:  Key (id, lower(name))=…"),
        ('ПОДРОБНОСТИ:  Ключ "(name)=(anna)" уже существует.', 'ПОДРОБНОСТИ:  Ключ "(name)=…'),
        ("DETAIL:  Failing row contains (1, anna\nSample (Ms), null).\nIt is so.", "DETAIL:  …\n  It is so."),
        (
            "HINT:  Perhaps you meant the column people.name.",
            "HINT:  Perhaps you meant the column people.name.",
        ),
        ("550 <anna.o'hara+x@mail.example.org>: unknown", "550 <…@mail.example.org>: unknown"),
        ("{'анна@example.org': (550, b'anna%40example.org')}", "{'…@example.org': (550, …@example.org')}"),
        (
            "<0b0c4b7e-5a0f-4f3a-9a55-0d6c1f2f3a4b@example.org> is the mail",
            "<0b0c4b7e-5a0f-4f3a-9a55-0d6c1f2f3a4b@example.org> is the mail",
        ),
        ("@cache, at 12:30: a = b @ c.d", "@cache, at 12:30: a = b @ c.d"),
    ],
)
def test_who_it_was_is_not_said(log, said, written):
    logging.getLogger("confman").warning("Not so.\n%s", said)
    assert log.getvalue().partition("Not so.\n  ")[2] == f"{written}\n"


def test_what_is_no_secret_can_still_be_read(world, log):
    path = f"/nosuch/secretariat/people/{world.values['person']}/recommendations-of-the-conference-2027/"
    Client().get(path)
    assert path in log.getvalue()


def test_neither_password_nor_code_is_written(world, log):
    client = Client()
    client.post("/accounts/login/", {"login": "nobody@example.org", "password": PASSWORD})
    client.post("/accounts/login/code/confirm/", {"code": "ABC-DEF"})
    client.post(f"/nosuch/me/sign-in/?password={PASSWORD}&code=123456", {"code": "123456"})
    written = log.getvalue()
    assert PASSWORD not in written
    assert "123456" not in written


def test_a_line_says_when_by_the_clock_of_the_world(log):
    with time_machine.travel("2027-03-01T12:00:00.250Z", tick=False):
        logging.getLogger("confman").warning("Something.")
    assert log.getvalue() == "2027-03-01T12:00:00.250Z WARNING confman: Something.\n"


def test_who_was_refused_and_what_was_tried_too_often_is_written(world, log):
    stranger = world.users["stranger"]
    client_of("stranger", world).get(f"/{world.conference.slug}/secretariat/")
    assert f"denied): /{world.conference.slug}/secretariat/ (user {stranger.pk}, request " in log.getvalue()
    for _time in range(6):
        Client().post("/accounts/login/", {"login": "lola@example.org", "password": PASSWORD})
    written = log.getvalue()
    assert "password: a limit is reached (counted by account, address)." in written
    assert "lola@" not in written


def test_nobody_writes_a_line_of_their_own(log):
    """Whatever is said, a line that begins like one of ours is one; what moves a terminal about is written out."""
    forged = "x\n2027-03-01T12:00:00.000Z ERROR confman: forged\r\x1b[2K\x85\u2028gone"
    try:
        raise LookupError(forged)
    except LookupError:
        logging.getLogger("confman").exception("About %s", forged)
    written = log.getvalue()
    assert len([line for line in written.splitlines() if not line.startswith("  ")]) == 1
    assert r"\r\x1b[2K\x85\u2028gone" in written


def test_a_refused_request_is_one_line_in_the_log_and_a_fault_of_ours_is_whole():
    told = {}
    for status in (400, 413, 500):
        try:
            raise ValueError("no boundary")
        except ValueError:
            record = logging.LogRecord(
                "django.request", logging.WARNING, "", 1, "Refused", (), sys.exc_info()
            )
        record.status_code = status
        assert RefusalInOneLine().filter(record)
        told[status] = "Traceback" in SecretlessFormatter().format(record)
    assert told == {400: False, 413: False, 500: True}


def test_a_data_folder_is_its_owners_alone(tmp_path):
    data = tmp_path / "new"
    done = subprocess.run(
        [sys.executable, "-c", "import confman.settings"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "CONFMAN_DATA": str(data)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
