"""A bag (BagIt 1.0, RFC 8493) in a zip, which any program opens; only lists of names are ever held in memory.

SLUG/bagit.txt, bag-info.txt          what it is, who made it when
SLUG/manifest-sha256.txt              the SHA-256 of every file below data/
SLUG/tagmanifest-sha256.txt           that of the three files above
SLUG/data/…                           the content
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard

MANIFEST, TAG_MANIFEST, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAGS = ("bagit.txt", INFO, MANIFEST)
CHUNK = 1024 * 1024
# Limits of a bag that is read: its parts, their bytes unpacked, how much more these are than the file, bytes of a list.
MAX_PARTS, MAX_BYTES, MAX_RATIO, MAX_TAG = 200_000, 50 * 1024**3, 200, 64 * 1024**2
# A part has the same bytes whenever it is written.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *]?(\S.*)")
_NO_NAME = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')


class _MeasuredStream(io.RawIOBase):
    """A stream that passes on what is written, and computes its size and digest."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._hash, self.size = target, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._hash.update(content)
        self.size += len(content)
        return self._target.write(content)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class BagWriter:
    """Writes a bag beside its target; only `finish` moves it there."""

    def __init__(self, target: Path, name: str) -> None:
        self._target, self._name = target, name
        self.draft = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
        self._digests: dict[str, str] = {}
        self.size = 0

    def __enter__(self) -> BagWriter:
        # Readable by its owner alone from its first byte on.
        self._stream = os.fdopen(os.open(self.draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        # If the disk is full, the end of the zip cannot be written; the draft is deleted anyway.
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()
        with contextlib.suppress(OSError):
            self._stream.close()
        if kind is not None:
            self.draft.unlink(missing_ok=True)

    @contextlib.contextmanager
    def part(self, name: str, *, is_packed: bool = False) -> Iterator[IO[bytes]]:
        """Context with the stream of one file below data/; one that `is_packed` already is stored as it is."""
        with self._open_entry(f"data/{name}", is_packed) as stream:
            yield stream  # type: ignore[misc]
        self._digests[f"data/{name}"] = stream.sha256
        self.size += stream.size

    def add(self, name: str, content: bytes) -> None:
        """Add one file below data/."""
        with self.part(name) as stream:
            stream.write(content)

    @contextlib.contextmanager
    def _open_entry(self, name: str, is_packed: bool = False) -> Iterator[_MeasuredStream]:
        entry = zipfile.ZipInfo(f"{self._name}/{name}", _NO_TIME)
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.external_attr = (stat.S_IFREG | 0o600) << 16
        with self._zip.open(entry, "w", force_zip64=True) as target:
            yield _MeasuredStream(target)

    def finish(self, info: Mapping[str, str]) -> None:
        """Write the lists of the bag, and close the draft."""
        oxum = {"Payload-Oxum": f"{self.size}.{len(self._digests)}"}
        texts = {
            "bagit.txt": DECLARATION,
            INFO: "".join(f"{key}: {' '.join(value.split())}\n" for key, value in {**info, **oxum}.items()),
            MANIFEST: "".join(f"{digest}  {name}\n" for name, digest in sorted(self._digests.items())),
        }
        tags = []
        for name, text in texts.items():
            with self._open_entry(name) as stream:
                stream.write(text.encode())
            tags.append(f"{stream.sha256}  {name}\n")
        with self._open_entry(TAG_MANIFEST) as stream:
            stream.write("".join(tags).encode())
        self._zip.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def move(self) -> int:
        """Put the closed draft into its place; return its size."""
        size = self.draft.stat().st_size
        self.draft.replace(self._target)
        return size


class BagReader:
    """Reads a bag. Anything wrong with the file raises Refused, saying what and where; nothing is unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> BagReader:
        if not self.path.is_file():
            raise Refused(_("%(file)s: there is no such file.") % {"file": self.path})
        self._stack = contextlib.ExitStack()
        try:
            with reader_guard(
                self.path.name, problem=_("this is not a zip, or its end is missing. Copy it again.")
            ):
                self._zip = self._stack.enter_context(zipfile.ZipFile(self.path))
            self._parts = self._named(self._zip.infolist())
            self._digests = self._listed(MANIFEST)
            self._compare()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    # --- What is there -------------------------------------------------------------------------------

    def _named(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Return the parts by their names within the bag."""
        size, real = sum(entry.file_size for entry in entries), self.path.stat().st_size
        if len(entries) > MAX_PARTS or size > MAX_BYTES:
            raise Refused(
                _("%(file)s: it has %(parts)d parts and %(size)d MB unpacked, more than %(most_parts)d and %(most)d.")
                % {"file": self.path.name, "parts": len(entries), "size": size // 1024**2,
                   "most_parts": MAX_PARTS, "most": MAX_BYTES // 1024**2}
            )  # fmt: skip
        if size > MAX_RATIO * real or sum(entry.compress_size for entry in entries) > real:
            raise Refused(
                _(
                    "%(file)s: unpacked it would be %(size)d MB, far more than it can hold. Nothing was unpacked."
                )
                % {"file": self.path.name, "size": size // 1024**2}
            )
        entry_by_name: dict[str, zipfile.ZipInfo] = {}
        tops = set()
        for entry in entries:
            top, name = self._checked(entry)
            tops.add(top)
            if name in entry_by_name or len(tops) > 1:
                raise self.damaged(name, _("it appears twice, or is in a second folder"))
            if name:
                entry_by_name[name] = entry
        if entry_by_name.keys() & {*TAGS, TAG_MANIFEST} != {*TAGS, TAG_MANIFEST}:
            raise Refused(
                _(
                    "%(file)s: this is not a bag (BagIt): it lacks %(part)s. Only what “archive” wrote can be read."
                )
                % {"file": self.path.name, "part": min({*TAGS, TAG_MANIFEST} - entry_by_name.keys())}
            )
        return entry_by_name

    def _checked(self, entry: zipfile.ZipInfo) -> tuple[str, str]:
        """Return folder and name of an entry. Raises Refused for one that would lie elsewhere, or is no plain file."""
        name = entry.filename
        kind = stat.S_IFMT(entry.external_attr >> 16)
        parts = name.removesuffix("/").split("/")
        if name != entry.orig_filename or _NO_NAME.search(name) or not {"", ".", ".."}.isdisjoint(parts):
            raise self.damaged(name, _("its name leads out of the bag"))
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise self.damaged(name, _("it is a link or a device, not a file"))
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.damaged(name, _("it is encrypted, or packed in an unusual way"))
        return parts[0], "" if entry.is_dir() else "/".join(parts[1:])

    def _listed(self, manifest: str) -> dict[str, str]:
        """Return the digests that a manifest lists."""
        digest_by_name: dict[str, str] = {}
        for line in self.text(manifest).splitlines():
            match = _LINE.fullmatch(line)
            if match is None or match[2] in digest_by_name:
                raise self.damaged(manifest, _("a line of it cannot be read, or names a file twice"))
            digest_by_name[match[2].strip()] = match[1].lower()
        return digest_by_name

    def _compare(self) -> None:
        """Raise Refused unless the lists name exactly the files that are there."""
        for tag, digest in self._listed(TAG_MANIFEST).items():
            if tag not in TAGS or hashlib.sha256(self.text(tag).encode()).hexdigest() != digest:
                raise self.damaged(tag, _("its checksum does not match"))
        if not self.text("bagit.txt").startswith("BagIt-Version: 1.0\n"):
            raise self.damaged("bagit.txt", _("it names another version of BagIt than 1.0"))
        names = {name for name in self._parts if name not in (*TAGS, TAG_MANIFEST)}
        for name in sorted(self._digests.keys() - names):
            raise self.damaged(name, _("it is missing"))
        for name in sorted(names - self._digests.keys()):
            raise self.damaged(name, _("it is not listed; it was not put there when the bag was made"))

    def damaged(self, part: str, fault: str) -> Refused:
        """Return the refusal of one part that is wrong."""
        return Refused(
            _("%(file)s is damaged or was changed: %(part)s: %(fault)s. Nothing was restored.")
            % {"file": self.path.name, "part": part[:200], "fault": fault.rstrip(".")}
        )

    # --- What is in it -------------------------------------------------------------------------------

    @property
    def names(self) -> set[str]:
        """The names of the files below data/."""
        return {name.removeprefix("data/") for name in self._digests}

    def verify(self) -> None:
        """Compare each file with its digest. Raises Refused at the first difference."""
        for name, digest in self._digests.items():
            actual = hashlib.sha256()
            with self._opened(name) as source:
                while chunk := source.read(CHUNK):
                    actual.update(chunk)
            if actual.hexdigest() != digest:
                raise self.damaged(name, _("its checksum does not match"))

    def text(self, tag: str) -> str:
        """Return one of the short files beside data/."""
        if self._parts[tag].file_size > MAX_TAG:
            raise self.damaged(tag, _("it is too long"))
        with self._opened(tag) as source:
            return source.read().decode()

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Context with the stream of a file below data/."""
        with self._opened(f"data/{name}") as source:
            yield source

    def size_of(self, name: str) -> int:
        """Return the bytes of a file below data/."""
        return self._parts[f"data/{name}"].file_size

    @contextlib.contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        message = _("%(file)s is damaged: %(part)s cannot be read. Nothing was restored.")
        with (
            reader_guard(problem=message % {"file": self.path.name, "part": name}),
            self._zip.open(self._parts[name]) as source,
        ):
            yield source


def bagged_on(moment: dt.datetime) -> str:
    """Return the day of a bag as its info has it."""
    return moment.date().isoformat()
