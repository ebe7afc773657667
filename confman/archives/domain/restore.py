"""Restore a conference from its archive, beside others, on either database: completely or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from confman.accounts import cipher
from confman.accounts.models import SYSTEM_DOMAIN, User
from confman.accounts.signed_links import subject_of
from confman.accounts.system_users import SYSTEM_USERS, system_user
from confman.archives.domain.bag import CHUNK, BagReader
from confman.archives.domain.contents import (
    ArchivedAccount,
    Model,
    archived_fields,
    archived_rows,
    sealed_fields,
)
from confman.archives.domain.reader import ArchiveReader
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Organization, Series
from confman.machines.files import placed, staging
from confman.mail.models import Message
from confman.web.database.bulk import insert_values
from confman.web.errors import Refused
from confman.web.models import field_named


@dataclass
class RestoreResult:
    """The result of a restore; `warnings` are sentences about what to look at."""

    conference: Conference
    rows: int
    files: int
    warnings: list[str] = dataclasses.field(default_factory=list)


def unarchive_conference(
    path: Path,
    *,
    by: User,
    slug: str = "",
    passphrase: str = "",
    without_protected: bool = False,
    progress: Callable[[int], object] = lambda percent: None,
) -> RestoreResult:
    """Restore a conference from the archive at `path`, under its own short address or `slug`.

    Raises Refused, with nothing changed, if the file is damaged, foreign or newer, does not fit the schema, needs a
    passphrase, or if the conference or its address is here already. No file that is here is written over.
    """
    with BagReader(path) as bag:
        restore = _Restore(bag, slug, without_protected)
        bag.verify()
        progress(30)
        restore.use_passphrase(passphrase)
        restore.check()
        progress(60)
        with restore.staged_files() as stage, transaction.atomic():
            restore.insert()
            with restore.files_in_place(stage):
                try:
                    connection.check_constraints()
                except DatabaseError as error:
                    raise Refused(
                        _("The rows of the archive do not fit together: %(fault)s") % {"fault": error}
                    ) from error
                conference = Conference.objects.get(pk=restore.description.conference)
                restore.require_belonging(conference)
                restore.complete(conference, by=by)
    return RestoreResult(
        conference, sum(restore.description.rows.values()), len(restore.files), restore.warnings
    )


class _Restore(ArchiveReader):
    """An archive on its way into the database, once it has been read as a whole."""

    def insert(self) -> None:
        """Write all rows as they were, bypassing `save`, which would overwrite times and search keys."""
        self.users = {account.number: self._user_of(account).pk for account in self.accounts}
        for model in self.models:
            try:
                with transaction.atomic():
                    self._insert(model)
            except (
                DatabaseError,
                ValidationError,
                LookupError,
                TypeError,
                ValueError,
                ArithmeticError,
            ) as error:
                raise Refused(
                    _("The rows of %(model)s cannot be restored: %(fault)s")
                    % {"model": model._meta.label, "fault": error}
                ) from error

    def require_belonging(self, conference: Conference) -> None:
        """Raise Refused for a row that no archive of the conference would have: of nobody's, or mail that waits."""
        for model in self.models:
            label = model._meta.label
            if archived_rows(model, conference, DEFAULT_DB_ALIAS).count() != self.description.rows[label]:
                raise self.bag.damaged(
                    f"rows/{label}.jsonl", _("a row of it belongs to no conference, or is in no archive")
                )

    def _user_of(self, account: ArchivedAccount) -> User:
        """Return the account here that has the address, or a new one, which can do nothing yet."""
        local, _at, domain = account.email.lower().partition("@")
        if account.is_system:
            if local not in SYSTEM_USERS or domain != SYSTEM_DOMAIN:
                raise self.bag.damaged("rows/accounts.jsonl", _("the system has no such account"))
            return system_user(local)
        existing = User.objects.filter(email__iexact=account.email, is_system=False).first()
        if existing:
            return existing
        user = User(email=account.email.lower(), name=account.name, is_active=False)
        user.set_unusable_password()
        try:
            if domain == SYSTEM_DOMAIN:  # of someone who deleted it: the address is the key
                user.pk = UUID(local)
            user.full_clean(exclude=["password"])
        except (ValidationError, ValueError) as error:
            raise self.bag.damaged("rows/accounts.jsonl", _("nobody can have such an account")) from error
        user.save(force_insert=True)
        self.made_users.append(user)
        return user

    def _insert(self, model: Model) -> None:
        fields = archived_fields(model)
        extra = [
            field
            for field in model._meta.local_concrete_fields
            if field not in fields and not isinstance(field, models.AutoField)
        ]
        defaults = [field.get_db_prep_save(field.get_default(), connection) for field in extra]
        readers = [(field.name, self._reader(field)) for field in fields]
        rows = (
            [*(read(getattr(line, name), line) for name, read in readers), *defaults]
            for line in self._rows_to_insert(model)
        )
        insert_values(model, [*fields, *extra], rows)

    def _rows_to_insert(self, model: Model) -> Iterator[Any]:
        is_shared = model in (Series, Organization)
        for line, _place in self.lines_of(model):
            if is_shared and model._base_manager.filter(pk=line.id).exists():
                continue
            if is_shared:
                line.slug = _free(model, line.slug)
            elif model is Conference:
                line.slug = self.slug
                _require_valid(line)
            yield line

    def _reader(self, field: models.Field[Any, Any]) -> Callable[[Any, Any], Any]:
        """Return a function from the value of a line, and the line, to what the database stores."""
        if field.is_relation and field.related_model is User:
            return lambda value, _line: field.get_db_prep_save(self.users.get(value), connection)
        if purpose := sealed_fields(field.model).get(field.name):
            return lambda value, line: self._sealed(value, line.id, purpose)
        if isinstance(field, models.FileField):
            return lambda value, _line: self._stored_name(field, value)
        if field.model is Message and field.name == "links":
            return lambda value, _line: field.get_db_prep_save(self._own_links(value), connection)
        return lambda value, _line: (
            None if value is None else field.get_db_prep_save(field.to_python(value), connection)
        )

    def _own_links(self, links: list[str]) -> list[str]:
        """Return the links of a mail, without those to rows outside: they would be signed again here as it leaves."""
        return [link if subject_of(link) in self._own_keys else "" for link in links]

    @cached_property
    def _own_keys(self) -> set[UUID]:
        return set().union(*self.keys.values())

    def _sealed(self, value: str, row: UUID, purpose: str) -> str:
        assert self.passphrase is not None
        return cipher.seal(self.passphrase.open(value, row), purpose=purpose)

    def _stored_name(self, field: models.FileField, value: str) -> str:
        if not value:
            return ""
        _files, _label, key, _field, base = value.split("/")
        folder = field.upload_to if isinstance(field.upload_to, str) else f"{field.model._meta.model_name}s/"
        name = f"{folder}{base}"
        if default_storage.exists(name) or name in self.files.values():
            name = f"{folder}{UUID(key).hex}/{base}"
        if default_storage.exists(name) or len(name) > (field.max_length or 0):
            raise Refused(_("%(file)s cannot be stored: its name is taken or too long.") % {"file": value})
        self.files[value] = name
        return name

    def complete(self, conference: Conference, *, by: User) -> None:
        """Let the team in, hold its mail back, and record what was done."""
        conference.restored_at = timezone.now()
        conference.save(update_fields=["restored_at"])
        # An account that was here and is blocked stays so.
        new = User.objects.filter(pk__in=[user.pk for user in self.made_users])
        for user in (
            new.filter(memberships__conference=conference).exclude(email__endswith=".invalid").distinct()
        ):
            user.is_active = True
            user.save(update_fields=["is_active"])
            user.add_address(verified=False)
        record_audit(
            "archives.restored", by=by, target=conference, label=conference.slug,
            details={"rows": sum(self.description.rows.values()), "files": len(self.files)},
        )  # fmt: skip
        self.warnings.append(
            _(
                "Mail of the conference is held back here until somebody releases it: the conference may still "
                "be in use elsewhere."
            )
        )

    # --- Files ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def staged_files(self) -> Iterator[Path]:
        """Write all files to a temporary folder, before a transaction begins."""
        with staging(".unarchive-") as stage:
            for number, name in enumerate(self.files):
                with self.bag.opened(name) as source, (stage / str(number)).open("xb") as target:
                    shutil.copyfileobj(source, target, CHUNK)
            yield stage

    def files_in_place(self, stage: Path) -> contextlib.AbstractContextManager[None]:
        """Move the files to where the rows expect them; they are deleted if the transaction fails."""
        return placed((stage / str(number), name) for number, name in enumerate(self.files.values()))


def _free(model: Model, slug: str) -> str:
    """Return the short name, with a number if another row has it."""
    slugs = set(model._base_manager.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidate, number = slug, 2
    while candidate in slugs:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def _require_valid(line: BaseModel) -> None:
    """Raise Refused unless the conference is one that a form would take."""
    values = line.model_dump()
    row = Conference()
    for field in archived_fields(Conference):
        if not field.is_relation and not isinstance(field, models.FileField):
            setattr(row, field.name, field_named(Conference, field.name).to_python(values[field.name]))
    try:
        row.full_clean(exclude=["series", "organization", "logo", "cover", "map_image"])
    except ValidationError as error:
        raise Refused(
            _("The conference itself is not valid: %(fault)s") % {"fault": " ".join(error.messages)}
        ) from error
