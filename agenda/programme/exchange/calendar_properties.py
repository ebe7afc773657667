"""Properties of a VEVENT for which we have no field: kept as they are, and written into the secretariat's export."""

from typing import Any

from icalendar import Component, Event
from icalendar.parser import Parameters

# Properties with personal data, which erasing a person would not find here.
PERSONAL = frozenset({"ATTENDEE", "CONTACT", "ORGANIZER"})


class RawValue:
    """A value as it was in a file, already in the form in which iCalendar writes it."""

    def __init__(self, written: str, parameters: dict[str, Any]) -> None:
        self._written = written
        self.params = Parameters(parameters)

    def to_ical(self) -> bytes:
        return self._written.encode()


def extra_properties(component: Any, known: frozenset[str]) -> tuple[dict[str, list[Any]], set[str]]:
    """Map properties that are not `known` to [value, parameters]; return also the names left out as personal."""
    kept: dict[str, list[Any]] = {}
    personal = set()
    for name, value in component.property_items(recursive=False, sorted=False):
        if name in known or name in ("BEGIN", "END"):
            continue
        written = _written(value)
        if name in PERSONAL and ("@" in written or "mailto:" in written.lower()):
            personal.add(name)
            continue
        parameters = dict(getattr(value, "params", {}))
        kept.setdefault(name, []).append([written, parameters])
    return kept, personal


def _written(value: Any) -> str:
    """Return the value as iCalendar writes it: the library returns bytes, text (GEO), or neither."""
    made = value.to_ical() if hasattr(value, "to_ical") else value
    return made.decode() if isinstance(made, bytes) else str(made)


def extra_components(component: Any) -> list[str]:
    """Return what an event contains, such as alarms, without their addressees."""
    for inner in component.walk():
        if inner is not component:
            for name in PERSONAL:
                inner.pop(name, None)
    return [inner.to_ical().decode() for inner in component.subcomponents]


def add_extra(event: Event, kept: Any, inner: Any) -> None:
    """Write back what was kept, except for what we write ourselves."""
    for name, values in kept.items() if isinstance(kept, dict) else ():
        if name in event or not isinstance(values, list):
            continue
        raw = [RawValue(str(value), parameters) for value, parameters in values]
        # The library takes a list for several properties of one name.
        event[name] = raw if len(raw) > 1 else raw[0]
    for written in inner if isinstance(inner, list) else ():
        event.add_component(Component.from_ical(written))
