"""The acting user of what no person does: commands, jobs, visitors' forms, the demo."""

from django.db import models
from django.utils.translation import gettext_noop

from confman.accounts.models import SYSTEM_DOMAIN, User
from confman.accounts.system_names import give_name
from confman.compiled_queries import CompiledQuery

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


def is_system_user(user: User, key: str) -> bool:
    """Tell whether this is the named system user, without a query."""
    return user.email == f"{key}@{SYSTEM_DOMAIN}"


_by_email = CompiledQuery(lambda email: User.objects.filter(email=email), models.EmailField())


def system_user(key: str) -> User:
    """Return the named system user, created on first use. Raises KeyError for a name that is not listed."""
    email, name = f"{key}@{SYSTEM_DOMAIN}", SYSTEM_USERS[key]
    if user := _by_email.get_or_none(email):
        return user
    new = {"name": name, "is_system": True, "is_active": False, "password": "!"}
    return User.objects.get_or_create(email=email, defaults=new)[0]
