"""Reads the records that have the words: most kinds together in one query, each of the others in its own."""

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, JSONField, Model, OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from confman.accounts.models import Visitor
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchHit, SearchKind, search_kinds
from confman.web.search import SearchableModel, fold, fold_all, ranked, words_of

CONFERENCE = Conference(pk=UUID("5ea4c4ed-0000-4000-8000-000000000000"))
# The end of typed words: a character that folding drops, so that no folded word has it.
WORD, END_OF_TYPED = "placeofword{}e", "\ue000"


class SearchStatement(CompiledQuery[Any]):
    """A query `make(conference, typed)` about any conference and so many words, which may only stand in patterns.

    It may use no more of the conference than its key, and must not depend on the language or the time.
    """

    def __init__(self, make: Callable[[Conference, str], QuerySet[Any, Any]], number: int) -> None:
        words = [WORD.format(position) for position in range(number)]
        typed = " ".join(words) + END_OF_TYPED
        self._placeholders = [typed, *words]
        super().__init__(lambda: make(CONFERENCE, typed))

    def _params(self, prepared: Any, values: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        """Return the parameters of the SQL with what was typed, escaped for patterns, in place of the placeholders."""
        conference, typed = values
        escaped = map(connection.ops.prep_for_like_query, (typed, *words_of(typed)))
        text_by_placeholder = dict(zip(self._placeholders, escaped, strict=True))
        # All at once: what was typed may look like a placeholder.
        placeholder = re.compile("|".join(self._placeholders))
        key_of = Conference._meta.pk.get_db_prep_value
        placeholder_key, key = key_of(CONFERENCE.pk, connection), key_of(conference.pk, connection)

        def filled_in(param: Any) -> Any:
            if isinstance(param, str):
                param = placeholder.sub(lambda match: text_by_placeholder[match[0]], param)
            return key if param == placeholder_key else param

        return tuple(map(filled_in, prepared.params))


# Rows of a kind that are examined to find the best.
LOOKED_AT = 30
# Records without a folded text that are read, the first of them.
READ = 500
# The separator of a hit's details.
BETWEEN = " · "

# The rows of each kind, by their keys.
Rows = dict[str, dict[UUID, Any]]
Narrowed = Callable[[SearchKind, QuerySet[Any]], QuerySet[Any]]


def rows_with_words(
    conference: Conference, kinds: list[SearchKind], typed: str, limit: int = LOOKED_AT
) -> Rows:
    """Return the likeliest rows of each kind that have the words; of kinds that are not folded, the first."""
    keys = tuple(kind.key for kind in kinds if kind.rows)
    together = any(kind.reads for kind in kinds)
    found = _likeliest(keys, limit, len(words_of(typed))).all(conference, typed) if together else []
    return _by_kind(conference, kinds, _likely(conference, kinds, typed, limit), found)


def numbers_of_rows(conference: Conference, kinds: Iterable[SearchKind], typed: str) -> dict[str, int]:
    """Return how many rows of each of these kinds have the words, as the list counts them; by one query."""
    queries = [
        _with_words(kind, kind.rows(conference), typed)
        .order_by()
        .annotate(search_kind=Value(kind.key))
        .values("search_kind")
        .annotate(search_number=Count("pk"))
        .values_list("search_kind", "search_number")
        for kind in kinds
        if kind.rows
    ]
    return dict(queries[0].union(*queries[1:], all=True)) if queries else {}


@lru_cache(maxsize=64)
def _likeliest(keys: tuple[str, ...], limit: int, words: int) -> SearchStatement:
    """Return the statement that reads the likeliest rows of these kinds with so many words."""
    kinds = [search_kinds.get(key) for key in keys]
    return SearchStatement(partial(_together_with_words, kinds, limit), words)


def _together_with_words(
    kinds: Sequence[SearchKind], limit: int, conference: Conference, typed: str
) -> QuerySet[Any, Any]:
    together = [kind for kind in kinds if kind.reads]
    return _together(conference, together, _likely(conference, kinds, typed, limit))


def _likely(conference: Conference, kinds: Iterable[SearchKind], typed: str, limit: int) -> Narrowed:
    people = [kind for kind in kinds if kind.person]
    return partial(_narrowed, conference=conference, typed=typed, people=people, limit=limit)


def rows_of(conference: Conference, kinds: Collection[SearchKind], narrowed: Narrowed) -> Rows:
    """Return the rows of each kind: one query reads all kinds that name their fields, and one each of the others."""
    together = [kind for kind in kinds if kind.reads]
    found = _together(conference, together, narrowed) if together else []
    return _by_kind(conference, kinds, narrowed, found)


def _together(conference: Conference, kinds: Iterable[SearchKind], narrowed: Narrowed) -> QuerySet[Any, Any]:
    """Return the query that reads the rows of all these kinds: the keys of kind and row, and the row's fields."""

    def read(kind: SearchKind) -> QuerySet[Any, Any]:
        assert kind.rows is not None
        rows = narrowed(kind, kind.rows(conference))
        fields = JSONObject(**{name: name for name in kind.reads})
        # A part of a union has no order and no limit of its own on every database.
        queryset = rows.model._base_manager.filter(pk__in=rows.values("pk")).order_by()
        return queryset.values_list(Value(kind.key), "pk", fields)

    first, *others = map(read, kinds)
    return first.union(*others, all=True)


def _by_kind(
    conference: Conference,
    kinds: Iterable[SearchKind],
    narrowed: Narrowed,
    found: Iterable[tuple[str, UUID, Mapping[str, Any]]],
) -> Rows:
    """Return the rows of each kind, reading the kinds that are not among those `found` together."""
    rows_by_kind: Rows = {}
    models = {}
    for kind in kinds:
        if kind.rows is None:
            continue
        rows = kind.rows(conference)
        if kind.reads:
            models[kind.key] = rows.model
        else:
            rows_by_kind[kind.key] = {row.pk: row for row in narrowed(kind, rows)}
    for key, pk, values in found:
        model = models[key]
        rows_by_kind.setdefault(key, {})[pk] = row_of(model, {model._meta.pk.name: pk, **values})
    for key in models:
        in_order = sorted(rows_by_kind.get(key, {}).values(), key=lambda row: fold(str(row)))
        rows_by_kind[key] = {row.pk: row for row in in_order}
    for rows_of_kind in rows_by_kind.values():
        for row in rows_of_kind.values():
            row.conference = conference
    return rows_by_kind


def hits_of(
    conference: Conference, user: Visitor, kind: SearchKind, rows: Iterable[Any], typed: str = ""
) -> list[SearchHit]:
    """Return the hits of those rows that the user may open and, where the database cannot tell, that have the words."""
    words = words_of(typed) if kind.rows and not is_folded(kind, kind.rows(conference)) else []
    return [
        _hit_of(conference, user, kind, row)
        for row in rows
        if kind.may_open is None or kind.may_open(user, row)
        if not words or _has_all(words, fold_all(_at(row, name) for name in kind.reads))
    ]


def is_folded(kind: SearchKind, rows: QuerySet[Any]) -> bool:
    """Tell whether the database knows the words of such records; else their fields are folded when they are read."""
    return bool(kind.narrow) or issubclass(rows.model, SearchableModel)


def _narrowed(
    kind: SearchKind,
    rows: QuerySet[Any],
    conference: Conference,
    typed: str,
    people: list[SearchKind],
    limit: int,
) -> QuerySet[Any]:
    """Return the likeliest rows with the words; of records that are searched when they are read, the first ones.

    A person whom an earlier kind finds is left out.
    """
    if not is_folded(kind, rows):
        return rows[:READ]
    for other in people[: people.index(kind)] if kind in people else ():
        assert other.rows is not None
        found_before = other.rows(conference)
        # With the same words it finds all that it has of the person, who is of one conference.
        has_same_words = other.words_of == kind.key
        found_before = (
            found_before.model._base_manager.all()
            if has_same_words
            else _with_words(other, found_before, typed)
        )
        # Asked of the few that have the words, not of all beforehand.
        rows = rows.exclude(Exists(found_before.order_by().filter(**{other.person: OuterRef(kind.person)})))
    return _with_words(kind, rows, typed)[:limit]


def _with_words(kind: SearchKind, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    return (kind.narrow or ranked)(rows, typed)


def row_in(text: str, model: type[Model]) -> Any:
    """Return the row whose fields were read as one text."""
    return row_of(model, json.loads(text))


def row_of(model: type[Model], values: Mapping[str, Any]) -> Any:
    """Return a row that has only these fields, and those of related rows (`person__name`)."""
    own_values: dict[str, Any] = {}
    related: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        name, _between, rest = path.partition("__")
        if rest:
            related.setdefault(name, {})[rest] = value
        else:
            own_values[name] = value
    # As the database gives them, in its order: what else is asked of the row would be read from there.
    fields = [field for field in model._meta.concrete_fields if field.name in own_values]
    row = model.from_db(
        None, [field.attname for field in fields], [_value(field, own_values[field.name]) for field in fields]
    )
    for name, parts in related.items():
        field: Any = model._meta.get_field(name)
        is_there = any(part is not None for part in parts.values())
        field.set_cached_value(row, row_of(field.related_model, parts) if is_there else None)
    return row


def _value(field: Any, value: Any) -> Any:
    """Return the value that was read within JSON: SQLite gives JSON within it as text, both give times as text."""
    if isinstance(field, JSONField) and isinstance(value, str):
        return json.loads(value)
    if isinstance(field, DateTimeField) and isinstance(value, str) and (moment := parse_datetime(value)):
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return value


def _has_all(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


def _hit_of(conference: Conference, user: Visitor, kind: SearchKind, row: Any) -> SearchHit:
    assert kind.in_words is not None
    title, *details = (str(part) for part in kind.in_words(row) if part)
    if kind.page_permission and not user.has_perm(kind.page_permission, conference):
        address = f"{reverse(kind.list_name, args=[conference.slug])}?{urlencode({'q': title})}"
    else:
        address = reverse(kind.page, args=[conference.slug, UUID(str(getattr(row, kind.opens)))])
    name = _at(row, kind.reads[0]) if kind.reads else ""
    titles = tuple(name.values()) if isinstance(name, dict) else ()
    keys = tuple(str(key) for path in kind.keys if (key := _at(row, path)))
    return SearchHit(title, address, BETWEEN.join(details), titles, keys)


def _at(row: Any, path: str) -> Any:
    return attrgetter(path.replace("__", "."))(row)
