"""Today, with the decisions that wait and what comes next; and the checklist."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import UUIDField
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.audit.labels import with_words_for
from confman.audit.models import AuditEntry
from confman.compiled_queries import CompiledQuery
from confman.conferences.domain.changes import fitting_status
from confman.conferences.domain.checklist import ChecklistLine, answers_of, assign_line, checklist
from confman.conferences.domain.parts import add_part, change_part, delete_part, tick_task
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Status, Task
from confman.conferences.registries import DashboardItem, checklist_items, first_steps
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.decisions import counters_of, decisions_of, in_groups, is_covered, own_decisions
from confman.conferences.web.navigation import may_open
from confman.conferences.web.part_forms import LineForm, TaskForm
from confman.conferences.web.part_tables import ChecklistFilter, ChecklistTable
from confman.conferences.web.resources import filters
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionView, VerbFormView

# The number of open tasks that the dashboard shows beside the decisions.
NEXT_TASKS = 5
# The number of entries of the history.
LATEST = 5
_latest = CompiledQuery(lambda conference: AuditEntry.objects.of(conference)[:LATEST], UUIDField())


class DashboardView(SecretariatView):
    """Today, by the phase: first steps, or what is on now; figures, decisions, the checklist's next tasks."""

    permission = "conferences.view_dashboard"
    template_name = "conferences/dashboard.html"
    navigation_key = "conferences.dashboard"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = self.cached_for_user("today", self.facts_of_today)
        return super().get_context_data(
            **context, **self.decisions(context["all_decisions"]), history=self.latest(), **kwargs
        )

    def facts_of_today(self) -> dict[str, Any]:
        """Return all that the record says of today."""
        sees_tasks = self.may("conferences.view_tasks")
        fitting = fitting_status(self.conference) if self.may("conferences.change_conference") else ""
        lines = checklist(self.conference) if sees_tasks else []
        done = sum(line.done for line in lines)
        # Once the conference is over, nothing is left to do of what every conference does before it opens.
        opened_on = self.conference.starts_on if self.conference.phase() == "after" else None
        all_decisions = decisions_of(self.conference, self.request.user)
        # A page that stands among the decisions is not told once more at the side.
        known_urls = {decision.url for decision in all_decisions}
        return {
            "all_decisions": all_decisions,
            "figures": self.ask(Query.FIGURES),
            "rooms_now": self.ask(Query.NOW_AND_NEXT),
            "fitting_status": fitting and Status(fitting),
            "steps": self.steps(),
            "sees_tasks": sees_tasks,
            "next_tasks": [
                # Without its rows it says all that is shown (see page_cache.py).
                replace(line, owner=None, task=None)
                for line in lines
                if not (line.done or line.url in known_urls or is_covered(line.url, all_decisions))
                and not (opened_on and line.key and line.due_on <= opened_on)
                and may_open(self.request.user, self.conference, line.url)
            ][:NEXT_TASKS],
            "tasks_done": done,
            "tasks_all": len(lines),
            "tasks_percent": round(100 * done / len(lines)) if lines else 0,
            "days_left": (self.conference.starts_on - self.conference.today()).days,
        }

    def latest(self) -> list[AuditEntry]:
        """Return what was done last, as far as the user may read it."""
        if not self.may("conferences.view_history"):
            return []
        return with_words_for(self.request.user, self.conference, _latest.all(self.conference.pk))

    def ask(self, query: Query) -> list[Any]:
        """Return what all floors answer, as one list."""
        return [row for rows in answers(query, self.conference, self.may) for row in rows]

    def decisions(self, all_decisions: list[DashboardItem]) -> dict[str, Any]:
        """Return the decisions that wait by when they are due: all, or those of the user (`?mine`)."""
        of_user = own_decisions(all_decisions, self.navigation())
        shown_decisions = of_user if (is_own := "mine" in self.request.GET) else all_decisions
        views = [
            {"label": _("All"), "url": "?", "active": not is_own, "count": len(all_decisions)},
            {"label": _("Mine"), "url": "?mine", "active": is_own, "count": len(of_user)},
        ]
        return {
            "groups": in_groups(self.conference, shown_decisions),
            "whose": views if len(of_user) < len(all_decisions) else [],
        }

    def steps(self) -> list[dict[str, Any]]:
        """Return the first steps of a new conference that are still open; later there is other work."""
        if self.conference.phase() != "before":
            return []
        steps = [step for step in first_steps if self.may(step.permission)]
        done = answers_of(self.conference, [step.done for step in steps])
        return [
            {
                "label": step.label,
                "text": step.text,
                "icon": step.icon,
                "url": reverse(step.url_name, args=[self.conference.slug]),
            }
            for step, is_done in zip(steps, done, strict=True)
            if not is_done
        ]


class CountersView(SecretariatView):
    """The numbers at the tabs that stand in the sidebar, `?tab=`, which every page fetches once it is shown."""

    permission = "conferences.view_dashboard"
    template_name = "conferences/counters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counters, tabs = counters_of(self.conference, self.acting_user), self.request.GET.getlist("tab")
        return {"counters": {tab: counters[tab] for tab in tabs if tab in counters}, **kwargs}


class ChecklistView(ListView):
    """All tasks: completed by the data, or ticked."""

    permission = "conferences.view_tasks"
    edit_permission = "conferences.edit_tasks"
    template_name = "conferences/checklist.html"
    navigation_key = "conferences.checklist"
    lead = gettext_lazy("Tasks with a link are done when the record says so; the others you tick.")
    empty = Empty("check2-circle", gettext_lazy("Everything is done"))
    table, filter = ChecklistTable, ChecklistFilter
    add_name = "conferences_secretariat:task-add"
    add_label = gettext_lazy("Add a task")

    @cached_property
    def lines(self) -> filters.Lines:
        # Among all of them what is done stands last: on a phone what is open would be screens away.
        return filters.Lines(sorted(checklist(self.conference), key=lambda line: line.done))

    def get_rows(self) -> Any:
        return self.lines

    def address_of(self, row: ChecklistLine) -> str:
        if row.key:
            return row.url if may_open(self.request.user, self.conference, row.url) else ""
        assert row.task is not None
        return self.to("task-change", row.task.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lines=self.lines, **kwargs)


class TaskPageMixin(SecretariatMixin):
    permission = "conferences.edit_tasks"
    navigation_key = "conferences.checklist"
    queryset = Task.objects.filter(key="")


tasks = Resource(
    model=Task, name="task", queryset=TaskPageMixin.queryset, form=TaskForm,
    list_name="conferences_secretariat:checklist", label=gettext_lazy("Checklist"),
    navigation_key=TaskPageMixin.navigation_key, edit_permission=TaskPageMixin.permission,
    add=partial(add_part, Task), change=change_part, delete=delete_part,
    add_label=gettext_lazy("Add a task"),
    messages=Messages(
        gettext_lazy("The task was added."), gettext_lazy("The task was changed."),
        gettext_lazy("The task was deleted."),
    ),
    delete_label=gettext_lazy("Delete the task"),
)  # fmt: skip


class LineChangeView(TaskPageMixin, VerbFormView):
    """The form for the owner and the day of a common task."""

    form_class = LineForm
    verb = assign_line
    success_message = gettext_lazy("The task was changed.")

    def prepare(self) -> None:
        super().prepare()
        item = checklist_items.find(self.kwargs["key"])
        if item is None:
            raise Http404
        self.item, self.heading = item, item.label

    def get_initial(self) -> dict[str, Any]:
        task = Task.objects.filter(conference=self.conference, key=self.item.key).first()
        if task:
            return {"owner": task.owner_id, "days_before": task.days_before}
        return {"days_before": self.item.days_before}

    def get_values(self, form: LineForm) -> dict[str, Any]:
        return {**form.cleaned_data, "key": self.item.key}


class TaskTickView(TaskPageMixin, ActionView):
    """The act that marks a task as done (POST done=1), or as open again (POST nothing)."""

    def perform(self) -> None:
        tick_task(self.object, done=bool(self.request.POST.get("done")), by=self.acting_user)
