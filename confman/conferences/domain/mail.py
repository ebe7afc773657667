"""Send mail from this floor: the outbox is on a floor above and provides the function."""

from typing import Any

from confman.conferences.registries import Query, answers


def send_mail(kind: str, *, address: str, **options: Any) -> None:
    """Hand a mail to the outbox, within the caller's transaction; do nothing if there is no outbox.

    `options` as in mail's `send_to_address`.
    """
    answers(Query.MAIL, kind, address=address, **options)
