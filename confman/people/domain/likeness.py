"""Find which of thousands of people may be one human being: a pure algorithm, without a query.

Not all pairs are compared (10,000 people are 50 million). Only people who share a block are: the mailbox, the
telephone, two words of the name, or one word of it and the country, the organization or the delegation; within one
organization or delegation, the first sounds of all words. Names are compared by name_comparison.py; other data count
for or against.

A mailbox alone says nothing, because one may serve ten delegates; a name alone says little if everything else differs:
such pairs are shown last.
"""

from __future__ import annotations

import enum
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from confman.people.domain.name_comparison import (
    Name,
    NameDifference,
    NameLikeness,
    compare_names,
    phonetic_key,
)
from confman.web.search import fold

# Below this score a pair is not shown; from the next on the two are probably one.
SHOWN_FROM, LIKELY_FROM, HIGHEST = 45, 70, 100
# A value shared by more people than this distinguishes nobody; the values that they share beside it do.
LARGEST_BLOCK = 120
# Telephone numbers are compared by their last digits, since the country code may be missing.
PHONE_DIGITS = 9


class Reason(enum.StrEnum):
    """A reason why two people may be one, the strongest first."""

    SAME_EMAIL = "same-email"
    SAME_PHONE = "same-phone"
    SAME_NAME = "same-name"
    OTHER_SCRIPT = "other-script"
    OTHER_ORDER = "other-order"
    OTHER_SPELLING = "other-spelling"
    TYPING_ERROR = "typing-error"
    MISSING_PART = "missing-part"
    INITIALS = "initials"
    SAME_DELEGATION = "same-delegation"
    SAME_ORGANIZATION = "same-organization"
    SAME_COUNTRY = "same-country"


_REASON_OF_DIFFERENCE = {
    NameDifference.ORDER: Reason.OTHER_ORDER,
    NameDifference.SPELLING: Reason.OTHER_SPELLING,
    NameDifference.TYPING: Reason.TYPING_ERROR,
    NameDifference.MISSING_PART: Reason.MISSING_PART,
    NameDifference.INITIALS: Reason.INITIALS,
}
_ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True)
class PersonProfile:
    """The data by which people are compared. Folded texts; e-mails in lower case; countries by ISO 3166-1 alpha-2."""

    key: Hashable
    names: tuple[Name, ...]
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    delegations: frozenset[str] = frozenset()
    sex: str = ""  # "female", "male", or "" where it is not stated

    @classmethod
    def of(
        cls,
        key: Hashable,
        names: Iterable[str],
        *,
        emails: Iterable[str] = (),
        phones: Iterable[str] = (),
        organizations: Iterable[str] = (),
        countries: Iterable[str] = (),
        delegations: Iterable[str] = (),
        sex: str = "",
    ) -> PersonProfile:
        """Return the profile for texts as they were typed."""
        return cls(
            key,
            tuple(dict.fromkeys(name for text in names if (name := Name.of(text)).words)),
            frozenset(email.strip().lower() for email in emails if email.strip()),
            frozenset(filter(None, map(phone_key, phones))),
            frozenset(filter(None, map(fold, organizations))),
            frozenset(filter(None, countries)),
            frozenset(filter(None, delegations)),
            sex if sex in ("female", "male") else "",
        )


@dataclass(frozen=True)
class Pair:
    """Two people who may be one, by the keys of their profiles. `score` is SHOWN_FROM to HIGHEST."""

    first: Any
    second: Any
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY_FROM


def phone_key(number: str) -> str:
    """Return the digits by which a telephone number is compared; "" if there are too few."""
    digits = "".join(character for character in number if character.isdecimal())
    return digits[-PHONE_DIGITS:] if len(digits) >= 7 else ""


def find_pairs(profiles: Sequence[PersonProfile], *, among: Collection[Any] | None = None) -> list[Pair]:
    """List all pairs that may be one person, the best first.

    `among`: only pairs with at least one of these keys, as after some people were changed.
    """
    frequency = word_frequency(profiles)
    indexes = None if among is None else {i for i, profile in enumerate(profiles) if profile.key in among}
    pairs = [
        pair
        for i, j in _candidates(profiles, indexes)
        if (pair := compare_profiles(profiles[i], profiles[j], frequency)) is not None
    ]
    return sorted(pairs, key=lambda pair: (-pair.score, str(pair.first), str(pair.second)))


def word_frequency(profiles: Iterable[PersonProfile]) -> Counter[str]:
    """Count the people with a word of each key in their name."""
    return Counter(
        key for profile in profiles for key in {key for name in profile.names for key in name.keys}
    )


def compare_profiles(
    first: PersonProfile, second: PersonProfile, frequency: Mapping[str, int]
) -> Pair | None:
    """Return the verdict on two people; None if nothing suggests that they are one."""
    likenesses = [
        (likeness, not mine.scripts & theirs.scripts)
        for mine, theirs in itertools.product(first.names, second.names)
        if (likeness := compare_names(mine, theirs))
    ]
    if not likenesses:
        return None
    shared = _shared(first, second)
    weight = _weight(first, second, shared)
    verdicts = [
        (likeness.score + _rarity(likeness, frequency) + weight, _reasons(likeness, shared, is_other_script))
        for likeness, is_other_script in likenesses
        if _is_significant(likeness, shared, whole_name=not likeness.differences)
    ]
    # At equal scores the one with the stronger reasons wins, not the first met, which depends on who asks.
    score, reasons = min(verdicts, key=lambda verdict: (-verdict[0], _places(verdict[1])), default=(0, ()))
    return Pair(first.key, second.key, min(score, HIGHEST), reasons) if score >= SHOWN_FROM else None


def _reasons(likeness: NameLikeness, shared: set[Reason], is_other_script: bool) -> tuple[Reason, ...]:
    """Return what two names and their other data have in common, strongest first."""
    reasons = shared | {_REASON_OF_DIFFERENCE[difference] for difference in likeness.differences}
    if is_other_script:
        reasons = reasons - {Reason.OTHER_SPELLING, Reason.OTHER_ORDER} | {Reason.OTHER_SCRIPT}
    elif not likeness.differences:
        reasons |= {Reason.SAME_NAME}
    return tuple(sorted(reasons, key=_ORDER.__getitem__))


def _places(reasons: Iterable[Reason]) -> list[int]:
    return [_ORDER[reason] for reason in reasons]


def _shared(first: PersonProfile, second: PersonProfile) -> set[Reason]:
    sides = (
        (Reason.SAME_EMAIL, first.emails, second.emails),
        (Reason.SAME_PHONE, first.phones, second.phones),
        (Reason.SAME_DELEGATION, first.delegations, second.delegations),
        (Reason.SAME_ORGANIZATION, first.organizations, second.organizations),
        (Reason.SAME_COUNTRY, first.countries, second.countries),
    )
    return {reason for reason, mine, theirs in sides if mine & theirs}


def _is_significant(likeness: NameLikeness, shared: set[Reason], *, whole_name: bool) -> bool:
    """Tell whether a likeness of names is significant given what else is shared. The blocks follow from this."""
    if shared & {Reason.SAME_EMAIL, Reason.SAME_PHONE}:
        return True
    if likeness.words_in_common >= 2 or whole_name or likeness.differences == {NameDifference.SPELLING}:
        return True
    if not likeness.common:
        return bool(shared & {Reason.SAME_DELEGATION, Reason.SAME_ORGANIZATION})
    # One word and, say, an initial: only of people from the same place; a country has too many of one given name.
    if NameDifference.MISSING_PART in likeness.differences:
        shared = shared - {Reason.SAME_COUNTRY}
    return bool(shared)


def _rarity(likeness: NameLikeness, frequency: Mapping[str, int]) -> int:
    """Rate a rare name higher than a common one."""
    if not likeness.common:
        return 0
    rarest = min(frequency.get(key, 1) for key in likeness.common)
    return 12 if rarest <= 3 else -8 if rarest > 40 else 0


def _weight(first: PersonProfile, second: PersonProfile, shared: set[Reason]) -> int:
    weight = 40 if Reason.SAME_EMAIL in shared else 0
    weight += 30 if Reason.SAME_PHONE in shared else 0
    weight += (0, 25, 30)[len(shared & {Reason.SAME_DELEGATION, Reason.SAME_ORGANIZATION})]
    weight += 8 if Reason.SAME_COUNTRY in shared else 0
    weight -= 8 if _differ(first.emails, second.emails) else 0
    weight -= 15 if _differ(first.countries, second.countries) else 0
    weight -= 20 if first.sex and second.sex and first.sex != second.sex else 0
    weight -= 10 if _differ(first.delegations, second.delegations) else 0
    if _differ(first.organizations, second.organizations):
        pairs = itertools.product(first.organizations, second.organizations)
        # Ministry of Justice, Ministry of Justice of Uzbekistan: neither for nor against.
        weight -= 0 if any(fuzz.token_set_ratio(mine, theirs) >= 90 for mine, theirs in pairs) else 12
    return weight


def _differ(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(mine and theirs and not mine & theirs)


# --- Blocks ---------------------------------------------------------------------------------------------


def _candidates(profiles: Sequence[PersonProfile], indexes: set[int] | None) -> Iterator[tuple[int, int]]:
    """Yield pairs of indices that share a block, each once; for a large block, only pairs that share a smaller one."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        for block in _blocks(profile):
            blocks[block].append(index)
    compared: set[tuple[int, int]] = set()
    for members in blocks.values():
        if not 2 <= len(members) <= LARGEST_BLOCK:
            continue
        if indexes is not None and indexes.isdisjoint(members):
            continue
        for pair in itertools.combinations(members, 2):
            if pair in compared or (indexes is not None and indexes.isdisjoint(pair)):
                continue
            compared.add(pair)
            yield pair


def _blocks(profile: PersonProfile) -> set[tuple[str, ...]]:
    blocks: set[tuple[str, ...]] = {("email", email) for email in profile.emails}
    blocks |= {("phone", phone) for phone in profile.phones}
    places = [
        *(("country", country) for country in profile.countries),
        *(("organization", organization) for organization in profile.organizations),
        *(("delegation", delegation) for delegation in profile.delegations),
        *(("email", email) for email in profile.emails),
    ]
    for name in profile.names:
        blocks |= {("together", word) for word in name.together}
        blocks.add(("whole", *sorted(name.keys)))
        blocks.add(("bare", *name.bare))
        blocks |= {("words", *sorted(pair)) for pair in itertools.combinations(name.keys, 2)}
        blocks |= {(*place, key) for place in places for key in name.keys}
        # First sounds find pairs in which every word is mistyped: names are never compared without them.
        sounds = tuple(sorted(phonetic_key(word)[:1] for word in name.words))
        blocks |= {
            (*place, "sounds", *sounds) for place in places if place[0] != "country" and len(sounds) > 1
        }
    return blocks
