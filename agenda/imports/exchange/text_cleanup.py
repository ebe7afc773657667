"""Removes characters that no text may have from everything a file says, in any format, and reports each line."""

from dataclasses import fields, is_dataclass

from django.utils.translation import gettext as _

from agenda.programme.exchange.frab_rules import FORBIDDEN
from agenda.programme.exchange.schedule import Schedule


def clean_characters(schedule: Schedule) -> None:
    """Remove control characters and lone surrogates: XML forbids them, and no database keeps all of them."""
    for event in schedule.events:
        characters: list[str] = []
        for name in (field.name for field in fields(event)):
            setattr(event, name, _cleaned(getattr(event, name), characters))
        if characters:
            codes = ", ".join(sorted({f"U+{ord(character):04X}" for character in characters}))
            schedule.messages.append(
                _("%(place)s: characters that no text may have were left out (%(codes)s).")
                % {"place": event.place, "codes": codes}
            )
    unreported: list[str] = []
    for name in (field.name for field in fields(schedule)):
        if name not in ("events", "messages", "refused", "days", "states"):
            setattr(schedule, name, _cleaned(getattr(schedule, name), unreported))


def _cleaned(value: object, characters: list[str]) -> object:
    if isinstance(value, str):
        if not FORBIDDEN.search(value):
            return value
        characters += FORBIDDEN.findall(value)
        return FORBIDDEN.sub("", value)
    if isinstance(value, dict):
        return {_cleaned(key, characters): _cleaned(text, characters) for key, text in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, characters) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        for name in (field.name for field in fields(value)):
            setattr(value, name, _cleaned(getattr(value, name), characters))
    return value
