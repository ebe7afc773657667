"""The list of the mails of a release, and its filters."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenda.releases.domain.diff_pages import HAPPENED
from agenda.releases.domain.notices import NoticeWriter, unasked, without_address
from agenda.releases.models import ReleaseNotice
from confman.conferences.web.resources import filters, tables
from confman.people.models import Person
from confman.translation.languages import language_name
from confman.web.templatetags.confman_web import status_badge


class NoticeFilter(filters.ResourceFilter):
    q = filters.SearchFilter(gettext_lazy("Name or address"), method="named")
    state = filters.ChoiceFilter(gettext_lazy("Status"), ReleaseNotice.Status.choices)
    what = filters.ChoiceFilter(gettext_lazy("What they hear"), lambda: HAPPENED.items(), method="hearing")
    attention = filters.ChoiceFilter(
        gettext_lazy("To look at"),
        [
            ("no-address", gettext_lazy("no e-mail address")),
            ("unasked", gettext_lazy("nobody has asked them yet")),
            ("undelivered", gettext_lazy("did not arrive")),
        ],
        method="needing_attention",
    )

    def named(self, rows: Any, name: str, value: str) -> Any:
        people = Person.objects.of(self.conference)
        return rows.filter(person__in=people.search(value)) | rows.filter(user__email__icontains=value)

    def hearing(self, rows: Any, name: str, value: str) -> Any:
        # Changes are searched in Python: databases differ in searching JSON.
        pairs = rows.values_list("pk", "changes")
        fitting = [key for key, changes in pairs if any(value in row["happened"] for row in changes)]
        return rows.filter(pk__in=fitting)

    def needing_attention(self, rows: Any, name: str, value: str) -> Any:
        if value == "undelivered":
            return rows.undelivered()
        return rows.filter(pk__in=unasked(rows.drafts())) if value == "unasked" else without_address(rows)


class NoticeTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    to = tables.RecordColumn(gettext_lazy("To"), accessor="person", empty_values=())
    changes = tables.Column(gettext_lazy("What they hear"), accessor="pk")
    language = tables.Column(gettext_lazy("Language"), accessor="pk")
    state = tables.Column(gettext_lazy("Status"))

    @cached_property
    def writer(self) -> NoticeWriter:
        return NoticeWriter(self.view.release)

    def name_of(self, record: ReleaseNotice) -> Any:
        return record.person or record.user

    def render_selected(self, record: ReleaseNotice, value: Any) -> Any:
        waits = record.state == ReleaseNotice.Status.DRAFT
        return (
            tables.SelectionColumn.render(self.columns["selected"].column, record, value, self)
            if waits
            else ""
        )

    def render_to(self, record: ReleaseNotice) -> SafeString:
        person, user = record.person, record.user
        address = person.mailbox if person else user.email if user else ""
        to_be_seen = [
            "" if address else status_badge("", _("no e-mail address"), "bad"),
            status_badge("", _("not asked yet"), "warn") if record.pk in self.view.doubtful else "",
        ]
        whose = person.organization if person else _("starred by a reader")
        name = self.link(record, person or user)
        return tables.below(
            name, whose, address, format_html("{} {}", *to_be_seen) if any(to_be_seen) else ""
        )

    def render_changes(self, record: ReleaseNotice) -> SafeString:
        changes = self.writer.changes_for(record, get_language() or "en")
        return render_to_string("agenda/releases/folded_changes.html", {"changes": changes})

    def render_language(self, record: ReleaseNotice) -> str:
        return language_name(self.writer.language(record))

    def render_state(self, record: ReleaseNotice, value: str) -> SafeString:
        if record.mail:
            return status_badge(record.mail.status, record.mail.get_status_display())
        return status_badge(record.state, value, "warn" if record.state == ReleaseNotice.Status.DRAFT else "")
