"""Protocol and travel: its pages, and what is held on a person there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_values
from confman.conferences.registries import NavigationItem, navigation_items
from confman.people.registries import PersonalData, personal_data
from registrations.protocol.domain.personal_data import collect_protocol, erase_protocol, merge_protocol
from registrations.protocol_kinds import register_protocol_documents


def register() -> None:
    """Called once, when the app is ready."""
    register_protocol_documents()
    navigation_items.register(
        NavigationItem(
            "registrations.protocol",
            "people",
            _("Protocol and travel"),
            "registrations_secretariat:travel-list",
            "airplane",
            "registrations.edit_travel",
            25,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.protocol",
            _("Allowance and honours"),
            collect_protocol,
            erase_protocol,
            merge_protocol,
        )
    )
    register_values("kind", {"confirmation": _("confirmation of participation")})
    register_values("method", {"lot": _("by lot"), "room": _("drawn in the room")})
