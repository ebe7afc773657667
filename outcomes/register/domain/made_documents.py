"""Documents made here that are put into the register: which of them are one document in several languages."""

from __future__ import annotations

import json
from hashlib import sha256

from django.core.files.base import ContentFile

from confman.documents.models import DocumentJob
from outcomes.register.models import RegisteredDocument


def origin_of(job: DocumentJob) -> str:
    """Return the kind and a digest of the options that were chosen, whatever the language and the format."""
    asked = json.dumps(job.options, sort_keys=True, ensure_ascii=False)
    return f"{job.kind}:{sha256(asked.encode()).hexdigest()}"


def entry_of(job: DocumentJob) -> RegisteredDocument | None:
    """Return the entry that the same document has already, in whatever language; the latest, of several."""
    return RegisteredDocument.objects.of(job.conference).made_from(origin_of(job)).first()


def file_of(job: DocumentJob) -> ContentFile[bytes]:
    """Return the file of a document made here, under its usual name."""
    kind = job.document_kind
    with job.file.open("rb") as kept:
        return ContentFile(kept.read(), name=kind.file_name(job.conference, job.language, job.format))
