"""Who speaks, as programmes write it: in brackets, after a dash, under a label, on lines of their own.

The same notation is written out again for the forms in which a reading is corrected.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agenda.pasting.domain.model import PastedItem, PastedPerson, PastedRole
from agenda.pasting.domain.words import (
    HONORIFIC,
    INSTITUTION,
    NO_NAME,
    NOT_YET,
    PARTICLES,
    ROOM_WORD,
    item_kind_of,
    plain,
    role_of,
)

_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+$")
_BULLET = re.compile(r"^\s*(?:[•‣▪●○◦·*–—-]\s+|\(?\d{1,2}[.)]\s+|[a-zа-я][)]\s+)", re.IGNORECASE)
_MINUTES = (
    r"(?P<minutes>\d{1,3})\s?(?:minutes?|mins?|m|minut|минут[аы]?|мин|daqiqa|дақиқа|['’′])(?![^\W\d_])\.?"
)
_MINUTES_ALONE = re.compile(rf"^{_MINUTES}$", re.IGNORECASE)
_MINUTES_FIRST = re.compile(rf"^{_MINUTES}[\s:–—-]+", re.IGNORECASE)
# A run of spaces is tried from its beginning alone: else the time would grow with the square of its length.
_SPACES = r"(?<!\s)\s+"
_BRACKETS = re.compile(rf"(?:{_SPACES})?\[([^\[\]]*)\]\s*")
_DASH = re.compile(rf"{_SPACES}[–—/-]\s+")
_DASH_OF_A_PERSON = re.compile(rf"{_SPACES}[–—-]\s+")
_AND = re.compile(rf"{_SPACES}(?:and|&|и|va)\s+")


def without_bullet(text: str) -> tuple[str, bool]:
    """Return the line after its bullet or number, and whether it had one."""
    found = _BULLET.match(text)
    return (text[found.end() :], True) if found else (text.strip(), False)


def is_name(text: str) -> bool:
    """Tell whether this may be the name of a person: some capitalized words, none of them a common noun."""
    honorific = HONORIFIC.match(text.strip())
    words = (text.strip()[honorific.end() :] if honorific else text).split()
    if not (1 if honorific else 2) <= len(words) <= 6 or any(character.isdigit() for character in text):
        return False
    if INSTITUTION.search(plain(text)) or any(plain(word).strip(".,") in NO_NAME for word in words):
        return False
    proper = [word for word in words if plain(word) not in PARTICLES]
    if not proper or not all(word[0].isupper() or _INITIALS.match(word) for word in proper):
        return False
    if any(not re.fullmatch(r"[^\W\d_][\w.'’‘ʻʼ`-]*", word) for word in proper):
        return False
    return bool(honorific) or any(not word.isupper() or _INITIALS.match(word) for word in proper)


def read_person(text: str) -> PastedPerson:
    """Read 'Dr Anna Sample, head of unit, Ministry' as name, function and institution; any text is accepted."""
    text = text.strip(" .;,\t")
    title = ""
    if honorific := HONORIFIC.match(text):
        title, text = honorific[0].strip(), text[honorific.end() :]
    organization = ""
    if text.endswith(")") and " (" in text:
        text, _sign, organization = text[:-1].rpartition(" (")
    dashed = _DASH_OF_A_PERSON.split(text, maxsplit=1)
    parts = [part.strip() for part in dashed[0].split(",")] + (
        [part.strip() for part in dashed[1].split(",")] if len(dashed) > 1 else []
    )
    parts = [part for part in parts if part]
    name, about = (parts[0], parts[1:]) if parts else ("", [])
    # A part that begins with a small letter is a function, not an institution.
    if about and not organization and (len(about) > 1 or not about[0][:1].islower()):
        organization = about.pop()
    return PastedPerson(name, organization, ", ".join(about), title)


def split_people(text: str) -> list[str]:
    """Split the text into the persons it names, each with their description."""
    parts = [part.strip(" ,\t") for part in re.split(r"[;\n\v]", text)]
    parts = [without_bullet(part)[0] for part in parts if part.strip(" .,")]
    found = []
    for part in parts:
        names = [name.strip() for name in part.split(",")]
        if len(names) > 2 and all(map(is_name, names)):
            found += names
            continue
        both = _AND.split(part)
        found += both if len(both) > 1 and all(is_name(each.split(",")[0]) for each in both) else [part]
    return found


def read_people(text: str, role: str = "speaker") -> tuple[list[PastedRole], list[str]]:
    """Read everyone named in the text, in this role; return them and the remarks."""
    roles: list[PastedRole] = []
    notes = []
    for part in split_people(text):
        if NOT_YET.match(plain(part)):
            notes.append(_("Nobody is named yet."))
            continue
        person = read_person(part)
        if person.name:
            roles.append(PastedRole(role, person))
    return roles, notes


def speaks_of_people(text: str) -> bool:
    """Tell whether the text in brackets or after a dash names persons: the first of each part is a name."""
    parts = split_people(text)
    named = [part for part in parts if is_name(re.split(r",|\s\(|\s[–—-]\s", part)[0])]
    return bool(parts) and len(named) * 2 > len(parts)


def is_person_line(text: str, *, alone: bool = False) -> bool:
    """Tell whether a line by itself names a person with a description; `alone`: a bare name is enough."""
    if not speaks_of_people(text):
        return False
    first = split_people(text)[0]
    return alone or "," in first or "(" in first or bool(HONORIFIC.match(first)) or ";" in text


@dataclass
class Titled:
    """A line taken apart: what it is about, who speaks, where, for how long."""

    title: str
    roles: list[PastedRole] = field(default_factory=list)
    room: str = ""
    minutes: int | None = None
    items: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_title(text: str) -> Titled:
    """Take apart 'Title (Speaker, Institution) [Room]' and its variants."""
    found = Titled(text.strip(" \t*_|"))
    for inside in _BRACKETS.findall(found.title):
        if NOT_YET.match(plain(inside)):
            continue
        if minutes := _MINUTES_ALONE.match(inside.strip()):
            found.minutes = int(minutes["minutes"])
        elif inside.strip():
            found.room = inside.strip()
    found.title = _BRACKETS.sub(" ", found.title).strip()
    if first := _MINUTES_FIRST.match(found.title):
        found.minutes, found.title = int(first["minutes"]), found.title[first.end() :]
    while _take_last_parenthesis(found):
        pass
    _take_label(found)
    _take_named_first(found)
    if not found.roles:
        _take_behind_dash(found)
    found.title = " ".join(found.title.strip(" \t–—-:;,").split())
    if found.title and "(" not in found.title:
        found.title = found.title.rstrip(")")
    return found


def _take_last_parenthesis(found: Titled) -> bool:
    title = found.title.rstrip(" .;,")
    if not title.endswith(")"):
        return False
    depth = 0
    for place in range(len(title) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(title[place], 0)
        if depth == 0:
            break
    if depth or place == 0:
        return False
    inside, before = title[place + 1 : -1].strip(), title[:place].strip()
    if minutes := _MINUTES_ALONE.match(inside):
        found.minutes = int(minutes["minutes"])
    elif NOT_YET.match(plain(inside)):
        found.notes.append(_("Nobody is named yet."))
    elif ROOM_WORD.match(plain(inside)) and not speaks_of_people(inside):
        found.room = found.room or inside
    elif (label := re.match(r"([^:]{3,30}):\s*(.+)$", inside)) and (role := role_of(label[1])):
        found.roles = read_people(label[2], role)[0] + found.roles
    elif speaks_of_people(inside):
        found.roles = read_people(inside)[0] + found.roles
    else:
        if INSTITUTION.search(plain(inside)) or (inside.isupper() and " " not in inside and len(inside) > 2):
            found.notes.append(
                _("“%(words)s” names no person, so it was left in the title.") % {"words": inside}
            )
        return False
    found.title = before
    return True


def _take_label(found: Titled) -> None:
    """Read 'Opening: Anna Sample, Ministry; Boris Sample, UNODC', and 'Subjects: one; another'."""
    label, sign, rest = found.title.partition(": ")
    parts = [part.strip(" .") for part in rest.split(";") if part.strip(" .")]
    if not sign or not parts or is_name(label.split(",")[0]):
        return
    if any(": " in part for part in parts) and is_person_line(parts[0].partition(": ")[0]):
        # 'First presentation: Anna Sample, Ministry: what it is about'
        person, _sign, subject = rest.partition(": ")
        found.roles += read_people(person)[0]
        found.title = f"{label}: {subject}"
    elif is_person_line(rest):
        found.roles += read_people(rest)[0]
        found.title = label
    elif len(parts) > 1:
        found.items, found.title = parts, label


def _take_named_first(found: Titled) -> None:
    """Read 'Anna Sample, Ministry: what she speaks about'."""
    if found.roles:
        return
    head, sign, rest = found.title.partition(": ")
    if sign and rest and is_person_line(head):
        found.roles, found.title = read_people(head)[0], rest


def _take_behind_dash(found: Titled) -> None:
    """Read 'What it is about – Anna Sample, Ministry'."""
    places = list(_DASH.finditer(found.title))
    if not places:
        return
    head, tail = found.title[: places[-1].start()], found.title[places[-1].end() :]
    if is_person_line(tail):
        found.title, found.roles = head, read_people(tail)[0]
    elif len(places) > 1 and is_name(found.title[places[-2].end() : places[-1].start()]):
        # 'Title – Anna Sample – Ministry'
        found.roles = read_people(found.title[places[-2].end() :])[0]
        found.title = found.title[: places[-2].start()]


# --- Lines of a form --------------------------------------------------------------------------------------


def read_roles(text: str) -> list[PastedRole]:
    """Read a line for each person, as `roles_as_text` writes them: 'chair: Anna Sample, Ministry'; else a speaker."""
    roles: list[PastedRole] = []
    for line in text.splitlines():
        label, sign, rest = line.partition(":")
        role = role_of(label) if sign else ""
        roles += read_people(rest if role else line, role or "speaker")[0]
    return roles


def roles_as_text(roles: Iterable[PastedRole], words: dict[str, str]) -> str:
    """Write a line for each role; `words` has the name of each role in the language of the page."""
    return "\n".join(
        f"{words[role.role]}: {_whole(role.person)}" if role.role != "speaker" else _whole(role.person)
        for role in roles
    )


def _whole(person: PastedPerson) -> str:
    name = " ".join(part for part in (person.title, person.name) if part)
    return ", ".join(part for part in (name, person.job_title, person.organization) if part)


def read_items(text: str) -> list[PastedItem]:
    """Read a line for each item, as `items_as_text` writes it: '20 min Title (Anna Sample, Ministry; Boris Sample)'."""
    items = []
    for line in text.splitlines():
        line = without_bullet(line)[0]
        found = read_title(line) if line.strip() else None
        if found and found.title:
            items.append(item_of(found))
    return items


def item_of(found: Titled) -> PastedItem:
    title = f"{found.title}: {'; '.join(found.items)}" if found.items else found.title
    kind = item_kind_of(title)
    role = "welcome" if kind == "welcome" else "speaker"
    return PastedItem(title, found.minutes, kind, [PastedRole(role, each.person) for each in found.roles])


def items_as_text(items: Iterable[PastedItem]) -> str:
    lines = []
    for item in items:
        people = "; ".join(_whole(role.person) for role in item.roles)
        minutes = f"{item.minutes} min " if item.minutes else ""
        lines.append(f"{minutes}{item.title}" + (f" ({people})" if people else ""))
    return "\n".join(lines)
