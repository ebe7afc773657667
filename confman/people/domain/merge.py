"""Merge two records of one human being without losing anything.

Each floor moves the rows that refer to the vanishing record (PersonRecords.merge). If both fill a field, one value is
chosen; the other stays readable in the MergeRecord, and name, organization, e-mail and telephone also in `also_known`,
so that the person is still found, and recognized when a list is imported again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _
from django_countries.fields import CountryField

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.hook_registries import Event, run_hooks
from confman.people.domain.duplicates import move_duplicates
from confman.people.domain.links import links_follow_the_mailbox
from confman.people.fields import BOOKKEEPING, PERSON_FIELDS, Merge, in_order
from confman.people.models import Listing, MergeRecord, Person, PossibleDuplicate
from confman.people.registries import person_records
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.web.errors import Refused

# The fields in the order in which they are shown for a decision.
FIELDS = {
    field.name: field
    for field in in_order(
        (field for field in PERSON_FIELDS if field.merge == Merge.CHOSEN),
        "name", "title", "job_title", "organization", "country", "email", "phone", "sex", "badge_name",
    )
}  # fmt: skip
_KNOWN_BY = [field.name for field in PERSON_FIELDS if field.known_by]
_STRICTEST_FIRST = (Listing.COUNTED_ONLY, Listing.SECRETARIAT, Listing.PARTICIPANTS, Listing.PUBLIC)


@dataclass(frozen=True)
class FieldChoice:
    """A field in which two records differ, with both values, and which of them is fuller."""

    name: str
    kept: object
    merged: object
    merged_is_fuller: bool


def fields_to_choose(kept: Person, merged: Person) -> list[FieldChoice]:
    """Return the fields that both fill differently. Texts in different languages are combined and need no choice."""
    choices = []
    for name, field in FIELDS.items():
        mine, theirs = _value(kept, name), _value(merged, name)
        if field.is_translated:
            differs = any(mine[language] != theirs[language] for language in mine.keys() & theirs.keys())
        else:
            differs = bool(mine and theirs and mine != theirs)
        if name == "contact" and {kept.contact_id, merged.contact_id} & {kept.pk, merged.pk}:
            differs = False
        if differs:
            choices.append(
                FieldChoice(name, mine, theirs, _completeness(name, theirs) > _completeness(name, mine))
            )
    return choices


def fields_to_fill(kept: Person, merged: Person) -> list[str]:
    """Return the fields that `kept` lacks, wholly or in a language, and gets from `merged`."""
    return [
        name
        for name, field in FIELDS.items()
        if (
            set(_value(merged, name)) - set(_value(kept, name))
            if field.is_translated
            else not _value(kept, name)
        )
        and _value(merged, name)
    ]


def merge_order(first: Person, second: Person) -> tuple[Person, Person]:
    """Return the record to keep and the one to merge: with an account before without, then the older."""
    kept, merged = sorted((first, second), key=lambda person: (person.user_id is None, person.created_at))
    return kept, merged


def stricter_listing(first: Person, second: Person) -> str:
    """Return the listing that shows less: nobody becomes more visible by being merged."""
    return min(first.listing, second.listing, key=_STRICTEST_FIRST.index)


def merge_consequences(kept: Person, merged: Person) -> list[str]:
    """List in sentences what each floor will have to decide: of two open registrations one stays."""
    return [sentence for entry in person_records for sentence in entry.preview_merge(kept, merged)]


def merge_people(kept: Person, merged: Person, *, by: User, take: Collection[str] = ()) -> Person:
    """Move everything of `merged` to `kept`, fill what `kept` lacks, and delete `merged`.

    If both have a value, `kept` wins, except for the fields in `take`; of two listings the stricter counts. The fields
    of `merged`, and the replaced values, stay in a MergeRecord. Raises Refused if they are of different conferences,
    are one record, were erased or merged meanwhile, or have different accounts.
    """
    if kept.pk == merged.pk or kept.conference_id != merged.conference_id:
        raise Refused(_("Choose two different people of the same conference."))
    with transaction.atomic(), links_follow_the_mailbox(kept, merged, by=by):
        for entry in person_records:
            entry.lock(kept, merged)
        kept, merged = _locked(kept, merged)
        record = MergeRecord(person=kept, merged_id=merged.pk, data=_plain_fields(merged), by=by)
        before = _plain_fields(kept)
        record.folded = [
            {"from": entry.key, **row}
            for entry in person_records
            for row in entry.merge(kept, merged, by=by) or ()
        ]
        merged.consents.update(person=kept)
        merged.merge_records.update(person=kept)
        merged.contact_of.exclude(pk=kept.pk).update(contact=kept)
        move_duplicates(kept, merged)
        changed = _join(kept, merged, record, take)
        _require_all_moved(merged, kept)
        merged.delete()
        kept.save()
        after = _plain_fields(kept)
        record.replaced = {
            name: before[name] for name in changed if before[name] and before[name] != after[name]
        }
        record.save(force_insert=True)
        ids = {"kept": str(kept.pk), "merged": str(record.merged_id)}
        record_audit(
            "people.merged", by=by, target=kept, details={**ids, "fields": changed} if changed else ids
        )
        run_hooks(Event.NAMES_CHANGED, kept.conference)
    return kept


def merge_pair(pair: PossibleDuplicate, *, by: User) -> Person:
    """Merge the two of a pair, where nobody has to choose which value stays, nor what becomes of their records.

    Raises Refused where someone has to: that is done on a page of its own.
    """
    kept, merged = merge_order(pair.first, pair.second)
    if differing := fields_to_choose(kept, merged):
        names = ", ".join(str(FIELDS[choice.name].heading) for choice in differing)
        raise Refused(_("They differ in: %(fields)s. Merge them on their own page.") % {"fields": names})
    if decisions := merge_consequences(kept, merged):
        raise Refused(" ".join([*decisions, _("Merge them on their own page.")]))
    return merge_people(kept, merged, by=by)


def _locked(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Return both records freshly read, locked until the transaction ends."""
    rows = Person.objects.select_for_update().known().filter(pk__in=(kept.pk, merged.pk)).order_by("pk")
    person_by_pk = {row.pk: row for row in rows}
    if len(person_by_pk) < 2:
        raise Refused(_("One of the two was merged or erased meanwhile. Look at the list again."))
    kept, merged = person_by_pk[kept.pk], person_by_pk[merged.pk]
    if kept.user_id and merged.user_id and kept.user_id != merged.user_id:
        raise Refused(
            _("Both have accounts, of two different users. Take the account from one of them first.")
        )
    return kept, merged


def _join(kept: Person, merged: Person, record: MergeRecord, take: Collection[str]) -> list[str]:
    """Give `kept` its new fields; return the names of those that changed."""
    before = {name: _value(kept, name) for name in FIELDS}
    identities = [_known_by(merged)]
    if any(name in take for name in _KNOWN_BY):
        identities.append(_known_by(kept))
    for name, field in FIELDS.items():
        mine, theirs = before[name], _value(merged, name)
        if field.is_translated:
            first, second = (theirs, mine) if name in take else (mine, theirs)
            setattr(kept, name, TranslatedText({**second, **first}))
        elif name == "photo":
            _join_photos(kept, merged, record, take)
        elif (name in take or not mine) and theirs:
            setattr(kept, name, getattr(merged, name))
    if kept.contact_id in (kept.pk, merged.pk):
        kept.contact = merged.contact if merged.contact_id not in (kept.pk, merged.pk) else None
    changed = [name for name in FIELDS if before[name] != _value(kept, name)]
    if not kept.user_id and merged.user_id:
        kept.user_id = merged.user_id
        changed.append("user")
    listing = stricter_listing(kept, merged)
    if kept.listing != listing:
        kept.listing = listing
        changed.append("listing")
    kept.is_practice = kept.is_practice and merged.is_practice
    for identity in (*merged.also_known, *identities):
        news = _news(identity, _known_by(kept))
        if news and news not in kept.also_known:
            kept.also_known = [*kept.also_known, news]
    return changed


def _news(identity: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Return the identifying values that are no longer those of the record."""
    former: dict[str, Any] = {}
    for name, value in identity.items():
        if isinstance(value, dict):
            texts = {code: text for code, text in value.items() if now.get(name, {}).get(code) != text}
            former |= {name: texts} if texts else {}
        elif value != now.get(name):
            former[name] = value
    return former


def _join_photos(kept: Person, merged: Person, record: MergeRecord, take: Collection[str]) -> None:
    """Choose the photo; the other one goes to the merge record."""
    mine, theirs = kept.photo.name or "", merged.photo.name or ""
    if theirs and (not mine or "photo" in take):
        mine, theirs = theirs, mine
    kept.photo.name, record.photo.name = mine, theirs if theirs != mine else ""


def _known_by(person: Person) -> dict[str, Any]:
    values = {name: getattr(person, name) for name in _KNOWN_BY}
    return {
        name: dict(value) if isinstance(value, dict) else value for name, value in values.items() if value
    }


def _value(person: Person, name: str) -> Any:
    """Return a field's value; "" for an unstated sex, so that it is filled like any other."""
    if name == "sex" and person.sex == person._meta.get_field("sex").default:
        return ""
    if name == "photo":
        return person.photo.name or ""
    if FIELDS[name].is_country:
        return str(getattr(person, name) or "")
    return person.contact_id if name == "contact" else getattr(person, name)


def _completeness(name: str, value: object) -> tuple[int, int]:
    """Rank a value: languages, then length of text; a telephone with its country code. On a tie the kept one wins."""
    if isinstance(value, Mapping):
        return len(value), sum(map(len, value.values()))
    if name == "phone":
        return 0, int(str(value).startswith("+"))
    return 0, len(value) if isinstance(value, (str, list)) and name in ("badge_name", "languages") else 0


def _plain_fields(person: Person) -> dict[str, Any]:
    """Return the person's fields as plain data."""
    encoder = DjangoJSONEncoder()
    values: dict[str, Any] = {}
    for field in person._meta.concrete_fields:
        if field.name in BOOKKEEPING:
            continue
        value = field.value_from_object(person)
        if isinstance(field, TranslatedField):
            value = dict(value)
        elif isinstance(field, models.FileField | CountryField):
            value = str(value or "")
        elif value is not None and not isinstance(value, (str, int, bool, list)):
            value = encoder.default(value)
        values[field.name] = value
    return values


def _require_all_moved(merged: Person, kept: Person) -> None:
    """Raise an error if a row still refers to the merged person: deleting the person would delete it."""
    for relation in merged._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        field = relation.field  # type: ignore[union-attr]
        if field.many_to_many:
            continue  # The rows of the joining table are checked by themselves.
        rows = field.model._base_manager.filter(**{field.name: merged.pk})
        # If each was the other's contact, that ends with there being one.
        rows = rows.exclude(pk=kept.pk) if field.model is Person else rows
        if rows.exists():
            raise RuntimeError(
                f"{field.model._meta.label}.{field.name} still points at the merged record: its floor must move it "
                "(PersonRecords.merge)."
            )
