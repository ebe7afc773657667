"""Names that the software itself gave to users (commands, jobs, the demo), shown in the reader's language.

A name that someone chose is shown as it is, whatever the catalogues contain.
"""

from django.utils.translation import gettext

_given: dict[str, str] = {}


def give_name(email: str, name: str) -> None:
    """Register the name that the software gives to the user of this address; `name` is marked by gettext_noop."""
    _given[email] = name


def shown_name(email: str, name: str) -> str:
    """Return the name to show: translated while it is still the one the software gave."""
    return gettext(name) if name and _given.get(email) == name else name
