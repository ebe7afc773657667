"""Permissions for the conference itself."""

import rules

from confman.conferences.access import (
    has_role,
    is_administrator,
    is_member,
    is_owner,
    is_public_conference,
    is_team,
    may_hold_conferences,
)

rules.add_perm("conferences.add_conference", may_hold_conferences)
# Users who may make conferences may found an organization for them, and then decide on it.
rules.add_perm("conferences.add_organization", may_hold_conferences)
rules.add_perm("conferences.manage_organization", is_administrator)
# The public site: for everyone once announced, before that for the team.
rules.add_perm("conferences.view_site", is_public_conference | is_member)
rules.add_perm("conferences.view_dashboard", is_member)
rules.add_perm("conferences.view_tasks", is_team)
rules.add_perm("conferences.edit_tasks", is_team)
rules.add_perm("conferences.change_conference", is_owner)
rules.add_perm("conferences.clone_conference", is_owner & may_hold_conferences)
rules.add_perm("conferences.announce_conference", is_owner & may_hold_conferences)
rules.add_perm("conferences.manage_team", is_owner)
rules.add_perm("conferences.view_history", is_team)
rules.add_perm("conferences.edit_themes", has_role("programme", "rapporteur"))
rules.add_perm("conferences.edit_partners", is_owner)
rules.add_perm("conferences.edit_pages", has_role("programme"))
rules.add_perm("conferences.answer_contact", has_role("registration", "protocol"))
