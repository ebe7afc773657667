"""Who sees how the installation fares: whoever runs it, of whatever conference."""

import rules

rules.add_perm("backups.view_operation", rules.is_staff | rules.is_superuser)
