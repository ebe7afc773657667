"""Who sees how the installation fares, and releases what is held back: whoever runs it, of whatever conference."""

import rules

rules.add_perm("backups.view_operation", rules.is_staff | rules.is_superuser)
# What is held back after a restore: as in /admin/, staff looks.
rules.add_perm("backups.release_mail", rules.is_superuser)
