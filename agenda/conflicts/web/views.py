"""All conflicts of the working agenda, and which of them block publishing."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.conflicts.domain.report import ConflictLine, conflicts_of
from agenda.conflicts.domain.severities import agenda_settings, set_severities, severities
from agenda.conflicts.registries import Severity, conflict_checks
from agenda.conflicts.web.forms import ConflictFilterForm, SeveritiesForm
from agenda.core.web.base import AgendaMixin
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import VerbFormView

# More conflicts of one kind than MAX_UNFOLDED are folded; at most MAX_SHOWN of them are listed.
MAX_UNFOLDED, MAX_SHOWN = 10, 50


@dataclass(frozen=True)
class ConflictGroup:
    """The conflicts of one kind, and the form to change its severity."""

    kind: str
    label: str
    advice: str
    severity: str
    conflicts: list[ConflictLine]

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK

    @property
    def is_folded(self) -> bool:
        return len(self.conflicts) > MAX_UNFOLDED

    @property
    def shown(self) -> list[ConflictLine]:
        return self.conflicts[:MAX_SHOWN]

    @property
    def more(self) -> int:
        return len(self.conflicts) - len(self.shown)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        labels = {
            Severity.BLOCK: _("Let it block publishing"),
            Severity.WARN: _("Let it only warn"),
            Severity.IGNORE: _("Ignore this kind"),
        }
        return [(value.value, labels[value]) for value in Severity if value != self.severity]


class ConflictsView(AgendaMixin, SecretariatView):
    """All conflicts by kind, narrowed to a kind or a day."""

    template_name = "agenda/conflicts/checks.html"
    navigation_key = "agenda.checks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settings = agenda_settings(self.conference)
        conflicts = conflicts_of(self.conference, settings)
        filters = ConflictFilterForm(self.request.GET, conference=self.conference, conflicts=conflicts)
        narrowed = filters.narrow(conflicts)
        severity_by_kind = severities(settings)
        return super().get_context_data(
            conflicts=conflicts,
            shown=narrowed,
            blocking=sum(conflict.blocks for conflict in narrowed),
            groups=[
                ConflictGroup(kind, rows[0].label, rows[0].advice, rows[0].severity, rows)
                for kind, lines in groupby(narrowed, key=lambda conflict: conflict.kind)
                if (rows := list(lines))
            ],
            filters=filters,
            ignored=[
                check.label for check in conflict_checks if severity_by_kind[check.key] == Severity.IGNORE
            ],
            **kwargs,
        )


class SeveritiesView(AgendaMixin, VerbFormView):
    """Sets which kinds block, and the limits of some."""

    permission = "agenda.edit_agenda"
    navigation_key = "agenda.checks"
    template_name = "agenda/conflicts/severities.html"
    form_class = SeveritiesForm
    heading = gettext_lazy("What blocks publishing")
    lead = gettext_lazy("By default everything only warns: you know your conference better.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "settings": agenda_settings(self.conference)}

    def perform(self, form: SeveritiesForm) -> Any:
        set_severities(self.conference, form.chosen(), by=self.acting_user, limits=form.limits())
        return _("What blocks publishing was set.")
