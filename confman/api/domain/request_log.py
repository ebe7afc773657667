"""The log of what tokens are used for."""

import datetime as dt
from http import HTTPStatus

from django.db.models import Q
from django.utils import timezone

from confman.api.models import ApiRequest, ApiToken

# "Last used" is told to the minute, so that a program that asks every second does not write it every second.
_NOTED_EVERY = dt.timedelta(minutes=1)


def note_request(token: ApiToken, *, method: str, path: str, status: int) -> None:
    """Note that a token was used, and for what; of one that opens nothing any more, once a minute."""
    now = timezone.now()
    was_noted = token.used_at is not None and token.used_at >= now - _NOTED_EVERY
    if was_noted and status == HTTPStatus.UNAUTHORIZED:
        return
    ApiRequest.objects.create(token=token, at=now, method=method[:8], path=path[:300], status=status)
    if not was_noted:
        long_ago = Q(used_at=None) | Q(used_at__lt=now)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(used_at=now)


def delete_old_requests() -> int:
    """Delete the requests of more than a month ago. Return how many."""
    return ApiRequest.objects.expired().delete()[0]
