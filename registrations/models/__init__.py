from registrations.models.attendance import (
    Checkpoint,
    CheckpointKind,
    CheckpointMode,
    Direction,
    Means,
    Scan,
    ScanResult,
)
from registrations.models.category import Approval, Category
from registrations.models.delegation import Credentials, Delegation, DelegationKind, FocalPoint
from registrations.models.registration import (
    ENDED,
    FUNCTION_ORDER,
    HOLDING_A_PLACE,
    Function,
    Mode,
    Registration,
    RegistrationQuerySet,
    RegistrationStatus,
    Source,
)

__all__ = [
    "ENDED",
    "FUNCTION_ORDER",
    "HOLDING_A_PLACE",
    "Approval",
    "Category",
    "Checkpoint",
    "CheckpointKind",
    "CheckpointMode",
    "Credentials",
    "Delegation",
    "DelegationKind",
    "Direction",
    "FocalPoint",
    "Function",
    "Means",
    "Mode",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "Scan",
    "ScanResult",
    "Source",
]
