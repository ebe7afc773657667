"""Permissions to see and edit people."""

import rules

from confman.conferences.access import has_role, is_of_organization, is_owner, is_team

rules.add_perm("people.view_person", is_team)
rules.add_perm("people.edit_person", has_role("programme", "registration", "protocol"))
rules.add_perm("people.export_people", has_role("registration", "protocol"))
rules.add_perm("people.forget_person", is_owner)
# The team of the organization keeps its address book, from any of its conferences; an observer learns nobody's address.
rules.add_perm("people.keep_address_book", is_of_organization & is_team)
rules.add_perm("people.take_contacts", is_of_organization & has_role("programme", "registration", "protocol"))
