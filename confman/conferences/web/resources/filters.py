"""Filters of lists: a class of them for each, which makes its form and narrows the rows."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm


class ResourceFilter(django_filters.FilterSet):
    """The filters of a list. A value that is none of the offered narrows nothing."""

    class Meta:
        form = ConferenceForm

    def __init__(self, data: QueryDict, rows: QuerySet[Any], *, conference: Conference) -> None:
        super().__init__(data, rows)
        self.conference = conference

    @cached_property
    def form(self) -> Any:
        return self.get_form_class()(self.data, conference=self.conference)


class SearchFilter(django_filters.CharFilter):
    """Words that the rows are searched for, by the `search` of their queryset."""

    def __init__(self) -> None:
        widget = forms.TextInput({"type": "search"})
        super().__init__(label=_("Search"), max_length=200, widget=widget)

    def filter(self, qs: Any, value: str) -> Any:
        return qs.search(value) if value else qs


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of several values, or all."""

    def __init__(self, label: Any, choices: Any, **options: Any) -> None:
        super().__init__(label=label, choices=choices, empty_label=_("all"), **options)
