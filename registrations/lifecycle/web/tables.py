"""The list of categories."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.resources.tables import Column, NumberColumn, RecordColumn, ResourceTable, below
from confman.web.templatetags.confman_web import status_badge
from registrations.core.models.category import Category


class CategoryTable(ResourceTable):
    letter = Column(pgettext_lazy("of a category", "Letter"), order_by=("letter", "id"))
    name = RecordColumn(gettext_lazy("Name"))
    approval = Column(gettext_lazy("Who decides"))
    taken = NumberColumn(gettext_lazy("Taken"), order_by=("taken", "id"))
    capacity = NumberColumn(
        gettext_lazy("Places"), order_by=("capacity", "id"), default=gettext_lazy("no limit")
    )

    def render_letter(self, record: Category, value: str) -> SafeString:
        return format_html('<span class="swatch-letter {}">{}</span>', record.css_class, value)

    def render_name(self, record: Category, value: str) -> SafeString:
        name = self.link(record, value)
        if record.is_full:
            name = format_html("{} {}", name, status_badge("full", _("full"), "warn"))
        return below(name, "" if record.in_figures else _("not counted in reports"))
