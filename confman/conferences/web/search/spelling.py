"""Typing errors: what was not found is searched for by the known words that are most similar.

Asking the database for the words takes longer than comparing them (benchmarks/choices/typing_errors.py), so those of a
conference are kept for a minute: as long as someone types. What is newer is found, but not by a misspelt word.
"""

from collections.abc import Iterable
from itertools import product
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchKind, search_kinds
from confman.conferences.web.search.alike import alike, may_be_misspelt
from confman.conferences.web.search.destinations import words_of_destinations
from confman.conferences.web.search.records import is_folded, row_in
from confman.web.search import fold_all, words_of

# For how many seconds the words of a conference are kept.
CACHE_SECONDS = 60
# Of the words typed, those that are compared.
COMPARED = 6

# Words, each with the keys of the kinds of records that have it.
Known = dict[str, set[str]]


def correct_words(conference: Conference, typed: str, kinds: Iterable[SearchKind]) -> tuple[str, set[str]]:
    """Return the words with unknown ones replaced by the most similar, and the keys of the kinds that have all.

    Places have the key "". Return "" if words are not similar enough to any, or are all known.
    """
    words = words_of(typed)
    if len(words) > COMPARED or not any(may_be_misspelt(word) for word in words):
        return "", set()
    vocabulary = known_words(conference, kinds)
    candidates = [_candidates(word, vocabulary) for word in words]
    for combination in sorted(
        product(*candidates), key=lambda candidate: sum(position for position, _word, _kinds in candidate)
    ):
        having = set.intersection(*(kinds for _place, _word, kinds in combination))
        corrected = [word for _place, word, _kinds in combination]
        if having and corrected != words:
            return " ".join(corrected), having
    return "", set()


def known_words(conference: Conference, kinds: Iterable[SearchKind]) -> Known:
    """Return the words of these kinds of records and of all destinations."""
    texts = {kind.key: " ".join(kind.words()) for kind in kinds if kind.words}
    stored = {kind.key: kind.words_of or kind.key for kind in kinds if kind.rows}
    cached = _cached_words(conference, set(stored.values()))
    texts |= {key: cached[source] for key, source in stored.items()}
    vocabulary: Known = {word: {""} for word in words_of_destinations()}
    for key, text in texts.items():
        for word in text.split():
            vocabulary.setdefault(word, set()).add(key)
    return vocabulary


def _candidates(word: str, vocabulary: Known) -> list[tuple[int, str, set[str]]]:
    """Return the words that may be meant, each with its place among them and the kinds in which it will be found."""
    if having := _kinds_with(word, vocabulary):
        return [(0, word, having)]
    return [
        (position, candidate, _kinds_with(candidate, vocabulary))
        for position, candidate in enumerate(alike(word, vocabulary))
    ]


def _kinds_with(part: str, vocabulary: Known) -> set[str]:
    """Return the kinds that have this within a word."""
    return set().union(*(kinds for word, kinds in vocabulary.items() if part in word))


def _cached_words(conference: Conference, keys: set[str]) -> dict[str, str]:
    """Return the different words of each of these kinds as a text, which is read faster than many texts."""
    names = {f"search-words-{conference.pk}-{key}": key for key in keys}
    text_by_kind = {names[name]: text for name, text in cache.get_many(names).items()}
    if missing := keys - text_by_kind.keys():
        fresh = _read_words(conference, [search_kinds.get(key) for key in missing])
        cache.set_many({name: fresh[key] for name, key in names.items() if key in fresh}, CACHE_SECONDS)
        text_by_kind |= fresh
    return text_by_kind


def _read_words(conference: Conference, kinds: list[SearchKind]) -> dict[str, str]:
    """Read the words of all records of these kinds in one query."""
    rows = {kind.key: kind.rows(conference) for kind in kinds if kind.rows}
    first, *rest = (_texts_of(kind, rows[kind.key]) for kind in kinds)
    words: dict[str, dict[str, None]] = {kind.key: {} for kind in kinds}
    reads = {kind.key: kind.reads for kind in kinds if not is_folded(kind, rows[kind.key])}
    for key, text in first.union(*rest, all=True):
        if key in reads:
            row = row_in(text, rows[key].model)
            text = fold_all(getattr(row, name) for name in reads[key])
        words[key].update(dict.fromkeys(text.split()))
    return {key: " ".join(different) for key, different in words.items()}


def _texts_of(kind: SearchKind, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, str]]:
    """Return the key of the kind and the folded text of each row; where it has none, its fields as JSON."""
    fields = JSONObject(**{name: name for name in kind.reads})
    text = "search_text" if is_folded(kind, rows) else Cast(fields, TextField())
    return rows.order_by().values_list(Value(kind.key), text)
