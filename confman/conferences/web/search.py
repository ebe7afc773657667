"""The secretariat's search: finds pages and actions by their words in any language, records by theirs in any script.

It stores nothing: most kinds of records are found by one query together, others by one each; the best rows are shown.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import JSONField, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.conferences.access import opened_by
from confman.conferences.models import Conference
from confman.conferences.registries import (
    NavigationItem,
    NavigationView,
    Workspace,
    navigation_items,
    navigation_views,
)
from confman.conferences.search_registries import (
    SearchAction,
    SearchHit,
    SearchKind,
    search_actions,
    search_kinds,
)
from confman.conferences.web.navigation import WORKSPACES, workspace_at
from confman.conferences.web.sections import SectionFormView, section_numbers
from confman.web.search import SearchableModel, fold, fold_all, ranked, words_of

# Rows of a kind that are shown, and rows that are examined to find the best.
SHOWN = 5
LOOKED_AT = 30
# Records without a folded text that are read, the first of them.
READ = 500
# Of the records that were opened last, those shown before anything is typed.
RECENT = 8
# The separator of a hit's details.
BETWEEN = " · "
# In per cent: words this similar are taken for one word with a typing error.
ALIKE = 75


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` is the address of all of them, if there are more than shown."""

    key: str
    label: Any
    icon: str
    hits: list[SearchHit]
    more: str = ""


@dataclass(frozen=True)
class Found:
    """The result; `instead` are the corrected words, if nothing was found for those typed."""

    groups: list[Group]
    instead: str = ""


def search(
    conference: Conference, user: User | AnonymousUser, typed: str, near: Workspace | None = None
) -> Found:
    """Return what in the conference matches all the words and this user may open, by kind.

    Kinds of the workspace `near`, which is open, come first.
    """
    kinds = [kind for kind in search_kinds if user.has_perm(kind.permission, conference)]
    places = _groups_of_places(conference, user, typed)
    records = _groups_of_records(conference, user, typed, kinds)
    here = {kind.key for kind in kinds if near and _workspace_of(kind) is near}
    records.sort(key=lambda group: group.key not in here)
    if not records and not places:
        instead, having = _mended(conference, typed, kinds)
        return Found(_groups_of_records(conference, user, instead, having), instead)
    return Found([*places, *records])


@cache
def _workspace_of(kind: SearchKind) -> Workspace | None:
    """Return the workspace in which the records of a kind are kept."""
    return workspace_at(reverse(kind.list_name, args=["any"])) if kind.list_name else None


def recents(conference: Conference, user: User | AnonymousUser) -> list[Group]:
    """Return the records that the user opened last in the conference, as far as they may still open them."""
    opened = opened_by(user, conference)
    keys: dict[str, list[str]] = {}
    for kind, key in opened:
        keys.setdefault(kind, []).append(key)
    kinds = {
        kind.key: kind
        for kind in search_kinds
        if kind.key in keys and kind.rows and user.has_perm(kind.permission, conference)
    }
    rows = _rows_of(conference, kinds.values(), lambda kind, rows: rows.filter(pk__in=keys[kind.key]))
    hits = [
        hit
        for kind, key in opened
        if (row := rows.get(kind, {}).get(UUID(key)))
        for hit in _hits(conference, user, kinds[kind], [row])
    ]
    return [Group("recent", _("Opened lately"), "clock-history", hits[:RECENT])] if hits else []


def _groups_of_records(
    conference: Conference, user: User | AnonymousUser, typed: str, kinds: Iterable[SearchKind]
) -> list[Group]:
    groups = []
    # Of those that match alike, what the user opened lately stands first.
    lately = {key: place for place, (_kind, key) in enumerate(opened_by(user, conference))}
    length = max((len(word) for word in words_of(typed)), default=0)
    # In an ideographic script one character says as much as two letters.
    length += not typed.isascii()
    asked = [kind for kind in kinds if length >= kind.shortest]
    people = [kind for kind in asked if kind.person]
    found = (
        _rows_of(conference, asked, partial(_narrowed, conference=conference, typed=typed, people=people))
        if asked
        else {}
    )
    for kind in asked:
        if kind.find:
            hits = kind.find(conference, user, typed)
        else:
            rows = _lately_first(found.get(kind.key, {}), lately)
            hits = _hits(conference, user, kind, rows, typed)
        if hits:
            more = ""
            if len(hits) > SHOWN and kind.list_name:
                address = reverse(kind.list_name, args=[conference.slug])
                more = f"{address}?{urlencode({'q': typed})}"
            groups.append(Group(kind.key, kind.label, kind.icon, _best(hits, typed)[:SHOWN], more))
    return sorted(groups, key=lambda group: _rank(group.hits[0], typed))


# --- Records ----------------------------------------------------------------------------------------------

Rows = dict[str, dict[UUID, Any]]


def _lately_first(rows: Mapping[UUID, Any], lately: Mapping[str, int]) -> list[Any]:
    return sorted(rows.values(), key=lambda row: lately.get(str(row.pk), len(lately)))


def _is_folded(kind: SearchKind, rows: QuerySet[Any]) -> bool:
    """Tell whether the database knows the words of such records; else their fields are folded when they are read."""
    return bool(kind.narrow) or issubclass(rows.model, SearchableModel)


def _narrowed(
    kind: SearchKind, rows: QuerySet[Any], conference: Conference, typed: str, people: list[SearchKind]
) -> QuerySet[Any]:
    """Return the likeliest rows with the words; of records that have to be read to find them, the first.

    Of the kinds about people, without those that are found by one before.
    """
    if not _is_folded(kind, rows):
        return rows[:READ]
    for other in people[: people.index(kind)] if kind in people else ():
        assert other.rows is not None
        same = _with_words(other, other.rows(conference), typed).order_by().values(other.person)
        rows = rows.exclude(**{f"{kind.person}__in": same})
    return _with_words(kind, rows, typed)[:LOOKED_AT]


def _with_words(kind: SearchKind, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    found: QuerySet[Any] = (kind.narrow or ranked)(rows, typed)
    return found


def _rows_of(
    conference: Conference,
    kinds: Iterable[SearchKind],
    narrowed: Callable[[SearchKind, QuerySet[Any]], QuerySet[Any]],
) -> Rows:
    """Return the rows of each kind: those that say what they read in one query, and each of the others in its own."""
    found: Rows = {}
    together = []
    for kind in kinds:
        if kind.rows is None:
            continue
        rows = narrowed(kind, kind.rows(conference))
        if kind.reads:
            keys = rows.values("pk")
            fields = JSONObject(**{name: name for name in kind.reads})
            # A part of a union has no order and no limit of its own on every database.
            chosen = rows.model._base_manager.filter(pk__in=keys).order_by()
            together.append((kind, rows.model, chosen.values_list(Value(kind.key), "pk", fields)))
        else:
            found[kind.key] = {row.pk: row for row in rows}
    if together:
        models = {kind.key: model for kind, model, _rows in together}
        first, *others = (rows for _kind, _model, rows in together)
        for key, pk, values in first.union(*others, all=True):
            found.setdefault(key, {})[pk] = _row(models[key], pk, values)
        for kind, _model, _rows in together:
            in_order = sorted(found.get(kind.key, {}).values(), key=lambda row: fold(str(row)))
            found[kind.key] = {row.pk: row for row in in_order}
    for same in found.values():
        for row in same.values():
            row.conference = conference
    return found


def _row(model: type[Model], pk: UUID, values: Mapping[str, Any]) -> Any:
    """Return a row that has only these fields. SQLite gives the JSON within JSON as text."""
    fields = [field for field in model._meta.concrete_fields if field.primary_key or field.name in values]
    given = {field.attname: pk if field.primary_key else values[field.name] for field in fields}
    for field in fields:
        if isinstance(field, JSONField) and isinstance(text := given[field.attname], str):
            given[field.attname] = json.loads(text)
    # As the database gives them, in its order: what else is asked of the row would be read from there.
    return model.from_db(None, list(given), list(given.values()))


def _hits(
    conference: Conference, user: User | AnonymousUser, kind: SearchKind, rows: Iterable[Any], typed: str = ""
) -> list[SearchHit]:
    """Return the hits of those rows that the user may open and, where the database cannot tell, that have the words."""
    wanted = words_of(typed) if kind.rows and not _is_folded(kind, kind.rows(conference)) else []
    return [
        _hit_of(conference, user, kind, row)
        for row in rows
        if kind.may_open is None or kind.may_open(user, row)
        if not wanted or _has_all(wanted, fold_all(getattr(row, name) for name in kind.reads))
    ]


def _has_all(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


def _hit_of(conference: Conference, user: User | AnonymousUser, kind: SearchKind, row: Any) -> SearchHit:
    assert kind.tell is not None
    title, *details = (str(part) for part in kind.tell(row) if part)
    if kind.page_permission and not user.has_perm(kind.page_permission, conference):
        address = f"{reverse(kind.list_name, args=[conference.slug])}?{urlencode({'q': title})}"
    else:
        address = reverse(kind.page, args=[conference.slug, UUID(str(getattr(row, kind.opens)))])
    return SearchHit(title, address, BETWEEN.join(details))


def _best(hits: list[SearchHit], typed: str) -> list[SearchHit]:
    return sorted(hits, key=lambda hit: _rank(hit, typed))


def _rank(hit: SearchHit, typed: str) -> int:
    """Return 0 for the title itself, 1 for a whole detail, 2 if words begin words of the title, 3 if in it; else 4."""
    title, words = fold(hit.title), words_of(typed)
    if title == " ".join(words):
        return 0
    if typed.casefold() in {part.casefold() for part in hit.detail.split(BETWEEN)}:
        return 1
    if all(any(part.startswith(word) for part in title.split()) for word in words):
        return 2
    return 3 if all(word in title for word in words) else 4


# --- Pages and actions ------------------------------------------------------------------------------------


def _groups_of_places(conference: Conference, user: User | AnonymousUser, typed: str) -> list[Group]:
    """Return the pages and actions that match all the words, in any language of the interface."""
    words = words_of(typed)
    groups = []
    pages: list[NavigationItem | NavigationView] = [*navigation_items, *navigation_views]
    for key, label, icon, entries in (
        ("actions", _("To do"), "lightning", list(search_actions)),
        ("pages", _("Pages"), "window", pages),
    ):
        hits = [
            hit
            for entry in entries
            if words
            and _begins_all(words, _known_words(entry))
            and user.has_perm(entry.permission, conference)
            if (hit := _hit(conference, entry))
        ]
        if hits:
            groups.append(Group(key, label, icon, _best(hits, typed)[:SHOWN]))
    settings_found = [
        SearchHit(
            str(setting.label),
            reverse(setting.page.url_name, args=[conference.slug]) + setting.anchor,
            str(setting.page.label),
        )
        for setting in _settings()
        if words and _begins_all(words, setting.words) and user.has_perm(setting.page.permission, conference)
    ]
    if settings_found:
        groups.append(Group("settings", _("Settings"), "gear", _best(settings_found, typed)[:SHOWN]))
    return groups


@dataclass(frozen=True)
class Setting:
    """A field of a form of settings: its label, its folded words in all languages, its page and place there."""

    label: Any
    words: tuple[str, ...]
    page: NavigationItem
    anchor: str


@cache
def _settings() -> list[Setting]:
    """Return the fields of the forms that stand in the workspace of settings."""
    found = []
    for item in navigation_items:
        view: Any = getattr(resolve(reverse(item.url_name, args=["any"])).func, "view_class", None)
        form = getattr(view, "form_class", None)
        if item.workspace is Workspace.SETTINGS and form:
            numbers = section_numbers(form) if issubclass(view, SectionFormView) else {}
            for name, field in form.base_fields.items():
                anchor = f"?section={numbers[name]}" if name in numbers else f"#id_{name}"
                if field.label and (name in numbers or not numbers):
                    found.append(Setting(field.label, _folded(partial(str, field.label)), item, anchor))
    return found


def _begins_all(words: list[str], known: tuple[str, ...]) -> bool:
    return all(any(each.startswith(word) for each in known) for word in words)


@cache
def _known_words(entry: NavigationItem | NavigationView | SearchAction) -> tuple[str, ...]:
    """Return the folded words of an entry, in all languages of the interface."""
    return _folded(lambda: f"{entry.label} {entry.words}")


def _folded(words: Callable[[], Any]) -> tuple[str, ...]:
    found: list[str] = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found += fold(str(words())).split()
    return tuple(dict.fromkeys(found))


def _hit(conference: Conference, entry: NavigationItem | NavigationView | SearchAction) -> SearchHit:
    arguments = entry.arguments if isinstance(entry, NavigationView) else ()
    detail: Any = ""
    if isinstance(entry, NavigationItem):
        detail = WORKSPACES[entry.workspace][0]
    elif isinstance(entry, NavigationView):
        detail = navigation_items.get(entry.tab).label
    address = reverse(entry.url_name, args=[conference.slug, *arguments])
    return SearchHit(str(entry.label), address, str(detail))


# --- Typing errors ----------------------------------------------------------------------------------------


def _mended(conference: Conference, typed: str, kinds: Iterable[SearchKind]) -> tuple[str, list[SearchKind]]:
    """Return the words with unknown ones replaced by the most similar, and the kinds of records that have one.

    Return "" and no kinds if no word is similar enough.
    """
    from rapidfuzz import fuzz, process

    texts = {
        kind.key: kind.rows(conference).values_list(Value(kind.key), "search_text")
        for kind in kinds
        if kind.mends and kind.rows
    }
    if not texts or not any(len(word) > 3 for word in words_of(typed)):
        return "", []
    first, *rest = (rows.order_by() for rows in texts.values())
    having: dict[str, set[str]] = {}
    for key, text in first.union(*rest, all=True):
        for word in text.split():
            having.setdefault(word, set()).add(key)
    mended = []
    for word in words_of(typed):
        best = process.extractOne(word, list(having), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            return "", []
        mended.append(best[0])
    wanted = set.intersection(*(having[word] for word in mended))
    return " ".join(mended), [kind for kind in kinds if kind.key in wanted]
