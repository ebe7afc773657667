from confman.audit.domain.erasure import erase_from_history
from confman.audit.domain.recording import audit_entries, record_audit, record_audit_in_bulk

__all__ = ["audit_entries", "erase_from_history", "record_audit", "record_audit_in_bulk"]
