"""A record, the page of one row: what is known of it, what can be done with it, its history; and those beside it.

A kind of record says its facts and actions in a subclass of `RecordView`, which its `Resource` names as `detail`. What
is its own stands in blocks of a template that extends `conferences/resources/record.html`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import history_of
from confman.web.database.changes import fingerprint_of
from confman.web.models import field_in_words, field_named
from confman.web.templatetags.confman_web import moment

if TYPE_CHECKING:
    from confman.conferences.web.resources.resource import Resource


@dataclass(frozen=True)
class Fact:
    """A line of a record: a field of the row, or what a function of the row says. Left out where it is empty.

    Its label is the field's own, unless it has another. A related row is a link if `page` is the name of its page.
    After a moment stands who acted then, if `by` is the field that says it.
    """

    name: str
    label: Any = ""
    words: Callable[[Any], Any] | None = None
    page: str = ""
    by: str = ""

    def label_of(self, row: Model) -> str:
        return capfirst(str(self.label or field_named(type(row), self.name).verbose_name))

    def value_of(self, row: Any) -> Any:
        """Return what the row says, in words."""
        value = self.words(row) if self.words else _shown(row, self.name)
        author = self.by and getattr(row, self.by)
        return format_html("{}, {}", value, author) if value and author else value


def _shown(row: Model, name: str) -> Any:
    """Return a field of a row as HTML; a related row as it is."""
    value = field_in_words(row, name)
    if isinstance(value, dt.date):
        return moment(value)
    if isinstance(value, str | Mapping):
        return linebreaksbr(str(value), autoescape=True)
    return "" if value is None else value


@dataclass(frozen=True, kw_only=True)
class RecordAction:
    """A button of a record: it leads to a page about the row or, if it `posts`, acts at once.

    `page` is a url name that takes the row's key and the `arguments`; one that begins with a hyphen follows the name
    of the record's own page. It is offered in the `states` named, else in all; `when` all these attributes of the page
    or the row, separated by spaces, are true, and `unless` one is; to those with the permission, else to those who may
    edit the row. The primary one is coloured; those that end the row stand last in the menu. With `sends` a 1 is posted
    under that name; with `seen` a digest of these fields of the row as the page shows them.
    """

    label: Any = ""
    page: str
    arguments: Sequence[str] = ()
    icon: str = ""
    posts: bool = False
    sends: str = ""
    seen: Collection[str] = ()
    is_primary: bool = False
    is_end: bool = False
    permission: str = ""
    states: Collection[str] = ()
    when: str = ""
    unless: str = ""


CHANGE = RecordAction(label=gettext_lazy("Change"), page="-change", icon="pencil")
# The resource says what it is called.
DELETE = RecordAction(page="-delete", is_end=True)


@dataclass(frozen=True)
class Button:
    """An action as a record offers it."""

    label: Any
    url: str
    icon: str = ""
    posts: bool = False
    sends: str = ""
    is_primary: bool = False
    key: str = ""
    seen: str = ""


class RecordMixin(SecretariatMixin):
    """The page of one row. A `Resource` gives its rows, rights and place; other records say them.

    A template has the row as `object`, and under the name of its model.
    """

    resource: Resource | None = None
    edit_permission = ""
    # The url name of the page, without its app.
    page_name = ""
    state_name = "state"
    facts: Sequence[str | Fact] = ()
    record_actions: Sequence[RecordAction] = ()

    @property
    def may_edit(self) -> bool:
        return not self.edit_permission or self.may(self.edit_permission)

    def get_heading(self) -> str:
        return str(self.object)

    def siblings(self) -> Any:
        if self.resource:
            return self.resource.get_rows(self.conference)
        return type(self.object)._default_manager.of(self.conference)

    def get_facts(self) -> Iterable[str | Fact]:
        """Return the facts of this row, as names of fields or more."""
        return self.facts

    def pairs(self, facts: Iterable[str | Fact]) -> list[tuple[str, Any]]:
        """Return label and value of each fact."""
        row = self.object
        return [
            (fact.label_of(row), self.linked(fact.value_of(row), fact.page))
            for fact in (Fact(fact) if isinstance(fact, str) else fact for fact in facts)
        ]

    def linked(self, value: Any, page: str) -> Any:
        return format_html('<a href="{}">{}</a>', self.to(page, value.pk), value) if value and page else value

    def possible_actions(self) -> Iterable[RecordAction]:
        """Return the actions possible for this row."""
        state = str(getattr(self.object, self.state_name, ""))
        return [
            action
            for action in self.record_actions
            if (not action.states or state in action.states)
            and all(map(self.tells, action.when.split()))
            and not any(map(self.tells, action.unless.split()))
        ]

    def tells(self, name: str) -> bool:
        """Tell whether an attribute of the page, else of its row, is true."""
        return bool(attrgetter(name)(self if hasattr(type(self), name) else self.object))

    def button(self, action: RecordAction) -> Button:
        label = action.label or (self.resource.delete_label if self.resource else "")
        page = f"{self.page_name}{action.page}" if action.page.startswith("-") else action.page
        url = self.to(page, self.object.pk, *action.arguments)
        seen = fingerprint_of(self.object, action.seen) if action.seen else ""
        return Button(label, url, action.icon, action.posts, action.sends, action.is_primary, seen=seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, may_edit = self.object, self.may_edit
        actions = [
            action
            for action in self.possible_actions()
            if (self.may(action.permission) if action.permission else may_edit)
        ]
        context = {
            "object": row,
            row._meta.model_name: row,
            "heading": self.get_heading(),
            "facts": self.pairs(self.get_facts()),
            "buttons": [self.button(action) for action in actions if not action.is_end],
            "ends": [self.button(action) for action in actions if action.is_end],
            "may_edit": may_edit,
        }
        if "entries" not in kwargs:
            context["entries"] = history_of(row)
        return super().get_context_data(**context | kwargs)


class RecordView(RecordMixin, SecretariatView):
    """A record, read as a whole."""

    template_name = "conferences/resources/record.html"
