"""The ledger of invitees and the list of those invited by a link, with their filters."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.core.models.category import Category
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration
from registrations.core.web.base import swatch
from registrations.correspondence.models import UNANSWERED, Invitee, InviteeQuerySet, Reply
from registrations.templatetags.registrations import registration_badge

DAY = "SHORT_DATE_FORMAT"
STATES = (
    ("unsent", gettext_lazy("without a letter")),
    ("late", gettext_lazy("overdue")),
    ("paper", gettext_lazy("letters to print")),
)


class InviteeFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    reply = filters.ChoiceFilter(gettext_lazy("Reply"), Reply.choices)
    kind = filters.ChoiceFilter(gettext_lazy("Kind"), DelegationKind.choices)
    state = filters.ViewFilter(STATES, method="in_state")

    def in_state(self, rows: InviteeQuerySet, name: str, value: str) -> InviteeQuerySet:
        if value == "unsent":
            return rows.filter(letter_number=None)
        if value == "late":
            return rows.overdue_for_reply(self.conference.today())
        return rows.filter(letter_number__isnull=False).on_paper()


class InviteeTable(tables.ResourceTable):
    default_sort = "name"

    selected = tables.SelectionColumn()
    name = tables.RecordColumn(gettext_lazy("Name"), order_by=("sort_key", "id"))
    sent = tables.Column(
        gettext_lazy("Letter"),
        order_by=("sent_on", "sort_key", "id"),
        accessor="letter_number",
        default=gettext_lazy("not written"),
    )
    deadline = tables.Column(
        gettext_lazy("Reply by"), order_by=("deadline", "sort_key", "id"), empty_values=()
    )
    reply = tables.Column(gettext_lazy("Reply"), order_by=("reply", "sort_key", "id"))
    delegation = tables.LinkColumn("registrations_secretariat:delegation", gettext_lazy("Delegation"))

    def render_name(self, record: Invitee, value: Any) -> SafeString:
        return tables.below(self.link(record, value), record.addressee or capfirst(record.get_kind_display()))

    def render_sent(self, record: Invitee, value: str) -> SafeString:
        sending = format_html("{}, {}", moment(record.sent_on, DAY), record.get_channel_display())
        return tables.below(format_html('<bdi dir="ltr">{}</bdi>', value), sending)

    def render_deadline(self, record: Invitee, value: dt.date | None) -> SafeString:
        is_open = record.sent_on and record.reply in UNANSWERED
        late = value and value < self.conference.today() and is_open
        deadline = format_html(
            "{} {}", moment(value, DAY), status_badge("late", _("overdue"), "bad") if late else ""
        )
        reminded = record.reminded_on
        return tables.below(deadline, reminded and format_html("{} {}", _("reminded"), moment(reminded, DAY)))

    def render_reply(self, record: Invitee, value: str) -> SafeString:
        return tables.below(
            status_badge(record.reply, value, record.reply_tone), moment(record.replied_on, DAY)
        )


class InvitationFilter(filters.ResourceFilter):
    q = filters.SearchFilter(method="named")
    state = filters.ViewFilter(
        (
            ("open", gettext_lazy("open")),
            ("over", gettext_lazy("ran out or revoked")),
            ("used", gettext_lazy("used")),
        ),
        method="in_state",
    )

    def named(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(registration__in=Registration.objects.of(self.conference).search(value))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return {"used": rows.used, "open": rows.open, "over": rows.expired}[value]()


class InvitationTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    name = tables.RecordColumn(
        pgettext_lazy("of a person", "Name"),
        accessor="registration__person__name",
        secondary="registration__person__email",
    )
    category = tables.Column(gettext_lazy("Category"), accessor="registration__category")
    expires_at = tables.Column(gettext_lazy("Link"))
    registration = tables.Column(gettext_lazy("Registration"))

    def name_of(self, record: Invitation) -> Any:
        return record.registration.person.name

    def render_category(self, record: Invitation, value: Category) -> SafeString:
        return tables.below(swatch(value), record.skips_review and _("without review"))

    def render_expires_at(self, record: Invitation, value: dt.datetime) -> SafeString:
        if record.used_at:
            return tables.below(status_badge("used", _("used"), "good"), moment(record.used_at, DAY))
        if value > timezone.now():
            until = format_html("{} {}", _("until"), moment(value, DAY))
            return tables.below(status_badge("open", _("open"), "note"), until)
        return tables.below(status_badge("over", _("expired"), "bad"), moment(value, DAY))

    def render_registration(self, value: Registration) -> SafeString:
        return registration_badge(value)
