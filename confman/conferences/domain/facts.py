"""Facts about a conference: how many rows there are, or whether there are any.

Today and the checklist ask for dozens. Making their SQL takes Django several times as long as answering takes the
database, so it is made once in a process, and several facts are one query.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, IntegerField, Q, QuerySet, Subquery, UUIDField
from django.db.models.expressions import Combinable

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.registries import Ref


class ConferenceFact:
    """A fact that the database knows: ``ConferenceFact(lambda conference: Exists(Page.objects.of(conference)))``.

    Calling it with a conference returns the answer. As in every query whose SQL is made once, the function gets a
    placeholder for the conference, and nothing in the query may depend on the language, the time or the user.
    """

    def __init__(self, express: Callable[[Any], Combinable | Q]) -> None:
        self._express = express

    def __call__(self, conference: Conference) -> int:
        return facts_of(conference, self)[0]

    def expression(self, conference: Any) -> Combinable:
        """Return the fact as an expression in a query."""
        expression = self._express(conference)
        return ExpressionWrapper(expression, BooleanField()) if isinstance(expression, Q) else expression


class RowCount(Subquery):
    """The number of rows that a query finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk"))


def facts_of(conference: Conference, *facts: ConferenceFact) -> Sequence[int]:
    """Return the values of these facts, by one query; 1 or 0 for whether there are rows."""
    (answers,) = _statement(facts).columns(conference.pk)
    return [int(answer) for answer in answers]


def answers_of(conference: Conference, questions: Iterable[Callable[[Conference], Any]]) -> list[Any]:
    """Return the answer to each question; all facts among them are one query."""
    loaded = [question.load() if isinstance(question, Ref) else question for question in questions]
    facts = tuple(dict.fromkeys(question for question in loaded if isinstance(question, ConferenceFact)))
    answers = dict(zip(facts, facts_of(conference, *facts), strict=True)) if facts else {}
    return [answers[ask] if isinstance(ask, ConferenceFact) else ask(conference) for ask in loaded]


@cache
def _statement(facts: tuple[ConferenceFact, ...]) -> CompiledQuery[Any]:
    def query_of(conference: Any) -> QuerySet[Any, Any]:
        answers = {f"fact_{number}": fact.expression(conference) for number, fact in enumerate(facts)}
        return Conference.objects.filter(pk=conference).order_by().annotate(**answers).values_list(*answers)

    return CompiledQuery(query_of, UUIDField())
