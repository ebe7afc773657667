"""Read the speakers as programmes write them: in brackets, after a dash, under a label, on lines of their own.

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
_BEHIND_BRACKET = re.compile(r"(?<=\)),\s+")
_DESCRIPTION = re.compile(r",|\s\(|\s[–—-]\s")
_AND = re.compile(rf"{_SPACES}(?:and|&|и|va)\s+")


def without_bullet(text: str) -> tuple[str, bool]:
    """Return the line after its bullet or number, and whether it had one."""
    match = _BULLET.match(text)
    return (text[match.end() :], True) if match else (text.strip(), False)


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
    parts = [stripped for half in dashed for part in half.split(",") if (stripped := part.strip())]
    name, about = (parts[0], parts[1:]) if parts else ("", [])
    # A part that begins with a small letter is a function, not an institution.
    if about and not organization and (len(about) > 1 or not about[0][:1].islower()):
        organization = about.pop()
    return PastedPerson(name, organization, ", ".join(about), title)


def split_people(text: str) -> list[str]:
    """Split the text into the persons it names, each with their description."""
    parts = [part.strip(" ,\t") for part in re.split(r"[;\n\v]", text)]
    parts = [without_bullet(part)[0] for part in parts if part.strip(" .,")]
    people = []
    for part in parts:
        # A comma behind a bracket begins the next person: "Anna Sample (Kenya), Boris Sample (Peru)".
        described = _BEHIND_BRACKET.split(part)
        if len(described) > 1 and all(is_name(_DESCRIPTION.split(one)[0]) for one in described):
            people += described
            continue
        names = [name.strip() for name in part.split(",")]
        if len(names) > 2 and all(map(is_name, names)):
            people += names
            continue
        candidates = _AND.split(part)
        are_names = all(is_name(candidate.split(",")[0]) for candidate in candidates)
        people += candidates if are_names else [part]
    return people


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
    names = [part for part in parts if is_name(_DESCRIPTION.split(part)[0])]
    return bool(parts) and len(names) * 2 > len(parts)


def is_person_line(text: str, *, alone: bool = False) -> bool:
    """Tell whether a line by itself names a person with a description; `alone`: a bare name is enough."""
    if not speaks_of_people(text):
        return False
    first = split_people(text)[0]
    return alone or "," in first or "(" in first or bool(HONORIFIC.match(first)) or ";" in text


@dataclass
class ParsedLine:
    """A line taken apart: what it is about, who speaks, where, for how long."""

    title: str
    roles: list[PastedRole] = field(default_factory=list)
    room: str = ""
    minutes: int | None = None
    items: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_title(text: str) -> ParsedLine:
    """Take apart 'Title (Speaker, Institution) [Room]' and its variants."""
    titled = ParsedLine(text.strip(" \t*_|"))
    for inside in _BRACKETS.findall(titled.title):
        if NOT_YET.match(plain(inside)):
            continue
        if minutes := _MINUTES_ALONE.match(inside.strip()):
            titled.minutes = int(minutes["minutes"])
        elif inside.strip():
            titled.room = inside.strip()
    titled.title = _BRACKETS.sub(" ", titled.title).strip()
    if first := _MINUTES_FIRST.match(titled.title):
        titled.minutes, titled.title = int(first["minutes"]), titled.title[first.end() :]
    while _take_last_parenthesis(titled):
        pass
    _take_last_place(titled)
    _take_label(titled)
    _take_named_first(titled)
    if not titled.roles:
        _take_behind_dash(titled)
    titled.title = " ".join(titled.title.strip(" \t–—-:;,").split())
    if titled.title and "(" not in titled.title:
        titled.title = titled.title.rstrip(")")
    return titled


def _take_last_parenthesis(titled: ParsedLine) -> bool:
    title = titled.title.rstrip(" .;,")
    if not title.endswith(")"):
        return False
    depth = 0
    for index in range(len(title) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(title[index], 0)
        if depth == 0:
            break
    if depth or index == 0:
        return False
    inside, before = title[index + 1 : -1].strip(), title[:index].strip()
    if minutes := _MINUTES_ALONE.match(inside):
        titled.minutes = int(minutes["minutes"])
    elif NOT_YET.match(plain(inside)):
        titled.notes.append(_("Nobody is named yet."))
    elif ROOM_WORD.match(plain(inside)) and not speaks_of_people(inside):
        titled.room = titled.room or inside
    elif (label := re.match(r"([^:]{3,30}):\s*(.+)$", inside)) and (role := role_of(label[1])):
        titled.roles = read_people(label[2], role)[0] + titled.roles
    elif speaks_of_people(inside):
        titled.roles = read_people(inside)[0] + titled.roles
    else:
        if INSTITUTION.search(plain(inside)) or (inside.isupper() and " " not in inside and len(inside) > 2):
            titled.notes.append(
                _("“%(words)s” names no person, so it was left in the title.") % {"words": inside}
            )
        return False
    titled.title = before
    return True


def _take_last_place(titled: ParsedLine) -> None:
    """Read 'Opening, Main hall'."""
    before, sign, last = titled.title.rpartition(", ")
    if sign and not titled.room and ROOM_WORD.match(plain(last)):
        titled.title, titled.room = before, last


def _take_label(titled: ParsedLine) -> None:
    """Read 'Opening: Anna Sample, Ministry; Boris Sample, UNODC', and 'Subjects: one; another'."""
    label, sign, rest = titled.title.partition(": ")
    parts = [part.strip(" .") for part in rest.split(";") if part.strip(" .")]
    if not sign or not parts or is_name(label.split(",")[0]):
        return
    if any(": " in part for part in parts) and is_person_line(parts[0].partition(": ")[0]):
        # 'First presentation: Anna Sample, Ministry: what it is about'
        person, _sign, subject = rest.partition(": ")
        titled.roles += read_people(person)[0]
        titled.title = f"{label}: {subject}"
    elif is_person_line(rest):
        titled.roles += read_people(rest)[0]
        titled.title = label
    elif len(parts) > 1:
        titled.items, titled.title = parts, label


def _take_named_first(titled: ParsedLine) -> None:
    """Read 'Anna Sample, Ministry: what she speaks about'."""
    if titled.roles:
        return
    head, sign, rest = titled.title.partition(": ")
    if sign and rest and is_person_line(head):
        titled.roles, titled.title = read_people(head)[0], rest


def _take_behind_dash(titled: ParsedLine) -> None:
    """Read 'What it is about – Anna Sample, Ministry'."""
    places = list(_DASH.finditer(titled.title))
    if not places:
        return
    head, tail = titled.title[: places[-1].start()], titled.title[places[-1].end() :]
    if is_person_line(tail):
        titled.title, titled.roles = head, read_people(tail)[0]
    elif len(places) > 1 and is_name(titled.title[places[-2].end() : places[-1].start()]):
        # 'Title – Anna Sample – Ministry'
        titled.roles = read_people(titled.title[places[-2].end() :])[0]
        titled.title = titled.title[: places[-2].start()]


# --- Lines of a form --------------------------------------------------------------------------------------


def read_roles(text: str, labels: dict[str, str]) -> list[PastedRole]:
    """Read a line for each person, as `roles_as_text` writes them: 'chair: Anna Sample, Ministry'; else a speaker."""
    by_label = {plain(label): role for role, label in reversed(labels.items())}
    roles: list[PastedRole] = []
    for line in text.splitlines():
        label, sign, rest = line.partition(":")
        role = (by_label.get(plain(label.strip())) or role_of(label)) if sign else ""
        roles += read_people(rest if role else line, role or "speaker")[0]
    return roles


def roles_as_text(roles: Iterable[PastedRole], labels: dict[str, str]) -> str:
    """Write a line for each role; `labels` has the name of each role in the language of the page."""
    return "\n".join(
        f"{labels[role.role]}: {_as_text(role.person)}" if role.role != "speaker" else _as_text(role.person)
        for role in roles
    )


def _as_text(person: PastedPerson) -> str:
    name = " ".join(part for part in (person.title, person.name) if part)
    return ", ".join(part for part in (name, person.job_title, person.organization) if part)


def read_items(text: str) -> list[PastedItem]:
    """Read a line for each item, as `items_as_text` writes it: '20 min Title (Anna Sample, Ministry; Boris Sample)'."""
    items = []
    for line in text.splitlines():
        line = without_bullet(line)[0]
        titled = read_title(line) if line.strip() else None
        if titled and titled.title:
            items.append(item_of(titled))
    return items


def item_of(titled: ParsedLine) -> PastedItem:
    title = f"{titled.title}: {'; '.join(titled.items)}" if titled.items else titled.title
    kind = item_kind_of(title)
    role = "welcome" if kind == "welcome" else "speaker"
    return PastedItem(
        title, titled.minutes, kind, [PastedRole(role, speaker.person) for speaker in titled.roles]
    )


def items_as_text(items: Iterable[PastedItem]) -> str:
    lines = []
    for item in items:
        people = "; ".join(_as_text(role.person) for role in item.roles)
        minutes = f"{item.minutes} min " if item.minutes else ""
        lines.append(f"{minutes}{item.title}" + (f" ({people})" if people else ""))
    return "\n".join(lines)
