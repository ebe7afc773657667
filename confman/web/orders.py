"""Orders: what somebody has the worker do is done in their name, and so only for as long as they may do it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.web.errors import Refused


def require_still(user: User | None, permission: str, target: Any) -> None:
    """Raise Refused where whoever ordered a job has lost the right to it since, or their account."""
    # The database is asked: what the rules know of a user, they know for as long as the object lives.
    now = user and User.objects.filter(pk=user.pk).first()
    # What a command or the clock has ordered, nobody can lose the right to.
    may = now is not None and (now.is_system or now.has_perm(permission, target))
    if not may:
        raise Refused(
            _("Whoever asked for this may not do so any more. Somebody who may can ask for it again.")
        )
