"""Compare two names: across scripts and spellings, whatever the order of their parts. Pure, without a query.

Names are compared by their folded words (confman/web/search.py). Words match if they are equal; sound alike, as in
different transliterations (Gulnora, Gulnara; Yusupov, Iusupov); differ by a typing error; or one is the initial of the
other. Words left over on one side (a patronymic, a second given name) may be missing on the other; words left over on
both sides make them two people.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from confman.translation.scripts import scripts_of
from confman.web.search import fold

# Words that distinguish nobody: articles, "son of", "daughter of", titles within names.
PARTICLES = frozenset(
    "al el de la le les van der den von zu da das do dos du di del della bin ibn ben bint abu ould mac y e "
    "qizi ogli ugli kizi ogly uly kyzy uulu gizi oglu mr mrs ms miss mme mlle dr prof sr sra sir hon".split()
)
MAX_WORDS = 8
# Scripts that write only consonants; in the first of them the article is one word with its noun.
WITHOUT_VOWELS = frozenset({"ARABIC", "HEBREW"})
ARABIC_ARTICLE = "ال"
_SPELLINGS = (
    ("sch", "sh"), ("tch", "ch"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("dj", "j"), ("oo", "u"), ("ou", "u"),
    ("ee", "i"), ("w", "v"), ("q", "k"),
)  # fmt: skip
_VOWELS = str.maketrans("oueyj", "aaiij")


class NameDifference(enum.StrEnum):
    """A way in which two names of the same person may differ."""

    ORDER = "order"
    SPELLING = "spelling"
    TYPING = "typing"
    INITIALS = "initials"
    MISSING_PART = "missing-part"


_COST = {NameDifference.SPELLING: 2, NameDifference.TYPING: 10, NameDifference.INITIALS: 14}


@dataclass(frozen=True)
class NameLikeness:
    """`score` is 60 for the same name and less the more differs; `common` are the keys of the words both have.

    Without common words every word was mistyped, which only counts for people from the same place.
    """

    score: int
    differences: frozenset[NameDifference]
    common: frozenset[str]

    @property
    def words_in_common(self) -> int:
        return len(self.common)


@dataclass(frozen=True)
class Name:
    """A name prepared for comparison."""

    words: tuple[str, ...]
    keys: tuple[str, ...]  # a key for each word
    scripts: frozenset[str]
    # The words written as one, starting from each of them: Abdul Rahman Karim, Karim Abdulrahman.
    together: frozenset[str]
    # Their letters in a script without vowels, in alphabetical order: h m d | l for محمد علي and Muhammad Ali.
    bare: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Name:
        return _name(text)


@lru_cache(maxsize=40_000)
def _name(text: str) -> Name:
    scripts = scripts_of(text)
    if scripts & WITHOUT_VOWELS:
        text = " ".join(word.removeprefix(ARABIC_ARTICLE) for word in text.split())
    words = fold(text).split()[:MAX_WORDS]
    telling = [word for word in words if word not in PARTICLES]
    if len(telling) >= 2:
        words = telling
    together = {"".join(words[start:] + words[:start]) for start in range(len(words))}
    bare = sorted(filter(None, map(_bare, words)))
    return Name(tuple(words), tuple(map(key_of, words)), scripts, frozenset(together), tuple(bare))


def _bare(word: str) -> str:
    letters = (letter for letter in phonetic_key(word) if letter not in "aiv")
    return "".join(letter for letter, _run in itertools.groupby(letters))


@lru_cache(maxsize=40_000)
def phonetic_key(word: str) -> str:
    """Spell a folded word as it sounds, so transliterations are alike: Gulnora and Gulnara, Mohammed and Muhamad."""
    if word.endswith("off"):
        word = f"{word[:-3]}ov"
    for spelling, common in _SPELLINGS:
        word = word.replace(spelling, common)
    word = word.replace("ch", "C").replace("c", "k").translate(_VOWELS)
    return "".join(letter for letter, _run in itertools.groupby(word))


@lru_cache(maxsize=40_000)
def key_of(word: str) -> str:
    """Return the key of words that sound alike: the first sound and the following consonants."""
    sound = phonetic_key(word)
    consonants = sound[:1] + "".join(letter for letter in sound[1:] if letter not in "ai")
    return consonants if len(consonants) > 1 else sound


def compare_names(first: Name, second: Name) -> NameLikeness | None:
    """Return how similar two names are, or None if they belong to two people."""
    if not first.words or not second.words:
        return None
    if first.words == second.words:
        return NameLikeness(_full_score(len(first.words)), frozenset(), frozenset(first.keys))
    if (
        first.bare
        and first.bare == second.bare
        and bool(first.scripts & WITHOUT_VOWELS) != bool(second.scripts & WITHOUT_VOWELS)
    ):
        unvocalized = second if first.scripts & WITHOUT_VOWELS else first
        return NameLikeness(52, frozenset({NameDifference.SPELLING}), frozenset(unvocalized.keys))
    if len(first.words) != len(second.words) and first.together & second.together:
        return NameLikeness(
            58, frozenset({NameDifference.SPELLING}), frozenset(first.keys) | frozenset(second.keys)
        )
    # The order of arguments must not matter: of two names of equal length, the same one always provides the words.
    return _compare_words(*sorted((first, second), key=lambda name: (len(name.words), name.words)))


def _full_score(number: int) -> int:
    """Return the score of a full match: a single word is a name of many people."""
    return 60 if number > 1 else 45


def _compare_words(short: Name, long: Name) -> NameLikeness | None:
    pairs = _aligned(short.words, long.words)
    if pairs is None or sum(_is_gendered(*pair) for pair in pairs) > 1:
        return None
    score = _full_score(len(short.words))
    differences: set[NameDifference] = set()
    common = set()
    left = list(long.words)
    for mine, theirs in pairs:
        left.remove(theirs)
        kind = compare_words(mine, theirs)
        if isinstance(kind, NameDifference):
            score -= _COST[kind]
            differences.add(kind)
        if kind in (None, NameDifference.SPELLING) and len(mine) > 1:
            common.add(key_of(mine))
    if not common and not _is_mistyped_throughout(pairs, left):
        return None
    if left:
        differences.add(NameDifference.MISSING_PART)
        score -= 7 * len(left)
        # Nancy Maynard and Nancy M. Carmen: someone not called Carmen is hardly M.
        if any(len(theirs) == 1 < len(mine) for mine, theirs in pairs) and max(map(len, left)) > 1:
            score -= 14
    elif not differences:
        differences.add(NameDifference.ORDER)
    return NameLikeness(score, frozenset(differences), frozenset(common))


def _is_mistyped_throughout(pairs: Sequence[tuple[str, str]], left: Sequence[str]) -> bool:
    """Tell whether all of several words have typing errors, and no word is left: Nodira Kadirova, Nodria Kadiorva."""
    return (
        len(pairs) > 1
        and not left
        and all(compare_words(*pair) is NameDifference.TYPING and not _is_gendered(*pair) for pair in pairs)
    )


def _aligned(short: Sequence[str], long: Sequence[str]) -> list[tuple[str, str]] | None:
    """Pair each word of the shorter name with one of the longer, the most similar first; None if one has no match."""
    kinds = []
    for word in short:
        row = [compare_words(word, other) for other in long]
        if row.count(_Unlike.UNLIKE) == len(row):
            return None
        kinds.append(row)
    open_words, left = list(range(len(short))), list(range(len(long)))
    pairs = []
    for kind in (None, NameDifference.SPELLING, NameDifference.TYPING, NameDifference.INITIALS):
        for i in list(open_words):
            match = next((j for j in left if kinds[i][j] is kind), None)
            if match is not None:
                pairs.append((short[i], long[match]))
                open_words.remove(i)
                left.remove(match)
    return None if open_words else pairs


class _Unlike(enum.Enum):
    UNLIKE = enum.auto()


@lru_cache(maxsize=100_000)
def compare_words(first: str, second: str) -> NameDifference | _Unlike | None:
    """Return None if two folded words are equal, else how they differ, else `_Unlike`."""
    if first == second:
        return None
    if len(first) == 1 or len(second) == 1:
        return (
            NameDifference.INITIALS if phonetic_key(first)[:1] == phonetic_key(second)[:1] else _Unlike.UNLIKE
        )
    shorter = min(len(first), len(second))
    first_sound, second_sound = phonetic_key(first), phonetic_key(second)
    if shorter < 4 or first_sound[0] != second_sound[0]:
        return NameDifference.SPELLING if shorter == 3 and first_sound == second_sound else _Unlike.UNLIKE
    errors = min(OSA.distance(first, second), OSA.distance(first_sound, second_sound))
    if (
        key_of(first) == key_of(second)
        and errors <= (1 if shorter > 4 else 0)
        and not _is_gendered(first, second)
    ):
        return NameDifference.SPELLING
    allowed = 0 if shorter < 5 else 1 if shorter < 10 else 2
    return NameDifference.TYPING if errors <= allowed else _Unlike.UNLIKE


def _is_gendered(first: str, second: str) -> bool:
    """Tell whether the words are a man's and a woman's name: Karimov, Karimova; Aziz, Aziza; Belski, Belskaia."""
    short, long = sorted((first, second), key=len)
    return long == f"{short}a" or (short.endswith("ski") and long == f"{short[:-1]}aia")
