"""`confman doctor` finds each thing that is missing or unsafe, says what cures it, and shows no secret."""

import io
import json
import os
import socket
import subprocess
import sys
import types
import zoneinfo
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import OperationalError, connection
from django_q.models import Schedule

from confman.accounts.oidc_settings import single_sign_on
from confman.doctor import services
from confman.mail.domain.schedules import ensure_schedules
from confman.web.transport.static_files import VersionedFilesStorage

pytestmark = pytest.mark.django_db


@pytest.fixture
def sound(settings, tmp_path):
    """A server in production of which nothing is wrong but what a test breaks."""
    settings.SILENCED_SYSTEM_CHECKS = ["async.E001"]  # of the tests, beside a browser
    data, backups, static = tmp_path / "data", tmp_path / "backups", tmp_path / "data" / "static"
    for folder in (data, backups, static):
        folder.mkdir(mode=0o700)
    settings.DATA_DIR, settings.STATIC_ROOT, settings.CONFMAN_BACKUPS = data, static, str(backups)
    settings.PRODUCTION = True
    settings.BASE_URL = "https://conference.example.org"
    settings.ALLOWED_HOSTS = ["conference.example.org"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://conference.example.org"]
    settings.CONFMAN_TRUSTED_PROXIES = 1
    settings.FIELD_ENCRYPTION_KEYS = ["f" * 32]
    settings.DEFAULT_FROM_EMAIL = "secretariat@conference.example.org"
    # The storage names the files; that each is there is ours to say.
    names = {
        path.relative_to(folder).as_posix(): path.relative_to(folder).as_posix()
        for folder in settings.STATICFILES_DIRS
        for path in Path(folder).rglob("*")
        if path.suffix in {".js", ".css"}
    }
    for name in names:
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).touch()
    (static / VersionedFilesStorage.manifest_name).write_text(json.dumps({"paths": names}))
    ensure_schedules()
    return settings


def examined() -> dict[str, dict[str, str]]:
    """The findings by subject, the worst last."""
    said = io.StringIO()
    try:
        call_command("doctor", "--json", stdout=said)
    except SystemExit as end:
        assert end.code == 1
    found = json.loads(said.getvalue())
    return {
        each["subject"]: each
        for each in sorted(found, key=lambda each: "ok warning fault".index(each["level"]))
    }


def assert_found(subject: str, level: str, words: str, cure: str) -> None:
    found = examined()[subject]
    assert found["level"] == level, found
    assert words in found["words"]
    assert cure in found["cure"]


def test_what_is_in_order_is_said_in_a_line_each(sound):
    found = examined()
    for subject in (
        "version", "environment", "secret key", "field keys", "address", "data folder", "assets", "fonts", "Pango",
        "time zones", "migrations", "worker",
    ):  # fmt: skip
        assert found[subject]["level"] == "ok", found[subject]


@pytest.mark.parametrize(
    ("change", "subject", "level", "words", "cure"),
    [
        ({"DEBUG": True}, "environment", "warning", "Errors are shown", "CONFMAN_DEBUG"),
        ({"FIELD_ENCRYPTION_KEYS": []}, "field keys", "warning", "passports", "CONFMAN_FIELD_KEYS"),
        ({"ALLOWED_HOSTS": ["*"]}, "address", "warning", "any host", "CONFMAN_ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["b.example.org"]}, "address", "fault", "does not answer", "CONFMAN_ALLOWED_HOSTS"),
        ({"CSRF_TRUSTED_ORIGINS": []}, "address", "fault", "Forms", "CONFMAN_TRUSTED_ORIGINS"),
        ({"BASE_URL": "http://127.0.0.1:8000"}, "address", "fault", "Links in mails", "CONFMAN_BASE_URL"),
        ({"CONFMAN_TRUSTED_PROXIES": 0}, "proxy", "warning", "No proxy", "CONFMAN_TRUSTED_PROXIES"),
        ({"CONFMAN_WEBHOOK_NETWORKS": ["10.x"]}, "webhooks", "fault", "10.x", "CONFMAN_WEBHOOK_NETWORKS"),
        ({"CONFMAN_WEBHOOK_HTTP": True}, "webhooks", "warning", "http://", "CONFMAN_WEBHOOK_HTTP"),
        ({"STATICFILES_DIRS": []}, "assets", "fault", "no scripts", "script/setup"),
        ({"CONFMAN_FLAGS_DIR": "/nowhere"}, "flags", "warning", "no flags", "CONFMAN_FLAGS_DIR"),
        ({"CONFMAN_SCANNER": ["no-such-program"]}, "scanner", "fault", "no-such-program", "CONFMAN_SCANNER"),
        ({"CONFMAN_BACKUPS": "/nowhere"}, "backups", "fault", "/nowhere", "CONFMAN_BACKUPS"),
        ({"CONFMAN_BACKUPS": ""}, "backup", "warning", "No backup is made", "docs/operation/running.md"),
        ({"DEFAULT_FROM_EMAIL": "confman@localhost"}, "sender", "fault", "confman@localhost", "CONFMAN_FROM_EMAIL"),
        ({"CONFMAN_MIN_FREE_MB": 10**12}, "disk", "fault", "nearly full", "Make room"),
        ({"CONFMAN_BOUNCE_MAILBOX": "http://secret@x/"}, "checks", "fault", "CONFMAN_BOUNCE_MAILBOX", "imaps://"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_setting_that_is_wrong_is_found(sound, change, subject, level, words, cure):
    for name, value in change.items():
        setattr(sound, name, value)
    assert_found(subject, level, words, cure)


def test_a_data_folder_into_which_everybody_may_look_is_found(sound):
    sound.DATA_DIR.chmod(0o755)
    assert_found("data folder", "fault", "Everybody", "chmod o-rwx")


def test_a_key_that_others_can_read_is_found(sound):
    (sound.DATA_DIR / "secret-key").write_text("drawn at random")
    (sound.DATA_DIR / "secret-key").chmod(0o644)
    assert_found("secret key", "fault", "can read", "chmod 600")


def test_a_data_folder_that_is_not_ours_is_found(sound, tmp_path):
    sound.DATA_DIR = tmp_path / "gone"
    assert_found("data folder", "fault", "cannot be written to", "chown")


def test_files_that_were_not_collected_are_found(sound):
    (sound.STATIC_ROOT / VersionedFilesStorage.manifest_name).unlink()
    assert_found("assets", "fault", "not collected", "script/manage collectstatic")


def test_backups_in_the_folder_that_they_are_of_are_found(sound):
    sound.CONFMAN_BACKUPS = str(sound.DATA_DIR / "static")
    assert_found("backups", "warning", "lost with it", "another disk")


def test_backups_that_everybody_can_read_are_found(sound):
    Path(sound.CONFMAN_BACKUPS).chmod(0o755)
    assert_found("backups", "fault", "Everybody", "chmod o-rwx")


def test_missing_time_zones_are_found(sound, monkeypatch):
    def missing(key: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    assert_found("time zones", "fault", "not known", "tzdata")


def test_a_worker_that_never_ran_is_found(sound):
    Schedule.objects.all().delete()
    assert_found("worker", "warning", "never run", "`script/manage worker`")


def test_a_worker_that_ended_is_found(sound):
    Schedule.objects.update(next_run="2020-01-01T00:00:00Z")
    assert_found("jobs", "warning", "", "Start the worker")


def test_nobody_who_may_run_the_server_is_found(sound):
    assert_found("operator", "warning", "Nobody", "script/manage createsuperuser")


def test_tables_of_an_older_version_are_found_and_nothing_more_is_asked_of_them(sound, monkeypatch):
    monkeypatch.setattr(services.MigrationExecutor, "migration_plan", lambda *_arguments: ["one"])
    assert_found("migrations", "fault", "older version", "script/manage migrate")
    assert "worker" not in examined()


def test_a_database_that_does_not_answer_is_found(sound, monkeypatch):
    def refused() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refused)
    found = examined()
    assert found["database"]["level"] == "fault"
    assert "CONFMAN_DATABASE_URL" in found["database"]["cure"]
    assert "worker" not in found


@pytest.fixture
def nobody() -> int:
    """A port at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_mail_server_is_connected_to_and_told_nothing(sound, nobody):
    sound.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    sound.EMAIL_HOST, sound.EMAIL_PORT, sound.EMAIL_USE_TLS = "127.0.0.1", nobody, True
    assert_found("mail", "fault", "does not answer", "CONFMAN_EMAIL_URL")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        sound.EMAIL_PORT = server.getsockname()[1]
        assert examined()["mail"]["level"] == "ok"
        sound.EMAIL_USE_TLS = sound.EMAIL_USE_SSL = False
        assert_found("mail", "warning", "without TLS", "smtp+tls://")
        heard, _address = server.accept()
        with heard:
            assert heard.recv(1) == b""


def test_a_provider_of_single_sign_on_that_does_not_answer_is_found(sound, nobody):
    def given(name: str, default: object = "") -> object:
        return {
            "CONFMAN_OIDC_SERVER": f"http://127.0.0.1:{nobody}",
            "CONFMAN_OIDC_CLIENT_ID": "confman",
            "CONFMAN_OIDC_CLIENT_SECRET": "geheim",
        }.get(name, default)

    sound.CONFMAN_OIDC = single_sign_on(
        types.SimpleNamespace(str=given, bool=given, list=given), production=False
    )
    assert_found("single sign-on", "fault", "does not answer", "CONFMAN_OIDC_SERVER")


@pytest.mark.sqlite
def test_a_database_that_everybody_can_read_is_found(sound, tmp_path, monkeypatch):
    (tmp_path / "open").mkdir(mode=0o755)
    file = tmp_path / "open" / "confman.sqlite3"
    file.touch(mode=0o644)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    assert_found("database", "fault", "Everybody", "chmod o-rwx")
    file.chmod(0o640)
    assert examined()["database"]["level"] == "ok"


@pytest.mark.postgres
def test_a_role_that_owns_the_tables_is_found(sound):
    assert_found("database role", "warning", "take down what guards the history", "docs/operation/running.md")


@pytest.mark.postgres
def test_a_clock_that_is_not_the_databases_is_found(sound, monkeypatch):
    monkeypatch.setattr(services, "time", types.SimpleNamespace(time=lambda: 0))
    assert_found("clock", "warning", "seconds from ours", "NTP")


def doctor(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As an operator runs it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("CONFMAN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "confman", "doctor", *arguments],
        cwd=project.BASE_DIR, env={**ours, "CONFMAN_DATA": str(tmp_path / "data"), **environment},
        capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.sqlite
def test_no_secret_is_shown(tmp_path, nobody):
    secrets = {
        name: f"very-{name.lower()}-secret" * 5 for name in ("KEY", "FIELD", "MAIL", "DATABASE", "CLIENT")
    }
    asked = doctor(
        tmp_path,
        CONFMAN_ENV="production",
        CONFMAN_SECRET_KEY=secrets["KEY"],
        CONFMAN_FIELD_KEYS=secrets["FIELD"],
        CONFMAN_EMAIL_URL=f"smtp://user:{secrets['MAIL']}@127.0.0.1:{nobody}",
        CONFMAN_DATABASE_URL=f"postgres://confman:{secrets['DATABASE']}@127.0.0.1:{nobody}/confman",
        CONFMAN_OIDC_SERVER=f"https://127.0.0.1:{nobody}",
        CONFMAN_OIDC_CLIENT_ID="confman",
        CONFMAN_OIDC_CLIENT_SECRET=secrets["CLIENT"],
    )
    assert asked.returncode == 1
    for line in ("fault    database", "fault    mail", "fault    single sign-on"):
        assert line in asked.stdout
    assert not [secret for secret in secrets.values() if secret in asked.stdout + asked.stderr]


@pytest.mark.sqlite
def test_settings_with_which_nothing_starts_are_named_in_a_line(tmp_path):
    asked = doctor(tmp_path, CONFMAN_ENV="production", CONFMAN_SECRET_KEY="")
    assert asked.returncode == 1
    assert asked.stderr == "confman: CONFMAN_SECRET_KEY is not set; production does not start without it.\n"
