"""Idempotency: a request that is sent again with its key is carried out once, and answered as the first time.

The key is claimed in the transaction of the verb. A second request with the same key therefore waits until the first
has committed, and then finds its answer; if the first failed, nothing is kept, and the second is carried out.
"""

import hashlib

from django.utils.translation import gettext as _

from confman.api.models import ApiToken, IdempotentAnswer
from confman.web.errors import Refused


class KeyUsed(Refused):
    """The key came with another request before."""


def fingerprint_of_request(method: str, path: str, body: bytes) -> str:
    """Return a digest by which a repeated request is recognized."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def claim_key(token: ApiToken, key: str, *, request: str) -> IdempotentAnswer:
    """Return the answer kept under this key; a new one, without a status, if the request is to be carried out.

    Inside the transaction of what is done. Raises KeyUsed if the key belongs to another request.
    """
    IdempotentAnswer.objects.expired().filter(token=token, key=key).delete()
    answer, _made = IdempotentAnswer.objects.get_or_create(
        token=token, key=key, defaults={"request": request}
    )
    if answer.request != request:
        raise KeyUsed(
            _("This Idempotency-Key came with another request before. Send a new key with each request.")
        )
    return answer


def delete_old_answers() -> int:
    """Delete the answers of more than a day ago. Return how many."""
    return IdempotentAnswer.objects.expired().delete()[0]
