"""Permissions on protocol and travel."""

import rules

from confman.conferences.access import has_role

# Travel, rooms and allowances are arranged by both; visas, honours and seating are protocol's.
rules.add_perm("registrations.edit_travel", has_role("registration", "protocol"))
rules.add_perm("registrations.edit_visas", has_role("protocol"))
rules.add_perm("registrations.edit_honours", has_role("protocol"))
rules.add_perm("registrations.make_plates", has_role("registration", "protocol"))
rules.add_perm("registrations.make_security_list", has_role("protocol"))
