"""Doubles in the address book: found by mailbox and name, joined field by field, and parted again.

What the vanishing entry said stays with the one it was joined to (`BookEntry.joined`): by that, too, people and
institutions are recognized, and it goes when that goes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.domain.address_book import keys_of, names_of
from confman.people.domain.booked import kinds_of, plain
from confman.people.models import BookEntry, Contact, Sex
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes
from confman.web.errors import Refused
from confman.web.models import field_named

# The consent of both counts, and is shown as that of the person who agreed last.
_CONSENT = ("consented_on", "consent_source")


@dataclass(frozen=True)
class EntryChoice:
    """A field in which two entries differ, and whether the one that goes says more."""

    name: str
    joined_is_fuller: bool


def doubles_of(entry: BookEntry) -> list[BookEntry]:
    """Return the other entries of the book that have its mailbox or one of its names."""
    marks = _marks(entry)
    others = type(entry)._default_manager.filter(organization=entry.organization_id).exclude(pk=entry.pk)
    return [other for other in others if marks & _marks(other)]


def _marks(entry: BookEntry) -> set[object]:
    names: set[Any] = names_of(entry.name) if isinstance(entry, Contact) else keys_of(entry)
    return names | ({entry.email.lower()} if entry.email else set())


def joined_fields(model: type[BookEntry]) -> list[str]:
    """Return the fields that are joined one by one: the name, and all others of the form except for the consent."""
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.is_relation and field.name not in _CONSENT
    ]
    return sorted(names, key=lambda name: name != "name")


def entry_choices(kept: BookEntry, gone: BookEntry) -> list[EntryChoice]:
    """Return the fields that both fill differently; texts in different languages are combined."""
    choices = []
    for name in joined_fields(type(kept)):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if isinstance(mine, TranslatedText):
            if any(mine[code] != theirs[code] for code in mine.keys() & theirs.keys()):
                choices.append(EntryChoice(name, len(theirs) > len(mine)))
        elif _has_value(mine) and _has_value(theirs) and mine != theirs:
            choices.append(EntryChoice(name, isinstance(mine, list) and len(theirs) > len(mine)))
    return choices


def join_entries(kept: BookEntry, gone: BookEntry, *, by: User, take: Collection[str] = ()) -> BookEntry:
    """Give `kept` what it lacks of `gone`, and all records taken from either, and delete `gone`.

    Where both say something, `kept` wins except for the fields in `take`. Raises Refused for two of different books or
    kinds, for one and the same, and where one of them has gone meanwhile.
    """
    if kept.pk == gone.pk or type(kept) is not type(gone) or kept.organization_id != gone.organization_id:
        raise Refused(_("Choose two different entries of the same address book."))
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        values = _joined_values(kept, gone, take)
        changed = [name for name, value in values.items() if value != getattr(kept, name)]
        act = {
            "id": str(gone.pk),
            "said": _values_of(gone, [*joined_fields(type(gone)), *_consent_of(gone), "joined"]),
            "records": _move_records(gone, kept),
            "before": _values_of(kept, changed),
            "after": {name: _plain(values[name]) for name in changed},
        }
        gone.delete()
        apply_changes(kept, {**values, "joined": [*(kept.joined or ()), act]})
        fields = {"fields": sorted(changed)} if changed else {}
        record_audit("people.entries_joined", by=by, target=kept, details={"merged": act["id"], **fields})
    return kept


def part_entries(kept: BookEntry, *, by: User) -> BookEntry:
    """Undo the last joining: both entries say what they said, and have their records; return the one that is back.

    Raises Refused if there is none, or if something that the joining changed was changed since.
    """
    with transaction.atomic():
        kept = type(kept)._default_manager.select_for_update().get(pk=kept.pk)
        if not kept.joined:
            raise Refused(_("There is nothing to undo."))
        *earlier, act = kept.joined
        after = act["after"]
        if since := [name for name, value in _values_of(kept, after).items() if value != after[name]]:
            labels = ", ".join(str(field_named(type(kept), name).verbose_name) for name in since)
            raise Refused(_("It was changed since, so nothing was undone: %(fields)s.") % {"fields": labels})
        apply_changes(kept, {**_typed(kept, act["before"]), "joined": earlier or None})
        parted = type(kept)(id=UUID(act["id"]), organization_id=kept.organization_id)
        for name, value in _typed(parted, act["said"]).items():
            setattr(parted, name, value)
        parted.joined = parted.joined or None
        parted.save(force_insert=True)
        for kind in kinds_of(type(kept)):
            rows = kind.model._base_manager.filter(entry=kept, pk__in=act["records"].get(kind.key, ()))
            rows.update(entry=parted)
        record_audit("people.entries_parted", by=by, target=kept, details={"parted": act["id"]})
    return parted


def _locked(kept: BookEntry, gone: BookEntry) -> tuple[BookEntry, BookEntry]:
    rows = type(kept)._default_manager.select_for_update().filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    entry_by_pk = {row.pk: row for row in rows}
    if len(entry_by_pk) < 2:
        raise Refused(_("One of the two has left the address book meanwhile. Look at the list again."))
    for row in rows:
        row.joined = row.joined or []
    return entry_by_pk[kept.pk], entry_by_pk[gone.pk]


def _joined_values(kept: BookEntry, gone: BookEntry, take: Collection[str]) -> dict[str, Any]:
    """Return what the entry says once both are one."""
    values: dict[str, Any] = {}
    for name in joined_fields(type(kept)):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if isinstance(mine, TranslatedText):
            first, second = (theirs, mine) if name in take else (mine, theirs)
            values[name] = TranslatedText({**second, **first})
        else:
            values[name] = theirs if _has_value(theirs) and (name in take or not _has_value(mine)) else mine
    last = max((kept, gone), key=lambda entry: getattr(entry, "consented_on", 0))
    return values | {name: getattr(last, name) for name in _consent_of(kept)}


def _move_records(gone: BookEntry, kept: BookEntry) -> dict[str, list[str]]:
    """Give the records taken of one entry to the other; return their keys by kind."""
    keys_by_kind = {}
    for kind in kinds_of(type(gone)):
        rows = kind.model._base_manager.filter(entry=gone)
        keys_by_kind[kind.key] = [str(key) for key in rows.values_list("pk", flat=True)]
        rows.update(entry=kept)
    return keys_by_kind


def _consent_of(entry: BookEntry) -> tuple[str, ...]:
    return _CONSENT if isinstance(entry, Contact) else ()


def _has_value(value: object) -> bool:
    return bool(value) and value != Sex.NOT_STATED


def _values_of(entry: BookEntry, names: Collection[str]) -> dict[str, Any]:
    return {name: _plain(getattr(entry, name)) for name in names}


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else plain(value)


def _typed(entry: BookEntry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data as the fields have them."""
    return {name: field_named(type(entry), name).to_python(value) for name, value in values.items()}
