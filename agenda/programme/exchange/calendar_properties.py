"""Properties of a VEVENT for which we have no field: kept as they are, and written into the secretariat's export."""

from typing import Any

from icalendar import Component, Event
from icalendar.parser import Parameters

# Properties with personal data, which erasing a person would not find here.
PERSONAL = frozenset({"ATTENDEE", "CONTACT", "ORGANIZER"})


class RawValue:
    """A value as it was in a file, already in the form in which iCalendar writes it."""

    def __init__(self, text: str, parameters: dict[str, Any]) -> None:
        self._text = text
        self.params = Parameters(parameters)

    def to_ical(self) -> bytes:
        return self._text.encode()


def extra_properties(component: Component, skipped: frozenset[str]) -> tuple[dict[str, list[Any]], set[str]]:
    """Map properties that are not `skipped` to [value, parameters]; return also the names left out as personal."""
    properties: dict[str, list[Any]] = {}
    personal = set()
    for name, value in component.property_items(recursive=False, sorted=False):
        if name in skipped or name in ("BEGIN", "END"):
            continue
        text = _serialized(value)
        if name in PERSONAL and ("@" in text or "mailto:" in text.lower()):
            personal.add(name)
            continue
        parameters = dict(getattr(value, "params", {}))
        properties.setdefault(name, []).append([text, parameters])
    return properties, personal


def _serialized(value: object) -> str:
    """Return the value as iCalendar writes it: the library returns bytes, text (GEO), or neither."""
    value_of_library = value.to_ical() if hasattr(value, "to_ical") else value
    return value_of_library.decode() if isinstance(value_of_library, bytes) else str(value_of_library)


def extra_components(component: Component) -> list[str]:
    """Return what an event contains, such as alarms, without their addressees."""
    for inner in component.walk():
        if inner is not component:
            for name in PERSONAL:
                inner.pop(name, None)
    return [inner.to_ical().decode() for inner in component.subcomponents]


def add_extra(event: Event, properties: object, inner: object) -> None:
    """Write back what was kept, except for what we write ourselves."""
    for name, values in properties.items() if isinstance(properties, dict) else ():
        if name in event or not isinstance(values, list):
            continue
        raw = [RawValue(str(value), parameters) for value, parameters in values]
        # The library takes a list for several properties of one name.
        event[name] = raw if len(raw) > 1 else raw[0]
    for component in inner if isinstance(inner, list) else ():
        event.add_component(Component.from_ical(component))
