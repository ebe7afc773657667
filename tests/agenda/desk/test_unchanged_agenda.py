"""Today's notes on the agenda are worked out anew after any write that concerns them, and no other."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agenda.conflicts.domain.report import conflicts_of
from agenda.materials.models import Material
from agenda.releases.domain import publication
from agenda.releases.domain.publication import count_changes, publish_agenda
from agenda.rooms.models import Availability
from agenda.sessions.models.session import BoothShift
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.web.database import unchanged
from registrations.core.models.registration import Registration
from tests.factories import (
    ItemFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    ThemeFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
# Read beside: the names of those concerned, which are asked for anew with every page.
NOT_KEPT = {"people_person"}


@pytest.fixture
def states(monkeypatch: Any) -> Any:
    """`states()`: somebody wrote something, in whatever table."""
    state = [b"0"]
    monkeypatch.setattr(unchanged, "database_state", lambda: state[0])

    def written() -> None:
        state[0] += b"1"

    return written


@pytest.fixture
def whole_agenda(conference: Conference) -> Conference:
    """A published agenda with a row of everything."""
    by = system_user("command")
    room, person = RoomFactory(conference=conference), PersonFactory(conference=conference)
    group = WorkingGroupFactory(conference=conference)
    session = SessionFactory(
        conference=conference, room=room, theme=ThemeFactory(conference=conference), working_group=group
    )
    item = ItemFactory(session=session, minutes=5)
    SessionRoleFactory(session=session, person=person, status="confirmed")
    group.roles.create(person=person, role="chair")
    Material.objects.create(
        session=session, item=item, link="https://example.org/paper", title={"en": "Paper"}
    )
    BoothShift.objects.create(session=session, source_language="en", target_language="ru", interpreter=person)
    Availability.objects.create(room=room, start=session.start, end=session.end)
    RegistrationFactory(conference=conference)
    publish_agenda(conference, by=by)
    # Something to change of the settings.
    conference.agenda_settings.severities = {"no-chair": "warn"}
    conference.agenda_settings.save()
    return conference


def seen(conference: Conference) -> tuple[Any, ...]:
    fresh = Conference.objects.get(pk=conference.pk)
    lines = [(line.kind, line.severity, line.text, line.sessions) for line in conflicts_of(fresh)]
    return count_changes(fresh), lines


def afresh(conference: Conference) -> tuple[Any, ...]:
    unchanged.clear()
    return seen(conference)


def tables_read(conference: Conference) -> set[str]:
    unchanged.clear()
    with CaptureQueriesContext(connection) as captured:
        seen(conference)
    return {
        table for query in captured for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])
    } - NOT_KEPT


def another(field: Any, value: Any) -> Any:
    """Return another value of a column, of its kind."""
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return not value
    if kind in ("PositiveIntegerField", "PositiveSmallIntegerField"):
        return (value or 0) + 7
    if kind == "DateTimeField":
        return value and value.replace(minute=(value.minute + 7) % 60)
    if kind == "JSONField" and isinstance(value, dict):
        return {**value, "en": "Quite another", "no-chair": "block"}
    choices = [choice for choice, _label in field.flatchoices if choice and choice != value]
    return choices[0] if choices else value


def test_each_column_of_each_table_it_reads_is_noticed_whoever_writes_it(
    whole_agenda: Conference, states: Any
) -> None:
    models = {model._meta.db_table: model for model in apps.get_models()}
    tables = tables_read(whole_agenda)
    assert {"agenda_session", "agenda_item", "agenda_material", "registrations_registration"} <= tables
    told = set()
    for table in sorted(tables):
        model = models[table]
        for field in model._meta.concrete_fields:
            row = model._default_manager.order_by("pk").first()
            before, value = seen(whole_agenda), getattr(row, field.attname)
            changed = another(field, value)
            if changed == value or (table == "agenda_agendarelease" and field.name == "content"):
                continue
            rows = model._default_manager.filter(pk=row.pk)
            try:
                rows.update(**{field.attname: changed})  # as a command does, or somebody by hand
            except Exception:  # a constraint forbids it
                continue
            states()
            after = seen(whole_agenda)
            assert after == afresh(whole_agenda), f"{table}.{field.attname}"
            if after != before:
                told.add(table)
            rows.update(**{field.attname: value})
            states()
            assert seen(whole_agenda) == before, f"{table}.{field.attname}"
    assert {"agenda_session", "agenda_room", "agenda_item", "agenda_sessionrole", "agenda_material"} <= told


def test_a_row_more_or_less_of_each_table_is_noticed(whole_agenda: Conference, states: Any) -> None:
    models = {model._meta.db_table: model for model in apps.get_models()}
    for table in sorted(tables_read(whole_agenda) - {"conferences_conference"}):
        row = models[table]._default_manager.order_by("pk").first()
        if row is None:
            continue
        seen(whole_agenda)
        row.delete()
        states()
        assert seen(whole_agenda) == afresh(whole_agenda), table


def test_a_registration_makes_nothing_of_the_agenda_anew(
    whole_agenda: Conference, owner_client: Client, states: Any, monkeypatch: Any
) -> None:
    frozen: list[Any] = []
    freeze = publication.freeze
    monkeypatch.setattr(publication, "freeze", lambda *args: frozen.append(args) or freeze(*args))
    seen(whole_agenda)
    assert len(frozen) == 1
    RegistrationFactory(conference=whole_agenda)
    states()
    assert Registration.objects.count() == 2
    seen(whole_agenda)
    assert len(frozen) == 1
    SessionFactory(conference=whole_agenda)
    states()
    assert seen(whole_agenda)[0] == 1
    assert len(frozen) == 2


def asked(conference: Conference) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        seen(conference)
    return [query["sql"] for query in captured]


def test_after_a_registration_the_agenda_is_read_once_for_changes_and_conflicts(
    whole_agenda: Conference, states: Any
) -> None:
    seen(whole_agenda)
    RegistrationFactory(conference=whole_agenda)
    states()
    statements = asked(whole_agenda)
    assert len(statements) <= 12
    assert len([sql for sql in statements if 'FROM "agenda_item"' in sql]) == 1
    if connection.vendor == "postgresql":  # it says which versions of the rows are seen
        assert not [sql for sql in statements if "BUILD_ARRAY" in sql]
        BoothShift.objects.update(booth="9")
        states()
        assert [sql for sql in asked(whole_agenda) if "BUILD_ARRAY" in sql]


def test_what_was_made_while_somebody_wrote_is_not_kept(whole_agenda: Conference, states: Any) -> None:
    def make() -> str:
        states()
        return "of what was there meanwhile"

    unchanged.clear()
    assert unchanged.get_or_make(whole_agenda, "test", make).startswith("of what")
    assert unchanged.get_or_make(whole_agenda, "test", lambda: "anew") == "anew"
    assert unchanged.get_or_make(whole_agenda, "test", make) == "anew"
