"""The lists of sessions and of roles in them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agenda.conflicts.domain.report import WITHOUT_CHAIR
from agenda.conflicts.registries import Conflict, conflict_checks
from agenda.core.web.cells import hours
from agenda.sessions.domain.sessions import ANSWER
from agenda.sessions.models.session import Session, SessionQuerySet, SessionRole
from agenda.sessions.web.forms import SessionFilterForm
from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import moment, status_badge

# The views of sessions in conflicts, by the kinds that are looked for; () for all.
IN_CONFLICT: dict[str, tuple[str, ...]] = {"no-chair": tuple(WITHOUT_CHAIR), "conflict": ()}


class RoleFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    role = filters.ChoiceFilter(_("Role"), SessionRole.Role.choices)
    show = filters.ViewFilter(
        [(SessionRole.Status.DECLINED, SessionRole.Status.DECLINED.label), (filters.EVERY_ROW, _("All"))],
        method="in_view",
        usual=_("Waiting for an answer"),
    )

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        if value == SessionRole.Status.DECLINED:
            return rows.filter(status=value)
        return rows if value else rows.unanswered()


class RoleTable(tables.ResourceTable):
    selected = tables.SelectionColumn(seen=ANSWER)
    person = tables.RecordColumn(pgettext_lazy("of a person", "Name"), secondary="person__organization")
    role = tables.EvidentChoiceColumn(_("Role"), secondary="item")
    session = tables.LinkColumn("agenda_secretariat:session-change", _("Session"))
    time = tables.MomentColumn(_("Time"), accessor="session__start", form="j E, H:i")
    status = tables.StatusColumn(_("Status"))
    hours = tables.Column("", accessor="person")

    def hidden_columns(self) -> tuple[str, ...]:
        return () if self.view.may_edit else ("hours",)

    def render_hours(self, value: Any) -> SafeString:
        return self.to("agenda_secretariat:person-hours", value, _("Hours"))

    def render_session(self, record: SessionRole, value: Any) -> Any:
        return self.columns["session"].column.render(value, self) if self.view.may_edit else value


def _kinds_of_conflict() -> list[tuple[str, Any]]:
    return [(check.key, check.label) for check in conflict_checks]


class SessionFilter(filters.ResourceFilter):
    """As the calendar is filtered, and by what is missing; `conflicts` are those of the conference."""

    state = filters.ViewFilter(
        (
            ("unscheduled", _("not scheduled")),
            ("no-room", _("no room")),
            ("no-chair", _("no chair")),
            ("conflict", _("in a conflict")),
        ),
        method="in_state",
    )
    conflict = filters.ChoiceFilter(_("Conflict"), _kinds_of_conflict, method="in_conflict")

    class Meta:
        form = SessionFilterForm

    def __init__(self, *args: Any, conflicts: Iterable[Conflict] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts = conflicts

    def filter_queryset(self, queryset: Any) -> Any:
        for name in ("state", "conflict"):
            queryset = self.filters[name].filter(queryset, self.form.cleaned_data.get(name, ""))
        return self.form.narrow(queryset)

    def rows_to_count(self) -> SessionQuerySet:
        return Session.objects.of(self.conference)

    def in_state(self, rows: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        if value == "unscheduled":
            return rows.filter(start=None)
        if value == "no-room":
            return rows.without_room()
        return self.in_conflict(rows, name, *IN_CONFLICT[value])

    def count_views(self, view: Any, values: list[str]) -> list[int]:
        """Return how many rows each of these views has; those in conflicts were found already."""
        queried = [value for value in values if value not in IN_CONFLICT]
        counts = dict(zip(queried, super().count_views(view, queried), strict=True))
        counts |= {value: len(self.sessions_with(*kinds)) for value, kinds in IN_CONFLICT.items()}
        return [counts[value] for value in values]

    def in_conflict(self, rows: SessionQuerySet, name: str, *kinds: str) -> SessionQuerySet:
        """Return the sessions in a conflict of these kinds; without a kind, in any."""
        return rows.filter(pk__in=self.sessions_with(*kinds))

    def sessions_with(self, *kinds: str) -> set[str]:
        """Return the keys of the sessions in a conflict of these kinds; without a kind, in any."""
        conflicts = (conflict for conflict in self.conflicts if not kinds or conflict.kind in kinds)
        return {key for conflict in conflicts for key in conflict.sessions}


class SessionTable(tables.ResourceTable):
    """Sessions by day, the last of them those that have none."""

    selected = tables.SelectionColumn()
    time = tables.EvidentColumn(_("Time"), accessor="pk")
    title = tables.RecordColumn(_("Session"))
    room = tables.EvidentColumn(_("Room"))
    kind = tables.ChoiceColumn(_("Kind"))
    people = tables.Column(_("People"), accessor="role_count")
    status = tables.Column(_("Status"))

    def name_of(self, record: Session) -> Any:
        return record.title

    def group_of(self, record: Session) -> dt.date | None:
        return record.conference_day

    def group_heading(self, key: dt.date | None) -> SafeString | str:
        if key is None:
            return gettext("Not scheduled yet")
        day = moment(key, "l, j E Y")
        if not self.view.may_edit:
            return day
        return format_html(
            '{} <span class="link-row"><a href="{}?day={}">{}</a> '
            '<a href="{}?action=frame&amp;source={}">{}</a></span>',
            day,
            self.view.to("session-add"),
            key.isoformat(),
            gettext("Add a session on this day"),
            self.view.to("bulk"),
            key.isoformat(),
            gettext("Copy its frame…"),
        )

    def action_link(self, name: str, text: str, record: Session, query: str = "") -> SafeString | str:
        """Return a link to an action on a session; empty for users who may only read."""
        if not self.view.may_edit:
            return ""
        address = self.view.to(name, *([] if query else [record.pk])) + query
        quoted = f" “{record.title}”"
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">{}</span></a>', address, text, quoted
        )

    def render_time(self, record: Session) -> SafeString:
        text = gettext("Move") if record.start else gettext("Schedule")
        return tables.below(
            format_html(
                '<span class="figures text-nowrap">{} {}</span>',
                hours(record.start, record.end),
                self.action_link("session-move", text, record),
            ),
            gettext("fixed time") if record.fixed else "",
        )

    def render_title(self, record: Session, value: Any) -> SafeString:
        is_late = str(record.pk) in self.view.late_sessions
        late = self.action_link("running-late", gettext("Running late…"), record, f"?session={record.pk}")
        theme = format_html('<span class="swatch theme-{}">{}</span>', record.theme_id, record.theme)
        return tables.below(self.link(record, value), late if is_late else "", theme if record.theme else "")

    def render_kind(self, record: Session, value: str) -> SafeString:
        kind = format_html('<span class="text-nowrap">{}</span>', capfirst(value))
        return tables.below(kind, record.working_group and record.working_group.code)

    def render_people(self, record: Any, value: int) -> Any:
        if not value:
            return ""
        text = ngettext("%(count)s not confirmed", "%(count)s not confirmed", record.open_count)
        return tables.below(value, record.open_count and text % {"count": record.open_count})

    def render_status(self, record: Session) -> SafeString:
        badges = []
        if record.status != Session.Status.CONFIRMED:
            badges.append(status_badge(record.status, record.get_status_display()))
        if record.visibility != Session.Visibility.PUBLIC:
            badges.append(status_badge(record.visibility, record.get_visibility_display(), "neutral"))
        if str(record.pk) in self.view.conflicting:
            badges.append(status_badge("overdue", gettext("conflict"), "warn"))
        return format_html_join("", "{}", [(badge,) for badge in badges])
