"""Send mail from this floor: the outbox is on a floor above, which hears of it."""

from typing import Any

from confman.conferences.hook_registries import Event, run_hooks


def send_mail(kind: str, *, address: str, **options: Any) -> None:
    """Hand a mail to the outbox, within the caller's transaction; do nothing if there is no outbox.

    `options` as in mail's `send_to_address`.
    """
    run_hooks(Event.MAIL_WANTED, kind, address=address, **options)
