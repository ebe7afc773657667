from confman.audit.domain.erasure import erase_from_history
from confman.audit.domain.recording import audit_entries, record_audit, record_audit_in_bulk
from confman.audit.domain.submissions import claim_submission, claims_nothing

__all__ = [
    "audit_entries",
    "claim_submission",
    "claims_nothing",
    "erase_from_history",
    "record_audit",
    "record_audit_in_bulk",
]
