"""The list of mails, and its filters."""

from collections.abc import Collection, Mapping
from typing import Any

from django.template.defaultfilters import truncatechars
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.registries import Slot, answers
from confman.conferences.web.resources.filters import ChoiceFilter, ResourceFilter, SearchFilter
from confman.conferences.web.resources.tables import (
    Column,
    MomentColumn,
    RecordColumn,
    ResourceTable,
    SelectionColumn,
    StatusColumn,
    below,
)
from confman.mail.models import Message, MessageStatus
from confman.mail.registry import mail_kinds
from confman.web.templatetags.confman_web import status_badge


def kind_labels(conference: Conference, keys: Collection[str]) -> Mapping[str, str]:
    """Return the labels of kinds of mail; those of mailings are their names, and of a kind that is gone its key."""
    labels = {key: str(mail_kinds.get(key).label) if key in mail_kinds else key for key in keys}
    for names in answers(Slot.MAILINGS, conference, [key for key in keys if key not in mail_kinds]):
        labels |= names
    return labels


class OutboxFilter(ResourceFilter):
    q = SearchFilter(_("Recipient or subject"), method="mentioning")
    status = ChoiceFilter(_("Status"), MessageStatus.choices)
    kind = ChoiceFilter(_("Kind"), lambda: [(kind.key, kind.label) for kind in mail_kinds], field_name="key")

    def mentioning(self, rows: Any, name: str, value: str) -> Any:
        return rows.mentioning(value)


class OutboxTable(ResourceTable):
    selected = SelectionColumn()
    subject = RecordColumn(_("Subject"), accessor="shown_subject")
    to = Column(_("To"))
    key = Column(_("Kind"))
    status = StatusColumn(_("Status"))
    created_at = MomentColumn(_("Written"))

    def name_of(self, record: Message) -> str:
        return _("“%(subject)s” to %(to)s") % {"subject": record.shown_subject, "to": record.to}

    def render_subject(self, record: Message, value: str) -> SafeString:
        return format_html(
            '<span lang="{}" dir="{}">{}</span>', record.language, record.direction, self.link(record, value)
        )

    def render_to(self, record: Message, value: str) -> Any:
        return below(record.to_name, value) if record.to_name else value

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return kind_labels(self.conference, {row.key for row in self.shown})

    def render_key(self, value: str) -> str:
        return self.labels[value]

    def render_status(self, record: Message, value: str) -> SafeString:
        why = record.last_error if record.status != MessageStatus.SENT else ""
        return below(status_badge(record.status, value), truncatechars(why, 90))
