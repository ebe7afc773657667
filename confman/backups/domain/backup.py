"""Make a backup: all rows as of one moment and their files, in one verified file; choose which to keep."""

import contextlib
import dataclasses
import datetime as dt
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from confman import __version__
from confman.backups.domain.archive import (
    BackupWriter,
    Manifest,
    concrete_fields,
    file_fields,
    file_names,
    key_marks,
    models_to_back_up,
    names_within,
    plain,
    secret_marks,
    stored_rows,
)
from confman.backups.models import BackupRun
from confman.machines.files import is_shared, stored_files
from confman.web.errors import Refused
from confman.web.models import WorkStatus

_NAME = re.compile(r"confman-(\d{4}-\d\d-\d\d-\d{6})\.zip")
_FORM = "%Y-%m-%d-%H%M%S"


def backup_name(at: dt.datetime) -> str:
    """Return the name of a backup made at that moment, in UTC: ``confman-2026-11-27-213005.zip``."""
    return f"confman-{at.astimezone(dt.UTC).strftime(_FORM)}.zip"


def backup_moment(name: str) -> dt.datetime | None:
    """Return the moment in a name; None if the name is not ours, and so never deleted."""
    match = _NAME.fullmatch(name)
    try:
        return dt.datetime.strptime(match[1], _FORM) if match else None
    except ValueError:
        return None


def expired_backups(names: Iterable[str], *, daily: int, weekly: int) -> list[str]:
    """List the expired backups.

    Kept are those of the 24 hours before the newest, the last one of each of the last `daily` days, and the last one of
    each of the last `weekly` weeks that have one.
    """
    moments = {moment: name for name in names if (moment := backup_moment(name))}
    ordered = sorted(moments, reverse=True)
    lasting = {moment for moment in ordered if ordered[0] - moment < dt.timedelta(hours=24)}
    lasting |= set(_newest_of_each(ordered, lambda moment: moment.date())[: max(daily, 0)])
    lasting |= set(_newest_of_each(ordered, lambda moment: moment.isocalendar()[:2])[: max(weekly, 0)])
    return [moments[moment] for moment in ordered if moment not in lasting]


def _newest_of_each(ordered: list[dt.datetime], period: Callable[[dt.datetime], Any]) -> list[dt.datetime]:
    return [next(of_one) for _period, of_one in groupby(ordered, period)]


SNAPSHOT = "snapshot"


@contextlib.contextmanager
def database_snapshot() -> Iterator[str]:
    """Yield the alias of a separate connection that reads one snapshot and blocks nobody who writes.

    PostgreSQL: a REPEATABLE READ, READ ONLY transaction. SQLite: a read transaction beside the write-ahead log.
    """
    snapshot = connections[DEFAULT_DB_ALIAS].copy(SNAPSHOT)
    if snapshot.vendor == "sqlite":
        # Our usual IMMEDIATE would block writers.
        snapshot.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections[SNAPSHOT] = snapshot
    try:
        with transaction.atomic(using=SNAPSHOT):
            with snapshot.cursor() as cursor:
                if snapshot.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                # The snapshot is taken by the first query, not by BEGIN.
                cursor.execute("SELECT COUNT(*) FROM django_migrations")
                cursor.fetchall()
            yield SNAPSHOT
    finally:
        snapshot.close()
        del connections[SNAPSHOT]


@dataclass
class Backup:
    """The backup that was made.

    `lost` are files that rows refer to and that are missing; `deleted` are files deleted together with their rows after
    the moment of the backup.
    """

    path: Path
    size: int = 0
    rows: int = 0
    tables: int = 0
    files: int = 0
    seconds: float = 0
    lost: list[str] = dataclasses.field(default_factory=list)
    deleted: list[str] = dataclasses.field(default_factory=list)


def make_backup(target: Path, *, is_scheduled: bool = False) -> Backup:
    """Write a backup to a path; an existing file is replaced once the new one is complete and verified.

    Each attempt leaves a BackupRun. Raises Refused or OSError; nothing is then left at or beside the path.
    """
    target = target.absolute()
    if not target.parent.is_dir():
        raise Refused(f"{target.parent}: there is no such folder.")
    run = BackupRun.objects.create(path=str(target), is_scheduled=is_scheduled)
    try:
        backup = _make(target, run)
    except BaseException as error:
        _close(run, WorkStatus.FAILED, message=str(error) or type(error).__name__)
        raise
    _close(
        run,
        WorkStatus.DONE,
        size=backup.size,
        rows=backup.rows,
        files=backup.files,
        files_missing=len(backup.lost),
        message="\n".join(backup.lost[:20]),
    )
    return backup


@transaction.atomic
def _close(run: BackupRun, status: WorkStatus, **facts: Any) -> None:
    BackupRun.objects.filter(pk=run.pk).update(status=status, finished_at=timezone.now(), **facts)


def _make(target: Path, run: BackupRun) -> Backup:
    began = time.monotonic()
    backup = Backup(target)
    with BackupWriter(target) as writer, database_snapshot() as using:
        # Files first: the sooner after the moment of the rows, the fewer are deleted meanwhile.
        missing = [name for name in file_names(using) if not _add_file(writer, name)]
        later: dict[str, None] = {}
        # In a bucket one list costs less than a question for each text that may be a name.
        is_stored = {file.name for file in stored_files()}.__contains__ if is_shared() else _is_in_folder
        for model in models_to_back_up():
            columns = [field.attname for field in concrete_fields(model)]
            writer.add_table(model._meta.label, columns, _plain_rows(model, using, later, is_stored))
        for name in later:
            if name not in writer.files:
                _add_file(writer, name)
        manifest = Manifest(
            version=__version__,
            made_at=run.started_at,
            database=connections[using].vendor,
            field_keys=key_marks(),
            secret_key=secret_marks()[0],
            migrations=applied_migrations(using),
            tables=writer.tables,
            files=writer.files,
            missing=missing,
        )
        backup.size = writer.finish(manifest)
    backup.rows, backup.tables, backup.files = manifest.rows, len(manifest.tables), len(manifest.files)
    for name in missing:
        (backup.lost if _is_referred_to(name) else backup.deleted).append(name)
    backup.seconds = time.monotonic() - began
    return backup


def _plain_rows(
    model: type[models.Model], using: str, later: dict[str, None], is_stored: Callable[[str], bool]
) -> Iterator[list[Any]]:
    """Yield the rows, and collect the files that their JSON names."""
    for row in stored_rows(model, using):
        for value in row:
            if isinstance(value, (dict, list)):
                for name in names_within(value):
                    if name not in later and is_stored(name):
                        later[name] = None
        yield [plain(value) for value in row]


def _is_in_folder(name: str) -> bool:
    try:
        return os.path.isfile(default_storage.path(name))
    except (ValueError, OSError):  # It leads out of the folder, or is not a name at all.
        return False


def _add_file(writer: BackupWriter, name: str) -> bool:
    try:
        source = default_storage.open(name, "rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return False
    with source:
        writer.add_file(name, source)
    return True


def _is_referred_to(name: str) -> bool:
    return any(
        model._base_manager.filter(**{field_name: name}).exists()
        for model in models_to_back_up()
        for field_name in file_fields(model)
    )


def applied_migrations(using: str) -> dict[str, list[str]]:
    """Return the applied migrations by app."""
    names_by_app: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[using]).applied_migrations()):
        names_by_app.setdefault(app, []).append(name)
    return names_by_app


def make_scheduled_backup() -> Backup:
    """Make a backup in the folder of CONFMAN_BACKUPS, and delete those that need not be kept any longer.

    Only one runs at a time, however many workers there are. Raises Refused if another is running, or without a folder.
    """
    if not settings.CONFMAN_BACKUPS:
        raise Refused("CONFMAN_BACKUPS names no folder. Set it, or say with -o FILE where to write.")
    folder = Path(settings.CONFMAN_BACKUPS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _exclusive_lock(folder):
        # The process that held the lock, and left these runs behind, was killed.
        BackupRun.objects.running().filter(is_scheduled=True).update(
            status=WorkStatus.FAILED, finished_at=timezone.now(), message="It was interrupted."
        )
        for draft in folder.glob(".confman-*.part"):
            draft.unlink(missing_ok=True)
        backup = make_backup(folder / backup_name(timezone.now()), is_scheduled=True)
        names = [path.name for path in folder.iterdir()]
        for name in expired_backups(
            names, daily=settings.CONFMAN_BACKUP_DAILY, weekly=settings.CONFMAN_BACKUP_WEEKLY
        ):
            (folder / name).unlink(missing_ok=True)
    return backup


@contextlib.contextmanager
def _exclusive_lock(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder that ends with the process, however that ends."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(f"{folder}: another backup is being made.") from error
        yield
