"""Files that no row names, left behind by a form refused after its file was stored or by a killed process."""

import datetime as dt
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, models, transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.backups.domain.archive import file_names, names_within, stored_models
from confman.machines.files import is_shared, stored_files
from confman.web.errors import Refused

# A file is stored before the row that names it: a younger one may belong to a form in progress.
RETENTION = dt.timedelta(days=1)
# Up to this many are always deleted.
FEW = 20


@dataclass
class Sweep:
    """The number of files older than a day, how many of them no row names, and their total size."""

    old: int = 0
    files: int = 0
    bytes: int = 0


def sweep_files(*, by: User, dry_run: bool = False, most: bool = False) -> Sweep:
    """Delete the files that no row names and that are older than a day; `dry_run` only counts them.

    Raises Refused, with nothing deleted, if that would be most of the files: the folder then probably belongs to
    another database. `most` deletes them all the same.
    """
    before = time.time() - RETENTION.total_seconds()
    if not dry_run:
        delete_uploads()
    old = {file.name: file for file in stored_files() if file.changed < before}
    # The files first, then the rows: a file that gets its row meanwhile counts as named.
    orphans = old.keys() - set(file_names(DEFAULT_DB_ALIAS, stored_models()))
    if orphans:
        orphans -= _names_in_json(orphans)
    swept = Sweep(old=len(old))
    if len(orphans) > max(FEW, len(old) // 2) and not (most or dry_run):
        raise Refused(
            f"{len(orphans)} of {len(old)} files in {_store()} are named by no row. Nothing was deleted: is"
            " this the store of that database? If it is, run `sweepfiles --most`."
        )
    for name in sorted(orphans):
        if dry_run or _delete(name, before):
            swept.files += 1
            swept.bytes += old[name].size
    if swept.files and not dry_run:
        with transaction.atomic():
            record_audit("backups.files_swept", by=by, details={"files": swept.files, "bytes": swept.bytes})
    return swept


def delete_uploads() -> None:
    """Delete what a process that was killed had begun to take, more than a day ago."""
    before = time.time() - RETENTION.total_seconds()
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def _store() -> str:
    """Return where the files lie, for people."""
    return "the bucket of CONFMAN_FILES_URL" if is_shared() else str(settings.MEDIA_ROOT)


def _names_in_json(sought: set[str]) -> set[str]:
    """Return which of the names occur in JSON of rows: an undo step keeps the file it removed."""
    names: set[str] = set()
    for model in stored_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.JSONField):
                values = model._base_manager.order_by().values_list(field.attname, flat=True)
                for value in values.iterator(chunk_size=1000):
                    names |= sought.intersection(names_within(value))
    return names


def _delete(name: str, before: float) -> bool:
    """Delete a file; return False if it was already gone, or touched meanwhile."""
    try:
        if default_storage.get_modified_time(name).timestamp() >= before:
            return False
    except FileNotFoundError:
        return False
    default_storage.delete(name)
    return True
