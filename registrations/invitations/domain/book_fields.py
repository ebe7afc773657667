"""Fields that an invitee and an institution in the address book exchange, beside those that both have."""

from typing import Any

from confman.people.models import Institution, InstitutionKind
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import LetterChannel
from registrations.correspondence.models import Invitee

# All others are institutions.
_KINDS = {
    InstitutionKind.UN: DelegationKind.UN,
    InstitutionKind.INTERGOVERNMENTAL: DelegationKind.IGO,
    InstitutionKind.NGO: DelegationKind.NGO,
    InstitutionKind.MEDIA: DelegationKind.MEDIA,
    InstitutionKind.OTHER: DelegationKind.OTHER,
}
# A State is written to through its ministry of foreign affairs.
_ENTERED = {
    **{ours: theirs for theirs, ours in _KINDS.items()},
    DelegationKind.STATE: InstitutionKind.MINISTRY,
}


def invitee_of(institution: Institution) -> dict[str, Any]:
    """Return the kind of invitee, and how its letter goes: by note, by e-mail, or else by post."""
    return {
        "kind": _KINDS.get(InstitutionKind(institution.kind), DelegationKind.INSTITUTION),
        "channel": LetterChannel.usual(institution.email, by_note=institution.by_note),
        "by_office": True,
    }


def institution_of(invitee: Invitee) -> dict[str, Any]:
    """Return the kind of institution, and whether it is written to by note verbale."""
    return {
        "kind": _ENTERED.get(DelegationKind(invitee.kind), InstitutionKind.OTHER),
        "by_note": invitee.is_written_to_by_note,
    }
