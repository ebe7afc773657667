"""Filters of lists: one class for each list, which builds the form and filters the rows."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceIteratorMixin

from confman.conferences.addresses import ALL
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm, cache_choices
from confman.web.errors import Refused
from confman.web.search import fold_all, words_of

EVERYTHING = f"?{ALL}"
# The view of all rows, where the usual one is narrower.
EVERY_ROW = "all"
# Parameters in the address of a list that are no filters.
NOT_NARROWING = frozenset({ALL, "sort", "page", "per_page"})


class _Number(Subquery):
    """The number of rows that a query finds, counted by the index that serves it."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any]) -> None:
        keys = rows.order_by().values("pk")
        # A row may be found several times where tables are joined. Django keeps those that it does without, unused.
        joined = [alias for alias, uses in keys.query.alias_refcount.items() if uses]
        super().__init__(keys.distinct() if len(joined) > 1 else keys)


def view_query(query: QueryDict) -> str:
    """Return the query of a list as a view keeps it: without the page and empty filters."""
    result = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in (ALL, "page") and (filled := [value for value in values if value]):
            result.setlist(name, filled)
    return result.urlencode()


class ResourceFilter(django_filters.FilterSet):
    """The filters of a list. A value that is not offered filters nothing."""

    class Meta:
        form = ConferenceForm

    def __init__(self, data: QueryDict, rows: QuerySet[Any], *, conference: Conference) -> None:
        super().__init__(data, rows)
        self.conference = conference

    @cached_property
    def form(self) -> Any:
        form = self.get_form_class()(self.data, conference=self.conference)
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField) and not isinstance(field, ChoiceIteratorMixin):
                cache_choices(field, self.conference)
        return form

    def narrowing(self) -> set[str]:
        """Return the names of what the query asks of the rows, offered or not."""
        return {name for name, value in self.data.items() if value} - NOT_NARROWING

    def holds(self) -> bool:
        """Tell whether all that the query names still exists; else who relies on it must be shown nothing."""
        return self.form.is_valid() and self.narrowing() <= self.form.fields.keys()

    def matching_rows(self) -> QuerySet[Any]:
        """Return the rows that the filters leave, to act on all of them.

        Raises Refused if that is more than was meant, as a filter names what no longer exists.
        """
        if not self.holds():
            raise Refused(
                gettext(
                    "A filter of this list names something that no longer exists, so nothing was done."
                    " Clear the filters, then choose again."
                )
            )
        return self.qs

    @classmethod
    def view_name(cls) -> str:
        """Return the name of the filter that is shown as views; empty if there is none."""
        return next(
            (name for name, row_filter in cls.base_filters.items() if isinstance(row_filter, ViewFilter)), ""
        )

    def views(self) -> list[dict[str, Any]]:
        """Return the views of the list, each with its number of rows, counted by one query.

        The first and the current one are always there, the others while they have rows.
        """
        name = self.view_name()
        if not name:
            return []
        view = self.filters[name]
        labels = {"": view.usual or _("All"), **dict(view.extra["choices"])}
        counts = self.count_views(view, list(labels))
        current = self.form.cleaned_data.get(name) or ""
        return [
            {
                "label": capfirst(str(labels[value])),
                "url": f"?{urlencode({name: value})}" if value else EVERYTHING,
                "active": value == current,
                "count": count,
                "is_rare": value in view.rare,
            }
            for value, count in zip(labels, counts, strict=True)
            if count or value in ("", current)
        ]

    def instead_of_empty(self) -> str:
        """Return the query of the view of all rows, where the usual view is empty and there are others; else ''."""
        name = self.view_name()
        view = self.filters[name] if name else None
        if view is None or view.usual is None or EVERY_ROW not in dict(view.extra["choices"]):
            return ""
        usual, every_row = self.count_views(view, ["", EVERY_ROW])
        return urlencode({name: EVERY_ROW}) if every_row and not usual else ""

    def rows_to_count(self) -> QuerySet[Any]:
        """Return the rows of the list for the numbers at its views: where possible, without what only columns show."""
        return self.queryset

    def count_views(self, view: django_filters.Filter, values: list[str]) -> list[int]:
        """Return how many rows each of these views has."""
        rows = self.rows_to_count()
        numbers = [_Number(view.filter(rows, value)) for value in values]
        one_row = Conference.objects.filter(pk=self.conference.pk).order_by()
        return list(one_row.values_list(*numbers).get())


class Lines(list[Any]):
    """The rows of a list that are computed and not stored, in the form that filters take."""

    model = None

    def all(self) -> Lines:
        return self

    def none(self) -> Lines:
        return Lines()


class LineFilter(ResourceFilter):
    """The filters of a list of `Lines`: a `method` returns those that are left."""

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            queryset = Lines(self.filters[name].filter(queryset, value))
        return queryset

    def count_views(self, view: django_filters.Filter, values: list[str]) -> list[int]:
        return [len(view.filter(self.queryset, value)) for value in values]


class SearchFilter(django_filters.CharFilter):
    """Words to search the rows for, by the `search` of their queryset."""

    def __init__(self, label: Any = "", **options: Any) -> None:
        widget = forms.SearchInput()
        super().__init__(label=label or _("Search"), max_length=200, widget=widget, **options)

    def filter(self, qs: Any, value: str) -> Any:
        return qs.search(value) if value else qs


class LineSearchFilter(SearchFilter):
    """Words to search `Lines` for, in these attributes of each, in any script."""

    def __init__(self, *reads: str) -> None:
        super().__init__()
        self.reads = reads

    def filter(self, qs: Any, value: str) -> Any:
        words = words_of(value)
        texts = ((row, fold_all(getattr(row, name) or "" for name in self.reads)) for row in qs)
        return (row for row, text in texts if all(word in text for word in words))


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of several values, or all."""

    def __init__(self, label: Any, choices: Any, **options: Any) -> None:
        super().__init__(label=label, choices=choices, empty_label=_("all"), **options)


class OfferedFilter(django_filters.Filter):
    """A filter with choices that depend on the conference: `offered` returns them."""

    field_class = ConferenceChoiceField

    def __init__(
        self, label: Any, offered: Callable[[Conference], Iterable[tuple[Any, Any]]], **options: Any
    ) -> None:
        super().__init__(label=label, offered=offered, none=_("all"), **options)


class RowFilter(django_filters.ModelChoiceFilter):
    """One of the conference's rows of a model, or all."""

    def __init__(self, label: Any, queryset: QuerySet[Any], **options: Any) -> None:
        super().__init__(label=label, queryset=queryset, empty_label=_("all"), **options)


class ViewFilter(ChoiceFilter):
    """The views of a list, shown above it with their numbers instead of in the bar of filters.

    `method` of the filters says which rows. What is shown first is all of them, unless `usual` names other rows: then
    the method is asked for these, too, by an empty value; while there are none, EVERY_ROW is shown first if it is one
    of the choices. Those that are `rare` stand under "More", however few there are.
    """

    def __init__(self, choices: Any, *, method: str, usual: Any = None, rare: Container[str] = ()) -> None:
        super().__init__(_("View"), choices, widget=forms.HiddenInput)
        self.usual, self.rare, self.rows_of = usual, rare, method

    def filter(self, qs: Any, value: str) -> Any:
        if not value and self.usual is None:
            return qs
        return getattr(self.parent, self.rows_of)(qs, self.field_name, value or "")
