"""The file of a backup: a zip that any program opens, with a manifest that has the SHA-256 of each part.

It has rows as plain JSON, which either database can load, and the files they refer to.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Literal
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import models
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from confman.web.errors import Refused

# Sessions end with the restore, and with them the pages open in them. Done jobs of the queue are of no use, and the
# worker recreates its schedule. The list of backups belongs to the installation that made them.
LEFT_OUT = frozenset(
    {
        "sessions.Session",
        "accounts.Session",
        "api.ApiRequest",
        "api.IdempotentAnswer",
        "people.OpenPage",
        "django_q.Task",
        "django_q.Schedule",
        "backups.BackupRun",
    }
)
# `migrate` creates these rows itself, with its own keys: they are matched by their names.
NAMED = ("contenttypes.ContentType", "auth.Permission")

Model = type[models.Model]
Row = tuple[Any, ...]


def stored_models() -> list[Model]:
    """Return all models that have a table of their own."""
    all_models = apps.get_models(include_auto_created=True)
    return [model for model in all_models if model._meta.managed and not model._meta.proxy]


def models_to_back_up() -> list[Model]:
    """Return the models of a backup; those whose rows are matched by name come first."""
    model_by_label = {
        model._meta.label: model for model in stored_models() if model._meta.label not in LEFT_OUT
    }
    return [model_by_label.pop(label) for label in NAMED] + [
        model_by_label[label] for label in sorted(model_by_label)
    ]


def concrete_fields(model: Model) -> list[models.Field[Any, Any]]:
    """Return the fields that have a column in the model's table."""
    return list(model._meta.local_concrete_fields)


def file_fields(model: Model) -> list[str]:
    """Return the names of the model's fields that hold the name of a file."""
    return [field.name for field in concrete_fields(model) if isinstance(field, models.FileField)]


def stored_rows(model: Model, using: str) -> Iterator[Row]:
    """Yield all rows as stored, a few at a time, bypassing managers and computed attributes."""
    names = [field.attname for field in concrete_fields(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=1000)


def plain(value: object) -> object:
    """Return a value as JSON, to the last microsecond and decimal. Raises TypeError for one of an unknown type."""
    if value is None or isinstance(value, (bool, int, float, str, dict, list)):
        return value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"A backup has no form for {type(value).__name__}.")


def file_names(using: str, among: Iterable[Model] | None = None) -> Iterator[str]:
    """Yield each file that the kept models, or the models `among`, refer to, once."""
    seen: set[str] = set()
    for model in models_to_back_up() if among is None else among:
        for name in file_fields(model):
            queryset = model._base_manager.using(using).exclude(**{name: ""}).exclude(**{name: None})
            for value in queryset.order_by().values_list(name, flat=True).iterator(chunk_size=1000):
                if value not in seen:
                    seen.add(value)
                    yield value


def names_within(value: object) -> Iterator[str]:
    """Yield texts within JSON that may be names of files: an undo step keeps the name of the file it removed."""
    if isinstance(value, str):
        if "/" in value and len(value) < 300 and "\n" not in value and "://" not in value:
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from names_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from names_within(part)


def key_marks() -> list[str]:
    """Return marks that identify the keys of the protected fields without revealing them; the newest first."""
    secrets = [*settings.FIELD_ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_mark(secret) for secret in secrets]


def secret_marks() -> list[str]:
    """Return the marks of the keys whose links and sessions count; first that of the key that signs them now."""
    return [_mark(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _mark(secret: str) -> str:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"confman mark of a key in a backup")
    return hashlib.sha256(derived.derive(secret.encode())).hexdigest()[:16]


def readers_of(model: Model, numbers: dict[Model, dict[Any, Any]]) -> list[Callable[[Any], Any]]:
    """Return, for each field, a function from the plain value to the field's own.

    `numbers` maps the keys of named rows in the backup to their keys in this database.
    """
    return [_reader(field, numbers) for field in concrete_fields(model)]


def _reader(field: models.Field[Any, Any], numbers: dict[Model, dict[Any, Any]]) -> Callable[[Any], Any]:
    new_numbers = numbers.get(field.related_model) if field.is_relation else None  # type: ignore[arg-type]
    if new_numbers is not None:
        return lambda value: None if value is None else new_numbers[value]
    return lambda value: None if value is None else field.to_python(value)


MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


class ArchiveFile(BaseModel):
    """A file within the backup."""

    model_config = ConfigDict(extra="forbid")

    size: int
    sha256: str


class ModelRows(ArchiveFile):
    """The rows of one model."""

    columns: list[str]
    rows: int


class Manifest(BaseModel):
    """The contents of manifest.json. `missing` are files that rows refer to and that were not found."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["confman-backup"] = "confman-backup"
    format_version: Literal[1] = 1
    version: str
    made_at: dt.datetime
    database: str
    field_keys: list[str] = Field(min_length=1)
    secret_key: str
    migrations: dict[str, list[str]]
    tables: dict[str, ModelRows]
    files: dict[str, ArchiveFile]
    missing: list[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class _MeasuredPart:
    """A stream that passes on what is written, and computes its size and digest."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    def write(self, content: bytes) -> None:
        self._target.write(content)
        self._hash.update(content)
        self.size += len(content)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class BackupWriter:
    """Writes a backup beside its target; only `finish` moves it there, after reading all of it back."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._draft = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
        self.tables: dict[str, ModelRows] = {}
        self.files: dict[str, ArchiveFile] = {}

    def __enter__(self) -> BackupWriter:
        # Readable by its owner alone from its first byte on.
        self._stream = os.fdopen(os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            # If the disk is full, the end of the zip cannot be written; the draft is deleted anyway.
            with contextlib.suppress(OSError, ValueError):
                self._zip.close()
        with contextlib.suppress(OSError):
            self._stream.close()
        self._draft.unlink(missing_ok=True)

    def add_table(self, label: str, columns: list[str], rows: Iterator[Any]) -> None:
        """Add the rows of a model, as plain values."""
        count = 0
        with self._part(f"rows/{label}.jsonl", zipfile.ZIP_DEFLATED) as part:
            for row in rows:
                part.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                count += 1
        self.tables[label] = ModelRows(size=part.size, sha256=part.sha256, columns=columns, rows=count)

    def add_file(self, name: str, source: IO[bytes]) -> None:
        """Add a file from the storage. Photographs, PDF and Word files are compressed already."""
        with self._part(f"files/{name}", zipfile.ZIP_STORED) as part:
            while chunk := source.read(_CHUNK):
                part.write(chunk)
        self.files[name] = ArchiveFile(size=part.size, sha256=part.sha256)

    @contextlib.contextmanager
    def _part(self, name: str, method: int) -> Iterator[_MeasuredPart]:
        entry = zipfile.ZipInfo(name, dt.datetime.now(dt.UTC).timetuple()[:6])
        entry.compress_type, entry.external_attr = method, 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as target:
            yield _MeasuredPart(target)

    def finish(self, manifest: Manifest) -> int:
        """Write the manifest, read everything back from the disk, and move the file to its target; return its size."""
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        self._zip.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        with BackupReader(self._draft) as reader:
            reader.verify()
            if reader.manifest != manifest:
                raise Refused(
                    f"{self._target}: what was read back is not what was written; the disk may be failing."
                )
        size = self._draft.stat().st_size
        self._draft.replace(self._target)
        folder = os.open(self._target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return size


class BackupReader:
    """Reads a backup. Anything wrong with the file raises Refused, saying what and where."""

    manifest: Manifest

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> BackupReader:
        if not self.path.is_file():
            raise Refused(f"{self.path}: there is no such file.")
        self._stack = contextlib.ExitStack()
        with self._refusing_damage("its table of contents"):
            self._zip = self._stack.enter_context(zipfile.ZipFile(self.path))
            content = self._zip.read(MANIFEST)
        try:
            self.manifest = Manifest.model_validate_json(content)
        except ValidationError as error:
            self._stack.close()
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "it"
            raise Refused(
                f"{self.path}: this is no backup that this version of confman reads ({where}: {first['msg']})."
            ) from error
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def verify(self) -> None:
        """Compare each part with its entry in the manifest. Raises Refused at the first difference."""
        part_by_name: dict[str, ArchiveFile] = {
            f"rows/{label}.jsonl": part for label, part in self.manifest.tables.items()
        }
        part_by_name |= {f"files/{name}": part for name, part in self.manifest.files.items()}
        names = self._zip.namelist()
        if len(names) != len(set(names)) or set(names) != {*part_by_name, MANIFEST}:
            odd = sorted(set(names) ^ {*part_by_name, MANIFEST}) or ["a part that is there twice"]
            raise Refused(f"{self.path}: damaged; the manifest and the parts do not agree ({odd[0]}).")
        for name, part in part_by_name.items():
            digest, size = hashlib.sha256(), 0
            with self._refusing_damage(name), self._zip.open(name) as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
            if (size, digest.hexdigest()) != (part.size, part.sha256):
                raise Refused(f"{self.path}: damaged; {name} is not what was written.")
        for name in self.manifest.files:
            if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute() or "\\" in name:
                raise Refused(f"{self.path}: {name} would lie outside the folder of the files.")

    def rows(self, label: str) -> Iterator[list[Any]]:
        """Yield the rows of a model, one after the other."""
        name = f"rows/{label}.jsonl"
        with self._refusing_damage(name), self._zip.open(name) as source:
            for line in source:
                yield json.loads(line)

    def copy_file(self, name: str, target: Path) -> None:
        """Write one of the files to a path on disk."""
        with (
            self._refusing_damage(f"files/{name}"),
            self._zip.open(f"files/{name}") as source,
            target.open("xb") as output,
        ):
            while chunk := source.read(_CHUNK):
                output.write(chunk)
            output.flush()
            os.fsync(output.fileno())

    @contextlib.contextmanager
    def _refusing_damage(self, part: str) -> Iterator[None]:
        # zipfile raises errors of many types for a damaged file.
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError,
                RuntimeError, OverflowError, OSError) as error:  # fmt: skip
            # An archive may claim to begin before its own start; any other error of the disk is not its fault.
            if isinstance(error, OSError) and error.errno != errno.EINVAL:
                raise
            raise Refused(
                f"{self.path}: damaged, or no backup at all; {part} can't be read ({error})."
            ) from error
