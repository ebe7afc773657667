"""Carry out once a form that is sent twice: it carries a key, and the first verb it leads to claims the key.

The claim is written in the verb's own transaction, by `record_audit`. After a kill either both stand or neither does:
the form that is sent again is carried out if the first one was not, and answered as the first one if it was. Of two
that come at the same moment the database lets one wait for the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from confman.audit.models import Submission

# Longer than any page stays open with a form to be sent again.
KEPT_FOR = dt.timedelta(days=7)


class AlreadyDone(Exception):
    """The form was carried out before. `answer` is the address its sender was sent on to; empty where unknown."""

    def __init__(self, answer: str) -> None:
        super().__init__("This form was carried out before.")
        self.answer = answer


@dataclass
class RunningSubmission:
    """A form that is being carried out in this thread."""

    key: str
    request: UUID = field(default_factory=uuid4)
    is_claimed: bool = False

    def claim(self) -> None:
        """Write the key beside what the form does. Raises AlreadyDone where another request has done it."""
        waiting = transaction.get_connection().run_on_commit
        if self.is_claimed or any(kept == self._keep_claim for _names, kept, *_rest in waiting):
            # By a verb before, in this transaction or one that is committed; what was rolled back no longer waits.
            return
        row, _made = Submission.objects.get_or_create(pk=self.key, defaults={"request": self.request})
        if row.request != self.request:
            raise AlreadyDone(row.answer)
        # Taken back with the transaction: a verb that is refused leaves the form to be sent again.
        transaction.on_commit(self._keep_claim)

    def _keep_claim(self) -> None:
        self.is_claimed = True

    def keep_answer(self, address: str) -> None:
        """Keep the address to which whoever sends the form once more is sent on."""
        Submission.objects.filter(pk=self.key, request=self.request).update(answer=address[:2000])


_running: ContextVar[RunningSubmission | None] = ContextVar("running_submission", default=None)


@contextmanager
def submission(key: str) -> Iterator[RunningSubmission]:
    """Carry out one form: the verbs called within claim its key. Raises AlreadyDone where that is known by now."""
    if (answer := Submission.objects.filter(pk=key).values_list("answer", flat=True).first()) is not None:
        raise AlreadyDone(answer)
    running = RunningSubmission(key)
    token = _running.set(running)
    try:
        yield running
    finally:
        _running.reset(token)


@contextmanager
def claims_nothing() -> Iterator[None]:
    """Let nothing claim meanwhile: for what a form needs and leaves behind in any case; its own verb comes after."""
    token = _running.set(None)
    try:
        yield
    finally:
        _running.reset(token)


def claim_submission() -> None:
    """Claim the running submission: every verb calls it by `record_audit`, in its transaction. Raises AlreadyDone."""
    if running := _running.get():
        running.claim()


def forget_submissions() -> int:
    """Delete the keys of pages that nobody has open any more; returns how many. May come twice."""
    return Submission.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
