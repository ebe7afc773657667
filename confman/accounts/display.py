"""How a user is called where allauth names one."""

from confman.accounts.models import User


def display_user(user: User) -> str:
    """The user's name, else their e-mail."""
    return str(user)
