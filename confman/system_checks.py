"""Select the system checks of Django that a command makes before it begins."""

from django.core.checks import Tags

# Our own checks of what an installation can have wrong: settings, extensions.
INSTALLATION = "installation"
# Faults of the code alone (models, addresses, templates) are left to `check`, `migrate` and `runserver`: to load
# all pages for it would be half of a command's start.
OF_COMMANDS: list[str] = [INSTALLATION, Tags.security, Tags.files, Tags.caches]
