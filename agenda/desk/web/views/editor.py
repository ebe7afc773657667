"""The agenda editor: the agenda as a calendar, and the endpoints of its script (undo: see undo.py)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.core.web.base import AgendaMixin, FormsView
from agenda.desk.web.editor_state import (
    after_an_action,
    agenda_version,
    editor_state,
    editor_words,
    last_change,
    place_row,
    session_rows,
    unpublished,
)
from agenda.desk.web.forms.editor import EditorFilterForm, SessionMoveForm
from agenda.sessions.domain.sessions import move_session
from agenda.sessions.models.session import Session
from agenda.sessions.web.forms import TimeAndRoomForm
from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.stale_edits import differences
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
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
