"""The worker's backups: made when due, kept as long as wanted, and told where they are old, failed or gone."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from confman.backups.domain.backup import backup_moment, backup_name, expired_backups
from confman.backups.models import BackupRun
from confman.backups.tasks import make_backup_task
from tests.factories import UserFactory
from tests.sign_in import signed_in

START = dt.datetime(2027, 3, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """These promises do not depend on how busy the machine is."""
    monkeypatch.setattr("confman.web.readiness.SECONDS", 60)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.CONFMAN_BACKUPS = str(tmp_path / "backups")
    settings.CONFMAN_BACKUP_HOURS, settings.CONFMAN_BACKUP_DAILY, settings.CONFMAN_BACKUP_WEEKLY = 24, 3, 2
    return tmp_path / "backups"


def backups_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.zip"))


def said_by_readyz() -> str:
    checks = json.loads(Client().get("/readyz").content)["checks"]
    return next(check["words"] for check in checks if check["name"] == "backup")


def operator_page() -> str:
    client = signed_in(UserFactory(is_staff=True))
    page = client.get("/operator/").content.decode()
    # Every page brings the message along that is shown where something cannot be fetched.
    return re.sub(r"<template\b.*?</template>", "", page, flags=re.DOTALL)


@pytest.mark.sqlite
def test_one_a_day_is_made_and_three_days_and_two_weeks_are_kept(folder, transactional_db):
    folder.mkdir()
    (folder / "notes.txt").write_text("not ours")
    for hours in range(0, 9 * 24, 12):
        with time_machine.travel(START + dt.timedelta(hours=hours), tick=False):
            make_backup_task()
    # Monday 1 March 2027 and on: the last of each of three days, the last of each of two weeks.
    assert backups_in(folder) == [
        "confman-2027-03-07-030000.zip",
        "confman-2027-03-08-030000.zip",
        "confman-2027-03-09-030000.zip",
    ]
    assert (folder / "notes.txt").exists()
    assert BackupRun.objects.done().count() == 9


def test_the_page_and_readyz_say_that_it_is_old_failed_or_gone(folder, transactional_db, monkeypatch):
    assert "no backup yet" in said_by_readyz()
    with time_machine.travel(START, tick=False):
        make_backup_task()
        assert said_by_readyz() == ""
    with time_machine.travel(START + dt.timedelta(hours=47), tick=False):
        assert said_by_readyz() == ""
        assert "message-error" not in operator_page()
    with time_machine.travel(START + dt.timedelta(hours=49), tick=False):
        assert "2027-03-01 03:00" in said_by_readyz()
        page = operator_page()
        assert "message-error" in page and "The last backup is of 2027-03-01 03:00 UTC" in page
        with monkeypatch.context() as full:
            full.setattr("os.fsync", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(OSError):
                make_backup_task()
        assert "No space left" in said_by_readyz() and "No space left" in operator_page()
    with time_machine.travel(START + dt.timedelta(hours=50), tick=False):
        assert make_backup_task() and said_by_readyz() == ""
        for path in folder.glob("*.zip"):
            path.unlink()
        assert "is gone" in said_by_readyz()


@pytest.mark.sqlite
def test_a_clock_that_was_ahead_stops_no_backup(folder, transactional_db):
    with time_machine.travel(START + dt.timedelta(days=3), tick=False):
        make_backup_task()
    with time_machine.travel(START, tick=False):
        make_backup_task()
        assert said_by_readyz() == ""
    assert len(backups_in(folder)) == 2


def test_one_that_was_killed_is_told_and_its_draft_goes(folder, transactional_db):
    folder.mkdir()
    (folder / ".confman-2027-03-01-030000.zip.1234abcd.part").write_bytes(b"half")
    killed = BackupRun.objects.create(path=str(folder / "x.zip"), is_scheduled=True)
    make_backup_task()
    killed.refresh_from_db()
    assert (killed.status, killed.message) == ("failed", "It was interrupted.")
    assert list(folder.glob(".*.part")) == []


@pytest.mark.sqlite
def test_without_a_folder_none_is_made_and_the_page_says_what_to_do(settings, transactional_db):
    settings.CONFMAN_BACKUPS = ""
    assert make_backup_task() == "not due"
    with pytest.raises(CommandError, match="CONFMAN_BACKUPS"):
        call_command("backup")
    assert said_by_readyz() == ""
    assert "Set CONFMAN_BACKUPS" in operator_page()
    settings.PRODUCTION = True
    assert "No backup is made automatically" in said_by_readyz() and "All is in order" not in operator_page()
    settings.PRODUCTION = False
    BackupRun.objects.create(path="x.zip", status="failed", message="No space left on device")
    assert "No space left" in said_by_readyz() and "All is in order" not in operator_page()


@pytest.mark.sqlite
def test_files_that_a_backup_lacks_are_said(folder, transactional_db):
    make_backup_task()
    BackupRun.objects.update(files_missing=2)
    assert "lacks 2 files" in said_by_readyz()


def test_the_page_asks_as_much_of_three_as_of_one(folder, transactional_db):
    client = signed_in(UserFactory(is_staff=True))
    counts = []
    for number in (1, 2):
        for _again in range(number):
            BackupRun.objects.create(path="x.zip", status="done", finished_at=timezone.now())
        client.get("/operator/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/operator/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


moments = st.lists(
    st.datetimes(dt.datetime(2026, 12, 20), dt.datetime(2027, 2, 1)).map(
        lambda at: at.replace(microsecond=0)
    ),
    min_size=1,
    unique=True,
)


@given(moments, st.integers(0, 10), st.integers(0, 6))
def test_which_are_kept(moments, daily, weekly):
    names = {backup_name(moment.replace(tzinfo=dt.UTC)): moment for moment in moments}
    gone = expired_backups([*names, "notes.txt", "confman-2027-99-99-000000.zip"], daily=daily, weekly=weekly)
    kept = sorted((names[name] for name in set(names) - set(gone)), reverse=True)
    assert set(gone) <= set(names), "what is not ours stays"
    assert kept[0] == max(moments), "the newest stays"
    days = sorted({moment.date() for moment in moments}, reverse=True)[:daily]
    for day in days:
        assert max(moment for moment in moments if moment.date() == day) in kept
    weeks = sorted({moment.isocalendar()[:2] for moment in moments}, reverse=True)[:weekly]
    for week in weeks:
        assert max(moment for moment in moments if moment.isocalendar()[:2] == week) in kept
    others = [moment for moment in kept if kept[0] - moment >= dt.timedelta(hours=24)]
    assert len(others) <= daily + weekly
    assert all(backup_moment(name) == moment for name, moment in names.items())
