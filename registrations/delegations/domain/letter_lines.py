"""Reads names from a letter: "Mr. Karim Saidov, Deputy Minister, head of delegation" is a person.

The result is reviewed before anything is saved, so a doubtful part goes where it is seen: into the function in the
institution. Nothing of a line is dropped but its number, its punctuation, and words that were understood.
"""

import re
from dataclasses import dataclass, replace

from confman.web.search import fold
from registrations.core.models.registration import Function
from registrations.spreadsheets.exchange.cell_values import known_values

# Titles as letters write them, without dots. Several may follow each other: "H.E. Mr.".
_TITLES = (
    "mr mrs ms miss mx dr prof professor hon excellency amb ambassador gen col maj lt rev sir mme mlle "
    "sr sra srta dott "
    "г-н г-жа гн гжа господин госпожа д-р проф доктор профессор акад академик посол "
    "janob xonim жаноб хоним"
).split()  # fmt: skip
# These are also names ("He Xiaoming"): they are titles only with dots or in capitals.
_ABBREVIATED = frozenset({"he", "hh", "hrh", "se", "sem", "m"})
_TWO_WORDS = (
    "his excellency", "her excellency", "the honourable", "the hon", "son excellence", "его превосходительство",
    "её превосходительство",
)  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-–—•*·]+|\(?\d{1,3}\s*[.):]|№\s*\d{1,3}[.)]?|[a-zа-я]\))\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"([\s<>(),;:]+)")
_INITIALS = re.compile(r"(?:^|[\s.])\w\.$")
_PARTS = re.compile(r"\t|;|,|\s[-–—]\s|[()|<>]")
# Headings of the lists in a letter, beyond the names of functions.
_HEADINGS = {
    Function.DELEGATE: "delegates|members|members of delegation|members of the delegation|delegation|composition of "
    "the delegation|члены делегации|состав делегации|делегаты|delegatsiya a'zolari|membres de la délégation|membres",
    Function.ALTERNATE: "alternates|alternate representatives|заместители|suppléants",
    Function.ADVISER: "advisers|advisors|experts|советники|эксперты|conseillers|maslahatchilar",
    Function.OBSERVER: "observers|наблюдатели|observateurs|kuzatuvchilar",
}  # fmt: skip
# A function in the delegation if it is a heading or before a colon; within a line, a function in the institution.
_AMBIGUOUS = (
    "head|chief|leader|deputy|member|representative|expert|глава|заместитель|a'zo|"
    "members|experts|delegation|эксперты|alternates|заместители"
).split("|")  # fmt: skip
_OF_A_DELEGATION = re.compile(
    r"^(deputy |vice |alternate )?(?:head|chief|leader) of (?:the )?(?:\w+ )?delegation$"
)


@dataclass(frozen=True)
class LetterLine:
    """A person as a line names them. `function` is empty if the line does not say."""

    name: str
    title: str = ""
    job_title: str = ""
    function: str = ""
    email: str = ""


def read_letter(text: str) -> list[LetterLine]:
    """Return the people in a pasted text, one per line; headings ("Advisers:") apply to the lines below them."""
    people: list[LetterLine] = []
    heading = ""
    for raw in _plain(text).splitlines():
        line = _BULLET.sub("", raw).strip()
        if not line:
            continue
        function = _function_of(line.rstrip(":"))
        if function:
            heading = function
            continue
        before, colon, after = line.partition(":")
        function = _function_of(before) if colon else ""
        person = read_line(after if function else line)
        if person.name:
            people.append(replace(person, function=person.function or function or heading))
        # Such a heading covers one head, and one deputy if the letter says "Deputy head:".
        if heading in (Function.HEAD, Function.DEPUTY):
            heading = ""
    return people


def read_line(text: str) -> LetterLine:
    """Return the person in a line, whose parts are in the usual order: name, function, the rest."""
    emails, rest = _without_emails(text)
    function, remaining = "", []
    for part in _PARTS.split(rest):
        phrase = " ".join(part.split()).strip(" .:")
        if not phrase:
            continue
        part_function = _function_of(phrase, alone=False)
        if part_function and not function:
            function = part_function
        else:
            remaining.append(" ".join(part.split()).strip(" :"))
    title, name = _without_title(remaining[0]) if remaining else ("", "")
    remaining = remaining[1:]
    if title and not name and remaining:  # "Mr.", "Karim Saidov" in cells of their own
        name, remaining = remaining[0], remaining[1:]
    return LetterLine(
        name=name if _INITIALS.search(name) else name.rstrip("."),
        title=title,
        job_title=", ".join([*remaining, *emails[1:]]),
        function=function,
        email=emails[0] if emails else "",
    )


def _without_emails(text: str) -> tuple[list[str], str]:
    """Return the addresses in a line, and the rest of it."""
    emails, rest = [], []
    for word in _BETWEEN.split(text):
        host = word.partition("@")[2].strip(".")
        if "." in host and "@" not in host and not word.startswith("@"):
            emails.append(word.strip("."))
        else:
            rest.append("" if fold(word) == "mailto" else word)
    return emails, "".join(rest)


def _plain(text: str) -> str:
    """Return the text without control characters and invisible spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u2028", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or letter.isprintable())


def _without_title(text: str) -> tuple[str, str]:
    """Return the titles before a name, and the name."""
    titles: list[str] = []
    parts = text.split()
    while parts:
        two = fold(" ".join(parts[:2]))
        if len(parts) > 2 and two in _FOLDED_TWO_WORDS:
            titles += parts[:2]
            parts = parts[2:]
        elif _is_title(parts[0]):
            titles.append(parts[0])
            parts = parts[1:]
        else:
            break
    return " ".join(titles), " ".join(parts)


def _is_title(word: str) -> bool:
    bare = word.replace(".", "")
    if bare.lower() in _ABBREVIATED:
        return "." in word or (len(bare) > 1 and bare.isupper())
    return fold(bare) in _FOLDED_TITLES


def _function_of(text: str, *, alone: bool = True) -> str:
    """Return the function in the delegation that these words name; '' if they name none.

    `alone`: they form a heading, where "Head" and "Members" are unambiguous.
    """
    folded = fold(text)
    if not folded or (not alone and folded in _FOLDED_AMBIGUOUS):
        return ""
    if match := _OF_A_DELEGATION.match(folded):
        return str(Function.DEPUTY if match[1] else Function.HEAD)
    return str(known_values("function").get(folded) or _FOLDED_HEADINGS.get(folded, ""))


_FOLDED_TITLES = frozenset(map(fold, _TITLES))
_FOLDED_TWO_WORDS = frozenset(map(fold, _TWO_WORDS))
_FOLDED_AMBIGUOUS = frozenset(map(fold, _AMBIGUOUS))
_FOLDED_HEADINGS = {
    fold(words): str(function) for function, text in _HEADINGS.items() for words in text.split("|")
}
