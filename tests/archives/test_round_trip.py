"""A conference that is archived, restored elsewhere and archived again is the same, file by file."""

import contextlib
import json

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import connection

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from tests.archives.conftest import archived, content_of, unarchive
from tests.backups.filled import fill
from tests.factories import ConferenceFactory, MessageFactory

# On a server of PostgreSQL the conference goes to SQLite and back.
JOURNEY = ["sqlite"] if connection.vendor == "sqlite" else ["sqlite", "postgresql"]


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


@pytest.mark.parametrize("options", [(), ("--without-personal-data",)], ids=["whole", "without people"])
def test_the_demo_comes_back_file_by_file_on_either_database(demo, demo_bag, installation, tmp_path, options):
    file = tmp_path / "0.zip"
    before = archived(file, *options)
    # It was restored once by now (`demo`).
    assert options or differing(content_of(demo_bag), before) == []
    assert len([name for name in before if name.startswith("rows/")]) > 50
    with contextlib.ExitStack() as stack:
        for number, vendor in enumerate(JOURNEY, start=1):
            stack.enter_context(installation(vendor))
            unarchive(file)
            file = tmp_path / f"{number}.zip"
            found = differing(before, archived(file, *options))
            # Without people, what was restored no longer knows whom the published documents name.
            assert [name for name in found if not (options and name.startswith("documents/"))] == [], vendor


def test_a_row_of_every_kind_comes_back(installation, tmp_path):
    fill()
    # The conference to which most of these rows belong.
    slug = max(Conference.objects.all(), key=lambda one: one.people.count()).slug
    before = archived(tmp_path / "0.zip", slug=slug)
    with installation(connection.vendor):
        unarchive(tmp_path / "0.zip")
        assert differing(before, archived(tmp_path / "1.zip", slug=slug)) == []


def test_it_is_restored_beside_others_under_another_address(demo_bag, installation, tmp_path):
    before = content_of(demo_bag)
    with installation(connection.vendor):
        ConferenceFactory(slug="tashkent2017")
        here = apps.get_model("people", "Person").objects.count()
        with pytest.raises(CommandError, match="Another conference has the address “tashkent2017”"):
            unarchive(demo_bag)
        unarchive(demo_bag, "--slug", "second")
        assert apps.get_model("people", "Person").objects.count() == here + len(
            before["rows/people.Person.jsonl"].splitlines()
        )
        after = archived(tmp_path / "1.zip", slug="second")
    # The address stands in the row, in the description and on no other line.
    rows = [name for name in differing(before, after) if name.startswith("rows/")]
    assert "rows/conferences.Conference.jsonl" in rows
    assert json.loads(after["rows/conferences.Conference.jsonl"])["slug"] == "second"


def test_the_same_conference_is_never_here_twice(demo, demo_bag):
    with pytest.raises(CommandError, match="This conference is here already, at tashkent2017"):
        unarchive(demo_bag, "--slug", "second")
    assert Conference.objects.count() == 1


def test_what_was_done_stands_in_the_history_and_in_no_archive(demo, tmp_path):
    archived(tmp_path / "0.zip")
    after = archived(tmp_path / "1.zip")
    assert AuditEntry.objects.filter(verb="archives.archived", target_label="tashkent2017").count() == 2
    assert b"archives.archived" not in after["rows/audit.AuditEntry.jsonl"]


def test_mail_of_a_restored_conference_waits(demo, installation, tmp_path):
    """It may still be at home elsewhere: nobody gets a letter twice."""
    for status in ("sent", "queued", "held", "sending"):
        MessageFactory(conference=demo, status=status, sealed="")
    archived(tmp_path / "0.zip")
    with installation(connection.vendor):
        assert "held back here" in unarchive(tmp_path / "0.zip")
        assert [row.status for row in apps.get_model("mail", "Message").objects.all()] == ["sent"]
        assert Conference.objects.get().restored_at


def test_its_team_is_let_in_and_nobody_else(demo, demo_bag, installation):
    team = set(demo.memberships.values_list("user__email", flat=True))
    with installation(connection.vendor):
        unarchive(demo_bag)
        users = apps.get_model("accounts", "User").objects.filter(is_active=True)
        assert set(users.values_list("email", flat=True)) == team
        assert not any(user.has_usable_password() or user.is_superuser for user in users)
