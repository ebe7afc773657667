"""Pasting a programme: the text, what was understood of it, correcting, accepting. Nothing is stored before that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from agenda.core.web.base import AgendaMixin
from agenda.core.web.forms import day_choices
from agenda.pasting.domain.acceptance import KnownPeople, RowRefused, accept_programme
from agenda.pasting.domain.model import PastedProgramme
from agenda.pasting.domain.reader import read_programme
from agenda.pasting.domain.words import guess_language
from agenda.pasting.web.forms import MAX_SESSIONS, PastedRowForm, PasteForm, row_of
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.domain.frame import unchanged_frame
from agenda.sessions.models.session import Session
from confman.web.numbers import whole_number
from confman.web.search import fold


class PasteView(AgendaMixin, TemplateView):
    """One address with four stages: "read" the text, "review" the corrections, "accept" them, return to the "text"."""

    permission = "agenda.edit_agenda"
    template_name = "agenda/pasting/paste.html"
    guide = "programme#bringing-in-a-programme"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.ask(PasteForm(conference=self.conference))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PasteForm(request.POST, conference=self.conference)
        stage = request.POST.get("stage")
        if not form.is_valid():
            return self.ask(form)
        self.text = form.cleaned_data["text"]
        self.language = form.cleaned_data["language"] or guess_language(self.text, self.conference.languages)
        self.status = form.cleaned_data["status"]
        self.replaces_frame = form.cleaned_data.get("replace_frame", False)
        if stage == "text":
            return self.ask(PasteForm(conference=self.conference, initial=form.cleaned_data))
        self.rooms = list(Room.objects.of(self.conference))
        self.groups = list(WorkingGroup.objects.of(self.conference))
        self.programme = self.read()
        if stage == "read":
            return self.begin(form)
        rows = self.rows(request.POST)
        if rows.is_valid() and stage == "accept" and (answer := self.accept(rows)):
            return answer
        return self.review(rows)

    def ask(self, form: PasteForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def read(self) -> PastedProgramme:
        names = [name for room in self.rooms for name in room.name.values()]
        return read_programme(self.text, days=self.conference.days, rooms=names)

    def begin(self, form: PasteForm) -> HttpResponse:
        count = len(self.programme.sessions)
        if not count:
            form.add_error(
                "text", _("No session was found in this. Each needs an hour, or a line of its own.")
            )
            return self.ask(form)
        if count > MAX_SESSIONS:
            message = _("%(count)d sessions are too many at once. Paste at most %(most)d, day by day.")
            form.add_error("text", message % {"count": count, "most": MAX_SESSIONS})
            return self.ask(form)
        day = form.cleaned_data["day"] or self.conference.days[0].isoformat()
        initial = [row_of(session, self.groups, day) for session in self.programme.sessions]
        rows = self.rows(None, initial=initial)
        existing = self.known_sessions()
        for row in rows:
            day, starts = row.initial["day"], row.initial["starts"]
            if (day, starts, fold(row.initial["title"])) in existing and starts:
                row.initial["take"] = False
                row.there_already = True
        return self.review(rows)

    def known_sessions(self) -> set[tuple[str, str, str]]:
        """Return day, hour and title of the sessions that stay in the agenda, in every language."""
        sessions = set()
        replaced = unchanged_frame(self.conference) if self.replaces_frame else []
        for session in (
            Session.objects.of(self.conference).scheduled().exclude(pk__in=[row.pk for row in replaced])
        ):
            assert session.start
            local = self.conference.local(session.start)
            sessions |= {
                (local.date().isoformat(), f"{local:%H:%M}", fold(title)) for title in session.title.values()
            }
        return sessions

    def rows(self, data: Any, **options: Any) -> Any:
        factory = forms.formset_factory(
            PastedRowForm, extra=0, max_num=MAX_SESSIONS, absolute_max=MAX_SESSIONS + 1, validate_max=True
        )
        shared = {"conference": self.conference, "groups": self.groups, "days": day_choices(self.conference)}
        return factory(data, prefix="rows", form_kwargs=shared, **options)

    def accept(self, rows: Any) -> HttpResponse | None:
        chosen = [row for row in rows if row.cleaned_data.get("take")]
        if not chosen:
            messages.warning(self.request, _("No session is ticked, so there is nothing to accept."))
            return None
        try:
            sessions = accept_programme(
                self.conference,
                [row.row() for row in chosen],
                by=self.acting_user,
                language=self.language,
                status=self.status,
                replaces_frame=self.replaces_frame,
            )
        except RowRefused as refusal:
            chosen[refusal.row].add_error(None, refusal.message)
            return None
        message = ngettext("One session was added.", "%(count)d sessions were added.", len(sessions))
        messages.success(self.request, message % {"count": len(sessions)})
        return HttpResponseRedirect(self.to("session-list"))

    def review(self, rows: Any) -> HttpResponse:
        self.template_name = "agenda/pasting/paste_review.html"
        people = KnownPeople(self.conference, self.language)
        notes = {session.line: session.notes for session in self.programme.sessions}
        lines = {line.number: line for line in self.programme.lines}
        for row in rows:
            row.understood(people, self.rooms)
            number = whole_number(row["line"].value()) or 0
            row.source = lines.get(number)
            row.notes = [*(row.source.notes if row.source else ()), *notes.get(number, ())]
        return self.render_to_response(
            self.get_context_data(
                rows=rows,
                programme=self.programme,
                text=self.text,
                language=self.language,
                status=self.status,
                replaces_frame=self.replaces_frame,
                day=self.request.POST.get("day", ""),
                rooms=self.rooms,
                wrong=sum(bool(row.errors) for row in rows) if rows.is_bound else 0,
            )
        )
