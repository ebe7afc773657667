"""The lists of themes, partners, pages and news."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources.tables import (
    ChoiceColumn,
    Column,
    MomentColumn,
    RecordColumn,
    ResourceTable,
    YesNoColumn,
)
from confman.web.templatetags.confman_web import status_badge


class ThemeTable(ResourceTable):
    name = RecordColumn(_("Name"))
    colour = Column(_("Colour"))

    def render_colour(self, record: Any, value: str) -> SafeString:
        return format_html('<span class="swatch theme-{}">{}</span>', record.pk, value)


class PartnerTable(ResourceTable):
    name = RecordColumn(_("Name"))
    role = ChoiceColumn(_("Role"), order_by=("role", "position", "id"))
    credit_line = Column(_("Credit line"))
    logo = YesNoColumn(_("Logo"), empty_values=())


class PageTable(ResourceTable):
    title = RecordColumn(_("Title"))
    kind = ChoiceColumn(_("Kind"), order_by=("kind", "position", "id"))
    published_at = MomentColumn(
        _("Published"), order_by=("published_at", "id"), default=lambda: status_badge("draft", _("draft"))
    )
    body = Column(_("Languages"))

    def render_body(self, value: Any) -> str:
        return " ".join(value)
