"""The agenda editor: the agenda as a calendar, and the endpoints of its script; undo and redo on every page."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.core.web.base import AgendaMixin, FormsView
from agenda.desk.domain.bulk_actions import LATE
from agenda.desk.web.editor_state import (
    after_an_action,
    agenda_version,
    editor_state,
    editor_words,
    last_change,
    place_row,
    session_rows,
    step_row,
    unpublished,
)
from agenda.desk.web.forms import EditorFilterForm, SessionMoveForm
from agenda.history.domain.steps import StaleStep
from agenda.history.domain.undo import next_redo, next_undo, pass_over, redo, undo
from agenda.history.models import EditingStep
from agenda.releases.domain.publication import count_changes
from agenda.releases.models import AgendaRelease
from agenda.sessions.domain.sessions import move_session
from agenda.sessions.models.session import Session
from agenda.sessions.undo import SESSIONS
from agenda.sessions.web.forms import TimeAndRoomForm
from confman.accounts.sessions import user_of
from confman.audit.labels import verb_label
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.stale_edits import differences
from confman.conferences.web.verb_views import return_url
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused, Stale
from confman.web.forms.base import choice_field, offered_choices
from confman.web.uploads.guard import read_json

# Milliseconds after which the page asks what others have done.
POLL = 3000
# Days that can be read side by side.
MAX_COLUMNS = 14
# Sessions in a list of a day.
ON_A_PAGE = 25


class EditorView(AgendaMixin, SecretariatView):
    """The page. Without its script it leads to the list, where everything can be done by forms."""

    template_name = "agenda/desk/editor.html"
    navigation_key = "agenda.editor"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = EditorFilterForm(self._filter_values(), conference=self.conference)
        may_publish = self.request.user.has_perm("agenda.publish_agenda", self.conference)
        context = super().get_context_data(
            filters=filters,
            can_publish=may_publish,
            unpublished=unpublished(self.conference) if may_publish else "",
            **kwargs,
        )
        days = dict(offered_choices(choice_field(filters, "day")))
        context |= self._list(filters.data["day"], days)
        first, columns = self._columns(list(days))
        context["editor"] = {
            "words": editor_words(),
            "can_edit": context["can_edit"],
            "poll": POLL,
            "days": [{"id": day, "label": label} for day, label in days.items()],
            "first_day": first.isoformat(),
            "columns": columns,
            "urls": {name: self.to(f"editor-{name}") for name in ("state", "undo", "redo", "pass-over")}
            | {"session": self.to("session-list") + "editor/sessions/"},
        }
        return context

    def _list(self, chosen: str, days: dict[Any, Any]) -> dict[str, Any]:
        """Return the list of one day, in pages, or that of what is not scheduled."""
        listed = chosen if chosen in {*days, "none"} else self.conference.starts_on.isoformat()
        day = None if listed == "none" else dt.date.fromisoformat(listed)
        sessions = Session.objects.of(self.conference).on_day(self.conference, day).select_related("room")
        page = Paginator(sessions, ON_A_PAGE).get_page(self.request.GET.get("page"))
        return {"listed_day": listed, "sessions": page}

    def _columns(self, days: list[str]) -> tuple[dt.date, int]:
        """Return the first day and the number of days that are shown side by side for a room.

        Days outside the conference are included where a session stands there, unless that is far away.
        """
        first, last = dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])
        span = (last - first).days + 1
        if span > max(MAX_COLUMNS, len(self.conference.days)):
            return self.conference.starts_on, len(self.conference.days)
        return first, span

    def _filter_values(self) -> dict[str, str]:
        """Return the parameters of the address, completed: a day and a view are always chosen."""
        days = [day.isoformat() for day in self.conference.days]
        today = self.conference.today().isoformat()
        defaults = {"view": "day", "day": today if today in days else days[0], "colour": "kind"}
        return defaults | {key: value for key, value in self.request.GET.dict().items() if value}


class EditorEndpoint(AgendaMixin, View):
    """Base of the endpoints of the editor's script: JSON."""

    def refused(self, error: Exception, status: int = 400) -> JsonResponse:
        """Answer with a sentence that says what is wrong."""
        text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return JsonResponse({"error": text}, status=status)


class EditorStateView(EditorEndpoint):
    """The agenda as it is, and what others have done since the last request; 304 where nothing changed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = f'W/"{agenda_version(self.conference, self.acting_user)}"'
        if request.headers.get("If-None-Match") == version:
            response: HttpResponse = HttpResponse(status=304)
        else:
            since = parse_moment(request.GET.get("since", ""))
            state = editor_state(self.conference, self.acting_user, since=since)
            version = f'W/"{state["version"]}"'
            response = JsonResponse(state)
        response["ETag"] = version
        patch_vary_headers(response, ["Cookie"])
        return response


def parse_moment(text: str) -> dt.datetime | None:
    """Parse a moment with its offset; return None for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


class EditorMoveView(EditorEndpoint):
    """Moves or stretches a session that was dragged. Answers with the conflicts now, or with the other edit (409)."""

    permission = "agenda.edit_agenda"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        session = self.own_row(Session.objects.select_related("room"))
        # Known already: saves a query.
        session.conference = self.conference
        try:
            form = SessionMoveForm(self.sent(), conference=self.conference)
            if not form.is_valid():
                raise ValidationError([error for errors in form.errors.values() for error in errors])
            move_session(
                session, by=user_of(request), revision=form.cleaned_data["revision"], **self.place(form)
            )
        except StaleRevision as stale:
            return self.show_both(stale)
        except (Refused, ValidationError) as error:
            return self.refused(error)
        row = {"id": str(session.pk), **place_row(self.conference, session)}
        return JsonResponse({"session": row, **after_an_action(self.conference, self.acting_user)})

    def sent(self) -> dict[str, Any]:
        """Return the body as a dict. Raises ValidationError."""
        try:
            data = read_json(self.request.body)
        except Refused:
            data = None
        if not isinstance(data, dict):
            raise ValidationError(_("This is not what the editor sends."))
        # A form reads texts, as a page would have sent them.
        return {name: "" if value is None else str(value) for name, value in data.items()}

    def place(self, form: SessionMoveForm) -> dict[str, Any]:
        return form.place()

    def show_both(self, stale: StaleRevision) -> JsonResponse:
        """Return both places of a session that someone else has moved first, for the user to choose."""
        current = stale.current
        answer: dict[str, Any] = {"error": stale.message, "theirs": None, "by": None}
        if current is not None:
            [row] = session_rows(self.conference, Session.objects.filter(pk=current.pk))
            answer |= {
                "theirs": place_row(self.conference, current),
                "by": last_change(current),
                "session": row,
            }
        return JsonResponse(answer, status=409)


class EditorUnscheduleView(EditorMoveView):
    """Unschedules a session that was dropped back into the tray."""

    def place(self, form: SessionMoveForm) -> dict[str, Any]:
        return {"start": None}


class SessionMoveView(FormsView):
    """Moves a session by a form: another time or room, or off the schedule."""

    template_name = "agenda/desk/session_move.html"

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_row(Session.objects.select_related("room", "conference"))

    def prepare_forms(self, data: Any) -> None:
        # A form writes what was typed into its object; the verb wants it as it was read.
        session = Session.objects.get(pk=self.session.pk)
        self.form = TimeAndRoomForm(data, conference=self.conference, instance=session)

    def all_forms(self) -> list[Any]:
        return [self.form]

    def save(self) -> HttpResponse:
        values, revision = self.place(), self.form.cleaned_data["revision"]
        move_session(self.session, by=self.acting_user, revision=revision, **values)
        message = _("“%(title)s” was moved.") if values["start"] else _("“%(title)s” is not scheduled now.")
        messages.success(self.request, message % {"title": self.session.title})
        return HttpResponseRedirect(self.to("session-list"))

    def place(self) -> dict[str, Any]:
        values: dict[str, Any] = self.form.values()
        return {"start": None} if "unschedule" in self.request.POST else values

    def other_version(self, form: TimeAndRoomForm, current: Session) -> Any:
        return differences(current, self.place())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.session, form=self.form, **kwargs)


class HistoryStepView(AgendaMixin, TemplateView):
    """Undoes or redoes the last action. If it cannot be done, a page of its own, or JSON for the script, says why."""

    permission = "agenda.edit_agenda"
    template_name = "agenda/desk/step_stuck.html"
    http_method_names = ["post"]
    heading: Any = gettext_lazy("This cannot be undone")
    words: Any

    @property
    def shown(self) -> str:
        """Return the key of the step that the button names; '' from the editor's script."""
        return self.request.POST.get("shown", "")

    def perform(self) -> EditingStep | None:
        raise NotImplementedError

    def success_text(self, step: EditingStep) -> str:
        return str(self.words) % {"action": verb_label(step.action), "label": step.label}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            step = self.perform()
        except StaleStep as stale:
            return self.refused_step(request, stale.message, stale.step)
        except Stale as stale:
            return self.answer(request, stale.message, status=409)
        except Refused as refused:
            return self.refused_step(request, refused.message, self.blocking_step())
        if step is None:
            return self.answer(request, _("There is nothing to take back or to do again."))
        return self.answer(request, self.success_text(step), step=step)

    def blocking_step(self) -> EditingStep | None:
        """Return the step that could not be done."""
        return next_undo(self.conference, by=self.acting_user)

    def refused_step(self, request: HttpRequest, text: str, step: EditingStep | None) -> HttpResponse:
        """Explain why the step cannot be done, with a button to leave that action as it is."""
        if step is None or not request.accepts("text/html"):
            return self.answer(request, text, step=step, status=409)
        context = self.get_context_data(
            heading=self.heading, reason=text, step=step_row(step), back=self.back(request)
        )
        return self.render_to_response(context, status=409)

    def back(self, request: HttpRequest) -> str:
        """Return the page of the secretariat on which the button was, and nothing outside it."""
        return return_url(request.POST.get("back", ""), self.to("session-list"))

    def answer(
        self, request: HttpRequest, text: str, *, step: EditingStep | None = None, status: int = 200
    ) -> HttpResponse:
        remarks = step.remarks if step else ()
        if request.accepts("text/html"):
            (messages.success if status == 200 else messages.warning)(request, text)
            for remark in remarks:
                messages.warning(request, remark)
            return HttpResponseRedirect(self.back(request))
        return JsonResponse(
            {
                "said": text,
                "remarks": " ".join(remarks),
                "step": step_row(step),
                **self.concerned(step),
                **after_an_action(self.conference, self.acting_user),
            },
            status=status,
        )

    def concerned(self, step: EditingStep | None) -> dict[str, Any]:
        """Return the sessions of a step as they are now, and those that are gone."""
        rows = step.rows if step else []
        keys = [row["id"] for row in rows if row["kind"] == SESSIONS.label]
        sessions = session_rows(self.conference, Session.objects.of(self.conference).filter(pk__in=keys))
        return {
            "sessions": sessions,
            "gone": sorted(set(keys) - {row["id"] for row in sessions}),
            # Rooms, groups and settings appear all over the calendar: the page loads everything again.
            "elsewhere": len(keys) < len(rows),
        }


class StepUndoView(HistoryStepView):
    words = gettext_lazy("Taken back: %(action)s, “%(label)s”.")

    def perform(self) -> EditingStep | None:
        return undo(self.conference, by=self.acting_user, shown=self.shown)

    def success_text(self, step: EditingStep) -> str:
        text = super().success_text(step)
        release = AgendaRelease.objects.latest_of(self.conference)
        if step.action != LATE or release is None or not count_changes(self.conference):
            return text
        # A delay was published with the shift, and told by mail: taking it back here tells nobody.
        still = _("Readers still see “%(label)s” until you publish the agenda again.") % {
            "label": release.label
        }
        return f"{text} {still}"


class RedoView(HistoryStepView):
    heading = gettext_lazy("This cannot be done again")
    words = gettext_lazy("Done again: %(action)s, “%(label)s”.")

    def perform(self) -> EditingStep | None:
        return redo(self.conference, by=self.acting_user, shown=self.shown)

    def blocking_step(self) -> EditingStep | None:
        return next_redo(self.conference, by=self.acting_user)


class PassOverView(HistoryStepView):
    """Leaves an action that cannot be undone, so that those before it can."""

    words = gettext_lazy("Left as it is: %(action)s, “%(label)s”.")

    def perform(self) -> EditingStep | None:
        try:
            key = UUID(self.request.POST.get("step", ""))
        except ValueError as error:
            raise Refused(_("This action no longer exists.")) from error
        step = EditingStep.objects.of(self.conference, self.request.user).filter(pk=key).first()
        if step:
            pass_over(self.conference, by=self.acting_user, step=key)
        return step
