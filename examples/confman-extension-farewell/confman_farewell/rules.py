"""The people who may say farewell: those who answer for the programme."""

import rules

from confman.conferences.access import has_role

rules.add_perm("confman_farewell.say_farewell", has_role("programme"))
