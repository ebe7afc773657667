"""Forms about conflicts: which are shown, which block, and their limits."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.conflicts.domain.report import ConflictLine
from agenda.conflicts.domain.severities import LIMITS, severities
from agenda.conflicts.registries import Severity, conflict_checks
from agenda.core.models import AgendaSettings
from agenda.core.web.forms import day_choices
from confman.conferences.web.forms import ConferenceForm
from confman.web.forms.base import choice_field

# The field that holds the number of each kind.
LIMIT_OF = dict(zip(("no-time-to-change", "no-break", "interpreter-hours"), LIMITS, strict=True))


class SeveritiesForm(ConferenceForm):
    """For each kind of conflict whether it blocks, warns, or is ignored; for some, a number of minutes.

    What is not sent stays as it is, and so does what stands as it was shown: somebody else may have set that since.
    """

    def __init__(self, *args: Any, settings: AgendaSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = current = severities(settings)
        for check in conflict_checks:
            self.fields[check.key] = forms.ChoiceField(
                label=str(check.label),
                choices=Severity.choices,
                initial=current[check.key],
                required=False,
                show_hidden_initial=True,
            )
            if name := LIMIT_OF.get(check.key):
                model_field: Any = AgendaSettings._meta.get_field(name)
                self.fields[name] = model_field.formfield(
                    initial=getattr(settings, name),
                    required=False,
                    min_value=0,
                    max_value=1440,
                    show_hidden_initial=True,
                )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return for each kind its field, what counts as it, and the field of its number, or None."""
        return [
            (self[check.key], check.about, self[LIMIT_OF[check.key]] if check.key in LIMIT_OF else None)
            for check in conflict_checks
        ]

    def chosen(self) -> dict[str, str]:
        """Return what was changed: what stays as it is usual goes on to follow it."""
        return {
            kind: value
            for kind, value in self._changed().items()
            if kind in self.known and value != self.known[kind]
        }

    def limits(self) -> dict[str, int]:
        return {name: value for name, value in self._changed().items() if name in LIMITS}

    def _changed(self) -> dict[str, Any]:
        values = {name: self.cleaned_data.get(name) for name in self.changed_data}
        return {name: value for name, value in values.items() if value not in (None, "")}


class ConflictFilterForm(ConferenceForm):
    """Narrows the list of conflicts; other parameters of the address are ignored."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)

    def __init__(self, *args: Any, conflicts: Sequence[ConflictLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {conflict.kind: conflict.label for conflict in conflicts}
        choice_field(self, "kind").choices = [("", _("all")), *kinds.items()]
        # Days on which something is wrong: also those outside of the conference.
        days = dict(
            pair for line in conflicts for day in line.days for pair in day_choices(self.conference, day)
        )
        choice_field(self, "day").choices = [("", _("all")), *sorted(days.items())]

    def narrow(self, conflicts: Sequence[ConflictLine]) -> list[ConflictLine]:
        self.is_valid()
        kind = self.cleaned_data.get("kind")
        text = self.cleaned_data.get("day")
        day = dt.date.fromisoformat(text) if text else None
        return [
            conflict
            for conflict in conflicts
            if (not kind or conflict.kind == kind) and (day is None or day in conflict.days)
        ]
