"""Writing to someone from this floor: the outbox lies above, and registers itself as courier."""

from __future__ import annotations

from typing import Any

from confman.conferences.registries import couriers


def send_mail(kind: str, *, address: str, **options: Any) -> None:
    """Hand a mail to the outbox, within the caller's transaction. `options` as in mail's `send_to_address`."""
    for courier in couriers:
        courier.send(kind, address=address, **options)
