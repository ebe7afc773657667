"""Finds the seal of a PDF that anybody brings, in a process of its own, limited in time and memory.

It imports nothing of the project, so that the program starts at once: it reads a pickled job from standard input
(written by us), and writes what it found as JSON. A file of some megabytes may be made so that pyHanko works on it for
minutes.
"""

import io
import json
import pickle
import signal
import subprocess
import sys
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

# Seconds: of processor time, and in all on a busy machine.
CPU_SECONDS, TIME_LIMIT = 10, 30
MEMORY_LIMIT = 1024 * 1024 * 1024


def find_apart(content: bytes, ours: Collection[bytes]) -> dict[str, str] | None:
    """Return what `find` does, as a process of its own; None for a file that it cannot read.

    Raises TimeoutError where it takes longer than it may: the file, or the machine, is to blame.
    """
    try:
        process = subprocess.run(
            [sys.executable, "-I", str(Path(__file__))],
            input=pickle.dumps((content, list(ours))),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={"PATH": "", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise TimeoutError from expired
    if process.returncode == -signal.SIGXCPU:
        raise TimeoutError
    found: dict[str, str] | None = json.loads(process.stdout) if process.returncode == 0 else None
    return found


def find(content: bytes, ours: Collection[bytes]) -> dict[str, str]:
    """Return the state of a PDF, its title, who sealed it and when; `ours` are the fingerprints of our certificates."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(content), strict=False)
    if reader.encrypted:
        return {"state": "encrypted"}
    title = _title(reader)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return {"state": "unsealed", "title": title}
    of_ours = [
        embedded for embedded in signatures if embedded.signer_cert and embedded.signer_cert.sha256 in ours
    ]
    # A certificate that only says it is ours has another fingerprint.
    signature = of_ours[-1] if of_ours else signatures[-1]
    at: datetime | None = signature.self_reported_timestamp
    return {
        "state": _state(signature) if of_ours else "foreign",
        "title": title,
        "holder": holder(signature.signer_cert) if signature.signer_cert else "",
        "at": at.isoformat() if at else "",
    }


def holder(certificate: Any) -> str:
    """Return the name that a certificate gives its holder."""
    names = certificate.subject.native
    return str(
        names.get("common_name") or names.get("organization_name") or certificate.subject.human_friendly
    )


def _title(reader: Any) -> str:
    try:
        return str(reader.trailer_view["/Info"]["/Title"])
    except (KeyError, TypeError):
        return ""


def _state(signature: Any) -> str:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    certificate, at = signature.signer_cert, signature.self_reported_timestamp
    # The certificate itself is what we trust: it is on this server, whoever issued it.
    trusted = ValidationContext(
        trust_roots=[certificate], allow_fetching=False, moment=certificate.not_valid_before
    )
    status = validate_pdf_signature(signature, signer_validation_context=trusted, skip_diff=True)
    if not (status.intact and status.valid) or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return "changed"
    if at is not None and not certificate.not_valid_before <= at <= certificate.not_valid_after:
        return "expired"
    return "genuine"


def main() -> int:
    """Limit this process, and look at one file; whatever that breaks in the reader, it cannot be read."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    try:
        found = find(*pickle.load(sys.stdin.buffer))
    except Exception:
        return 1
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
