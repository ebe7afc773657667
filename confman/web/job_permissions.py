"""Jobs ordered by users: the worker acts in their name, and so only while they have the permission."""

from typing import Any

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.web.errors import Refused


def recheck_permission(user: User | None, permission: str, target: Any) -> None:
    """Raise Refused if the user who ordered a job has lost the permission, or their account, since."""
    # Query the database: what the rules know of a user is cached for the life of the object.
    now = user and User.objects.filter(pk=user.pk).first()
    # Orders by a command or the clock cannot lose their permission.
    may = now is not None and (now.is_system or now.has_perm(permission, target))
    if not may:
        raise Refused(
            _(
                "The person who asked for this no longer has the right to do so. Somebody who has it can ask again."
            )
        )
