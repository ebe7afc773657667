"""Steps that copy a conference to the next, with their numbers, each after those that it needs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.apps import apps
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.registries import CloneStep, clone_steps


def with_needs(selected: Iterable[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Return the chosen keys with all that they need, and what these need. Raises KeyError for an unknown key."""
    keys: set[str] = set()
    waiting = list(selected)
    while waiting:
        key = waiting.pop()
        if key not in keys:
            keys.add(key)
            waiting += needs[key]
    return keys


def in_order(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Return the keys, each after those that it needs; otherwise in the order in which they are given.

    Raises ValueError where steps need each other in a circle, naming them, and KeyError for an unknown need.
    """
    position = {key: number for number, key in enumerate(needs)}
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"Steps need each other in a circle: {' → '.join(error.args[1])}.") from error
    ordered: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda key: position[key])
        ordered.append(ready.pop(0))
        sorter.done(ordered[-1])
    return ordered


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
