"""Names that the software itself gave to users, said in the reader's language: of commands, of jobs, of the demo.

A name that somebody chose is shown as it is, whatever the catalogues have.
"""

from __future__ import annotations

from django.utils.translation import gettext

_given: dict[str, str] = {}


def give_name(email: str, name: str) -> None:
    """The user of this address is called so by the software; `name` is marked for translation (gettext_noop)."""
    _given[email] = name


def shown_name(email: str, name: str) -> str:
    """Return the name as it is shown: translated where it still is the one that was given."""
    return gettext(name) if name and _given.get(email) == name else name
