"""Carry out once a form that is sent twice: it carries a key, which its first verb claims."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from confman.audit.models import Submission
from confman.compiled_queries import CompiledQuery

# Longer than anyone keeps a page open to send its form again.
RETENTION = dt.timedelta(days=7)


class DuplicateSubmission(Exception):
    """The form was carried out before. `answer` is the address its sender was redirected to; empty if unknown."""

    def __init__(self, answer: str) -> None:
        super().__init__("This form was carried out before.")
        self.answer = answer


@dataclass
class RunningSubmission:
    """A form that this thread is carrying out."""

    key: str
    request: UUID = field(default_factory=uuid4)
    is_claimed: bool = False

    def claim(self) -> None:
        """Store the key in the transaction of the form's verb. Raises DuplicateSubmission if another request did."""
        waiting = transaction.get_connection().run_on_commit
        if self.is_claimed or any(keeper == self._keep_claim for _names, keeper, *_rest in waiting):
            # Claimed by an earlier verb, in this transaction or a committed one; a claim that was rolled back no longer
            # counts.
            return
        row, _made = Submission.objects.get_or_create(pk=self.key, defaults={"request": self.request})
        if row.request != self.request:
            raise DuplicateSubmission(row.answer)
        # Rolled back with the transaction: after a verb is refused, the form can be sent again.
        transaction.on_commit(self._keep_claim)

    def _keep_claim(self) -> None:
        self.is_claimed = True

    def store_answer(self, address: str) -> None:
        """Store the address to which a repeated request is redirected."""
        Submission.objects.filter(pk=self.key, request=self.request).update(answer=address[:2000])


_running: ContextVar[RunningSubmission | None] = ContextVar("running_submission", default=None)
_answer: CompiledQuery[str] = CompiledQuery(
    lambda key: Submission.objects.filter(pk=key).values_list("answer", flat=True), models.CharField()
)


@contextmanager
def submission(key: str) -> Iterator[RunningSubmission]:
    """Carry out one form: the verbs called within claim its key. Raises DuplicateSubmission if the key was claimed."""
    if (answer := _answer.get_or_none(key)) is not None:
        raise DuplicateSubmission(answer)
    running = RunningSubmission(key)
    token = _running.set(running)
    try:
        yield running
    finally:
        _running.reset(token)


@contextmanager
def claims_nothing() -> Iterator[None]:
    """Suspend claims, for preparations that remain in any case; the form's own verb comes after."""
    token = _running.set(None)
    try:
        yield
    finally:
        _running.reset(token)


def claim_submission() -> None:
    """Claim the running submission. Every verb does so through `record_audit`. Raises DuplicateSubmission."""
    if running := _running.get():
        running.claim()


def delete_old_submissions() -> int:
    """Delete the keys of pages that nobody has open any more; return how many. Safe to repeat."""
    return Submission.objects.filter(at__lt=timezone.now() - RETENTION).delete()[0]
