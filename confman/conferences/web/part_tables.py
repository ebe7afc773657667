"""The lists of themes, partners, pages and news, of messages to the secretariat, and the checklist."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.domain.checklist import ChecklistLine
from confman.conferences.domain.contact import Sender
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, ContactMessage, Page
from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import icon, status_badge


class ThemeTable(tables.ResourceTable):
    caption = _("Themes")
    name = tables.RecordColumn(_("Name"))
    colour = tables.Column(_("Colour"))

    def render_colour(self, record: Any, value: str) -> SafeString:
        return format_html('<span class="swatch theme-{}">{}</span>', record.pk, value)


class PartnerTable(tables.ResourceTable):
    name = tables.RecordColumn(_("Name"))
    role = tables.ChoiceColumn(_("Role"), order_by=("role", "position", "id"))
    credit_line = tables.Column(_("Credit line"))
    logo = tables.YesNoColumn(_("Logo"), empty_values=())


class PageTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    title = tables.RecordColumn(_("Title"))
    kind = tables.ChoiceColumn(_("Kind"), order_by=("kind", "position", "id"))
    published_at = tables.MomentColumn(
        _("Published"), order_by=("published_at", "id"), default=lambda: status_badge("draft", _("draft"))
    )
    body = tables.Column(_("Languages"))
    place = tables.Column(_("Order"), accessor="pk")

    def render_place(self, record: Page) -> SafeString | str:
        """Return the buttons that move a page; news stand by their days."""
        if record.kind == Page.Kind.NEWS:
            return ""
        url = reverse("conferences_secretariat:page-move", args=[self.conference.slug, record.pk])
        values = {"page": record.title}
        ways = [
            ("1", "arrow-up", gettext("Move “%(page)s” up") % values),
            ("", "arrow-down", gettext("Move “%(page)s” down") % values),
        ]
        button = '<button class="btn btn-link btn-sm" form="page-move" formaction="{}" name="up" value="{}">{}</button>'
        return format_html_join(
            "", button, ((url, value, icon(name, label=label)) for value, name, label in ways)
        )

    def render_body(self, value: Any) -> str:
        return " ".join(value)


def senders_of(messages: Sequence[ContactMessage], view: Any) -> dict[UUID, Sender]:
    """Return the writers whom the upper floors know, as far as the user of this page may see their records."""
    sender_by_message: dict[UUID, Sender] = {}
    for senders in answers(Query.SENDERS, view.conference, messages, view.request.user):
        sender_by_message |= senders
    return sender_by_message


class MessageFilter(filters.ResourceFilter):
    show = filters.ViewFilter([("answered", _("Answered"))], method="in_view", usual=_("Waiting"))

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        if value:
            return rows.exclude(answered_at=None)
        return rows.open().order_by("received_at", "id")


class MessageTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    subject = tables.RecordColumn(_("Subject"))
    name = tables.Column(_("From"))
    received_at = tables.MomentColumn(_("Received"))
    answered_by = tables.Column(_("Answered by"))

    def hidden_columns(self) -> Sequence[str]:
        return () if self.view.request.GET.get("show") else ("answered_by",)

    @cached_property
    def senders(self) -> dict[UUID, Sender]:
        return senders_of(self.shown, self.view)

    def render_subject(self, record: ContactMessage, value: str) -> Any:
        practice = status_badge("practice", gettext("practice")) if record.is_practice else ""
        return format_html("{} {}", self.link(record, value), practice)

    def render_name(self, record: ContactMessage, value: str) -> Any:
        sender = self.senders.get(record.pk)
        return format_html('<a href="{}">{}</a>', sender.url, sender.label) if sender else value


def _owners(conference: Conference) -> list[tuple[str, str]]:
    """Return the members of the team who answer for a task, by name."""
    owners = {task.owner for task in conference.tasks.select_related("owner") if task.owner}
    return sorted(((str(owner.pk), str(owner)) for owner in owners), key=lambda pair: pair[1])


class ChecklistFilter(filters.LineFilter):
    q = filters.LineSearchFilter("label", "owner")
    state = filters.ViewFilter(
        [("overdue", _("Overdue")), ("done", _("Done")), (filters.EVERY_ROW, _("All"))],
        method="in_state", usual=pgettext_lazy("tasks", "To do"),
    )  # fmt: skip
    owner = filters.OfferedFilter(pgettext_lazy("person responsible", "Owner"), _owners, method="of_owner")

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        if data.get("state") == "open":  # which the usual view was called, in views that users have saved
            data = data.copy()
            del data["state"]
        super().__init__(data, *args, **kwargs)
        if not _owners(self.conference):
            del self.filters["owner"]

    def in_state(self, rows: Any, name: str, value: str) -> list[ChecklistLine]:
        return [row for row in rows if value in (filters.EVERY_ROW, row.state) or not (value or row.done)]

    def of_owner(self, rows: Any, name: str, value: str) -> Any:
        return (row for row in rows if row.owner and str(row.owner.pk) == value)


class ChecklistTable(tables.ResourceTable):
    """Common tasks lead to where they are done; what the team added is ticked, and its name leads to its form."""

    label = tables.RecordColumn(_("What"))
    owner = tables.Column(pgettext_lazy("person responsible", "Owner"))
    due_on = tables.MomentColumn(_("Due"), order_by=("due_on", "label"))
    state = tables.Column(_("Status"), order_by=("state", "due_on"))
    actions = tables.Column("", accessor="label")

    def render_state(self, value: str) -> SafeString:
        labels = {"done": _("done"), "overdue": _("overdue"), "open": _("open")}
        tones = {"done": "good", "open": "neutral"}
        return status_badge(value, labels[value], tones.get(value, ""))

    def render_actions(self, record: ChecklistLine) -> SafeString:
        about = format_html('<span class="visually-hidden">: {}</span>', record.label)
        if record.key:
            url = reverse("conferences_secretariat:line-change", args=[self.conference.slug, record.key])
            return format_html(
                '<a href="{}">{}{}</a>', url, pgettext("person responsible", "Owner and day"), about
            )
        assert record.task is not None
        button = '<button class="btn btn-secondary btn-sm" form="task-tick" formaction="{}" name="done" value="{}">'
        return format_html(
            button + "{}{}</button>",
            reverse("conferences_secretariat:task-tick", args=[self.conference.slug, record.task.pk]),
            "" if record.done else "1",
            gettext("Open again") if record.done else gettext("Done"),
            about,
        )
