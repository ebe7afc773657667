"""Permissions for the operator: to see the state of the installation, and to release mail held back."""

import rules

rules.add_perm("backups.view_operation", rules.is_staff | rules.is_superuser)
# Mail held back after a restore: staff may only view it, as in /admin/.
rules.add_perm("backups.release_mail", rules.is_superuser)
