"""Write to someone from this floor: the outbox lies above, and provides the way to it."""

from __future__ import annotations

from typing import Any

from confman.conferences.registries import Slot, answers


def send_mail(kind: str, *, address: str, **options: Any) -> None:
    """Hand a mail to the outbox, within the caller's transaction; where there is none, nothing is written.

    `options` as in mail's `send_to_address`.
    """
    answers(Slot.MAIL, kind, address=address, **options)
