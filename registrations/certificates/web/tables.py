"""The lists of certificates that were issued, and of people below the share."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources import tables
from confman.translation.numbers import percent
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.certificates.domain import InsufficientAttendance
from registrations.certificates.models import Certificate


class CertificateTable(tables.ResourceTable):
    caption = _("Certificates issued")
    selected = tables.SelectionColumn()
    name = tables.RecordColumn(
        pgettext_lazy("of a person", "Name"),
        accessor="registration__person__name",
        order_by=("registration__person__sort_key", "id"),
    )
    number = tables.EvidentColumn(_("Number"), order_by=("number", "id"))
    issued_at = tables.MomentColumn(pgettext_lazy("of a certificate", "Issued"), order_by=("issued_at", "id"))
    share = tables.NumberColumn(_("Share"), accessor="record__percent", default="–")
    mailed_at = tables.Column(_("Mail"), default="–")
    default_sort = "name"

    def name_of(self, record: Certificate) -> Any:
        return record.registration.person.name

    def render_number(self, record: Certificate, value: str) -> SafeString:
        revoked = status_badge("revoked", gettext("revoked"), "warn") if record.revoked_at else ""
        return format_html('<span class="text-nowrap">{}</span> {}', value, revoked)

    def render_share(self, value: int) -> str:
        return percent(value)

    def render_mailed_at(self, record: Certificate, value: Any) -> SafeString | str:
        sent = moment(value)
        return tables.below(record.message.get_status_display(), sent) if record.message else sent


class InsufficientAttendanceTable(tables.ResourceTable):
    """Those who attended, but not enough; `InsufficientAttendance` are no rows of a query."""

    caption = _("Below the share")
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), accessor="registration__person__name")
    attendance = tables.Column(_("Attended"))
    share = tables.NumberColumn(_("Share"), accessor="attendance__percent", empty_values=())
    action = tables.Column("", accessor="registration__pk")

    def render_share(self, value: int) -> str:
        return percent(value)

    def render_action(self, record: InsufficientAttendance) -> SafeString:
        row = record.registration
        issue = gettext("Issue all the same")
        return self.to("registrations_secretariat:certificate-issue", row, issue, row.person.name)
