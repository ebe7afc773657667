"""The register as a list with its filters, and the list of its series."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.core.domain.groups import grouped
from agenda.sessions.models.session import Item
from confman.conferences.models import Conference
from confman.conferences.web.fields import conference_languages
from confman.conferences.web.resources import filters, tables
from outcomes.register.models import (
    CLOSED_STATUSES,
    Distribution,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    OpenTo,
    RegisteredDocument,
    RegisteredDocumentQuerySet,
)

VIEWS = (
    ("to-check", gettext_lazy("to check")),
    ("in-translation", gettext_lazy("in translation")),
    *(
        (state, state.label)
        for state in (DocumentStatus.ISSUED, DocumentStatus.RETURNED, DocumentStatus.WITHDRAWN)
    ),
)


def items_with_documents(conference: Conference) -> Iterable[tuple[Any, Any]]:
    """Return the agenda items that have documents, in the order of the agenda."""
    items = Item.objects.filter(registered_documents__conference=conference).distinct()
    return [(str(item.pk), item) for item in items.order_by("number", "position", "id")]


class RegisterFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    series = filters.RowFilter(gettext_lazy("Series"), DocumentSeries.objects.all())
    state = filters.ViewFilter(VIEWS, method="in_state", rare=CLOSED_STATUSES)
    missing = filters.OfferedFilter(gettext_lazy("Not issued in"), conference_languages, method="without")
    item = filters.OfferedFilter(gettext_lazy("Agenda item"), items_with_documents)
    distribution = filters.ChoiceFilter(gettext_lazy("Distribution"), Distribution.choices)

    def in_state(self, rows: RegisteredDocumentQuerySet, name: str, value: str) -> RegisteredDocumentQuerySet:
        if value == "to-check":
            return rows.to_check()
        if value == "in-translation":
            return rows.in_translation()
        return rows.filter(state=value)

    def without(self, rows: RegisteredDocumentQuerySet, name: str, value: str) -> RegisteredDocumentQuerySet:
        return rows.missing_language(value)


class RegisterTable(tables.ResourceTable):
    symbol = tables.Column(
        gettext_lazy("Symbol"), default="–", order_by=("series__position", "series__code", "number", "id")
    )
    title = tables.RecordColumn(gettext_lazy("Title"), order_by=("search_text", "id"))
    item = tables.Column(gettext_lazy("Agenda item"), default="–", order_by=("item__number", "id"))
    languages = tables.Column(gettext_lazy("Languages"), accessor="pk")
    distribution = tables.ChoiceColumn(gettext_lazy("Distribution"), order_by=("distribution", "id"))
    state = tables.StatusColumn(pgettext_lazy("how it stands", "State"), order_by=("state", "id"))
    received = tables.MomentColumn(
        gettext_lazy("Received"), accessor="received_at", form="SHORT_DATE_FORMAT", order_by=("received_at", "id")
    )  # fmt: skip

    def render_symbol(self, value: str) -> SafeString:
        return format_html('<bdi dir="ltr">{}</bdi>', value)

    def render_title(self, record: RegisteredDocument) -> SafeString:
        return tables.below(self.link(record, record.title), record.submitted_by)

    def render_languages(self, record: RegisteredDocument) -> Any:
        codes = grouped((file.state, file.language) for file in record.files.all())
        lines = [
            format_html("<bdi>{}</bdi>: {}", ", ".join(codes[state]), label)
            for state, label in FileStatus.choices
            if state in codes
        ]
        return tables.below("", *lines) if lines else "–"

    def render_distribution(self, record: RegisteredDocument) -> SafeString:
        return tables.below(capfirst(record.get_distribution_display()), _until(record))


def _until(record: RegisteredDocument) -> str:
    if not record.embargo:
        return ""
    when = record.conference.local(record.embargo)
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
