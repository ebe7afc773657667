"""Planning interpretation: all sessions with their languages and booths, and the turns of one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.conflicts.domain.checks import gaps, interpreters_days
from agenda.conflicts.domain.loader import plan_of
from agenda.conflicts.domain.messages import duration
from agenda.conflicts.domain.plan import AgendaPlan
from agenda.conflicts.domain.report import formatter_of
from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.web.base import UNDO, AgendaMixin, FormsView
from agenda.core.web.forms import row_formset
from agenda.history.domain.undo import editing_step
from agenda.interpretation.domain import SEEN, copy_interpretation, plan_interpretation
from agenda.interpretation.web.forms import (
    SessionLanguagesForm,
    ShiftRowForm,
    TakeOverForm,
    initial_of,
    suggested,
)
from agenda.interpretation.web.tables import InterpretationFilter, InterpretationTable, turn_in_words
from agenda.sessions.models.session import BoothShift, Session
from confman.conferences.registries import ListAction
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import history_of
from confman.people.models import Person

EMPTY_ROWS = 2


@dataclass(frozen=True)
class InterpreterDay:
    person: str
    day: dt.date
    minutes: int
    length: str
    sessions: int
    over: bool


class InterpretationView(AgendaMixin, ActionsMixin, ListView):
    """The languages and interpreters of each session, and how long each interpreter works."""

    template_name = "agenda/interpretation/interpretation.html"
    navigation_key = "agenda.interpretation"
    edit_permission = "agenda.edit_agenda"
    table, filter = InterpretationTable, InterpretationFilter
    row_page = "interpretation-change"
    lead = gettext_lazy(
        "The languages spoken and interpreted in each session, and the interpreters in each booth."
    )
    empty = Empty(
        "headset", gettext_lazy("No session has a time yet"),
        gettext_lazy("Give sessions their hours; then plan who interprets them."),
        page="agenda_secretariat:session-list", action=gettext_lazy("To the agenda"),
    )  # fmt: skip
    actions = (
        ListAction(
            key="copy",
            label=gettext_lazy("Take over booths…"),
            verb=copy_interpretation,
            form=TakeOverForm,
            consequence=UNDO,
            seen=SEEN,
        ),
    )

    def step(self, action: ListAction) -> Any:
        return editing_step(self.conference, by=self.acting_user, action="agenda.interpretation_copied")

    def get_rows(self) -> models.QuerySet[Session]:
        shifts = BoothShift.objects.select_related("interpreter")
        return (
            Session.objects.of(self.conference)
            .scheduled()
            .spoken_in()
            .select_related("room", "conference")
            .prefetch_related(models.Prefetch("booth_shifts", queryset=shifts))
        )

    def address_of(self, row: Session) -> str:
        return super().address_of(row) if self.may_edit else ""

    @cached_property
    def plan(self) -> AgendaPlan:
        return plan_of(self.conference)

    @cached_property
    def gaps(self) -> dict[str, tuple[Any, ...]]:
        """The languages that are not interpreted into others, with their hours, by the keys of the sessions."""
        return {key: found for key, planned in self.plan.by_id.items() if (found := gaps(planned))}

    @cached_property
    def filters(self) -> InterpretationFilter:
        return InterpretationFilter(
            self.request.GET, self.get_rows(), conference=self.conference, gaps=self.gaps
        )

    def missing(self, sessions: Iterable[Session]) -> dict[str, str]:
        """Return by the keys of sessions which languages are not interpreted, in words."""
        formatter = formatter_of(self.conference, self.plan, [])
        keys = (str(session.pk) for session in sessions)
        return {
            key: ", ".join(formatter.gap(*gap) for gap in self.gaps[key]) for key in keys if key in self.gaps
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            interpreters=self.interpreters(self.plan),
            longest=duration(agenda_settings(self.conference).interpreter_minutes_a_day),
            **kwargs,
        )

    def interpreters(self, plan: AgendaPlan) -> list[InterpreterDay]:
        """Return each interpreter's days, by name."""
        days = interpreters_days(plan)
        people = Person.objects.of(self.conference).known().filter(pk__in={person for person, _day in days})
        names = {str(person.pk): str(person) for person in people}
        lines = [
            InterpreterDay(
                person=names.get(person, ""),
                day=day,
                minutes=worked,
                length=duration(worked),
                sessions=len(set(sessions)),
                over=worked > plan.limits.interpreting_a_day,
            )
            for (person, day), (worked, sessions) in days.items()
        ]
        return sorted(lines, key=lambda line: (line.person, line.day))


class InterpretationFormView(FormsView):
    """The languages and turns of one session."""

    navigation_key = "agenda.interpretation"
    template_name = "agenda/interpretation/interpretation_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_row(Session.objects.select_related("conference", "room"))
        self.title = str(self.session.title)

    def prepare_forms(self, data: Any) -> None:
        self.shifts = list(self.session.booth_shifts.select_related("interpreter"))
        self.form = SessionLanguagesForm(data, conference=self.conference, session=self.session)
        suggests = data is None and "suggest" in self.request.GET and not self.shifts
        session = self.session
        languages = [*self.conference.languages, *session.floor_languages, *session.listening_languages]
        spoken = [code for shift in self.shifts for code in (shift.source_language, shift.target_language)]
        self.rows = row_formset(
            ShiftRowForm,
            "shifts",
            extra=EMPTY_ROWS,
            data=data,
            form_kwargs={
                "conference": self.conference,
                "session": self.session,
                "languages": list(dict.fromkeys([*languages, *spoken])),
            },
            initial=suggested(self.session) if suggests else initial_of(self.session, self.shifts),
        )

    def other_version(self, form: Any, current: Session) -> list[SafeString]:
        return [turn_in_words(shift, current) for shift in current.booth_shifts.select_related("interpreter")]

    def save(self) -> HttpResponse:
        shift_by_pk = {shift.pk: shift for shift in self.shifts}
        # People who are made because a row names them are part of the same step.
        with editing_step(self.conference, by=self.acting_user, action="agenda.interpretation_planned"):
            shift_rows = (
                row.shift_row(shift_by_pk, self.request.user) for row in self.rows.forms if row.has_changed()
            )
            plan_interpretation(
                self.session,
                [row for row in shift_rows if row is not None],
                by=self.acting_user,
                revision=self.form.cleaned_data["revision"],
                floor_languages=self.form.cleaned_data["floor_languages"],
                listening_languages=self.form.cleaned_data["listening_languages"],
            )
        messages.success(
            self.request, _("The interpretation of “%(title)s” was saved.") % {"title": self.title}
        )
        if "stay" in self.request.POST:
            return HttpResponseRedirect(self.to("interpretation-change", self.session.pk))
        return HttpResponseRedirect(self.to("interpretation"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = plan_of(self.conference)
        planned = plan.by_id.get(str(self.session.pk))
        formatter = formatter_of(self.conference, plan, [])
        return super().get_context_data(
            session=self.session,
            heading=self.title,
            form=self.form,
            rows=self.rows,
            can_suggest=not self.shifts and bool(suggested(self.session)),
            missing=[
                (formatter.name_of(heard), formatter.name_of(wish))
                for heard, wish, _hours in (gaps(planned) if planned else ())
            ],
            entries=history_of(self.session),
            **kwargs,
        )
