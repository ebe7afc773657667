"""Filters of lists: one class for each list, which builds the form and filters the rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters.constants import EMPTY_VALUES

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm


class ResourceFilter(django_filters.FilterSet):
    """The filters of a list. A value that is not offered filters nothing."""

    class Meta:
        form = ConferenceForm

    def __init__(self, data: QueryDict, rows: QuerySet[Any], *, conference: Conference) -> None:
        super().__init__(data, rows)
        self.conference = conference

    @cached_property
    def form(self) -> Any:
        return self.get_form_class()(self.data, conference=self.conference)

    @classmethod
    def view_name(cls) -> str:
        """Return the name of the filter that is shown as views; empty if there is none."""
        return next((name for name, each in cls.base_filters.items() if isinstance(each, ViewFilter)), "")

    def views(self) -> list[dict[str, Any]]:
        """Return the views of the list as tabs, each with its number of rows, counted by one query."""
        name = self.view_name()
        if not name:
            return []
        view = self.filters[name]
        rows = {value: view.filter(self.queryset, value) for value, _label in view.extra["choices"]}
        counts = {
            f"view_{number}": Count("pk", filter=Q(pk__in=found.order_by().values("pk")))
            for number, found in enumerate(rows.values())
        }
        own = self.queryset.model._default_manager.filter(conference=self.conference)
        everything, *counted = own.aggregate(everything=Count("pk"), **counts).values()
        shown = self.form.cleaned_data.get(name) or ""
        labels = {"": _("All"), **dict(view.extra["choices"])}
        return [
            {
                "label": capfirst(str(labels[value])),
                "url": f"?{urlencode({name: value})}" if value else "?",
                "active": value == shown,
                "count": count,
            }
            for value, count in zip(("", *rows), (everything, *counted), strict=True)
        ]

    def chips(self) -> list[dict[str, Any]]:
        """Return the active filters, each with the address of the list without it."""
        found = []
        for bound in self.form.visible_fields():
            value = self.form.cleaned_data.get(bound.name)
            if value not in EMPTY_VALUES:
                query = self.data.copy()
                for gone in (bound.name, "page"):
                    query.pop(gone, None)
                shown = dict(getattr(bound.field, "choices", ())).get(value, value)
                found.append({"label": bound.label, "value": shown, "url": f"?{query.urlencode()}"})
        return found


class SearchFilter(django_filters.CharFilter):
    """Words to search the rows for, by the `search` of their queryset."""

    def __init__(self) -> None:
        widget = forms.TextInput({"type": "search"})
        super().__init__(label=_("Search"), max_length=200, widget=widget)

    def filter(self, qs: Any, value: str) -> Any:
        return qs.search(value) if value else qs


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of several values, or all."""

    def __init__(self, label: Any, choices: Any, **options: Any) -> None:
        super().__init__(label=label, choices=choices, empty_label=_("all"), **options)


class ViewFilter(ChoiceFilter):
    """The views of a list, shown as tabs instead of in the filter bar. `method` of the filters selects the rows."""

    def __init__(self, choices: Any, *, method: str) -> None:
        super().__init__(_("View"), choices, method=method, widget=forms.HiddenInput)
