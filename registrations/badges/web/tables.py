"""The print log as a list, and its filters."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.resources.filters import (
    ChoiceFilter,
    OfferedFilter,
    ResourceFilter,
    SearchFilter,
)
from confman.conferences.web.resources.tables import (
    Column,
    MomentColumn,
    RecordColumn,
    ResourceTable,
    YesNoColumn,
    below,
)
from confman.web.templatetags.confman_web import moment
from registrations.badges.models import BadgePrint, BadgePrintQuerySet, PrintReason
from registrations.core.web.tables import swatch


def _who_printed(conference: Conference) -> list[tuple[str, str]]:
    lines = BadgePrint.objects.of(conference).order_by()
    who = get_user_model().objects.filter(pk__in=lines.values("printed_by"))
    return [(str(user.pk), str(user)) for user in who]


def _printed_designs(conference: Conference) -> list[tuple[str, str]]:
    names = BadgePrint.objects.of(conference).order_by().values_list("design_name", flat=True).distinct()
    return [(name, name) for name in sorted({name for name in names if name})]


class PrintLogFilter(ResourceFilter):
    q = SearchFilter()
    by = OfferedFilter(_("Printed by"), _who_printed)
    design = OfferedFilter(_("Design"), _printed_designs)
    reason = ChoiceFilter(_("Reason"), PrintReason.choices)
    valid = ChoiceFilter(
        pgettext_lazy("of a badge", "Opens a door"),
        [("yes", _("yes")), ("no", _("no, replaced or withdrawn"))],
    )
    since = django_filters.DateFilter(label=_("From"))
    until = django_filters.DateFilter(label=_("Until"))

    def filter_queryset(self, queryset: BadgePrintQuerySet) -> BadgePrintQuerySet:
        given = self.form.cleaned_data
        return queryset.chosen(
            words=given.get("q") or "",
            by=given.get("by") or None,
            design=given.get("design") or "",
            reason=given.get("reason") or "",
            valid={"yes": True, "no": False}.get(given.get("valid") or ""),
            since=given.get("since"),
            until=given.get("until"),
            zone=self.conference.zone,
        )


class PrintLogTable(ResourceTable):
    name = RecordColumn(pgettext_lazy("of a person", "Name"), accessor="registration__person__name")
    printed_at = MomentColumn(_("Printed"))
    printed_by = Column(_("Printed by"))
    reason = Column(_("Reason"))
    design_name = Column(_("Design"))
    is_valid = YesNoColumn(pgettext_lazy("of a badge", "Opens a door"))

    def render_name(self, record: BadgePrint, value: Any) -> SafeString:
        return below(self.link(record, value), swatch(record.registration.category))

    def render_printed_at(self, record: BadgePrint, value: Any) -> SafeString:
        return below(moment(value), gettext("print %(number)s") % {"number": record.number})

    def render_reason(self, record: BadgePrint, value: str) -> SafeString:
        return below(value, record.note)

    def render_design_name(self, record: BadgePrint, value: str) -> SafeString:
        return below(value, record.language)

    def render_is_valid(self, record: BadgePrint, value: bool) -> SafeString:
        since = format_html("{} {}", pgettext("a moment", "since"), moment(record.revoked_at))
        return below(gettext("yes") if value else gettext("no"), "" if value else since)
