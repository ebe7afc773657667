"""The acting user of what no person does: commands, jobs, visitors' forms, the demo."""

from django.utils.translation import gettext_noop

from confman.accounts.given_names import give_name
from confman.accounts.models import User
from confman.accounts.models.user import SYSTEM_DOMAIN

# Local part of the address, to which nobody writes -> name shown in the history.
SYSTEM_USERS = {
    "command": gettext_noop("Command line"),
    "job": gettext_noop("Background job"),
    "visitor": gettext_noop("Visitor of the public site"),
    "participant": gettext_noop("Participant by personal link"),
    "demo": gettext_noop("Demo"),
}


for _key, _name in SYSTEM_USERS.items():
    give_name(f"{_key}@{SYSTEM_DOMAIN}", _name)


def is_system_address(email: str) -> bool:
    """Tell whether the address is that of a system user, which no mail can reach."""
    return email.strip().lower().endswith(f"@{SYSTEM_DOMAIN}")


def system_user(key: str) -> User:
    """Return the named system user, created on first use. Raises KeyError for a name that is not listed."""
    user, _created = User.objects.get_or_create(
        email=f"{key}@{SYSTEM_DOMAIN}",
        defaults={"name": SYSTEM_USERS[key], "is_system": True, "is_active": False, "password": "!"},
    )
    return user
