"""The two roles of docs/operation/running.md on PostgreSQL: all works as the lesser one, but to touch the history.

The statements are read out of the page, so that it stays true.
"""

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from confman.accounts.models import Session, User
from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.people.domain.privacy import erase_person
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.lifecycle.domain.decisions import decline_registration
from tests.access.world import build_world
from tests.databases import at_address, make_tables
from tests.factories import ConferenceFactory, RegistrationFactory, ThemeFactory
from tests.mail.test_workers import Installation, Office, office
from tests.outcomes.recommendation_samples import recommendation
from tests.web.test_faults import serve

__all__ = ["office", "serve"]

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no roles"),
    pytest.mark.django_db(transaction=True),
]

# Statements that a fault of ours, or an injection, might try.
ATTACKS = (
    "UPDATE audit_auditentry SET verb = 'x'",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry CASCADE",
    "DROP TABLE audit_auditentry CASCADE",
    "DROP TRIGGER audit_auditentry_guard_rows ON audit_auditentry",
    "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
    "ALTER TABLE audit_auditentry OWNER TO CURRENT_USER",
    "DROP FUNCTION audit_auditentry_guard CASCADE",
    """CREATE OR REPLACE FUNCTION audit_auditentry_guard() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN RETURN NEW; END $$""",
    "CREATE RULE past AS ON DELETE TO audit_auditentry DO INSTEAD NOTHING",
    """CREATE TRIGGER a_first BEFORE UPDATE ON audit_auditentry
       FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
    "SET session_replication_role = replica",
    # Another table of that name, in which the guard would look for the erasure.
    "CREATE TEMPORARY TABLE audit_auditentry (id uuid, verb text)",
    "CREATE TABLE another (id int)",
    "SET ROLE {owner}",
)


def statements() -> list[str]:
    """Of a new installation, and of one whose tables belong to the role that it runs as."""
    page = (Path(django_settings.BASE_DIR) / "docs" / "operation" / "running.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^    .*\n)+", page, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks if "CREATE ROLE" in block]


class Database:
    """A database with both roles, under names of this test's own."""

    def __init__(self) -> None:
        self.name = f"roles_{uuid4().hex}"
        self.owner = f"{self.name}_owner"

    def carry_out(self, block: str) -> None:
        """As psql does."""
        block = re.sub(r"\bconfman(?=_owner\b|\b)", self.name, block)
        before, _connect, after = block.partition(f"\\connect {self.name}\n")
        for part, database in ((before, None), (after, self.name)):
            with psycopg.connect(self.address(database=database), autocommit=True) as server:
                for statement in filter(str.strip, part.split(";")):
                    server.execute(statement)

    def address(self, user: str = "", password: str = "", database: str | None = None) -> str:
        """By password, as the page says; without a user as the operator of the server of the tests."""
        given = urlsplit(os.environ["CONFMAN_DATABASE_URL"])
        path = f"/{database}" if database else given.path
        if not user:
            return given._replace(path=path).geturl()
        host = f"{given.hostname or '127.0.0.1'}:{given.port or 5432}"
        return given._replace(netloc=f"{user}:{password}@{host}", path=path).geturl()

    @property
    def as_owner(self) -> str:
        return self.address(self.owner, "OWNER-PASSWORD", self.name)

    @property
    def as_lesser(self) -> str:
        return self.address(self.name, "PASSWORD", self.name)


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database()
    yield made
    with psycopg.connect(made.address(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {made.name} WITH (FORCE)")
        server.execute(f"DROP ROLE IF EXISTS {made.name}, {made.owner}")


def test_all_works_as_the_lesser_role_and_the_history_stays(
    database: Database, office: Office, serve: Callable[[str], Any], tmp_path: Path, settings: Any
) -> None:
    new, _existing = statements()
    database.carry_out(new)
    with at_address(database.as_owner):
        make_tables()
    with at_address(database.as_lesser):
        world = build_world()
        owner = world.users["owner"]
        owner.set_password("a-password-for-tests")
        owner.save()
        owner.add_address(verified=True)
        entries = AuditEntry.objects.count()
        assert entries > 10
        registration = RegistrationFactory(conference=world.conference)
        decline_registration(registration, by=owner, reason="Seen with the traffickers.")
        erase_person(registration.person, by=owner)
        assert AuditEntry.objects.exclude(erasure=None).exists(), "erasing passes"
        call_command("backup", output=str(tmp_path / "backup.zip"))

        worker = Installation(tmp_path, office, database.as_lesser).start("worker")
        server = serve(database.as_lesser)
        try:
            assert office.arrived.wait(timeout=90), "the worker sends what is queued"
            answer, said = server.ask("GET", "/readyz")
            checks = {check["name"]: check["ok"] for check in json.loads(said)["checks"]}
            assert answer.status == 200 and checks["database"] and checks["history"]
        finally:
            worker.terminate()
            output, _ = worker.communicate(timeout=60)
        assert "permission denied" not in output + server.log.read_text()

        browser = Client()
        signed = browser.post(
            reverse("account_login"), {"login": owner.email, "password": "a-password-for-tests"}
        )
        assert signed.status_code == 302 and Session.objects.filter(user=owner).exists()
        page = browser.get(reverse("conferences_secretariat:dashboard", args=[world.conference.slug]))
        assert page.status_code == 200
    assert attacks_that_pass(database) == []


def test_a_backup_is_restored_as_the_lesser_role(database: Database, tmp_path: Path, settings: Any) -> None:
    """As all commands but `migrate`; what the database counts by itself goes on behind what came back."""
    themes = {*recommendation(ConferenceFactory()).themes.all()}
    call_command("backup", output=str(tmp_path / "backup.zip"))
    new, _existing = statements()
    database.carry_out(new)
    with at_address(database.as_owner):
        make_tables()
    settings.MEDIA_ROOT = tmp_path / "files"
    with at_address(database.as_lesser):
        call_command("restorebackup", str(tmp_path / "backup.zip"))
        found = Recommendation.objects.get()
        assert themes and {*found.themes.all()} == themes
        found.themes.add(ThemeFactory(conference=found.conference))


def test_tables_of_a_role_that_owned_them_are_given_away(database: Database) -> None:
    with psycopg.connect(database.address(), autocommit=True) as server:
        server.execute(f"CREATE ROLE {database.name} LOGIN PASSWORD 'PASSWORD'")
        server.execute(f"CREATE DATABASE {database.name} OWNER {database.name} TEMPLATE template0")
    with at_address(database.as_lesser):
        make_tables()
        system_user("command")
    database.carry_out(statements()[1])
    with at_address(database.as_owner):
        call_command("migrate", run_syncdb=True, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE of_the_next_version (id int GENERATED BY DEFAULT AS IDENTITY, word text)"
            )
    with at_address(database.as_lesser):
        User.objects.create_superuser("root@example.org", "a-password-for-tests")
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO of_the_next_version (word) VALUES ('x')")
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            call_command("migrate", run_syncdb=True, verbosity=0)
    assert attacks_that_pass(database) == []


def attacks_that_pass(database: Database) -> list[str]:
    """The statements that the database takes from the lesser role, where there is a history."""
    with at_address(database.as_lesser):
        call_command("grantconferences", User.objects.filter(is_system=False).first().email)
        before = list(AuditEntry.objects.order_by("pk").values_list())
    passed = []
    with psycopg.connect(database.as_lesser, autocommit=True) as server:
        for attack in ATTACKS:
            with contextlib.suppress(psycopg.Error):
                server.execute(attack.format(owner=database.owner))
                passed.append(attack)
    with at_address(database.as_lesser):
        assert before and list(AuditEntry.objects.order_by("pk").values_list()) == before
    return passed
