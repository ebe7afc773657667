"""The code printed on an official document, by which anyone finds at /verify/ what it is.

It says conference, kind, language and day itself, and that it is ours: 60 bits of these, 40 of a signature. Nothing is
kept of it; every document of that kind, day and language bears the same. So it proves nothing of what is written
there, which /verify/ says too: that the seal proves.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
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
    """The document of a code."""

    conference: Conference
    kind: DocumentKind
    language: str
    day: dt.date


def document_code(conference: Conference, kind: DocumentKind, language: str, day: dt.date) -> str:
    """Return the code of a document, in groups of four."""
    return _code(conference, kind, language, day, settings.SECRET_KEY)


def _code(conference: Conference, kind: DocumentKind, language: str, day: dt.date, secret: str) -> str:
    day = max(day, _FIRST_DAY)
    facts = _digest(conference.pk.hex, _CONFERENCE)
    for number, bits in (
        (_digest(kind.key, _KIND), _KIND),
        (_digest(language, _LANGUAGE), _LANGUAGE),
        ((day - _FIRST_DAY).days % 2**_DAY, _DAY),
        (_signature(conference.pk, kind, language, day, secret), _SIGNATURE),
    ):
        facts = facts << bits | number
    return _grouped("".join(_ALPHABET[facts >> 5 * position & 31] for position in reversed(range(_LETTERS))))


def is_document_code(code: str) -> bool:
    """Tell whether this looks like the code of a document: 20 letters, where a certificate has fewer."""
    return bool(re.fullmatch(f"[A-Z2-7]{{{_LETTERS}}}", _letters(code)))


def find_document(code: str) -> CodedDocument | None:
    """Return what bears this code; None if nothing does. Codes of former secrets (SECRET_KEY_FALLBACKS) are known."""
    if not is_document_code(code):
        return None
    typed = _grouped(_letters(code))
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    for candidate in _candidates(_unpacked(_letters(code)) >> _SIGNATURE):
        facts = (candidate.conference, candidate.kind, candidate.language, candidate.day)
        if any(constant_time_compare(_code(*facts, secret), typed) for secret in secrets):
            return candidate
    return None


def _candidates(facts: int) -> Iterator[CodedDocument]:
    """Yield what these bits may stand for, mostly one or nothing; a sample has no code."""
    day = _FIRST_DAY + dt.timedelta(days=facts % 2**_DAY)
    of_language = facts >> _DAY & 2**_LANGUAGE - 1
    of_kind = facts >> _DAY + _LANGUAGE & 2**_KIND - 1
    of_conference = facts >> _DAY + _LANGUAGE + _KIND
    kinds = [kind for kind in document_kinds if kind.bears_code and _digest(kind.key, _KIND) == of_kind]
    if not kinds:
        return
    rows = Conference.objects.filter(is_sample=False).only("languages", "title", "slug").order_by("pk")
    for conference in rows:
        if _digest(conference.pk.hex, _CONFERENCE) != of_conference:
            continue
        # A conference may have given up a language since.
        for language in sorted({*conference.languages, *COMMON_LANGUAGES}):
            if _digest(language, _LANGUAGE) == of_language:
                yield from (CodedDocument(conference, kind, language, day) for kind in kinds)


def _letters(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper()).translate(_MISREAD)


def _unpacked(letters: str) -> int:
    facts = 0
    for letter in letters:
        facts = facts << 5 | _ALPHABET.index(letter)
    return facts


def _grouped(letters: str) -> str:
    return "-".join(re.findall("....", letters))


def _digest(text: str, bits: int) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2**bits


def _signature(conference: UUID, kind: DocumentKind, language: str, day: dt.date, secret: str) -> int:
    text = f"{conference.hex} {kind.key} {language} {day.isoformat()}"
    signed = salted_hmac("documents.code", text, secret=secret, algorithm="sha256")
    return int(signed.hexdigest(), 16) % 2**_SIGNATURE
