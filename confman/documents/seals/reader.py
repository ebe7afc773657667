"""Verifies a PDF that somebody brings: whether our seal is on it, and whether it is still as it was sealed."""

import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from confman.documents.seals.keys import holder, known_certificates
from confman.documents.seals.writer import SEAL_MARK
from confman.own_thread import in_own_thread


class SealState(StrEnum):
    """The result of checking the seal of a file."""

    GENUINE = "genuine"
    CHANGED = "changed"
    EXPIRED = "expired"  # sealed by us after the certificate had expired
    FOREIGN = "foreign"
    UNSEALED = "unsealed"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class FoundSeal:
    """The state of a file; who sealed it and when, and its title, as far as it says so."""

    state: SealState
    holder: str = ""
    sealed_at: datetime | None = None
    title: str = ""


def read_seal(content: bytes) -> FoundSeal:
    """Return what the seal of a PDF says. A file that no reader understands is UNREADABLE, never an error."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    if b"%PDF-" not in content[:1024]:
        return FoundSeal(SealState.UNREADABLE)
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            return FoundSeal(SealState.ENCRYPTED)
        return _read(reader)
    # A file from anybody: whatever it breaks in the reader, it cannot be read.
    except Exception:
        return FoundSeal(SealState.CHANGED if SEAL_MARK in content else SealState.UNREADABLE)


def _read(reader: Any) -> FoundSeal:
    title = _title(reader)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return FoundSeal(SealState.UNSEALED, title=title)
    certificates = known_certificates()
    ours = [
        embedded
        for embedded in signatures
        if embedded.signer_cert and embedded.signer_cert.sha256 in certificates
    ]
    # A certificate that only says it is ours has another fingerprint.
    signature = ours[-1] if ours else signatures[-1]
    name = holder(signature.signer_cert) if signature.signer_cert else ""
    at = signature.self_reported_timestamp
    if not ours:
        return FoundSeal(SealState.FOREIGN, name, at, title)
    return FoundSeal(_state(signature), name, at, title)


def _title(reader: Any) -> str:
    try:
        return str(reader.trailer_view["/Info"]["/Title"])
    except (KeyError, TypeError):
        return ""


def _state(signature: Any) -> SealState:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    certificate, at = signature.signer_cert, signature.self_reported_timestamp
    # The certificate itself is what we trust: it is on this server, whoever issued it.
    trusted = ValidationContext(
        trust_roots=[certificate], allow_fetching=False, moment=certificate.not_valid_before
    )
    status = in_own_thread(
        validate_pdf_signature, signature, signer_validation_context=trusted, skip_diff=True
    )
    if not (status.intact and status.valid) or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return SealState.CHANGED
    if at is not None and not certificate.not_valid_before <= at <= certificate.not_valid_after:
        return SealState.EXPIRED
    return SealState.GENUINE
