"""Reading the names out of a letter: "Mr. Karim Saidov, Deputy Minister, head of delegation" is a person.

What comes out is looked at before anything is kept, so a doubtful part goes where it is seen: into the function in
the institution. Nothing of a line is dropped but its number, its punctuation, and words that were understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from confman.web.search import fold
from registrations.core.models.registration import Function
from registrations.tables.exchange.cell_values import known_values

# Titles as letters write them, without their dots. Several may follow each other: "H.E. Mr.".
_TITLES = (
    "mr mrs ms miss mx dr prof professor hon excellency amb ambassador gen col maj lt rev sir mme mlle "
    "sr sra srta dott "
    "г-н г-жа гн гжа господин госпожа д-р проф доктор профессор акад академик посол "
    "janob xonim жаноб хоним"
).split()  # fmt: skip
# These are names, too ("He Xiaoming"): titles where they have dots or are capitals.
_ABBREVIATED = frozenset({"he", "hh", "hrh", "se", "sem", "m"})
_TWO_WORDS = (
    "his excellency", "her excellency", "the honourable", "the hon", "son excellence", "его превосходительство",
    "её превосходительство",
)  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-–—•*·]+|\(?\d{1,3}\s*[.):]|№\s*\d{1,3}[.)]?|[a-zа-я]\))\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"([\s<>(),;:]+)")
_INITIALS = re.compile(r"(?:^|[\s.])\w\.$")
_PARTS = re.compile(r"\t|;|,|\s[-–—]\s|[()|<>]")
# Headings of the lists in a letter, beyond what a function itself is called.
_HEADINGS = {
    Function.DELEGATE: "delegates|members|members of delegation|members of the delegation|delegation|composition of "
    "the delegation|члены делегации|состав делегации|делегаты|delegatsiya a'zolari|membres de la délégation|membres",
    Function.ALTERNATE: "alternates|alternate representatives|заместители|suppléants",
    Function.ADVISER: "advisers|advisors|experts|советники|эксперты|conseillers|maslahatchilar",
    Function.OBSERVER: "observers|наблюдатели|observateurs|kuzatuvchilar",
}  # fmt: skip
# A function in the delegation as a heading or in front of a colon; in the middle of a line, one at home.
_AMBIGUOUS = (
    "head|chief|leader|deputy|member|representative|expert|глава|заместитель|a'zo|"
    "members|experts|delegation|эксперты|alternates|заместители"
).split("|")  # fmt: skip
_OF_A_DELEGATION = re.compile(
    r"^(deputy |vice |alternate )?(?:head|chief|leader) of (?:the )?(?:\w+ )?delegation$"
)


@dataclass(frozen=True)
class LetterLine:
    """A person as a line names them. `function` is empty where the line does not say."""

    name: str
    title: str = ""
    job_title: str = ""
    function: str = ""
    email: str = ""


def read_letter(text: str) -> list[LetterLine]:
    """The people of a pasted text, a line each; headings ("Advisers:") hold for the lines below them."""
    found: list[LetterLine] = []
    heading = ""
    for raw in _plain(text).splitlines():
        line = _BULLET.sub("", raw).strip()
        if not line:
            continue
        said = _function_of(line.rstrip(":"))
        if said:
            heading = said
            continue
        before, colon, after = line.partition(":")
        said = _function_of(before) if colon else ""
        read = read_line(after if said else line)
        if read.name:
            found.append(replace(read, function=read.function or said or heading))
        # One head, and one deputy where the letter says "Deputy head:", stand below such a heading.
        if heading in (Function.HEAD, Function.DEPUTY):
            heading = ""
    return found


def read_line(text: str) -> LetterLine:
    """One person from one line; the parts in the order in which letters give them: name, function, the rest."""
    emails, rest = _without_emails(text)
    function, kept = "", []
    for part in _PARTS.split(rest):
        words = " ".join(part.split()).strip(" .:")
        if not words:
            continue
        said = _function_of(words, alone=False)
        if said and not function:
            function = said
        else:
            kept.append(" ".join(part.split()).strip(" :"))
    title, name = _without_title(kept[0]) if kept else ("", "")
    kept = kept[1:]
    if title and not name and kept:  # "Mr.", "Karim Saidov" in cells of their own
        name, kept = kept[0], kept[1:]
    return LetterLine(
        name=name if _INITIALS.search(name) else name.rstrip("."),
        title=title,
        job_title=", ".join([*kept, *emails[1:]]),
        function=function,
        email=emails[0] if emails else "",
    )


def _without_emails(text: str) -> tuple[list[str], str]:
    """The addresses of a line, and what is left of it."""
    emails, rest = [], []
    for word in _BETWEEN.split(text):
        host = word.partition("@")[2].strip(".")
        if "." in host and "@" not in host and not word.startswith("@"):
            emails.append(word.strip("."))
        else:
            rest.append("" if fold(word) == "mailto" else word)
    return emails, "".join(rest)


def _plain(text: str) -> str:
    """Without control characters and spaces that only look like spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u2028", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or letter.isprintable())


def _without_title(words: str) -> tuple[str, str]:
    """The titles in front of a name, and the name."""
    titles: list[str] = []
    parts = words.split()
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


def _function_of(words: str, *, alone: bool = True) -> str:
    """The function in the delegation that these words name, whole; '' where they name none.

    `alone`: they stand as a heading, where "Head" and "Members" are clear.
    """
    folded = fold(words)
    if not folded or (not alone and folded in _FOLDED_AMBIGUOUS):
        return ""
    if found := _OF_A_DELEGATION.match(folded):
        return str(Function.DEPUTY if found[1] else Function.HEAD)
    return str(known_values("function").get(folded) or _FOLDED_HEADINGS.get(folded, ""))


_FOLDED_TITLES = frozenset(map(fold, _TITLES))
_FOLDED_TWO_WORDS = frozenset(map(fold, _TWO_WORDS))
_FOLDED_AMBIGUOUS = frozenset(map(fold, _AMBIGUOUS))
_FOLDED_HEADINGS = {
    fold(words): str(function) for function, text in _HEADINGS.items() for words in text.split("|")
}
