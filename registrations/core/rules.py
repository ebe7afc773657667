"""Who may do what with registrations, delegations and attendance."""

from __future__ import annotations

from typing import Any

import rules

from confman.conferences.access import has_role, is_member, is_owner
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration


@rules.predicate
def is_own_registration(user: Any, registration: Any = None) -> bool:
    """The person's own: by the account of that person, or by the personal link this browser has opened."""
    if not isinstance(registration, Registration):
        return False
    if str(registration.pk) in getattr(user, "opened_registrations", ()):
        return True
    return bool(user.is_authenticated and user.is_active and registration.person.user_id == user.pk)


@rules.predicate
def is_focal_point(user: Any, delegation: Any = None) -> bool:
    """Speaks for the delegation: by account, or by the personal link this browser has opened."""
    if not isinstance(delegation, Delegation):
        return False
    if str(delegation.pk) in getattr(user, "opened_delegations", ()):
        return True
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(delegation.focal_points.filter(person__user=user).exists())  # type: ignore[attr-defined]


rules.add_perm("registrations.view_registrations", has_role("registration", "protocol"))
rules.add_perm("registrations.review", has_role("registration"))
rules.add_perm("registrations.edit_registrations", has_role("registration", "protocol"))
rules.add_perm("registrations.write_to_participants", has_role("registration"))
rules.add_perm("registrations.edit_settings", has_role("registration"))
# What the host's services say of somebody is for those who deal with them.
rules.add_perm("registrations.vet", has_role("protocol"))
rules.add_perm("registrations.edit_categories", has_role("registration"))
rules.add_perm("registrations.edit_form", has_role("registration"))
# Passports and visas; every look stands in the history.
rules.add_perm("registrations.view_protected", has_role("protocol"))
rules.add_perm("registrations.view_delegations", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_delegations", has_role("registration", "protocol"))
rules.add_perm("registrations.view_invitees", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_invitees", has_role("registration", "protocol"))
rules.add_perm("registrations.approve_delegation_names", has_role("protocol"))
rules.add_perm("registrations.judge_credentials", has_role("protocol"))
rules.add_perm("registrations.import_people", has_role("registration", "protocol"))
rules.add_perm("registrations.export_people", has_role("registration", "protocol"))
rules.add_perm("registrations.make_cards", has_role("registration"))
rules.add_perm("registrations.edit_badge_designs", has_role("registration"))
# A template is a program: it is the owner's.
rules.add_perm("registrations.write_badge_templates", is_owner)
rules.add_perm("registrations.make_plates", has_role("registration", "protocol"))
# Travel, rooms and allowances are arranged by both; visas, honours and seating are protocol's.
rules.add_perm("registrations.edit_travel", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_visas", has_role("protocol"))
rules.add_perm("registrations.edit_honours", has_role("protocol"))
rules.add_perm("registrations.make_security_list", has_role("protocol"))
rules.add_perm("registrations.make_list_of_participants", has_role("registration", "protocol", "rapporteur"))
rules.add_perm("registrations.record_attendance", has_role("registration", "check-in"))
# Whoever receives guests of honour marks that they have come.
rules.add_perm("registrations.receive_guests", has_role("registration", "protocol", "check-in"))
rules.add_perm("registrations.enter_sheets", has_role("registration"))
rules.add_perm("registrations.issue_certificates", has_role("registration"))
rules.add_perm("registrations.edit_checkpoints", has_role("registration"))
rules.add_perm("registrations.set_targets", has_role("registration"))
# Totals only, small cells suppressed: also for a donor who observes.
rules.add_perm("registrations.view_figures", is_member)
# Surveys: made by the registration desk; read in full by who writes the report, too.
rules.add_perm("registrations.edit_surveys", has_role("registration"))
rules.add_perm("registrations.view_survey_results", has_role("registration", "rapporteur"))
# Everybody else who works for the conference, or observes it, sees the totals that were released.
rules.add_perm("registrations.view_survey_totals", is_member)
rules.add_perm("registrations.use_own_registration", is_own_registration)
rules.add_perm("registrations.use_delegation_page", is_focal_point)
