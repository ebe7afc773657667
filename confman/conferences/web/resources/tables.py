"""Tables of lists: a class of columns for each, shown by one template."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import django_tables2
from django.db.models import Model
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tables2.utils import A, signature

from confman.conferences.addresses import page_address
from confman.web.database.changes import fingerprint_of
from confman.web.templatetags.confman_web import moment, status_badge

if TYPE_CHECKING:
    from confman.conferences.web.resources.views import ListView

ValueT = TypeVar("ValueT")

SELECTION = "selected"
# Values are shown as a template shows them.
_PLAIN = Context()
# Facts of a row on a phone beside its name and its state: more is read on the page that it opens.
FACTS_OF_A_CARD = 2
# A state, which may lead to what it is the state of.
_STATE = re.compile(r'(<a [^>]*>)?<span class="status')


@dataclass(frozen=True)
class ColumnHead:
    """Data that all cells of a column need; `label` is said where rows are cards."""

    css_class: str
    label: Any
    is_heading: bool
    is_fact: bool

    @cached_property
    def marks(self) -> tuple[str, str]:
        """Return the tags before and after the content of a cell."""
        if self.is_heading:
            return '<th scope="row">', "</th>"
        css_class = format_html(' class="{}"', self.css_class) if self.css_class else ""
        label = format_html(' data-label="{}"', self.label) if self.label else ""
        return f"<td{css_class}{label}>", "</td>"

    @classmethod
    def of(cls, column: Any) -> ColumnHead:
        """Return the head of a column of the table."""
        label = column.header if column.column.verbose_name != "" else ""
        # A name or a text is what the card is called by.
        is_title = column.column.is_heading or isinstance(column.column, TextColumn)
        is_fact = bool(label) and not is_title
        return cls(column.column.css_class, label, column.column.is_heading, is_fact)

    def on_desk(self) -> ColumnHead:
        """Return the head of a cell that is left out where rows are cards."""
        return replace(self, css_class=f"{self.css_class} on-desk".strip())


class ResourceTable(django_tables2.Table):
    """The rows of one page of a list; `view` is the page. Sorted by `default_sort` unless the reader chooses.

    Cells with more than a value are rendered by a method `render_<column>`, with the help of `link` and `below`.
    """

    default_sort = ""
    # The name of the table for screen readers, if not that of the list.
    caption: Any = ""
    # Each table knows more of its own page.
    view: Any
    # The address that says all that its page shows; "" for a table beside that of the list.
    cache_key = ""
    # True if its rows say the same to each of a user's browsers: not where they have forms.
    caches_rows = True

    def __init__(self, rows: Any, *, view: ListView, **options: Any) -> None:
        self.view, self.conference = view, view.conference
        order = view.request.GET.get("sort", "")
        hidden = [*self.hidden_columns(), *(() if view.get_bulk_actions() else (SELECTION,))]
        super().__init__(rows, order_by=[order], exclude=hidden, default="", **options)
        if not self.order_by and self.default_sort:  # type: ignore[has-type]
            self.order_by = [self.default_sort]

    @cached_property
    def cells(self) -> list[list[tuple[Any, Any]]]:
        """The rows of this page, each as pairs of a column and its cell."""
        cells = [(column, self._cell_of(column)) for column in self.columns]
        return [[(column, cell(record)) for column, cell in cells] for record in self.shown]

    def _cell_of(self, column: Any) -> Callable[[Any], Any]:
        """Return what makes the cell of a row.

        django-tables2 asks in each cell again what its column's method takes, and Django what all choices are called.
        """
        accessor, render, secondary = A(column.accessor), column.render, column.column.secondary
        labels = self._labels(accessor)
        constants = {"column": column.column, "bound_column": column, "table": self}
        names, _others = signature(render)

        def cell(record: Any) -> Any:
            value = accessor.resolve(record, quiet=True)
            value = labels.get(value, value) if labels else value
            if value in column.column.empty_values:
                return column.default
            arguments = {**constants, "record": record, "value": value}
            content = render(**{name: arguments[name] for name in names})
            return below(content, secondary.resolve(record, quiet=True)) if secondary else content

        return cell

    def _labels(self, accessor: A) -> dict[Any, Any]:
        """Return what the values of a field with choices are called, by value."""
        field: Any = accessor.get_field(type(self.shown[0])) if self.shown else None
        has_choices = (
            field is not None and field.name == accessor.bits[-1] and getattr(field, "choices", None)
        )
        return dict(field.flatchoices) if has_choices else {}

    @cached_property
    def choosable(self) -> list[tuple[Any, bool]]:
        """The columns that the user may choose, and whether each is shown: as chosen, else while it says anything.

        One that is not shown `at_first` is shown where it is chosen, or the list is sorted by it.
        """
        choices = self.view.choice.columns
        filled = self.cached("filled", self._filled_columns)
        sorted_by = {name.lstrip("-") for name in self.order_by or ()}

        def is_usual(column: Any) -> bool:
            is_offered = column.column.at_first or column.name in sorted_by
            return is_offered and (filled is None or column.name in filled)

        return [
            (column, choices.get(column.name, is_usual(column)))
            for column in self.columns
            if column.name in self.base_columns and column.column.is_choosable()
        ]

    def _filled_columns(self) -> set[str] | None:
        """Return the names of the columns that have a word in any row; None if there are no rows."""
        if not self.cells:
            return None
        return {column.name for row in self.cells for column, cell in row if str(cell).strip()}

    def cached(self, name: str, make: Callable[[], ValueT]) -> ValueT:
        """Return what the page of a list worked out, until something is written, if it knows all that is asked."""
        is_cached = self.cache_key and self.view.is_known
        return self.view.cached_for_user((self.cache_key, name), make) if is_cached else make()

    @cached_property
    def hidden_now(self) -> set[str]:
        """The names of the columns that are not shown."""
        return {column.name for column, is_shown in self.choosable if not is_shown}

    @property
    def shown_columns(self) -> list[Any]:
        """The columns shown."""
        return [column for column in self.columns if column.name not in self.hidden_now]

    @property
    def groups(self) -> list[tuple[Any, SafeString]]:
        """The rows of this page, joined."""
        return self.cached("rows", self._groups) if self.caches_rows else self._groups()

    def _groups(self) -> list[tuple[Any, SafeString]]:
        """Return the rows of this page with the columns shown, below the heading of each group, if they have groups.

        They are joined here: a list has hundreds of cells, and a template takes ten times as long for each.
        """
        groups: list[tuple[Any, list[str]]] = []
        heads = {column.name: ColumnHead.of(column) for column in self.shown_columns}
        on_desk = {name: head.on_desk() for name, head in heads.items()}
        for record, row in zip(self.shown, self.cells, strict=True):
            key = self.group_of(record)
            if not groups or groups[-1][0] != key:
                groups.append((key, []))
            parts, facts = groups[-1][1], 0
            parts.append("<tr>")
            for column, cell in row:
                if (head := heads.get(column.name)) is None:
                    continue
                text = str(cell).strip()
                is_fact = head.is_fact and not _STATE.match(text)
                facts += is_fact and bool(text)
                before, after = (on_desk[column.name] if is_fact and facts > FACTS_OF_A_CARD else head).marks
                parts += before, render_value_in_context(cell, _PLAIN), after
            parts.append("</tr>")
        # Each cell was escaped.
        return [(self.group_heading(key), mark_safe("".join(parts))) for key, parts in groups]

    def group_of(self, record: Any) -> Any:
        """Return what the rows of a group have in common; they stand together in the order of the list."""
        return None

    def group_heading(self, key: Any) -> Any:
        """Return the heading of a group; empty for none."""
        return ""

    @cached_property
    def shown(self) -> list[Any]:
        """The rows of this page, for what is asked about all of them at once."""
        records = [row.record for row in self.paginated_rows]
        if not (self.cache_key and self.view.sorts_keys):
            return records
        row_by_key = self.view.whole_rows(records)
        return [row_by_key[key] for key in records if key in row_by_key]

    def hidden_columns(self) -> Sequence[str]:
        """Return the names of columns that this conference does not need."""
        return ()

    def name_of(self, record: Any) -> Any:
        """Return what a row is called where it is chosen."""
        return record

    def link(self, record: Any, text: Any) -> Any:
        """Return the name of a row, as a link if the user may open its page."""
        address = self.view.address_in_list(record)
        return format_html('<a href="{}">{}</a>', address, text) if address else text

    def one_line(self, record: Any, content: Any) -> Any:
        """Return the content of a cell in one line, cut at its edge; whole if the user may open no page that has it."""
        if not self.view.address_in_list(record):
            return content
        return format_html('<span class="one-line">{}</span>', content)

    def to(self, name: str, record: Model, text: Any, about: Any = "") -> SafeString:
        """Return a link to another page about a row; screen readers also hear the row's name."""
        address = page_address(name, self.conference.slug, record.pk)
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>', address, text, about or record
        )


def below(first: Any, *others: Any) -> SafeString:
    """Return the content of a cell with smaller lines below the first; empty ones are omitted."""
    lines = format_html_join("", '<span class="secondary">{}</span>', [(line,) for line in others if line])
    return format_html("{}{}", first, lines)


class Column(django_tables2.Column):
    """A plain value, or the label of a choice. `order_by` gives the sort order, which ends with the id.

    With `at_first` false it stands among the columns to choose, and is not shown until it is chosen. `secondary` names
    what is shown of the row in a smaller line below the value.
    """

    css_class = ""
    is_heading = False

    def __init__(
        self,
        verbose_name: Any = None,
        *,
        order_by: tuple[str, ...] = (),
        at_first: bool = True,
        secondary: str = "",
        **options: Any,
    ) -> None:
        super().__init__(
            verbose_name=verbose_name, order_by=order_by or None, orderable=bool(order_by), **options
        )
        self.at_first = at_first
        self.secondary = A(secondary)

    def is_choosable(self) -> bool:
        """Tell whether users may hide it; the name, actions and the box to choose a row by stay."""
        return not self.is_heading and self.verbose_name != ""


class RecordColumn(Column):
    """The name of the row, linked to its page."""

    is_heading = True

    def render(self, record: Any, value: Any, table: ResourceTable) -> Any:
        return table.link(record, value)


class EvidentColumn(Column):
    """A country, an organization, an address: what it is needs no label where rows are cards."""

    css_class = "evident"


class TextColumn(Column):
    """A text, which takes the room that the other columns leave."""

    css_class = "wide"


class NumberColumn(Column):
    css_class = "number"


class ChoiceColumn(Column):
    """The label of a choice, capitalized and never cut."""

    css_class = "whole"

    def render(self, value: Any) -> str:
        return capfirst(str(value))


class EvidentChoiceColumn(ChoiceColumn):
    """A choice that needs no label where rows are cards, and is read whole there."""

    css_class = "whole evident"


class StatusColumn(Column):
    """A state as a badge; `tone` names the attribute of the row that says its tone, where the word does not."""

    def __init__(self, verbose_name: Any = None, *, tone: str = "", **options: Any) -> None:
        super().__init__(verbose_name, **options)
        self.tone = tone

    def render(self, record: Any, value: Any, bound_column: Any) -> SafeString:
        state = bound_column.accessor.resolve(record)
        return status_badge(state, value, getattr(record, self.tone) if self.tone else "")


class YesNoColumn(Column):
    def render(self, value: Any) -> str:
        return _("yes") if value else _("no")


class MomentColumn(Column):
    """A day or a moment; `form` names one of Django's formats."""

    def __init__(self, verbose_name: Any = None, *, form: str = "", **options: Any) -> None:
        super().__init__(verbose_name, **options)
        self.form = form

    def render(self, value: Any) -> str:
        return moment(value, self.form)


class LinkColumn(Column):
    """Another row, linked to its page: `to` takes the slug and its key."""

    css_class = "evident"

    def __init__(self, to: str, verbose_name: Any = None, **options: Any) -> None:
        super().__init__(verbose_name, **options)
        self.to = to

    def render(self, value: Model, table: ResourceTable) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', page_address(self.to, table.conference.slug, value.pk), value
        )


class SelectionColumn(Column):
    """A checkbox for the bulk bar; present if the list has actions that this user may do.

    With `seen`, the digest of these fields as they were shown is sent as `seen-<key>`.
    """

    css_class = "select"

    def __init__(self, accessor: str = "pk", seen: Sequence[str] = ()) -> None:
        super().__init__("", accessor=accessor)
        self.seen = seen

    @property
    def header(self) -> SafeString:
        return format_html(
            '<input class="form-check-input js-only" type="checkbox" data-select-all aria-label="{}">',
            _("Choose all on this page"),
        )

    def render(self, record: Any, value: Any, table: ResourceTable) -> SafeString:
        box = format_html(
            '<input class="form-check-input" type="checkbox" name="selected" value="{}" aria-label="{}">',
            value,
            _("Choose %(name)s") % {"name": table.name_of(record)},
        )
        if not self.seen:
            return box
        digest = fingerprint_of(record, self.seen)
        return format_html('{}<input type="hidden" name="seen-{}" value="{}">', box, value, digest)
