"""The acting user of what no person does: a command, a job, a visitor's form, the demo."""

from django.utils.translation import gettext_noop

from confman.accounts.models import User

# Name shown in the history -> local part of the address, which is never written to.
SYSTEM_USERS = {
    "command": gettext_noop("Command line"),
    "job": gettext_noop("Background job"),
    "visitor": gettext_noop("Visitor of the public site"),
    "participant": gettext_noop("Participant by personal link"),
    "demo": gettext_noop("Demo"),
}


SYSTEM_DOMAIN = "system.invalid"  # RFC 2606: such a domain never exists


def is_system_address(email: str) -> bool:
    """Whether the address is one of a system user, which no mail can reach."""
    return email.strip().lower().endswith(f"@{SYSTEM_DOMAIN}")


def system_user(key: str) -> User:
    """The named system user, made when first asked for. Raises KeyError for a name that is not listed."""
    user, _created = User.objects.get_or_create(
        email=f"{key}@{SYSTEM_DOMAIN}",
        defaults={"name": SYSTEM_USERS[key], "is_system": True, "is_active": False, "password": "!"},
    )
    return user
