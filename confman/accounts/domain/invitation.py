"""Give someone an account before they ask for one."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.system_users import is_system_address


def invite_user(email: str, name: str = "", *, by: User) -> User:
    """Return the user of that address: the existing one as they are, else a new one without a password.

    A new user signs in by a mailed code and may set a password then; they begin in the inviter's interface language.
    Raises ValidationError for an invalid address. Sends nothing and writes no history: the verb that invites (to a
    team, to a delegation) does both.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(
            _("“%(email)s” is not an e-mail address.") % {"email": email.strip()}
        ) from error
    if is_system_address(address):
        raise ValidationError(_("“%(email)s” cannot receive mail.") % {"email": address})
    with transaction.atomic():
        user = User.objects.filter(email__iexact=address).first()
        return user or User.objects.create_user(address, name=name.strip(), language=by.language)
