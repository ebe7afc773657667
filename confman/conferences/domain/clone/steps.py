"""Steps that copy a conference to the next, in their order, with their numbers."""

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _

from confman.conferences.clone_registries import CloneStep, clone_steps
from confman.conferences.domain.clone.order import in_order, with_needs
from confman.conferences.models import Conference


@dataclass(frozen=True)
class OfferedStep:
    """A step, and the number of rows that it would take."""

    step: CloneStep
    count: int

    @property
    def number(self) -> int | None:
        """Count the rows; None for facts and settings, of which a conference has one set."""
        model = apps.get_model(self.step.models[0])
        is_single = any(
            field.one_to_one and field.related_model is Conference for field in model._meta.concrete_fields
        )
        return None if is_single or model is Conference else self.count

    @property
    def words(self) -> list[str]:
        """Describe the step: the rows that it leaves out, and the steps that it brings along."""
        brought = ", ".join(str(clone_steps.get(key).label) for key in self.step.needs)
        more = _("Brings along: %(steps)s.") % {"steps": brought} if brought else ""
        return [str(text) for text in (self.step.help, more) if text]


def offered_steps(conference: Conference) -> list[OfferedStep]:
    """Return the steps for which the conference has anything, in the order in which they are offered."""
    steps = [OfferedStep(step, step.rows_of(conference).count()) for step in clone_steps]
    return [step_with_rows for step_with_rows in steps if step_with_rows.count]


def usual_steps() -> list[str]:
    """Return the keys of the steps that are taken unless someone chooses others."""
    return [step.key for step in clone_steps if step.usual]


def steps_to_take(selected: Collection[str]) -> list[CloneStep]:
    """Return the chosen steps and all that they need, each after those that it refers to. Raises KeyError."""
    keys = with_needs(selected, {step.key: step.needs for step in clone_steps})
    ordered = in_order({step.key: (*step.needs, *step.uses) for step in clone_steps})
    return [clone_steps.get(key) for key in ordered if key in keys]
