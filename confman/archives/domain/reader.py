"""Read the archive of a conference: all of it fits together, or is refused with the place of the fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from pydantic import Field
from pydantic import ValidationError as FormError

from confman.accounts.models import User
from confman.archives.domain.archive import FORMAT
from confman.archives.domain.bag import CHUNK, BagReader
from confman.archives.domain.contents import (
    FORMAT_VERSION,
    ArchivedAccount,
    Model,
    StrictModel,
    archived_fields,
    archived_models,
    is_joining,
    line_of,
    references,
    sealed_fields,
)
from confman.archives.domain.passphrase import Passphrase
from confman.conferences.models import Conference
from confman.machines.files import staging_room
from confman.web.errors import Refused
from confman.web.uploads.guard import read_json

FormT = TypeVar("FormT", bound=StrictModel)
# Bytes of one line: a published agenda of a thousand sessions has two million.
MAX_LINE_LENGTH = 32 * 1024 * 1024


class Description(StrictModel):
    """The content of archive.json."""

    format: str
    format_version: int
    conference: UUID
    slug: str = Field(max_length=60)
    personal_data: bool
    protected: bool
    rows: dict[str, int]
    documents: list[str]


class ArchiveReader:
    """One archive, read and compared as a whole before anything is written."""

    def __init__(self, bag: BagReader, slug: str, without_protected: bool) -> None:
        self.bag, self.slug, self.without_protected = bag, slug, without_protected
        self.description = self._description()
        self.models = self._models()
        self.passphrase: Passphrase | None = None
        self.keys: dict[Model, set[UUID]] = {}
        # The name of a file in the bag, and under which it is stored here.
        self.files: dict[str, str] = {}
        self.accounts: list[ArchivedAccount] = []
        self.users: dict[int, UUID] = {}
        # Those of them that were not here before.
        self.made_users: list[User] = []
        self.warnings: list[str] = []

    def _description(self) -> Description:
        foreign = _("%(file)s: this bag does not contain a conference of confman.") % {
            "file": self.bag.path.name
        }
        if "archive.json" not in self.bag.names or self.bag.size_of("archive.json") > CHUNK:
            raise Refused(foreign)
        with self.bag.opened("archive.json") as source:
            value = read_json(source.read(), is_strict=True)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise Refused(foreign)
        version = value.get("format_version")
        if version not in range(1, FORMAT_VERSION + 1):
            raise Refused(
                _(
                    "%(file)s: it is of format version %(there)s; this confman reads versions up to %(here)d. Restore "
                    "it with the confman that made it, or a newer one, as bag-info.txt says."
                )
                % {"file": self.bag.path.name, "there": str(version)[:20], "here": FORMAT_VERSION}
            )  # fmt: skip
        return self._fitting(Description, value, "archive.json")

    def _models(self) -> list[Model]:
        model_by_label = {model._meta.label: model for model in archived_models()}
        self._require_parts(model_by_label)
        return [model_by_label[label] for label in sorted(self.description.rows) if label != "accounts"]

    def _require_parts(self, model_by_label: dict[str, Model]) -> None:
        rows = {f"rows/{label}.jsonl" for label in self.description.rows}
        unknown = sorted(self.description.rows.keys() - model_by_label.keys() - {"accounts"})
        if unknown:
            raise self.bag.damaged(f"rows/{unknown[0]}.jsonl", _("confman has no such rows"))
        parts = {name for name in self.bag.names if name.startswith("rows/")}
        if rows ^ parts:
            raise self.bag.damaged(
                min(rows ^ parts), _("the description of the archive does not agree with it")
            )

    def use_passphrase(self, text: str) -> None:
        """Take the passphrase under which protected answers are. Raises Refused without one that is needed."""
        if text:
            self.passphrase = Passphrase(text, self.description.conference)
        elif self.description.protected and not self.without_protected:
            raise Refused(
                _(
                    "The archive has protected answers (passports, visas) under a passphrase. Give it, or say that "
                    "they are to be left out."
                )
            )
        if self.description.protected and not text:
            self.models = [model for model in self.models if not sealed_fields(model)]
            self.warnings.append(_("The protected answers were left out, for want of their passphrase."))

    def check(self) -> None:
        """Read everything once. Raises Refused for a line that does not fit, or leads out of the archive."""
        if not {"conferences.Conference", "accounts"} <= self.description.rows.keys():
            raise self.bag.damaged("archive.json", _("it names no conference"))
        for account, place in self._lines("accounts", ArchivedAccount):
            self.accounts.append(account)
            if account.number != len(self.accounts):
                raise self.bag.damaged(place, _("accounts are numbered one by one"))
        for model in self.models:
            self.keys[model] = self._keys_of(model)
        if self.keys.get(Conference) != {self.description.conference}:
            raise self.bag.damaged(
                "rows/conferences.Conference.jsonl", _("it is not the conference of the archive")
            )
        for model in self.models:
            self._check_references(model)
        stray = sorted({name for name in self.bag.names if name.startswith("files/")} - self.files.keys())
        if stray:
            raise self.bag.damaged(stray[0], _("no row refers to it"))
        self._require_room()

    def _keys_of(self, model: Model) -> set[UUID]:
        """Return the keys of the rows, after comparing each with its form and number."""
        keys: set[UUID] = set()
        number = 0
        label = model._meta.label
        for line, place in self.lines_of(model):
            number += 1
            if not is_joining(model):
                if line.id in keys:
                    raise self.bag.damaged(place, _("this key appears twice"))
                keys.add(line.id)
        if number != self.description.rows[label]:
            raise self.bag.damaged(
                f"rows/{label}.jsonl", _("it has another number of rows than the archive says")
            )
        return keys

    def _check_references(self, model: Model) -> None:
        foreign_keys = [(field.name, other) for field, other in references(model)]
        file_fields = [field.name for field in archived_fields(model) if isinstance(field, models.FileField)]
        for line, place in self.lines_of(model):
            for name, other in foreign_keys:
                value = getattr(line, name)
                if value is None:
                    continue
                leads_somewhere = (
                    value <= len(self.accounts) if other is User else value in self.keys.get(other, ())
                )
                if not leads_somewhere:
                    raise self.bag.damaged(
                        place, _("%(field)s refers to something that is not in the archive") % {"field": name}
                    )
            for name in file_fields:
                if value := getattr(line, name):
                    self._check_file(value, f"files/{model._meta.label}/{line.id}/{name}/", place)

    def _check_file(self, value: str, folder: str, place: str) -> None:
        if not value.startswith(folder) or value not in self.bag.names or value in self.files:
            raise self.bag.damaged(place, _("its file is not in the archive, or is that of another row"))
        self.files[value] = ""

    def lines_of(self, model: Model) -> Iterator[tuple[Any, str]]:
        """Yield the lines of a model as the version of the archive has them, and the place of each."""
        return self._lines(model._meta.label, line_of(model, self.description.format_version))

    def _lines(self, label: str, form: type[StrictModel]) -> Iterator[tuple[Any, str]]:
        """Yield the lines of a file, and the place of each."""
        name = f"rows/{label}.jsonl"
        with self.bag.opened(name) as source:
            number = 0
            while line := source.readline(MAX_LINE_LENGTH + 1):
                number += 1
                place = f"{name}, {_('line %(number)d') % {'number': number}}"
                if len(line) > MAX_LINE_LENGTH or not line.endswith(b"\n"):
                    raise self.bag.damaged(place, _("it is too long, or has no end"))
                try:
                    value = read_json(line, is_strict=True)
                except Refused as refused:
                    raise self.bag.damaged(place, refused.message) from refused
                if b"\\u0000" in line and _has_nul(value):
                    raise self.bag.damaged(place, _("no text holds the character NUL"))
                yield self._fitting(form, value, place), place

    def _fitting(self, form: type[FormT], value: object, place: str) -> FormT:
        try:
            return form.model_validate_json(json.dumps(value))
        except FormError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or _("the line")
            raise self.bag.damaged(place, f"{where}: {first['msg']}") from error

    def _require_room(self) -> None:
        """Raise Refused if the conference, its address or the room for its files are taken."""
        conference = Conference.objects.filter(pk=self.description.conference).first()
        if conference:
            raise Refused(
                _(
                    "This conference is here already, at %(slug)s. Delete it first; for a copy of it, prepare the next "
                    "conference."
                )
                % {"slug": conference.slug}
            )  # fmt: skip
        self.slug = self.slug or self.description.slug
        if Conference.objects.filter(slug=self.slug).exists():
            raise Refused(
                _("Another conference has the address “%(slug)s”. Choose another one.") % {"slug": self.slug}
            )
        size = sum(self.bag.size_of(name) for name in self.files)
        if size > staging_room():
            raise Refused(
                _("The files of the archive need %(size)d MB, more than the disk has left.")
                % {"size": size // 1024**2}
            )


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(map(_has_nul, (*value, *value.values())))
    return isinstance(value, list) and any(map(_has_nul, value))
