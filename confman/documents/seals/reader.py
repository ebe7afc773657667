"""Verifies a PDF that somebody brings: whether our seal is on it, and whether it is still as it was sealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from confman.documents.seals.keys import known_certificates
from confman.documents.seals.verifier import find_apart
from confman.documents.seals.writer import SEAL_MARK


class SealState(StrEnum):
    """The result of checking the seal of a file."""

    GENUINE = "genuine"
    CHANGED = "changed"
    EXPIRED = "expired"  # sealed by us after the certificate had expired
    FOREIGN = "foreign"
    UNSEALED = "unsealed"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    UNCHECKED = "unchecked"  # it bears a seal, and to check that took too long


@dataclass(frozen=True)
class FoundSeal:
    """The state of a file; who sealed it and when, and its title, as far as it says so."""

    state: SealState
    holder: str = ""
    sealed_at: datetime | None = None
    title: str = ""


def read_seal(content: bytes) -> FoundSeal:
    """Return what the seal of a PDF says. A file that no reader understands is UNREADABLE, never an error."""
    if b"%PDF-" not in content[:1024]:
        return FoundSeal(SealState.UNREADABLE)
    try:
        found = find_apart(content, known_certificates())
    except TimeoutError:
        return FoundSeal(SealState.UNCHECKED if SEAL_MARK in content else SealState.UNREADABLE)
    if found is None:
        return FoundSeal(SealState.CHANGED if SEAL_MARK in content else SealState.UNREADABLE)
    at = found.get("at")
    return FoundSeal(
        SealState(found["state"]),
        found.get("holder", ""),
        datetime.fromisoformat(at) if at else None,
        found.get("title", ""),
    )
