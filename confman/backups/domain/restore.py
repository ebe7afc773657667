"""Restore a backup into an empty installation, on either database: completely or not at all."""

import contextlib
import dataclasses
import filecmp
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models, transaction

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.backups.domain.archive import (
    NAMED,
    BackupReader,
    Manifest,
    concrete_fields,
    key_marks,
    models_to_back_up,
    readers_of,
    secret_marks,
)
from confman.backups.domain.backup import applied_migrations
from confman.machines.files import local_copy, placed, staging
from confman.mail.domain.closed_outbox import HeldMail, close_outbox
from confman.web.database.bulk import insert_values
from confman.web.errors import Refused

# Temporary copies of files on their way into the storage.
_STAGE = ".restore-"


@dataclass
class RestoredBackup:
    """The result of a restore; `warnings` are sentences about what the operator has to check."""

    manifest: Manifest
    warnings: list[str] = dataclasses.field(default_factory=list)


def restore_backup(path: Path) -> RestoredBackup:
    """Fill an empty, migrated installation with the rows and files of a backup.

    Raises Refused, with nothing changed, if the file is damaged or was made with other tables, or if the installation
    is not empty.
    """
    with BackupReader(path) as backup:
        backup.verify()
        manifest = backup.manifest
        _require_same_tables(manifest)
        _require_empty()
        with _staged_files(backup) as stage, transaction.atomic():
            _require_empty()
            _restore_rows(backup)
            mail = close_outbox(by=system_user("command"))
            with _files_in_place(stage, manifest):
                facts = {
                    "made_at": manifest.made_at.isoformat(),
                    "rows": manifest.rows,
                    "files": len(manifest.files),
                }
                record_audit("backups.restored", by=system_user("command"), details=facts)
                _check_references()
    return RestoredBackup(manifest, _warnings(manifest, mail))


def _require_same_tables(manifest: Manifest) -> None:
    """Raise Refused if the tables differ: rows return to the tables they came from; migrations come afterwards."""
    migrations, migrations_of_backup = (
        {f"{app}.{name}" for app, names in names_by_app.items() for name in names}
        for names_by_app in (applied_migrations(DEFAULT_DB_ALIAS), manifest.migrations)
    )
    if newer := migrations_of_backup - migrations:
        raise Refused(
            f"The backup was made by confman {manifest.version}, whose tables are newer ({min(newer)}). Install"
            " that version, run migrate on an empty database, and restore there."
        )
    if older := migrations - migrations_of_backup:
        raise Refused(
            f"The backup was made by confman {manifest.version}, whose tables are older ({min(older)} is not in"
            " it). Install that version, run migrate on an empty database, restore there, then update."
        )
    columns = {
        model._meta.label: [field.attname for field in concrete_fields(model)]
        for model in models_to_back_up()
    }
    columns_of_backup = {label: table.columns for label, table in manifest.tables.items()}
    differing = sorted(
        label
        for label in {*columns, *columns_of_backup}
        if columns.get(label) != columns_of_backup.get(label)
    )
    if differing:
        raise Refused(
            f"The backup was made by confman {manifest.version}; its table {differing[0]} has other columns than"
            " here. Install that version and restore there."
        )


def _require_empty() -> None:
    """Raise Refused if there are rows other than those that `migrate` creates and the system's own accounts."""
    full = [
        model._meta.label
        for model in models_to_back_up()
        if model._meta.label not in NAMED and _rows_of_somebody(model).exists()
    ]
    if full:
        more = f" and {len(full) - 3} more" if len(full) > 3 else ""
        raise Refused(
            f"This installation is not empty ({', '.join(full[:3])}{more} have rows). A backup is restored into a new"
            " database after `migrate`, before anything else is done there."
        )


def _rows_of_somebody(model: type[models.Model]) -> models.QuerySet[Any]:
    rows = model._base_manager.all()
    return rows.exclude(is_system=True) if model is User else rows


# --- Rows --------------------------------------------------------------------------------------------


def _restore_rows(backup: BackupReader) -> None:
    User.objects.filter(is_system=True).delete()
    numbers: dict[type[models.Model], dict[Any, Any]] = {}
    restored: list[type[models.Model]] = []
    for model in models_to_back_up():
        label = model._meta.label
        try:
            with transaction.atomic():
                if label in NAMED:
                    numbers[model] = _find_named(model, backup, numbers)
                else:
                    _insert(model, backup, numbers)
        except (DatabaseError, ValidationError, LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise Refused(f"The rows of {label} can't be restored: {error}") from error
        restored.append(model)
    with connection.cursor() as cursor:
        # PostgreSQL's sequences have to continue from the highest key; SQLite's do so by themselves.
        for statement in connection.ops.sequence_reset_sql(no_style(), restored):
            cursor.execute(statement)


def _find_named(
    model: type[models.Model], backup: BackupReader, numbers: dict[type[models.Model], dict[Any, Any]]
) -> dict[Any, Any]:
    """Match content types and permissions that exist already; create those of packages that no longer exist."""
    key_by_id: dict[Any, Any] = {}
    row_of_name: Any
    names = [field.attname for field in concrete_fields(model)]
    for row in backup.rows(model._meta.label):
        values = dict(zip(names, row, strict=True))
        if model is ContentType:
            key = {"app_label": values["app_label"], "model": values["model"]}
            row_of_name, _created = ContentType.objects.get_or_create(**key)
        else:
            row_of_name, _created = Permission.objects.get_or_create(
                content_type_id=numbers[ContentType][values["content_type_id"]],
                codename=values["codename"],
                defaults={"name": values["name"]},
            )
        key_by_id[values["id"]] = row_of_name.pk
    return key_by_id


def _insert(
    model: type[models.Model], backup: BackupReader, numbers: dict[type[models.Model], dict[Any, Any]]
) -> None:
    """Insert rows exactly as they were, bypassing `save`, which would overwrite times and search keys."""
    fields, readers = concrete_fields(model), readers_of(model, numbers)
    rows = (
        [
            field.get_db_prep_save(read(value), connection)
            for field, read, value in zip(fields, readers, row, strict=True)
        ]
        for row in backup.rows(model._meta.label)
    )
    insert_values(model, fields, rows)


def _check_references() -> None:
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise Refused(f"The rows of the backup do not fit together: {error}") from error


# --- Files -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _staged_files(backup: BackupReader) -> Iterator[Path]:
    """Write all files to a temporary folder, before a transaction begins."""
    with staging(_STAGE, alone=True) as stage:
        for name in backup.manifest.files:
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            backup.copy_file(name, target)
            if default_storage.exists(name) and not _is_stored_as(name, target):
                raise Refused(
                    f"{name}: another file lies there already. Restore into an empty folder (CONFMAN_DATA) or bucket"
                    " (CONFMAN_FILES_URL)."
                )
        yield stage


def _is_stored_as(name: str, copy: Path) -> bool:
    with local_copy(name) as stored:
        return filecmp.cmp(stored, copy, shallow=False)


def _files_in_place(stage: Path, manifest: Manifest) -> contextlib.AbstractContextManager[None]:
    """Move the files to where the rows expect them, but those that a killed restore left there."""
    return placed((stage / name, name) for name in manifest.files if not default_storage.exists(name))


def _warnings(manifest: Manifest, mail: HeldMail) -> list[str]:
    texts = []
    if manifest.field_keys[0] not in key_marks():
        texts.append(
            "The protected fields (passports, visas) were sealed with a key that is not among yours: they can't be"
            " read until CONFMAN_FIELD_KEYS has it."
        )
    if manifest.secret_key not in secret_marks():
        texts.append(
            "CONFMAN_SECRET_KEY is another than it was: links that were sent by mail no longer work."
        )
    if manifest.missing:
        texts.append(f"{len(manifest.missing)} files were not there when the backup was made.")
    if mail.waiting or mail.sending:
        texts.append(
            f"{mail.waiting} mails waited to be sent and {mail.sending} were being sent when the backup was made: they"
            f" may have left since, and are held back; {mail.expired} of them with a code or link that is no longer"
            " good are expired. Look into the outbox of each conference, and at /operator/, and send what is to leave."
        )
    texts.append(
        "The outbox is closed to what jobs write (reminders, notices, letters), because people may have got it since"
        " the backup was made: it is held back, too. Start the worker, look at what is held, then open the outbox at"
        " /operator/ or by `openoutbox`."
    )
    return texts
