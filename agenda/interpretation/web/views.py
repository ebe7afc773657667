"""Planning interpretation: all sessions with their languages and booths, and the turns of one."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.conflicts.domain.checks import gaps, interpreters_days
from agenda.conflicts.domain.loader import plan_of
from agenda.conflicts.domain.messages import duration
from agenda.conflicts.domain.plan import AgendaPlan
from agenda.conflicts.domain.report import formatter_of
from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.domain.groups import grouped
from agenda.core.web.base import AgendaMixin, FormsView
from agenda.core.web.forms import row_formset
from agenda.history.domain.undo import editing_step
from agenda.interpretation.domain import booths_of, copy_interpretation, plan_interpretation
from agenda.interpretation.web.forms import SessionLanguagesForm, ShiftRowForm, initial_of, suggested
from agenda.sessions.models.session import BoothShift, Session
from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView, require
from confman.conferences.web.verb_views import history_of
from confman.people.models import Person
from confman.web.database.changes import StaleRevision
from confman.web.numbers import whole_number

EMPTY_ROWS = 2


@dataclass(frozen=True)
class Booth:
    """The turns of one booth between the same languages: the data of the first, and those who take them."""

    first: BoothShift
    turns: list[BoothShift]


@dataclass(frozen=True)
class InterpretationLine:
    """A session on the page: its booths, what is missing, and how many of its room's booths it needs."""

    session: Session
    booths: list[Booth]
    missing: str
    to_fill: int
    needed: int

    @property
    def too_few(self) -> bool:
        room = self.session.room
        return room is not None and 0 < room.booths < self.needed


@dataclass(frozen=True)
class InterpreterDay:
    person: str
    day: dt.date
    minutes: int
    length: str
    sessions: int
    over: bool


class InterpretationView(AgendaMixin, SecretariatView):
    """The languages and interpreters of each session, and how long each interpreter works."""

    template_name = "agenda/interpretation/interpretation.html"
    navigation_key = "agenda.interpretation"

    def sessions(self) -> models.QuerySet[Session]:
        shifts = BoothShift.objects.select_related("interpreter")
        return (
            Session.objects.of(self.conference)
            .scheduled()
            .spoken_in()
            .select_related("room", "conference")
            .prefetch_related(models.Prefetch("booth_shifts", queryset=shifts))
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Copy the booths of one session to the chosen ones."""
        require(request, "agenda.edit_agenda", self.conference)
        keys = {key for text in request.POST.getlist("selected") if (key := _uuid(text))}
        source_key = _uuid(request.POST.get("source", ""))
        source = self.sessions().filter(pk=source_key).first() if source_key else None
        others = [session for session in self.sessions().filter(pk__in=keys) if session != source]
        if source is None or not others:
            messages.warning(request, _("Choose the sessions, and the one whose booths they shall have."))
            return HttpResponseRedirect(self.to("interpretation"))
        revisions = {
            session.pk: number
            for session in others
            if (number := whole_number(request.POST.get(f"revision-{session.pk}"))) is not None
        }
        try:
            changed = copy_interpretation(
                source,
                others,
                by=user_of(request),
                with_interpreters="with_interpreters" in request.POST,
                revisions=revisions,
            )
        except StaleRevision:
            messages.error(
                request,
                _("Someone has changed one of these sessions meanwhile, so nothing was done. Look again."),
            )
            return HttpResponseRedirect(self.to("interpretation"))
        message = ngettext(
            "One session has the languages and booths of “%(title)s” now.",
            "%(count)d sessions have the languages and booths of “%(title)s” now.",
            len(changed),
        )
        messages.success(request, message % {"count": len(changed), "title": source.title})
        return HttpResponseRedirect(self.to("interpretation"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        settings = agenda_settings(self.conference)
        plan = plan_of(self.conference, settings)
        lines = list(self.lines(plan, self.sessions()))
        return super().get_context_data(
            days=[
                (day, rows, [line.session for line in rows if line.session.booth_shifts.all()])
                for day, lines_of_day in groupby(lines, key=lambda line: line.session.conference_day)
                if (rows := list(lines_of_day))
            ],
            missing=sum(bool(line.missing) for line in lines),
            to_fill=sum(line.to_fill for line in lines),
            interpreters=self.interpreters(plan),
            longest=duration(settings.interpreter_minutes_a_day),
            **kwargs,
        )

    def lines(self, plan: AgendaPlan, sessions: Iterable[Session]) -> Iterable[InterpretationLine]:
        formatter = formatter_of(self.conference, plan, [])
        for session in sessions:
            planned = plan.by_id.get(str(session.pk))
            yield InterpretationLine(
                session=session,
                booths=_booths(session),
                missing=", ".join(formatter.gap(*gap) for gap in (gaps(planned) if planned else ())),
                to_fill=sum(shift.interpreter_id is None for shift in session.booth_shifts.all()),
                needed=booths_of(session),
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

    def other_version(self, form: Any, current: Session) -> list[BoothShift]:
        return list(current.booth_shifts.select_related("interpreter"))

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


def _booths(session: Session) -> list[Booth]:
    """Return the booths in the order of the turns; `booth_shifts` are fetched already."""
    key_of = attrgetter("booth", "source_language", "target_language", "both_ways", "relay")
    groups = grouped((key_of(shift), shift) for shift in session.booth_shifts.all())
    return [Booth(turns[0], turns) for turns in groups.values()]


def _uuid(text: str) -> uuid.UUID | None:
    """Return a key from the page, or None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
