"""The permission to see all statements, and to enter what a speaker brought."""

import rules

from outcomes.register.rules import keeps_register

rules.add_perm("outcomes.keep_statements", keeps_register)
