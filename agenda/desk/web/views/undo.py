"""Undo and redo: for the editor's script, and for the buttons on every page of the secretariat's agenda."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from agenda.core.web.base import AgendaMixin
from agenda.desk.domain.bulk_actions import LATE
from agenda.desk.web.editor_state import after_an_action, session_rows, step_row
from agenda.history.domain.replay import StaleStep
from agenda.history.domain.undo import next_redo, next_undo, pass_over, redo, undo
from agenda.history.models import EditingStep
from agenda.releases.domain.publication import count_changes
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from agenda.sessions.undo import SESSIONS
from confman.audit.labels import verb_label
from confman.conferences.web.verb_views import return_url
from confman.web.errors import Refused, Stale


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
