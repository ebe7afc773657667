"""Tell which documents a user may make and download now."""

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.documents.models import DocumentJob
from confman.documents.registry import DocumentKind, document_kinds


def kinds_for(user: Visitor, conference: Conference) -> list[DocumentKind]:
    """Return the kinds whose permission the user has in the conference."""
    return [kind for kind in document_kinds if user.has_perm(kind.permission, conference)]


def may_have(user: Visitor, job: DocumentJob) -> bool:
    """Tell whether the user may see the job and its file: today's permission of its kind counts, not who asked."""
    kind = job.document_kind
    return kind is not None and user.has_perm(kind.permission, job.conference)
