"""Possible duplicates: found after people were added or changed, stored, and dismissed by the team.

Pages show what is stored, so none of them compares. The worker refreshes it (confman/people/tasks.py).
"""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, UUIDField
from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.people.domain.likeness import Pair, PersonProfile, compare_profiles, find_pairs
from confman.people.domain.matcher import PersonIdentity
from confman.people.fields import IDENTITY
from confman.people.models import Person, PossibleDuplicate
from confman.people.registries import person_records

_BATCH = 500
_READ = ("pk", *sorted(IDENTITY), "is_practice")
_pairs_of: CompiledQuery[PossibleDuplicate] = CompiledQuery(
    lambda person: PossibleDuplicate.objects.about(person).with_people(), UUIDField()
)


def refresh_duplicates(conference: Conference, *, everyone: bool = False) -> int:
    """Compare new and changed people with all others, or `everyone` again. Return how many pairs are open.

    Takes some seconds for thousands of new people; the transactions before and after the comparison are short.
    """
    pending = set(Person.objects.of(conference).to_compare().values_list("pk", flat=True))
    if pending or everyone:
        # Marked before they are read: people changed meanwhile are compared again.
        _mark_compared(pending, True)
        try:
            pairs = _find(conference, None if everyone else pending)
            _store(conference, pairs, None if everyone else pending)
        except BaseException:
            _mark_compared(pending, False)
            raise
    return PossibleDuplicate.objects.of(conference).open().count()


def refresh_all_duplicates() -> int:
    """Refresh every conference with new or changed people. Return how many there were."""
    conferences = Conference.objects.filter(
        pk__in=Person.objects.to_compare().order_by().values("conference")
    )
    for conference in conferences:
        refresh_duplicates(conference)
    return len(conferences)


def dismiss_duplicate(pair: PossibleDuplicate, *, by: User) -> None:
    """Record that a pair are two people: it is not shown again. A pair dismissed before is left alone."""
    with transaction.atomic():
        rows = PossibleDuplicate.objects.open().filter(pk=pair.pk)
        if rows.update(dismissed_at=timezone.now(), dismissed_by=by):
            _record(pair, "people.told_apart", by)


def restore_duplicate(pair: PossibleDuplicate, *, by: User) -> None:
    """Show the pair again: the two may be one after all."""
    with transaction.atomic():
        rows = PossibleDuplicate.objects.dismissed().filter(pk=pair.pk)
        if rows.update(dismissed_at=None, dismissed_by=None):
            _record(pair, "people.not_told_apart", by)


@dataclass(frozen=True)
class DuplicateCandidate:
    """A person who may be the same as the one in question, and why. `score` as in likeness.Pair."""

    person: Person
    score: int
    reasons: tuple[str, ...]
    is_likely: bool


def duplicates_of(person: Person, limit: int = 5) -> list[DuplicateCandidate]:
    """List the people who may be the same human being, the likeliest first, without dismissed ones.

    Uses stored pairs; for a person who is new or was just changed, people with the same name or mailbox.
    """
    pairs = _pairs_of.all(person.pk)
    if person.is_compared:
        duplicates = [
            DuplicateCandidate(pair.counterpart(person), pair.score, tuple(pair.reasons), pair.is_likely)
            for pair in pairs
            if pair.dismissed_at is None
        ]
    else:
        told_apart = {pair.counterpart(person).pk for pair in pairs if pair.dismissed_at}
        duplicates = [other for other in _compared_now(person) if other.person.pk not in told_apart]
    return sorted(duplicates, key=lambda other: -other.score)[:limit]


def _compared_now(person: Person) -> Iterator[DuplicateCandidate]:
    identity = PersonIdentity.of_person(person)
    condition = Q(folded_name__in=identity.names)
    for address in identity.emails:
        condition |= Q(email__iexact=address)
    others = Person.objects.of(person.conference).known().filter(is_practice=person.is_practice)
    mine = profile_of({name: getattr(person, name) for name in _READ})
    # In the order of names SQLite would go through all of them.
    for other in others.filter(condition).exclude(pk=person.pk).order_by("pk")[:100]:
        pair = compare_profiles(mine, profile_of({name: getattr(other, name) for name in _READ}), {})
        if pair:
            yield DuplicateCandidate(other, pair.score, pair.reasons, pair.is_likely)


def move_duplicates(kept: Person, merged: Person) -> None:
    """Keep dismissed pairs of either of two records dismissed for the record into which they merge."""
    for pair in PossibleDuplicate.objects.about(merged).with_people():
        other = pair.counterpart(merged)
        if pair.dismissed_at and other.pk != kept.pk:
            first, second = _in_order(kept.pk, other.pk)
            PossibleDuplicate.objects.update_or_create(
                first_id=first,
                second_id=second,
                defaults={"dismissed_at": pair.dismissed_at, "dismissed_by": pair.dismissed_by},
                create_defaults={
                    "conference_id": pair.conference_id,
                    "score": pair.score,
                    "is_likely": pair.is_likely,
                    "reasons": pair.reasons,
                    "dismissed_at": pair.dismissed_at,
                    "dismissed_by": pair.dismissed_by,
                },
            )
    PossibleDuplicate.objects.about(merged).delete()


def _record(pair: PossibleDuplicate, verb: str, by: User) -> None:
    for target, other in ((pair.first, pair.second), (pair.second, pair.first)):
        record_audit(verb, by=by, conference=pair.conference, target=target, details={"other": str(other.pk)})


def _mark_compared(keys: Collection[UUID], compared: bool) -> None:
    for batch in _batches(keys):
        Person.objects.filter(pk__in=batch).update(is_compared=compared)


def _batches(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    iterator = iter(keys)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch


# --- Finding ----------------------------------------------------------------------------------------------


def _find(conference: Conference, among: set[UUID] | None) -> list[Pair]:
    """Find the pairs. Practice data are compared separately: they are deleted together, and duplicate nothing real."""
    groups = _groups(conference)
    profiles: dict[bool, list[PersonProfile]] = defaultdict(list)
    for row in Person.objects.of(conference).known().order_by().values(*_READ).iterator(chunk_size=2000):
        profiles[row["is_practice"]].append(profile_of(row, groups.get(row["pk"], ())))
    return [pair for profiles_alike in profiles.values() for pair in find_pairs(profiles_alike, among=among)]


def _groups(conference: Conference) -> Mapping[UUID, set[str]]:
    groups_by_person: dict[UUID, set[str]] = defaultdict(set)
    for entry in person_records:
        for person, key in entry.groups(conference) if entry.groups else ():
            groups_by_person[person].add(f"{entry.key}:{key}")
    return groups_by_person


def profile_of(row: Mapping[str, Any], groups: Iterable[str] = ()) -> PersonProfile:
    """Return a person's profile for comparison, from the values of _READ, including those of merged records."""
    identities = [row, *row["also_known"]]
    return PersonProfile.of(
        row["pk"],
        [name for values in identities for name in values.get("name", {}).values()],
        emails=[values.get("email", "") for values in identities],
        phones=[values.get("phone", "") for values in identities],
        organizations=[text for values in identities for text in values.get("organization", {}).values()],
        countries=[str(row["country"] or "")],
        delegations=groups,
        sex=row["sex"],
    )


# --- Storing ----------------------------------------------------------------------------------------------


def _in_order(first: UUID, second: UUID) -> tuple[UUID, UUID]:
    return (first, second) if first.int < second.int else (second, first)


def _store(conference: Conference, pairs: Iterable[Pair], among: set[UUID] | None) -> None:
    """Store new pairs, update changed ones, delete obsolete open ones. Dismissed ones stay."""
    with transaction.atomic():
        people = set(Person.objects.of(conference).known().values_list("pk", flat=True))
        stored = {(row.first_id, row.second_id): row for row in PossibleDuplicate.objects.of(conference)}
        pair_by_keys = {
            _in_order(pair.first, pair.second): pair
            for pair in pairs
            if pair.first in people and pair.second in people
        }
        new, changed = [], []
        for key, pair in pair_by_keys.items():
            row = stored.get(key)
            says = {"score": pair.score, "is_likely": pair.is_likely, "reasons": list(pair.reasons)}
            if row is None:
                first, second = key
                new.append(PossibleDuplicate(conference=conference, first_id=first, second_id=second, **says))
            elif any(getattr(row, name) != value for name, value in says.items()):
                for name, value in says.items():
                    setattr(row, name, value)
                changed.append(row)
        obsolete = [
            row.pk
            for key, row in stored.items()
            if key not in pair_by_keys
            and row.dismissed_at is None
            and (among is None or not among.isdisjoint(key))
        ]
        PossibleDuplicate.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
        PossibleDuplicate.objects.bulk_update(changed, ["score", "is_likely", "reasons"], batch_size=_BATCH)
        for batch in _batches(obsolete):
            PossibleDuplicate.objects.filter(pk__in=batch).delete()
