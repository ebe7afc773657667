"""The labels of verbs in the history, defined by each package, and acts of which the public site shows nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from confman.registries import Registry, load_manifests
from confman.translation.fields import TranslatedField
from confman.translation.languages import language_name, reading_in

if TYPE_CHECKING:
    from confman.accounts.models import Visitor


_labels: dict[str, Any] = {}
_values: dict[str, dict[str, Any]] = {}
_words: dict[str, Any] = {}
# Names of the values of a detail: (conference, values) -> {value: name}.
Names = Callable[[UUID, Collection[str]], Mapping[str, str]]
_names: dict[str, Names] = {}
_readers: dict[str, str] = {}
# Labels of details that entries share; any other detail is looked up among the fields of its object.
_DETAILS = {
    "fields": gettext_lazy("changed"),
    "from": gettext_lazy("before"),
    # Not the word for the age of what has happened, which humanize has: a catalogue has one for both.
    "to": pgettext_lazy("after a change", "now"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language"),
    "languages": gettext_lazy("languages"),
    "status": gettext_lazy("status"),
    "source": gettext_lazy("source"),
    "format": gettext_lazy("format"),
    "version": gettext_lazy("version"),
    "role": gettext_lazy("role"),
    "number": gettext_lazy("number"),
    "count": gettext_lazy("number of them"),
    "method": gettext_lazy("method"),
    "given": gettext_lazy("given"),
    "kept": gettext_lazy("kept record"),
    "merged": gettext_lazy("merged record"),
    "other": gettext_lazy("the other"),
    "until": gettext_lazy("until"),
    "percent": gettext_lazy("done, per cent"),
    "people": gettext_lazy("people"),
    "messages": gettext_lazy("messages"),
    "recipient": gettext_lazy("recipient"),
    "purpose": gettext_lazy("purpose"),
    "lines": gettext_lazy("lines"),
    "added": gettext_lazy("new ones"),
    "created": gettext_lazy("new ones"),
    "changed": gettext_lazy("changed ones"),
    "updated": gettext_lazy("changed ones"),
    "skipped": gettext_lazy("left out"),
    "refused": gettext_lazy("refused ones"),
    "filters": gettext_lazy("narrowed by"),
}


@dataclass(frozen=True)
class AuditLabels:
    """The words by which a package's history entries are read.

    `verbs` maps verbs to labels ("agenda.published": _("Agenda published")). `values` gives the choices of a detail
    that is no field of its object ("kind": Consent.Kind.choices). `details` gives labels of details that are no field
    of the entry's object; with a model in front ("registrations.registration.name") the label holds only for entries
    about that model, whatever the fields of its parts are called. `names` gives a function for a detail whose values
    are keys of rows ("questions"): it returns what those of one conference are called, in one query. `readers` gives,
    for a model that not all of the team may read, the permission on a row that its label and reasons are shown for.
    """

    verbs: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Names] = field(default_factory=dict)
    readers: Mapping[str, str] = field(default_factory=dict)


class _AuditLabelsRegistry(Registry[AuditLabels]):
    def register(self, entry: AuditLabels) -> AuditLabels:
        """Add the words. A verb may be defined twice only with the same label."""
        for verb, label in entry.verbs.items():
            if _labels.setdefault(verb, label) != label:
                raise ValueError(f"{verb} is named twice in the labels of the history.")
        for detail, labels in entry.values.items():
            _values.setdefault(detail, {}).update(labels)
        _words.update(entry.details)
        _names.update(entry.names)
        _readers.update(entry.readers)
        # They have no key of their own; listed, what they refer to is imported with what the others refer to.
        self._entries[str(len(self._entries))] = entry
        return entry


audit_labels = _AuditLabelsRegistry(AuditLabels, "labels of the history")


def verb_label(verb: str) -> str:
    """Return the label of a verb for readers; an undefined verb is shown in its own words."""
    load_manifests()
    if verb in _labels:
        return str(_labels[verb])
    label = verb.rpartition(".")[2].replace("_", " ")
    return capfirst(label)


def with_names(entries: Iterable[Any]) -> list[Any]:
    """Return the entries; each knows what the keys in its details are called, looked up for all of them at once."""
    load_manifests()
    rows = list(entries)
    values_by_detail: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    for entry in rows:
        for detail in _names.keys() & entry.details.keys():
            if entry.conference_id:
                value = entry.details[detail]
                values_by_detail[entry.conference_id, detail].update(
                    [value] if isinstance(value, str) else value
                )
    called = {group: _names[group[1]](group[0], values) for group, values in values_by_detail.items()}
    for entry in rows:
        entry.names = {
            detail: names
            for (conference, detail), names in called.items()
            if conference == entry.conference_id and detail in entry.details
        }
    return rows


def with_words_for(
    user: "Visitor", conference: models.Model, entries: Iterable[Any], languages: Iterable[str] = ()
) -> list[Any]:
    """Return the entries, without label and reason where the user may not read what they are about.

    With the `languages` of the conference, each names its object in the reader's language where the label is its name
    in another: it is in the language of whoever acted, one of these or of the interface's. What is called otherwise by
    now, or is gone, is called as it was then.
    """
    load_manifests()
    listed_entries = list(entries)
    entries_by_type: dict[str, list[Any]] = defaultdict(list)
    for entry in listed_entries:
        entries_by_type[entry.target_type].append(entry)
    codes = dict.fromkeys([*languages, *dict(settings.LANGUAGES)]) if languages else {}
    for target_type, those in entries_by_type.items():
        permission = _readers.get(target_type)
        rows = _rows_of(target_type, {entry.target_id for entry in those}) if permission or codes else {}
        for entry in those:
            row = rows.get(entry.target_id)
            if permission and not user.has_perm(permission, row or conference):
                entry.target_label = entry.reason = ""
            elif codes and row and entry.target_label:
                entry.own_name = _own_name(row, entry.target_label, codes)
    return listed_entries


def _rows_of(target_type: str, keys: Collection[UUID]) -> Mapping[Any, models.Model]:
    """Return the rows that are still there by their keys, each with the rows that it belongs to."""
    model = _model(target_type)
    if model is None:
        return {}
    return model._base_manager.select_related(*_relations(model)).in_bulk(keys)


def _relations(model: type[models.Model]) -> list[str]:
    return [column.name for column in model._meta.concrete_fields if isinstance(column, models.ForeignKey)]


def _names_of(row: models.Model) -> list[str]:
    """Return what an object may be called, in the language of reading: itself, a text of it, what it belongs to.

    Of objects of which several have one name it is the name with a number (`numbered`).
    """
    fields = row._meta.concrete_fields
    texts = [getattr(row, column.attname) for column in fields if isinstance(column, TranslatedField)]
    numbered = [row.numbered] if hasattr(row, "numbered") else []
    belongs_to = [getattr(row, name) for name in _relations(type(row))]
    return [str(column) for column in (row, *numbered, *texts, *belongs_to)]


def _own_name(row: models.Model, label: str, languages: Iterable[str]) -> str:
    for language in languages:
        with reading_in(language):
            names = [name[:200] for name in _names_of(row)]
        if label in names:
            return _names_of(row)[names.index(label)]
    return ""


def _model(target_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(target_type) if target_type else None
    except (LookupError, ValueError):
        return None


def detail_facts(
    target_type: str, details: Mapping[str, Any], names: Mapping[str, Mapping[str, str]] | None = None
) -> list[tuple[str, str]]:
    """Return the details of an entry as pairs of label and text, with the labels that pages use.

    `names` says of a detail what its keys are called (`with_names`). Ids are left out: they say nothing to a reader.
    """
    load_manifests()
    model = _model(target_type)
    names = names or {}
    return [
        (
            str(_DETAILS.get(name) or _field_label(model, name)),
            _named(name, value, names.get(name, {})) or _text(model, value, name),
        )
        for name, value in details.items()
        if not _is_id(value)
    ]


def _named(name: str, value: Any, names: Mapping[str, str]) -> str:
    """Return what a value is called; empty if that is not known. Languages have names of their own."""
    if name in ("language", "languages"):
        codes = [value] if isinstance(value, str) else value
        return ", ".join(language_name(code, get_language()) for code in codes)
    if names and isinstance(value, list):
        return ", ".join(names.get(item, item) for item in value)
    return str(names.get(value) or _values.get(name, {}).get(value, "")) if isinstance(value, str) else ""


def _field_label(model: type[models.Model] | None, name: str) -> str:
    if model is not None and (own_label := _words.get(f"{model._meta.label_lower}.{name}")):
        return str(own_label)
    for model_field in _fields_called(model, name):
        label = getattr(model_field, "verbose_name", "")
        # The name of a field that was given none is its code.
        if label and label != name.replace("_", " "):
            return str(label)
    return str(_words.get(name) or name.replace("_", " "))


@cache
def _with_parts(model: type[models.Model] | None) -> list[Any]:
    """Return a model and those of its parts: an entry about a part is shown with the object that it belongs to."""
    return [model, *(relation.related_model for relation in model._meta.related_objects)] if model else []


def _fields_called(model: type[models.Model] | None, name: str) -> Iterator[Any]:
    for part in _with_parts(model):
        with suppress(FieldDoesNotExist):
            yield part._meta.get_field(name)


def _choice(model: type[models.Model] | None, value: str, name: str) -> str:
    """Return what a value is called among the choices of the field of that name, else of any of the object."""
    others = (column for part in _with_parts(model) for column in part._meta.concrete_fields)
    for model_field in chain(_fields_called(model, name), others):
        for choice, label in model_field.flatchoices if getattr(model_field, "choices", None) else ():
            if choice == value:
                return str(label)
    return ""


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _moment(value: str) -> dt.datetime | None:
    """Return the moment in a detail, in the time zone of the page; None if it is something else."""
    try:
        moment = dt.datetime.fromisoformat(value) if len(value) > 10 and value[10] == "T" else None
    except ValueError:
        return None
    return timezone.localtime(moment) if moment and timezone.is_aware(moment) else moment


def _day(value: str) -> dt.date | None:
    """Return the day in a detail, as record_audit writes it; None if it is something else."""
    try:
        return dt.date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def _text(model: type[models.Model] | None, value: Any, name: str) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Mapping):
        return "; ".join(
            f"{_field_label(model, str(key))}: {_text(model, part, str(key))}" for key, part in value.items()
        )
    if isinstance(value, (list, tuple)):
        return ", ".join(
            _field_label(model, str(part)) if name == "fields" else _text(model, part, name) for part in value
        )
    if isinstance(value, str) and (day := _day(value)):
        return date_format(day, "DATE_FORMAT")
    if isinstance(value, str) and (moment := _moment(value)):
        return date_format(moment, "DATETIME_FORMAT")
    label = _choice(model, value, name) if isinstance(value, str) else ""
    return label or str(value).replace("_", " ")


@dataclass(frozen=True)
class QuietActs:
    """Verbs of a package after which the public site is not rendered again (confman.readers).

    Readers see nothing of them, or figures that may be a minute old. What hides something or someone is never quiet.
    "mail" stands for all verbs that begin with it. `is_visible` tells of the objects of an act whether readers may see
    any of them: then it is not quiet.
    """

    key: str
    verbs: tuple[str, ...]
    is_visible: Callable[[Sequence[models.Model]], bool] | None = None


quiet_acts = Registry(QuietActs, "quiet acts")
