"""The list of annotations."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Item, Session
from confman.conferences.web.resources import filters, tables

UNWRITTEN = Q(background={}) & Q(expected_action={})


class AnnotationFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    show = filters.ViewFilter([("unwritten", _("without an annotation"))], method="in_view")

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(UNWRITTEN)


class AnnotationTable(tables.ResourceTable):
    """Items by their sessions."""

    number = tables.NumberColumn(_("Number"))
    title = tables.RecordColumn(_("Item"))
    background = tables.Column(_("Background"))
    expected_action = tables.Column(_("Expected action"))

    def render_title(self, record: Item, value: Any) -> Any:
        return self.one_line(record, self.link(record, value))

    def render_background(self, record: Item, value: Any) -> Any:
        return self.one_line(record, value)

    render_expected_action = render_background

    def group_of(self, record: Item) -> Session:
        return record.session

    def group_heading(self, key: Session) -> Any:
        return key.title
