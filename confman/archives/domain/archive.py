"""Archive a conference: all that belongs to it in one bag, which another installation can restore."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman import __version__
from confman.accounts import cipher
from confman.accounts.models import User
from confman.archives.domain.bag import CHUNK, BagReader, BagWriter, bagged_on
from confman.archives.domain.contents import (
    FORMAT_VERSION,
    WITHOUT_PEOPLE,
    Anonymizer,
    Model,
    accounts_of,
    archived_fields,
    archived_models,
    archived_rows,
    blank_fields,
    is_joining,
    json_schema,
    keys_of,
    references,
    sealed_fields,
)
from confman.archives.domain.passphrase import Passphrase
from confman.archives.domain.reading_room import add_documents, add_index
from confman.audit.domain.recorder import record_audit
from confman.backups.domain.archive import plain
from confman.backups.domain.backup import database_snapshot
from confman.conferences.models import Conference
from confman.web.errors import Refused

FORMAT = "confman-conference"
Progress = Callable[[int], object]


@dataclass
class ArchiveResult:
    """The archive that was made. `lost` are files that rows refer to and that are missing."""

    path: Path
    size: int = 0
    rows: dict[str, int] = dataclasses.field(default_factory=dict)
    files: int = 0
    documents: list[str] = dataclasses.field(default_factory=list)
    lost: list[str] = dataclasses.field(default_factory=list)
    seconds: float = 0


def archive_conference(
    conference: Conference,
    target: Path,
    *,
    by: User,
    personal_data: bool = True,
    passphrase: str = "",
    progress: Progress = lambda percent: None,
) -> ArchiveResult:
    """Write a conference, as of one moment, into a bag at `target`, read it back, and record that.

    Without `personal_data` people and users are numbers. Protected answers are only in it under a `passphrase`. Raises
    Refused or OSError; nothing is then left at or beside the path.
    """
    if passphrase and not personal_data:
        raise Refused(_("Protected answers are personal data: leave out one or the other."))
    target = target.absolute()
    if not target.parent.is_dir():
        raise Refused(_("%(folder)s: there is no such folder.") % {"folder": target.parent})
    began = time.monotonic()
    result = ArchiveResult(target)
    with BagWriter(target, conference.slug) as bag, database_snapshot() as using:
        current = Conference.objects.using(using).get(pk=conference.pk)
        lines = _ArchiveLines(
            current, using, result, personal_data, Passphrase(passphrase, current.pk) if passphrase else None
        )
        all_models = lines.models_to_archive()
        for number, model in enumerate(all_models):
            lines.write(model, bag)
            progress(number * 60 // len(all_models))
        lines.write_accounts(bag)
        lines.write_files(bag)
        progress(75)
        documents = add_documents(bag, conference, is_personal=personal_data)
        result.documents = [document.name for document in documents]
        _describe(bag, current, result, personal_data, bool(passphrase))
        add_index(bag, conference, documents, is_personal=personal_data)
        bag.finish(_bag_info(conference))
        progress(90)
        try:
            with BagReader(bag.draft) as reader:
                reader.verify()
        except BaseException:
            bag.draft.unlink(missing_ok=True)
            raise
        result.size = bag.move()
    with transaction.atomic():
        record_audit(
            "archives.archived", by=by, target=conference, label=conference.slug,
            details={"rows": sum(result.rows.values()), "files": result.files, "personal_data": personal_data,
                     "protected": bool(passphrase)},
        )  # fmt: skip
    result.seconds = time.monotonic() - began
    return result


class _ArchiveLines:
    """The rows of a conference as lines, with what they refer to."""

    def __init__(
        self,
        conference: Conference,
        using: str,
        result: ArchiveResult,
        is_personal: bool,
        passphrase: Passphrase | None,
    ) -> None:
        self.conference, self.using, self.made = conference, using, result
        self.is_personal, self.passphrase = is_personal, passphrase
        self.accounts = accounts_of(conference, self._naming_accounts(), using)
        self.numbers = {user.pk: number for number, user in enumerate(self.accounts, start=1)}
        self.keys = keys_of(conference, using)
        self.anonymizer = None if is_personal else Anonymizer(conference, using)
        self.files: dict[str, str] = {}
        for model in set(self.keys) - set(self.models_to_archive()):
            self.keys[model] = set()

    def models_to_archive(self) -> list[Model]:
        """Return the models of this archive, by label."""
        return [
            model
            for model in archived_models()
            if (self.passphrase or not sealed_fields(model))
            and (self.is_personal or model._meta.label not in WITHOUT_PEOPLE)
        ]

    def _naming_accounts(self) -> Iterator[models.Field[Any, Any]]:
        for model in self.models_to_archive():
            blank = frozenset() if self.is_personal else blank_fields(model)
            yield from (
                field for field, target in references(model) if target is User and field.name not in blank
            )

    def write(self, model: Model, bag: BagWriter) -> None:
        label, rows = model._meta.label, self._rows(model)
        first = next(rows, None)
        if first is None:
            return
        count = 1
        with bag.part(f"rows/{label}.jsonl") as part:
            part.write(_line(first))
            for count, row in enumerate(rows, start=2):  # noqa: B007 - the last number is the count
                part.write(_line(row))
        self.made.rows[label] = count

    def _rows(self, model: Model) -> Iterator[dict[str, Any]]:
        fields = archived_fields(model)
        writers = [(field.name, self._writer(field)) for field in fields]
        queryset = archived_rows(model, self.conference, self.using)
        for values in queryset.values_list(*(field.attname for field in fields)).iterator(chunk_size=1000):
            key = values[0]
            row = {name: write(value, key) for (name, write), value in zip(writers, values, strict=True)}
            if is_joining(model) and None in row.values():
                continue  # what it joins lies in another conference
            if self.anonymizer:
                self.anonymizer.change(model, row)
            for name, purpose in sealed_fields(model).items():
                row[name] = self._under_passphrase(row[name], purpose, key)
            yield row

    def _writer(self, field: models.Field[Any, Any]) -> Callable[[Any, Any], Any]:
        if field.is_relation:
            if field.related_model is User:
                return lambda value, _key: self.numbers.get(value)
            assert isinstance(field.related_model, type)
            keys = self.keys.get(field.related_model, set())
            return lambda value, _key: str(value) if value in keys else self._without_reference(field, value)
        if isinstance(field, models.FileField):
            label = field.model._meta.label
            return lambda value, key: self._filed(value or "", f"files/{label}/{key}/{field.name}")
        return lambda value, _key: plain(value)

    def _without_reference(self, field: models.Field[Any, Any], value: object) -> None:
        """Leave out a reference to what is not in the archive. Raises Refused for one that no row is without."""
        if value is not None and not field.null and not is_joining(field.model):
            raise Refused(
                _(
                    "A row of %(model)s belongs to something of another conference (%(field)s); it cannot be archived."
                )
                % {"model": field.model._meta.label, "field": field.name}
            )

    def _filed(self, name: str, folder: str) -> str:
        if not name or (self.anonymizer and not self.anonymizer.keeps_file(folder)):
            return ""
        if not default_storage.exists(name):
            self.made.lost.append(name)
            return ""
        inside = f"{folder}/{name.rpartition('/')[2]}"
        self.files[inside] = name
        return inside

    def _under_passphrase(self, sealed: str, purpose: str, key: UUID) -> str:
        assert self.passphrase is not None
        text = cipher.unseal(sealed, purpose=purpose)
        if text is None:
            raise Refused(
                _("A protected answer can be opened by no key of this installation (CONFMAN_FIELD_KEYS).")
            )
        return self.passphrase.close(text, key)

    def write_accounts(self, bag: BagWriter) -> None:
        with bag.part("rows/accounts.jsonl") as part:
            for user in self.accounts:
                is_named = self.is_personal or user.is_system
                number = self.numbers[user.pk]
                part.write(
                    _line(
                        {
                            "number": number,
                            "email": user.email if is_named else f"{number:06}@{UNKNOWN}",
                            "name": user.name if is_named else "",
                            "is_system": user.is_system,
                        }
                    )
                )
        self.made.rows["accounts"] = len(self.accounts)

    def write_files(self, bag: BagWriter) -> None:
        for inside, name in sorted(self.files.items()):
            with default_storage.open(name, "rb") as source, bag.part(inside, is_packed=True) as part:
                while chunk := source.read(CHUNK):
                    part.write(chunk)
        self.made.files = len(self.files)


# RFC 2606: nobody has such an address. It stands for a user who is a number.
UNKNOWN = "unknown.invalid"


def _line(row: dict[str, Any]) -> bytes:
    # Sorted: PostgreSQL does not keep the order of names in an object.
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _describe(
    bag: BagWriter, conference: Conference, result: ArchiveResult, is_personal: bool, is_protected: bool
) -> None:
    description = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "conference": str(conference.pk),
        "slug": conference.slug,
        "personal_data": is_personal,
        "protected": is_protected,
        "rows": dict(sorted(result.rows.items())),
        "documents": result.documents,
    }
    bag.add(
        "archive.json", json.dumps(description, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    )
    bag.add("schema.json", schema_text().encode())


def schema_text() -> str:
    """Return the JSON Schema of the lines, as docs/archive and every archive have it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _bag_info(conference: Conference) -> dict[str, str]:
    return {
        "Bag-Software-Agent": f"confman {__version__}",
        "Bagging-Date": bagged_on(timezone.now()),
        "External-Identifier": str(conference.pk),
        "External-Description": str(conference.title),
    }
