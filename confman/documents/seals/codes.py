"""The code printed on an official document, by which anyone finds at /verify/ what it is.

It says conference, kind, language and day itself, and that it is ours: 60 bits of these, 40 of a signature. Nothing is
kept of it; a document that is made again on the same day bears the same.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from confman.conferences.models import Conference
from confman.documents.registry import DocumentKind, document_kinds
from confman.translation.languages import COMMON_LANGUAGES

_FIRST_DAY = dt.date(2000, 1, 1)
# Bits of conference, kind, language and day; then those of the signature.
_CONFERENCE, _KIND, _LANGUAGE, _DAY, _SIGNATURE = 20, 15, 10, 15, 40
_LETTERS = 20
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# Digits that the alphabet (base32) does not have, and that are read for the letters they look like.
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})


@dataclass(frozen=True)
class CodedDocument:
    """What a code stands for."""

    conference: Conference
    kind: DocumentKind
    language: str
    day: dt.date


def document_code(conference: Conference, kind: DocumentKind, language: str, day: dt.date) -> str:
    """Return the code of a document, in groups of four."""
    day = max(day, _FIRST_DAY)
    facts = _digest(conference.pk.hex, _CONFERENCE)
    for number, bits in (
        (_digest(kind.key, _KIND), _KIND),
        (_digest(language, _LANGUAGE), _LANGUAGE),
        ((day - _FIRST_DAY).days % 2**_DAY, _DAY),
        (_signature(conference.pk, kind, language, day), _SIGNATURE),
    ):
        facts = facts << bits | number
    return _grouped("".join(_ALPHABET[facts >> 5 * place & 31] for place in reversed(range(_LETTERS))))


def find_document(code: str) -> CodedDocument | None:
    """Return the document that bears this code; None if none does."""
    letters = re.sub(r"[^A-Z0-9]", "", code.upper()).translate(_MISREAD)
    if not re.fullmatch(f"[A-Z2-7]{{{_LETTERS}}}", letters):
        return None
    facts = _unpacked(letters)
    day = _FIRST_DAY + dt.timedelta(days=facts >> _SIGNATURE & 2**_DAY - 1)
    of_conference = facts >> _SIGNATURE + _DAY + _LANGUAGE + _KIND
    for conference in Conference.objects.only("languages", "title", "slug").order_by("pk"):
        if _digest(conference.pk.hex, _CONFERENCE) != of_conference:
            continue
        # A conference may have given up a language since.
        languages = {*conference.languages, *COMMON_LANGUAGES}
        for kind in document_kinds:
            for language in languages if kind.bears_code else ():
                if constant_time_compare(document_code(conference, kind, language, day), _grouped(letters)):
                    return CodedDocument(conference, kind, language, day)
    return None


def _unpacked(letters: str) -> int:
    facts = 0
    for letter in letters:
        facts = facts << 5 | _ALPHABET.index(letter)
    return facts


def _grouped(letters: str) -> str:
    return "-".join(re.findall("....", letters))


def _digest(text: str, bits: int) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2**bits


def _signature(conference: UUID, kind: DocumentKind, language: str, day: dt.date) -> int:
    said = f"{conference.hex} {kind.key} {language} {day.isoformat()}"
    return int(salted_hmac("documents.code", said, algorithm="sha256").hexdigest(), 16) % 2**_SIGNATURE
