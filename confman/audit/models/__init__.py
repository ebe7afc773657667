from confman.audit.models.entry import AuditEntry
from confman.audit.models.submission import Submission

__all__ = ["AuditEntry", "Submission"]
