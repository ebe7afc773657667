"""The database itself keeps the history, past whatever the application does; only erasing passes, and is recorded.

The tables here were made at once; that those which migrations make are guarded too is shown in
tests/script/test_migrations.py.
"""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.mail.registry import scheduled_jobs
from confman.people.domain.privacy import erase_person
from registrations.lifecycle.domain.decisions import decline_registration
from tests.factories import PersonFactory, RegistrationFactory, UserFactory
from tests.sign_in import signed_in

TABLE = "audit_auditentry"
OTHERS = ", ".join(f'"{field.column}"' for field in AuditEntry._meta.concrete_fields if field.column != "id")
# Statements that a fault of ours, or an injection, might run.
CHANGES = {
    "a change": f"UPDATE {TABLE} SET verb = 'something.else'",
    "another hour": f"UPDATE {TABLE} SET at = '2001-01-01 00:00:00+00:00'",
    "other details": f"UPDATE {TABLE} SET details = '{{}}'",
    "another reason": f"UPDATE {TABLE} SET reason = 'another'",
    "an emptied reason that nobody recorded": f"UPDATE {TABLE} SET reason = ''",
    "an erasure by an entry that records none": f"UPDATE {TABLE} SET reason = '', target_label = '', erasure_id = id",
    "a deletion": f"DELETE FROM {TABLE}",
    "a deletion of one": f"DELETE FROM {TABLE} WHERE verb = 'people.changed'",
} | (
    {"all at once": f"TRUNCATE {TABLE} CASCADE"}
    if connection.vendor == "postgresql"
    else {
        "a row in its place": f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        "another row in its place": f"INSERT OR REPLACE INTO {TABLE} (rowid, id, {OTHERS})"
        f" SELECT rowid, lower(hex(randomblob(16))), {OTHERS} FROM {TABLE}",
        "another place": f"UPDATE OR REPLACE {TABLE} SET rowid = rowid + 1",
    }
)


def rows() -> list[Any]:
    return list(AuditEntry.objects.order_by("pk").values_list())


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_no_statement_changes_an_entry_or_takes_it_away(change):
    with transaction.atomic():
        record_audit("people.changed", by=UserFactory(), reason="why", label="which", details={"a": 1})
    connection.check_constraints()  # what waits for the end would stop TRUNCATE before the guard does
    before = rows()
    told = pytest.raises(DatabaseError, match="history cannot be changed")
    with told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGES[change])
    assert rows() == before


@pytest.mark.django_db
def test_nor_does_the_application_past_its_own_manager():
    entry = record_audit("people.changed", by=UserFactory(), reason="why")
    entries = AuditEntry._base_manager.all()
    for action in (
        lambda: models.QuerySet.update(entries, reason=""),
        lambda: models.QuerySet.delete(entries),
        lambda: models.Model.delete(entry),
        lambda: models.Model.save(AuditEntry(pk=entry.pk, by=entry.by, verb="another"), force_update=True),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            action()
    assert AuditEntry.objects.get().reason == "why"


@pytest.mark.django_db
def test_what_was_said_of_a_person_goes_with_them_and_that_is_recorded(client_as, owner, conference):
    person = PersonFactory(conference=conference)
    registration = RegistrationFactory(conference=conference, person=person)
    other = RegistrationFactory(conference=conference)
    for row in (registration, other):
        decline_registration(row, by=owner, reason="Wexmoorthy was seen with the traffickers.")
    assert AuditEntry.objects.filter(reason__contains="Wexmoorthy").count() == 2

    erase_person(person, by=owner)

    [left] = AuditEntry.objects.filter(reason__contains="Wexmoorthy")
    assert left.target_id == other.pk, "what was said of another stays"
    declined = AuditEntry.objects.about(registration).get(verb="registrations.declined")
    assert (declined.by, declined.reason) == (owner, ""), "what was done, when and by whom stays"
    erasure = AuditEntry.objects.about(person).get(verb="audit.personal_values_erased")
    assert declined.erasure == erasure and erasure.by == owner and erasure.details["count"] >= 1
    page = client_as(owner).get(f"/{conference.slug}/secretariat/history/")
    assert "Personal values erased from the history" in page.content.decode()
    # Once emptied it is as fast as any other.
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET target_label = 'x' WHERE erasure_id IS NOT NULL")


def long_ago(verb: str, days: int) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=days)), transaction.atomic():
        record_audit(verb, by=UserFactory())


@pytest.mark.django_db
def test_a_sign_in_is_kept_for_a_year_and_all_else_for_ever():
    for verb in (
        "accounts.signed_in",
        "accounts.sign_in_failed",
        "accounts.password_changed",
        "people.changed",
        "people.page_opened",
        "people.page_not_opened",
    ):
        for days in (300, 400):
            long_ago(verb, days)
    [forget] = [job.function for job in scheduled_jobs if job.key == "audit.forget_sign_ins"]
    import_string(forget)()
    assert sorted(AuditEntry.objects.values_list("verb", flat=True)) == [
        "accounts.password_changed",
        "accounts.password_changed",
        "accounts.sign_in_failed",
        "accounts.signed_in",
        "audit.sign_ins_forgotten",
        "people.changed",
        "people.changed",
        "people.page_not_opened",
        "people.page_opened",
    ]
    assert AuditEntry.objects.get(verb="audit.sign_ins_forgotten").details["count"] == 4
    # Not by a statement either, before its time.
    before = rows()
    told = pytest.raises(DatabaseError, match="history cannot be changed")
    with told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE verb = 'accounts.signed_in'")
    assert rows() == before


# Statements that the owner of the tables, or the person who can write the file, might run.
TAKEN_DOWN = (
    [
        f"DROP TRIGGER {TABLE}_guard_rows ON {TABLE}",
        f"DROP TRIGGER {TABLE}_guard_all ON {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_guard_rows",
        f"ALTER TABLE {TABLE} ENABLE REPLICA TRIGGER {TABLE}_guard_rows",
    ]
    if connection.vendor == "postgresql"
    else [f"DROP TRIGGER {TABLE}_guard_{name}" for name in ("update", "delete", "insert")]
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", TAKEN_DOWN)
def test_a_guard_that_was_taken_down_is_told_until_it_stands_again(statement, monkeypatch, settings):
    monkeypatch.setattr("confman.web.readiness.SECONDS", 60)
    settings.CONFMAN_BACKUPS = ""
    operator = signed_in(UserFactory(is_staff=True))

    def said() -> str:
        checks = json.loads(Client().get("/readyz").content)["checks"]
        return next(check["words"] for check in checks if check["name"] == "history")

    assert said() == ""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert "does not guard the history" in said()
    page = operator.get("/operator/").content.decode()
    assert "message-error" in page and "does not guard the history" in page
    call_command("migrate", run_syncdb=True, verbosity=0)
    assert said() == ""
