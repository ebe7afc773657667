"""Stored files wherever they lie: in the data folder, or in a bucket that all machines share.

A file is never read where it lies in the bucket: opening it copies the whole of it to this machine first, so nobody is
sent half a file. Whoever needs a path takes `local_copy`; whoever makes large files makes them in a `staging` folder
and has them `placed`.
"""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

logger = logging.getLogger(__name__)
A_DAY = 24 * 60 * 60


class FilesUnreachable(Exception):
    """The shared store does not answer, or wrongly: whether it has the file is unknown. Trying again later may help."""


@dataclass(frozen=True)
class StoredFile:
    """A file that lies in the store."""

    name: str
    size: int
    changed: float  # seconds since the epoch


def is_shared() -> bool:
    """Tell whether files lie in a bucket, not in a folder of this machine."""
    return not isinstance(default_storage, FileSystemStorage)


def store_fault() -> str:
    """Return what is wrong with the shared store, asked for a moment; "" if it answers, or there is none."""
    store: Any = default_storage
    return str(store.fault()) if is_shared() else ""


def stored_files() -> Iterator[StoredFile]:
    """Yield every file of the store; hidden files and links are not confman's."""
    if is_shared():
        store: Any = default_storage
        yield from (StoredFile(*facts) for facts in store.all_files())
        return
    root = Path(default_storage.path(""))
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and not path.is_symlink():
                with suppress(FileNotFoundError):
                    facts = path.stat()
                    yield StoredFile(path.relative_to(root).as_posix(), facts.st_size, facts.st_mtime)


def listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of the folders and files in a folder; none if there is no such folder."""
    try:
        return default_storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return [], []


def delete_files(names: Iterable[str]) -> None:
    """Delete files that no row names any more; of one that cannot be deleted the log says so."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            logger.exception("A file could not be deleted: %s", name)


def touch_file(name: str) -> None:
    """Make a file count as written now. One in a bucket cannot be: it is made again once it is old."""
    if not is_shared():
        with suppress(FileNotFoundError):
            os.utime(default_storage.path(name))


@contextmanager
def local_copy(name: str) -> Iterator[Path]:
    """Yield the path of a file, or of a copy that is deleted afterwards."""
    if not is_shared():
        yield Path(default_storage.path(name))
        return
    with staging(".copy-") as folder, default_storage.open(name, "rb") as source:
        path = folder / Path(name).name
        with path.open("xb") as target:
            shutil.copyfileobj(source, target, File.DEFAULT_CHUNK_SIZE)
        yield path


def staging_room() -> int:
    """Return the free bytes of the disk on which files are staged."""
    return shutil.disk_usage(_staging_root()).free


@contextmanager
def staging(prefix: str, *, alone: bool = False) -> Iterator[Path]:
    """Yield a temporary folder for files on their way into the store, on its disk if it has one.

    What a killed run left behind is deleted after a day; by the person who is `alone` in using the prefix, at once.
    """
    root = _staging_root()
    for leftover in root.glob(f"{prefix}*"):
        with suppress(FileNotFoundError):
            if alone or leftover.stat().st_mtime < time.time() - A_DAY:
                shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def placed(files: Iterable[tuple[Path, str]]) -> Iterator[None]:
    """Move staged files to their names in the store; delete them there if what happens within fails.

    Raises FileExistsError where a name is taken: no file is written over.
    """
    names_moved: list[str] = []
    try:
        for path, name in files:
            _place(path, name)
            names_moved.append(name)
        yield
    except BaseException:
        for name in names_moved:
            default_storage.delete(name)
        raise


def _place(path: Path, name: str) -> None:
    if not is_shared():
        target = Path(default_storage.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        # A renaming would write over whatever has the name; a second name for the same file finds it taken.
        try:
            os.link(path, target)
        except FileExistsError:
            raise
        except OSError:  # a disk on which no file has two names
            target.touch(exist_ok=False)
            path.replace(target)
        else:
            path.unlink()
        return
    store: Any = default_storage
    with path.open("rb") as source:
        store.save_as(name, File(source))
    path.unlink()


def _staging_root() -> Path:
    root = Path(settings.DATA_DIR) / "staging" if is_shared() else Path(default_storage.path(""))
    root.mkdir(parents=True, exist_ok=True)
    return root
