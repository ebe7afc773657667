"""Note what a request reads, to tell later whether it would read the same.

What was made of that alone is still right then, whoever wrote whatever in between. To ask the same statements once more
takes a fraction of what Django does to make them, to make objects of their rows, and pages of those.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse

from confman.middleware import Middleware
from confman.web.database.state import ASK_STATE

_of_request: ContextVar[Reads | None] = ContextVar("reads", default=None)
FoundT = TypeVar("FoundT")
# Of a statement that finds more rows nothing is proved: until the page is there they would all stay in memory.
MAX_ROWS = 20_000
# A statement with its values.
Question = tuple[str, bytes | None]


class ReadsMiddleware(Middleware):
    """Notes what is read for a page that someone signed in opens. Comes before session and user are read."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        reads = Reads()
        token = _of_request.set(reads)
        try:
            with connection.execute_wrapper(reads.execute):
                return self.get_response(request)
        finally:
            _of_request.reset(token)


def reads_of_request() -> Reads | None:
    """Return what this request has read so far; None where it is not noted."""
    return _of_request.get()


@contextmanager
def not_noted() -> Iterator[None]:
    """Read what is kept for a minute, whatever is written: what is made of it need not ask for it again."""
    reads = _of_request.get()
    if reads is None:
        yield
        return
    before, reads.is_noting = reads.is_noting, False
    try:
        yield
    finally:
        reads.is_noting = before


def _digest(values: Any) -> bytes | None:
    """Return a digest of what the database was given, or gave; None of what cannot be compared."""
    try:
        # Half the time of pickling, for all that SQLite knows. Later versions depend on who else holds the values.
        written = marshal.dumps(values, 2)
    except ValueError:
        try:
            written = pickle.dumps(values)
        except (pickle.PicklingError, TypeError, AttributeError):
            return None
    return sha256(written).digest()


class Read:
    """A statement that was asked, with its values, and what of the answer was fetched."""

    def __init__(self, sql: str, params: Any, cursor: Any) -> None:
        self.sql, self.params = sql, params
        self.question: Question = (sql, _digest(params))
        self.is_first_row = False
        self._rows: list[Any] = []
        self._number = 0
        self._is_whole = False
        self._answer: bytes | None = None
        # A cursor is used again for another statement.
        for name in ("fetchone", "fetchmany", "fetchall"):
            vars(cursor).pop(name, None)
        # Django makes a function each time that it is asked for one.
        fetch = cursor.__getattr__

        def one() -> Any:
            row = fetch("fetchone")()
            self.is_first_row = not self._number
            self._note([row], self.is_first_row or row is None)
            return row

        def many(size: int = 1) -> Any:
            rows = fetch("fetchmany")(size)
            self._note(rows, len(rows) < size)
            return rows

        def all_rows() -> Any:
            rows = fetch("fetchall")()
            self._note(rows, True)
            return rows

        cursor.fetchone, cursor.fetchmany, cursor.fetchall = one, many, all_rows

    def _note(self, rows: list[Any], is_whole: bool) -> None:
        """Note rows that were fetched, and whether that is all."""
        self._number += len(rows)
        self._is_whole = is_whole and self._number <= MAX_ROWS
        if self._number <= MAX_ROWS:
            self._rows += rows
        else:
            self._rows = []

    @property
    def answer(self) -> bytes | None:
        """A digest of the rows; None if they were not read to the end, or are too many."""
        # Taken before the question whether there is an answer: another thread that has just made it drops them.
        rows = self._rows
        if self._answer is None and self._is_whole and self.question[1]:
            self._answer = _digest(rows)
            self._rows = []
        return self._answer

    def repeat(self, cursor: Any) -> None:
        """Ask again. It is noted like any other question."""
        cursor.execute(self.sql, self.params)
        if self.is_first_row:
            cursor.fetchone()
        else:
            cursor.fetchall()


class Reads:
    """The statements that a request has asked so far, in order."""

    def __init__(self) -> None:
        self._reads: list[Read] = []
        self._by_question: dict[Question, Read] = {}
        self._number_known = 0
        self._is_known = True
        self._ground = 0
        self.is_noting = True

    def execute(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Execute a statement, and note it."""
        try:
            result = execute(sql, params, many, context)
        except DatabaseError:
            # Whoever goes on without the answer depends on the failure.
            self._is_known = False
            raise
        # Statements that write or lock are never asked again.
        if not isinstance(sql, str) or not sql.startswith(("SELECT", "(SELECT")) or " FOR " in sql:
            self._is_known = False
        elif self.is_noting and sql != ASK_STATE:
            self._reads.append(Read(sql, params, context["cursor"]))
        return result

    def known(self) -> Mapping[Question, Read] | None:
        """Return each question with its answer; None if something else was asked too, or something was answered twice.

        Who writes, or has not read to the end, does not know what they depend on.
        """
        for read in self._reads[self._number_known :]:
            if not self._is_known or read.answer is None:
                return None
            known = self._by_question.setdefault(read.question, read)
            self._is_known = known is read or known.answer == read.answer
            self._number_known += 1
        return self._by_question if self._is_known else None

    def __len__(self) -> int:
        return len(self._reads)

    def end_ground(self) -> None:
        """Note that what every page of this user reads has been read."""
        self._ground = len(self)

    def known_since(self, number: int) -> Mapping[Question, Read] | None:
        """Return what is known of the ground, and of what was read after the first `number` statements."""
        if self.known() is None:
            return None
        return {read.question: read for read in (*self._reads[: self._ground], *self._reads[number:])}

    def noted(self, read: Callable[[], FoundT]) -> tuple[FoundT, list[Read] | None]:
        """Return what `read` returns, and what it read; None if that is not known."""
        number = len(self._reads)
        found = read()
        return found, self._reads[number:] if self._is_known else None

    def add(self, others: Iterable[Read] | None) -> None:
        """Note what was read for something that is taken over; None if that is not known."""
        if others is None:
            self._is_known = False
        else:
            self._reads += others

    def agree_with(self, others: Mapping[Question, Read]) -> bool:
        """Tell whether all that was read then has the same answer now; what is not known yet is asked, and all noted.

        What cannot be asked does not agree: the page is made anew, and says itself what is wrong.
        """
        now = self.known()
        if now is None:
            return False
        agreed: list[Read] = []
        with connection.cursor() as cursor:
            for question, read in others.items():
                if question not in now:
                    with suppress(DatabaseError):
                        read.repeat(cursor)
                    if self.known() is None or question not in now:
                        return False
                if now[question].answer != read.answer:
                    return False
                agreed.append(now[question])
        self._reads += agreed
        # They are those that are known already.
        self._number_known = len(self._reads)
        return True
