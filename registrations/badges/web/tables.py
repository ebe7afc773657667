"""The badges to print and the print log as lists, and their filters."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import moment, status_badge
from registrations.badges.documents.print_runs import PrintState, print_states, rows_to_print
from registrations.badges.models import BadgePrint, BadgePrintQuerySet, PrintReason
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.core.web.base import DayFilter, swatch


def _who_printed(conference: Conference) -> list[tuple[str, str]]:
    lines = BadgePrint.objects.of(conference).order_by()
    users = get_user_model().objects.filter(pk__in=lines.values("printed_by"))
    return [(str(user.pk), str(user)) for user in users]


def _printed_designs(conference: Conference) -> list[tuple[str, str]]:
    names = BadgePrint.objects.of(conference).order_by().values_list("design_name", flat=True).distinct()
    return [(name, name) for name in sorted({name for name in names if name})]


class BadgeFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    category = filters.RowFilter(_("Category"), Category.objects.all())
    delegation = filters.RowFilter(_("Delegation"), Delegation.objects.all())
    state = filters.ChoiceFilter(
        _("Badge"),
        [
            (PrintState.NEVER, _("not printed yet")),
            (PrintState.CHANGED, _("changed since the last print")),
            ("due", _("not printed, or changed since")),
            (PrintState.CURRENT, _("printed and still right")),
        ],
    )

    @property
    def chosen_state(self) -> str:
        return self.form.cleaned_data.get("state") or ""

    def filter_values(self) -> dict[str, Any]:
        """Return the other filters as plain values, as the document takes them."""
        data = self.form.cleaned_data
        return {
            "q": data.get("q") or "",
            **{name: str(data[name].pk) if data.get(name) else "" for name in ("category", "delegation")},
        }

    def filter_queryset(self, queryset: Any) -> Any:
        """Return those the filters leave. To find the changed ones, all printed badges are compared."""
        rows, state = rows_to_print(self.conference, self.filter_values()), self.chosen_state
        if not state:
            return rows
        holders = BadgePrint.objects.of(self.conference).valid().holders()
        if state == PrintState.NEVER:
            return rows.exclude(pk__in=holders)
        registrations = list(rows) if state == "due" else list(rows.filter(pk__in=holders))
        states = print_states(self.conference, registrations)
        chosen_states = (PrintState.NEVER, PrintState.CHANGED) if state == "due" else (state,)
        return [row for row in registrations if states[row.pk][0] in chosen_states]


class BadgeTable(tables.ResourceTable):
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), accessor="person__name")
    category = tables.Column(_("Category"))
    delegation = tables.EvidentColumn(_("Delegation"), accessor="delegation__name")
    badge = tables.Column(_("Badge"), accessor="pk")
    action = tables.Column("", accessor="pk")

    @cached_property
    def states(self) -> dict[Any, tuple[PrintState, BadgePrint | None]]:
        return print_states(self.conference, self.shown)

    def render_category(self, value: Category) -> SafeString:
        return swatch(value)

    def render_badge(self, record: Registration) -> SafeString:
        state, line = self.states[record.pk]
        badge = status_badge(state, state.label, state.tone)
        if line is None:
            return badge
        return tables.below(
            badge,
            format_html("{}, {}" if line.printed_by else "{}", moment(line.printed_at), line.printed_by),
        )

    def render_action(self, record: Registration) -> SafeString:
        again = self.states[record.pk][1] is not None
        name, text = ("badge-reprint", gettext("Reprint badge")) if again else ("badge", gettext("Print"))
        return self.to(f"registrations_secretariat:{name}", record, text, record.person.name)


class PrintLogFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    by = filters.OfferedFilter(_("Printed by"), _who_printed, field_name="printed_by")
    design = filters.OfferedFilter(_("Design"), _printed_designs, field_name="design_name")
    reason = filters.ChoiceFilter(_("Reason"), PrintReason.choices)
    valid = filters.ChoiceFilter(
        pgettext_lazy("of a badge", "Opens a door"),
        [("yes", _("yes")), ("no", _("no, replaced or withdrawn"))],
        method="opens_a_door",
    )
    since = DayFilter("printed_at", "gte", label=_("From"))
    until = DayFilter("printed_at", "lte", label=_("Until"))

    def opens_a_door(self, lines: BadgePrintQuerySet, name: str, value: str) -> BadgePrintQuerySet:
        return lines.filter(revoked_at__isnull=value == "yes")


class PrintLogTable(tables.ResourceTable):
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), accessor="registration__person__name")
    printed_at = tables.MomentColumn(_("Printed"))
    printed_by = tables.Column(_("Printed by"))
    reason = tables.Column(_("Reason"), secondary="note")
    design_name = tables.Column(_("Design"), secondary="language")
    is_valid = tables.YesNoColumn(pgettext_lazy("of a badge", "Opens a door"))

    def render_name(self, record: BadgePrint, value: Any) -> SafeString:
        return tables.below(self.link(record, value), swatch(record.registration.category))

    def render_printed_at(self, record: BadgePrint, value: Any) -> SafeString:
        return tables.below(moment(value), gettext("print %(number)s") % {"number": record.number})

    def render_is_valid(self, record: BadgePrint, value: bool) -> SafeString:
        since = format_html("{} {}", pgettext("a moment", "since"), moment(record.revoked_at))
        return tables.below(gettext("yes") if value else gettext("no"), "" if value else since)
