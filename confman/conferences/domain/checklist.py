"""The checklist: tasks of every conference, whose completion follows from the data, and tasks that the team adds."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.addresses import list_url
from confman.conferences.models import Conference, Task
from confman.conferences.registries import checklist_items


@dataclass(frozen=True)
class ChecklistLine:
    """A line as pages show it. `task` is None for a line that nobody has edited yet."""

    key: str
    label: str
    due_on: dt.date
    done: bool
    owner: Any
    url: str
    task: Task | None
    today: dt.date

    @property
    def overdue(self) -> bool:
        return not self.done and self.due_on < self.today

    @property
    def state(self) -> str:
        return "done" if self.done else "overdue" if self.overdue else "open"

    @property
    def days_left(self) -> str:
        """Return the days left until it is due, or passed since."""
        days = (self.due_on - self.today).days
        if days < 0:
            return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
        if not days:
            return _("today")
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def checklist(conference: Conference, *, due_by: dt.date = dt.date.max) -> list[ChecklistLine]:
    """Return the lines due by a day, by default all, in the order of their days.

    Only tasks added by the team can be ticked. Whether another is done follows from the data, which is asked of those
    returned alone.
    """
    tasks = list(conference.tasks.select_related("owner"))
    by_key = {task.key: task for task in tasks if task.key}
    today = conference.today()
    lines = []
    for item in checklist_items:
        task = by_key.get(item.key)
        days_before = task.days_before if task else item.days_before
        set_for = item.due(conference) if item.due else None
        due_on = set_for or conference.starts_on - dt.timedelta(days=days_before)
        if due_on > due_by:
            continue
        lines.append(
            ChecklistLine(
                key=item.key,
                label=str(item.label),
                due_on=due_on,
                done=item.done(conference),
                owner=task.owner if task else None,
                url=list_url(conference, item.url_name, item.query)
                if item.query
                else reverse(item.url_name, args=[conference.slug]),
                task=task,
                today=today,
            )
        )
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
