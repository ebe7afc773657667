"""The checklist: tasks of every conference, completed as its facts say, and tasks that the team adds."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, IntegerField, Q, QuerySet, Subquery, UUIDField
from django.db.models.expressions import Combinable

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.conferences.addresses import list_url, page_address
from confman.conferences.models import Conference, Task
from confman.conferences.registries import ChecklistItem, checklist_items
from confman.registries import Ref

# A new conference has so long until the first of the common tasks is due.
FIRST_DAYS = dt.timedelta(days=7)


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


_tasks = CompiledQuery(
    lambda conference: Task.objects.filter(conference=conference).select_related("owner"), UUIDField()
)


@dataclass(frozen=True)
class ChecklistLine:
    """A line as pages show it. `task` is None for a line that nobody has edited yet."""

    key: str
    label: str
    due_on: dt.date
    done: bool
    owner: User | None
    url: str
    task: Task | None
    today: dt.date

    @property
    def overdue(self) -> bool:
        return not self.done and self.due_on < self.today

    @property
    def state(self) -> str:
        return "done" if self.done else "overdue" if self.overdue else "open"


def checklist(conference: Conference, *, due_by: dt.date = dt.date.max) -> list[ChecklistLine]:
    """Return the lines due by a day, by default all, in the order of their days.

    Until a conference is a week old, none of the common lines is due, unless the team or the data set its day.

    Only tasks added by the team can be ticked. Whether another is done follows from the data, which is asked of those
    returned alone.
    """
    tasks = _tasks.all(conference.pk)
    for task_of_team in tasks:
        task_of_team.conference = conference
    by_key = {task.key: task for task in tasks if task.key}
    today = conference.today()
    # A conference that is made late begins with nothing overdue.
    made_on = conference.local(conference.created_at).date()
    first_due = min(made_on + FIRST_DAYS, conference.starts_on)
    due: list[tuple[ChecklistItem, Task | None, dt.date]] = []
    for item in checklist_items:
        task = by_key.get(item.key)
        days_before = task.days_before if task else item.days_before
        set_for = item.due(conference) if item.due else None
        due_on = set_for or conference.starts_on - dt.timedelta(days=days_before)
        if not set_for and days_before == item.days_before:
            due_on = max(due_on, first_due)
        if due_on <= due_by:
            due.append((item, task, due_on))
    done = answers_of(conference, [item.done for item, _task, _due_on in due])
    lines = [
        ChecklistLine(
            key=item.key,
            label=str(item.label),
            due_on=due_on,
            done=bool(is_done),
            owner=task.owner if task else None,
            url=list_url(conference, item.url_name, item.query)
            if item.query
            else page_address(item.url_name, conference.slug),
            task=task,
            today=today,
        )
        for (item, task, due_on), is_done in zip(due, done, strict=True)
    ]
    lines += [
        ChecklistLine(
            key="",
            label=str(task.what),
            due_on=task.due_on,
            done=task.done_at is not None,
            owner=task.owner,
            url="",
            task=task,
            today=today,
        )
        for task in tasks
        if not task.key and task.due_on <= due_by
    ]
    return sorted(lines, key=lambda line: (line.due_on, line.label))


@transaction.atomic
def assign_line(conference: Conference, key: str, *, by: User, owner: User | None, days_before: int) -> Task:
    """Give a line of the common checklist its own owner and day. Raises KeyError for an unknown one."""
    item = checklist_items.get(key)
    task, _created = Task.objects.update_or_create(
        conference=conference, key=item.key, defaults={"owner": owner, "days_before": days_before}
    )
    record_audit(
        "conferences.task_changed",
        by=by,
        conference=conference,
        target=task,
        label=str(item.label),
        details={"fields": ["owner", "days_before"]},
    )
    return task
