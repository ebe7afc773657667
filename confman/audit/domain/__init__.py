from confman.audit.domain.recording import record_audit, record_audit_in_bulk

__all__ = ["record_audit", "record_audit_in_bulk"]
