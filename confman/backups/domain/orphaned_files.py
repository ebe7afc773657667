"""Files that no row names, left behind by a form refused after its file was stored or by a killed process."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.backups.domain.contents import file_names, names_within, stored_models
from confman.web.errors import Refused

# A file is stored before the row that names it: a younger one may belong to a form in progress.
KEPT_FOR = dt.timedelta(days=1)
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
    old = {name: path for name, path in _files() if _is_old(path)}
    # The files first, then the rows: a file that gets its row meanwhile counts as named.
    orphans = old.keys() - set(file_names(DEFAULT_DB_ALIAS, stored_models()))
    if orphans:
        orphans -= _names_in_json(orphans)
    swept = Sweep(old=len(old))
    if len(orphans) > max(FEW, len(old) // 2) and not (most or dry_run):
        raise Refused(
            f"{len(orphans)} of {len(old)} files in {settings.MEDIA_ROOT} are named by no row. Nothing was deleted: is"
            " this the folder of that database? If it is, run `sweepfiles --most`."
        )
    for name in sorted(orphans):
        size = _delete(old[name], dry_run)
        if size is not None:
            swept.files += 1
            swept.bytes += size
    if swept.files and not dry_run:
        with transaction.atomic():
            record_audit("backups.files_swept", by=by, details={"files": swept.files, "bytes": swept.bytes})
    return swept


def _files() -> Iterator[tuple[str, Path]]:
    """Yield every file of the storage with its name; hidden files and links are not confman's."""
    root = Path(settings.MEDIA_ROOT)
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and not path.is_symlink():
                yield path.relative_to(root).as_posix(), path


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - KEPT_FOR.total_seconds()
    except FileNotFoundError:
        return False


def _names_in_json(sought: set[str]) -> set[str]:
    """Return which of the names occur in JSON of rows: an undo step keeps the file it removed."""
    found: set[str] = set()
    for model in stored_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.JSONField):
                values = model._base_manager.order_by().values_list(field.attname, flat=True)
                for value in values.iterator(chunk_size=1000):
                    found |= sought.intersection(names_within(value))
    return found


def _delete(path: Path, dry_run: bool) -> int | None:
    """Delete a file and return its size; None if it was already gone, or touched meanwhile."""
    try:
        size = path.stat().st_size
        if not _is_old(path):
            return None
        if not dry_run:
            path.unlink()
    except FileNotFoundError:
        return None
    return size
