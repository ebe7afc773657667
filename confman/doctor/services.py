"""Check the services: the database, the worker, the mail server, the provider of single sign-on."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django_q.models import Schedule

from confman.accounts.models import User
from confman.audit.guard import TABLE
from confman.doctor.diagnoses import Diagnosis, fault, ok, warning
from confman.mail.provider_settings import provider_address
from confman.web.readiness import findings_of_all

SECONDS = 5
_OLDEST_POSTGRESQL = 150000
_CLOCKS_APART = 5  # seconds

# Cures for the faults that /readyz reports; the checks themselves are there.
_CURES = {
    "database": "See the log of the database.",
    "disk": "Make room, or move CONFMAN_DATA to a larger disk.",
    "jobs": "Start the worker: `confman worker`, or the service confman-worker.",
    "outbox": "Look at the outbox, and whether the worker runs.",
    "restore": "When you have looked at what would be sent: `confman openoutbox`.",
    "history": "Then look at who may alter the tables (docs/operation/running.md).",
    "backup": "See “Backup” in docs/operation/running.md.",
    "seal": "See docs/operation/seals.md.",
    "replica": "Look at the replica's log, and whether CONFMAN_REPLICA_URL leads to it.",
    "files": "Look at the server of the bucket, and whether CONFMAN_FILES_URL leads to it, with key and secret.",
    "cache": "Look at Redis: whether it runs, its `maxmemory`, and whether CONFMAN_REDIS_URL leads to it.",
}


def database() -> Iterator[Diagnosis]:
    """Ask the database whether it answers, and whether it is the one that this version needs."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield fault(
            "database",
            f"It does not answer: {str(error).splitlines()[0]}",
            "Start it, or mend CONFMAN_DATABASE_URL.",
        )
        return
    waiting = _waiting_migrations()
    if waiting:
        yield fault(
            "migrations",
            f"The tables are of an older version ({waiting} steps behind).",
            "Run `confman migrate` as the owner of the tables.",
        )
    else:
        yield ok("migrations", "The tables are of this version.")


def database_server() -> Iterator[Diagnosis]:
    """Look at the version, the clock and the rights of the database."""
    yield from _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _sqlite() -> Iterator[Diagnosis]:
    name = str(connection.settings_dict["NAME"])
    file = Path(name)
    if file.exists() and file.stat().st_mode & 0o007 and file.parent.stat().st_mode & 0o007:
        yield fault("database", f"Everybody on this machine may read {file}.", f"chmod o-rwx {file}")
    else:
        yield ok("database", "SQLite answers; web and worker must run on this machine.")


def _postgresql() -> Iterator[Diagnosis]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, extract(epoch FROM clock_timestamp())"
        )
        version, theirs = cursor.fetchone()
        apart = abs(float(theirs) - time.time())
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(%s)",
            [TABLE],
        )
        is_owner = cursor.fetchone() == (True,)
    if version < _OLDEST_POSTGRESQL:
        yield fault(
            "database", f"PostgreSQL {version // 10000} is too old.", "confman needs PostgreSQL 15 or newer."
        )
    else:
        yield ok("database", f"PostgreSQL {version // 10000} answers.")
    if apart > _CLOCKS_APART:
        yield warning("clock", f"The database's clock is {apart:.0f} seconds from ours.", "Set both by NTP.")
    else:
        yield ok("clock", "It agrees with the database's.")
    if settings.PRODUCTION and is_owner:
        yield warning(
            "database role",
            "Web and worker may alter the tables, and take down what guards the history.",
            "Let a role of its own own the tables (“Installing” in docs/operation/running.md).",
        )


def readiness() -> Iterator[Diagnosis]:
    """Say what /readyz says, with cures."""
    for finding in findings_of_all():
        if finding.ok:
            continue
        level = fault if finding.vital else warning
        yield level(finding.name, finding.words, _CURES.get(finding.name, "See docs/operation/running.md."))


def worker() -> Iterator[Diagnosis]:
    """Look for traces of the worker, which keeps the schedule; whether it is late, /readyz says."""
    if Schedule.objects.exists():
        yield ok("worker", "It has kept its schedule.")
    else:
        yield warning(
            "worker", "It has never run: mails wait, documents are not made.", "Start it: `confman worker`."
        )


def operators() -> Iterator[Diagnosis]:
    """Look for someone who may run the server."""
    if settings.PRODUCTION and not User.objects.filter(is_superuser=True, is_active=True).exists():
        yield warning(
            "operator", "Nobody may run this server.", "Make an account: `confman createsuperuser`."
        )


def mail_server() -> Iterator[Diagnosis]:
    """Connect to the mail server, and send nothing."""
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost") and settings.PRODUCTION:
        yield fault(
            "sender",
            f"Mails come from {settings.DEFAULT_FROM_EMAIL}, which no server accepts.",
            "Set CONFMAN_FROM_EMAIL.",
        )
    if settings.CONFMAN_EMAIL_PROVIDER:
        yield _provider()
        return
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        level = warning(
            "mail",
            "Mails leave no machine: they are written to files or to the terminal.",
            "Set CONFMAN_EMAIL_URL.",
        )
        yield level if settings.PRODUCTION else ok("mail", "Mails are written as files into the data folder.")
        return
    yield _reached("mail", settings.EMAIL_HOST, int(settings.EMAIL_PORT), "CONFMAN_EMAIL_URL")
    if settings.PRODUCTION and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield warning(
            "mail",
            "Mails go to the server without TLS.",
            "Begin CONFMAN_EMAIL_URL with smtp+tls:// or smtp+ssl://.",
        )


def _provider() -> Diagnosis:
    try:
        address = urlsplit(provider_address())
    except ImproperlyConfigured as error:
        return fault(
            "mail", str(error).splitlines()[0], "Set the variables ANYMAIL_… (docs/operation/mail.md)."
        )
    if not address.hostname:
        return ok("mail", f"Mails go to {settings.CONFMAN_EMAIL_PROVIDER}.")
    port = address.port or (443 if address.scheme == "https" else 80)
    return _reached("mail", address.hostname, port, "CONFMAN_EMAIL_PROVIDER")


def single_sign_on() -> Iterator[Diagnosis]:
    """Connect to the provider of single sign-on, if there is one."""
    server = urlsplit(settings.CONFMAN_OIDC.server)
    if server.hostname:
        port = server.port or (443 if server.scheme == "https" else 80)
        yield _reached("single sign-on", server.hostname, port, "CONFMAN_OIDC_SERVER")


def _reached(subject: str, host: str, port: int, setting: str) -> Diagnosis:
    try:
        with socket.create_connection((host, port), timeout=SECONDS):
            return ok(subject, f"{host}:{port} answers.")
    except OSError as error:
        why = error.strerror or str(error)
        return fault(
            subject, f"{host}:{port} does not answer ({why}).", f"Look at the server and at {setting}."
        )
