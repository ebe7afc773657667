"""The register as a list with its filters, and the list of its series."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agenda.core.domain.groups import grouped
from agenda.sessions.models.session import Item
from confman.conferences.models import Conference
from confman.conferences.web.forms import conference_languages
from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import moment, status_badge
from outcomes.register.domain.lines import PLACE, LineKind, RegisterLine, RegisterRows
from outcomes.register.models import (
    CLOSED_STATUSES,
    Distribution,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    OpenTo,
)

VIEWS = (
    ("to-check", gettext_lazy("to check")),
    ("in-translation", gettext_lazy("in translation")),
    *(
        (state, state.label)
        for state in (DocumentStatus.ISSUED, DocumentStatus.RETURNED, DocumentStatus.WITHDRAWN)
    ),
)


def _condition_of(view: str) -> Q:
    """Return the condition of a view of the register on its lines."""
    if view == "to-check":  # a statement is for the interpreters as it came
        return Q(line_state=DocumentStatus.HANDED_IN) & ~Q(line_kind=LineKind.STATEMENT)
    return Q(line_awaits=True) if view == "in-translation" else Q(line_state=view)


def items_with_documents(conference: Conference) -> Iterable[tuple[Any, Any]]:
    """Return the agenda items that have documents, in the order of the agenda."""
    items = Item.objects.filter(session__conference=conference).filter(
        Q(registered_documents__isnull=False)
        | Q(materials__isnull=False)
        | Q(speakers_lists__requests__statements__isnull=False)
    )
    return [(str(item.pk), item) for item in items.order_by("number", "position", "id").distinct()]


class RegisterFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    kind = filters.ChoiceFilter(gettext_lazy("Kind"), LineKind.choices, field_name="line_kind")
    series = filters.RowFilter(gettext_lazy("Series"), DocumentSeries.objects.all(), method="in_series")
    state = filters.ViewFilter(VIEWS, method="in_state", rare=CLOSED_STATUSES)
    missing = filters.OfferedFilter(gettext_lazy("Not issued in"), conference_languages, method="without")
    item = filters.OfferedFilter(gettext_lazy("Agenda item"), items_with_documents, field_name="line_item")
    distribution = filters.ChoiceFilter(
        gettext_lazy("Distribution"), Distribution.choices, field_name="line_distribution"
    )

    def filter_queryset(self, lines: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            lines = self.filters[name].filter(lines, value)
        return lines

    def count_views(self, view: Any, values: list[str]) -> list[int]:
        """Return how many lines each of these views has, by one query."""
        conditions = {"": Q(), **{value: _condition_of(value) for value in values if value}}
        return self.queryset.counts([conditions[value] for value in values])

    def in_series(self, lines: RegisterRows, name: str, value: DocumentSeries) -> RegisterRows:
        return lines.filter(line_series=value.pk)

    def in_state(self, lines: RegisterRows, name: str, value: str) -> RegisterRows:
        return lines.filter(_condition_of(value))

    def without(self, lines: RegisterRows, name: str, value: str) -> RegisterRows:
        return lines.narrowed(lambda source: source.rows.filter(~Q(source.issued_in(value))))


class RegisterTable(tables.ResourceTable):
    # The downloads are counted without an act that would tell the page to be made anew.
    caches_rows = False
    selected = tables.SelectionColumn()
    symbol = tables.EvidentColumn(pgettext_lazy("head of a column", "Symbol"), default="–", order_by=PLACE)
    title = tables.RecordColumn(gettext_lazy("Title"), order_by=("line_name", *PLACE))
    item = tables.Column(
        pgettext_lazy("head of a column", "Agenda item"), default="–", order_by=("line_item_number", *PLACE)
    )
    languages = tables.Column(gettext_lazy("Languages"), accessor="pk")
    distribution = tables.ChoiceColumn(gettext_lazy("Distribution"), order_by=("line_distribution", *PLACE))
    state = tables.StatusColumn(pgettext_lazy("how it stands", "State"), order_by=("line_state", *PLACE))
    # Asked for now and then; beside the others there is no room for them in the longer languages.
    received = tables.MomentColumn(
        gettext_lazy("Received"), accessor="received_at", order_by=("line_received", *PLACE), at_first=False,
    )  # fmt: skip
    downloads = tables.NumberColumn(
        gettext_lazy("Downloads"), order_by=("line_downloads", *PLACE), at_first=False,
    )  # fmt: skip

    def render_selected(self, record: RegisterLine, value: Any) -> SafeString | str:
        box = self.base_columns["selected"]
        return box.render(record=record, value=value, table=self) if record.is_document else ""

    def render_symbol(self, value: str) -> SafeString:
        return format_html('<bdi class="text-nowrap" dir="ltr">{}</bdi>', value)

    def render_title(self, record: RegisterLine) -> SafeString:
        kind = _("Presentation") if record.line_kind == LineKind.PRESENTATION else ""
        return tables.below(self.link(record, record.title), kind, record.submitted_by)

    def render_languages(self, record: RegisterLine) -> Any:
        codes = grouped((file.state, file.language) for file in record.files if file.language)
        lines: list[str] = [
            format_html("<bdi>{}</bdi>: {}", ", ".join(codes[state]), label)
            for state, label in FileStatus.choices
            if state in codes
        ]
        if pages := record.pages:
            lines.append(ngettext("%(counter)s page", "%(counter)s pages", pages) % {"counter": pages})
        return tables.below("", *lines) if lines else "–"

    def render_distribution(self, record: RegisterLine) -> SafeString:
        return tables.below(capfirst(str(Distribution(record.distribution).label)), self._until(record))

    def render_state(self, record: RegisterLine) -> SafeString:
        """Return the state; of what waits to be looked at also the day since when."""
        badge = status_badge(record.state, DocumentStatus(record.state).label)
        is_waiting = record.state == DocumentStatus.HANDED_IN
        return tables.below(badge, moment(record.received_at, "SHORT_DATE_FORMAT") if is_waiting else "")

    def _until(self, record: RegisterLine) -> str:
        if record.line_kind == LineKind.STATEMENT and record.state != DocumentStatus.ISSUED:
            return _("once it has been delivered") if record.distribution == Distribution.GENERAL else ""
        if not record.embargo:
            return ""
        when = self.conference.local(record.embargo)
        return _("not before %(when)s") % {"when": date_format(when, "SHORT_DATETIME_FORMAT")}


class SeriesTable(tables.ResourceTable):
    title = tables.RecordColumn(gettext_lazy("Title"), order_by=("position", "id"))
    code = tables.Column(gettext_lazy("Code"), default="–")
    distribution = tables.ChoiceColumn(gettext_lazy("Usual distribution"))
    open_to = tables.Column(gettext_lazy("Handed in by"))
    documents = tables.NumberColumn(gettext_lazy("Documents"), accessor="document_count")

    def render_title(self, record: DocumentSeries) -> SafeString:
        return self.link(record, record.title)

    def render_open_to(self, record: DocumentSeries) -> SafeString | str:
        if record.open_to == OpenTo.NOBODY:
            return "–"
        due = record.deadline and record.conference.local(record.deadline)
        until = _("until %(when)s") % {"when": date_format(due, "SHORT_DATETIME_FORMAT")} if due else ""
        return tables.below(capfirst(record.get_open_to_display()), until)
