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
    lately = now - _NOTED_EVERY
    if status == HTTPStatus.UNAUTHORIZED and token.requests.filter(status=status, at__gte=lately).exists():
        return
    ApiRequest.objects.create(token=token, at=now, method=method[:8], path=path[:300], status=status)
    if token.used_at is None or token.used_at < lately:
        long_ago = Q(used_at=None) | Q(used_at__lt=now)
        ApiToken.objects.filter(long_ago, pk=token.pk).update(used_at=now)


def delete_old_requests() -> int:
    """Delete the requests of more than a month ago. Return how many."""
    return ApiRequest.objects.expired().delete()[0]
