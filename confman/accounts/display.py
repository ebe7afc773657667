"""The name of a user where allauth shows one."""

from confman.accounts.models import User


def display_user(user: User) -> str:
    """Return the user's name, else their e-mail."""
    return str(user)
