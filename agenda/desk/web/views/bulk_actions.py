"""Bulk actions on sessions: each is first shown with its effect on the agenda, and then done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from agenda.core.web.base import AgendaMixin
from agenda.desk.domain import bulk_actions
from agenda.desk.domain.bulk_actions import (
    DryRun,
    carry_out,
    copy_frame_of,
    dry_run,
    fit_items,
    fittings,
    slots_of,
)
from agenda.desk.domain.bulk_plans import Collision, MovePlan, copy_frame
from agenda.desk.web.forms import BulkMoveForm, PlanForm, SessionFrameForm, ShiftForm, SwapForm, place_text
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from confman.accounts.sessions import user_of
from confman.conferences.models import Conference
from confman.web.database.changes import StaleRevision, fingerprint
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.forms.selection import chosen_keys


@dataclass(frozen=True)
class MoveLine:
    """A session of a plan, as the preview shows it."""

    title: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class BulkPreview:
    """Shows the effect of an action. `seen` is sent back with it, so that the action does only what was shown."""

    lines: list[MoveLine]
    seen: str
    collisions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trial: DryRun | None = None


def move_lines(conference: Conference, plan: MovePlan) -> list[MoveLine]:
    rooms = {str(room.pk): str(room) for room in Room.objects.of(conference)}
    lines = []
    for move in sorted(
        plan.moves, key=lambda item: (item.before.start is None, item.before.start, item.before.room)
    ):
        note = ""
        if move.shortened > 0:
            note = ngettext("%(count)d minute shorter", "%(count)d minutes shorter", move.shortened) % {
                "count": move.shortened
            }
        elif move.before.fixed and move.before.start != move.after.start:
            note = _("Its time is fixed; it moves because you chose it.")
        # An unchanged room is not shown.
        shown_rooms = rooms if move.before.room != move.after.room else {}
        before, after = (place_text(conference, slot, shown_rooms) for slot in (move.before, move.after))
        lines.append(MoveLine(move.before.title, before, after, note))
    return lines


def collision_text(conference: Conference, pair: Collision) -> str:
    """Return '“Plenary” would run 10 minutes into “Lunch”, which has a fixed time.'"""
    text = ngettext(
        "“%(first)s” would run %(count)d minute into “%(second)s” (%(hour)s).",
        "“%(first)s” would run %(count)d minutes into “%(second)s” (%(hour)s).",
        pair.minutes,
    )
    if pair.second.fixed:
        text = ngettext(
            "“%(first)s” would run %(count)d minute into “%(second)s” (%(hour)s), whose time is fixed.",
            "“%(first)s” would run %(count)d minutes into “%(second)s” (%(hour)s), whose time is fixed.",
            pair.minutes,
        )
    hour = f"{conference.local(pair.second.start):%H:%M}" if pair.second.start else ""
    values = {"first": pair.first.title, "second": pair.second.title, "count": pair.minutes, "hour": hour}
    return text % values


def plan_preview(conference: Conference, plan: MovePlan, trial: DryRun) -> BulkPreview:
    notes = []
    if plan.barrier is not None and plan.barrier.start is not None:
        notes.append(
            _("Up to “%(title)s” at %(hour)s, whose time is fixed.")
            % {"title": plan.barrier.title, "hour": f"{conference.local(plan.barrier.start):%H:%M}"}
        )
    if plan.exchanged:
        notes.append(_("Each takes the time of the other whole: with its own length it would not fit."))
    return BulkPreview(
        lines=move_lines(conference, plan),
        seen=plan.fingerprint,
        collisions=tuple(collision_text(conference, pair) for pair in plan.collisions),
        notes=tuple(notes),
        trial=trial,
    )


class SessionBulkAction:
    """One kind of action: its form, its preview, and how it is done."""

    heading: Any = ""
    lead: Any = ""
    form_class: type[PlanForm] = PlanForm
    needs_selection = False

    def __init__(self, view: SessionBulkView) -> None:
        self.view, self.conference, self.user = view, view.conference, user_of(view.request)

    def preview(self, form: Any) -> BulkPreview:
        """Return what would happen. Raises Refused, ValidationError."""
        raise NotImplementedError

    def do(self, form: Any) -> str:
        """Do what `get_preview` has shown; return the message to show."""
        raise NotImplementedError


class PlanAction(SessionBulkAction):
    """An action that moves sessions."""

    verb = ""

    def preview(self, form: Any) -> BulkPreview:
        self.plan = form.plan()
        trial = dry_run(
            self.conference, lambda: carry_out(self.conference, self.plan, by=self.user, action=self.verb)
        )
        return plan_preview(self.conference, self.plan, trial)

    def do(self, form: Any) -> str:
        count = carry_out(self.conference, self.plan, by=self.user, action=self.verb)
        return ngettext("One session was moved.", "%(count)d sessions were moved.", count) % {"count": count}


class ShiftAction(PlanAction):
    heading = gettext_lazy("Shift what follows")
    lead = gettext_lazy("A session and all that follows it move by some minutes, up to the next fixed time.")
    form_class = ShiftForm
    verb = bulk_actions.SHIFTED


class SwapAction(PlanAction):
    heading = gettext_lazy("Swap two sessions")
    lead = gettext_lazy("They take each other’s time and room.")
    form_class = SwapForm
    verb = bulk_actions.SWAPPED


class MoveAction(PlanAction):
    heading = gettext_lazy("Move the chosen sessions")
    lead = gettext_lazy("To another room, to another day, or both.")
    form_class = BulkMoveForm
    verb = bulk_actions.MOVED
    needs_selection = True


class FrameAction(SessionBulkAction):
    heading = gettext_lazy("Copy the frame of a day")
    lead = gettext_lazy("Its hours, rooms and breaks, to be filled on another day.")
    form_class = SessionFrameForm

    def preview(self, form: SessionFrameForm) -> BulkPreview:
        cleaned_data = form.cleaned_data
        self.frame = copy_frame(
            form.slots,
            dt.date.fromisoformat(cleaned_data["source"]),
            [dt.date.fromisoformat(day) for day in cleaned_data["days"]],
            self.conference.zone,
            pauses_only=cleaned_data["what"] == "pauses",
        )
        copies: list[Session] = []
        trial = dry_run(
            self.conference, lambda: copies.extend(copy_frame_of(self.conference, self.frame, by=self.user))
        )
        rooms = {str(room.pk): str(room) for room in Room.objects.of(self.conference)}
        lines = [
            MoveLine(str(session.title), "", place_text(self.conference, slot, rooms))
            for session, slot in zip(copies, self.frame.made, strict=True)
        ]
        skipped = len(self.frame.skipped)
        text = ngettext(
            "%(count)d was left out: something stands there already.",
            "%(count)d were left out: something stands there already.",
            skipped,
        )
        notes = (text % {"count": skipped},) if skipped else ()
        return BulkPreview(lines, self.frame.fingerprint, notes=notes, trial=trial)

    def do(self, form: SessionFrameForm) -> str:
        count = len(copy_frame_of(self.conference, self.frame, by=self.user))
        return ngettext("One session was made.", "%(count)d sessions were made.", count) % {"count": count}


class FitAction(SessionBulkAction):
    heading = gettext_lazy("Fit the items into their session")
    lead = gettext_lazy("Their minutes are scaled so that they fill it exactly, in whole minutes.")
    needs_selection = True

    def preview(self, form: Any) -> BulkPreview:
        sessions = Session.objects.of(self.conference).filter(pk__in=form.selected).prefetch_related("items")
        self.found, refused = fittings(sessions)
        lines = [
            MoveLine(
                f"{fitting.session.title}: {title}",
                _("%(count)s min") % {"count": before or "–"},
                _("%(count)s min") % {"count": after},
            )
            for fitting in self.found
            for title, before, after in fitting.items
            if before != after
        ]
        state = fingerprint([(fitting.session.pk, fitting.revision, fitting.items) for fitting in self.found])
        action = lambda: fit_items(self.conference, self.found, by=self.user)  # noqa: E731
        trial = dry_run(self.conference, action) if lines else None
        return BulkPreview(lines, state, notes=tuple(refused), trial=trial)

    def do(self, form: Any) -> str:
        count = fit_items(self.conference, self.found, by=self.user)
        message = ngettext(
            "The items of one session fit now.", "The items of %(count)d sessions fit now.", count
        )
        return message % {"count": count}


ACTIONS: dict[str, type[SessionBulkAction]] = {
    "shift": ShiftAction,
    "swap": SwapAction,
    "move": MoveAction,
    "fit": FitAction,
    "frame": FrameAction,
}


class ShownFirstView(AgendaMixin, TemplateView):
    """An action whose effect is shown before it is done. Only what was shown is done: else it is shown again."""

    permission = "agenda.edit_agenda"
    guide = "programme#many-at-once"
    form: PlanForm
    preview: BulkPreview | None = None

    def get_preview(self) -> BulkPreview:
        """Return what would happen. Raises Refused, ValidationError."""
        raise NotImplementedError

    def perform(self) -> HttpResponse:
        """Do what was shown, and redirect."""
        raise NotImplementedError

    def show(self) -> bool:
        """Look at what would happen; return False if it cannot be done."""
        try:
            self.preview = self.get_preview()
        except (Refused, ValidationError) as error:
            put_errors(self.form, error)
        return self.preview is not None

    def take(self, request: HttpRequest) -> HttpResponse:
        """Show the effect of what the form says; do it where that is asked and was seen."""
        status = 200
        if self.form.is_valid() and self.show() and request.POST.get("stage") == "do":
            assert self.preview is not None
            status = 409
            if request.POST.get("seen") == self.preview.seen:
                try:
                    return self.perform()
                except (Refused, ValidationError) as error:
                    put_errors(self.form, error)
                    status = 409 if isinstance(error, StaleRevision) else 200
            else:
                self.form.add_error(None, _("This is not what you looked at. Look at it again, then do it."))
        return self.render_to_response(self.get_context_data(), status=status)


class SessionBulkView(ShownFirstView):
    """An action on many sessions, named by `action`: from the list with what was chosen there, or by itself.

    It is asked, shown and done at one address.
    """

    template_name = "agenda/desk/bulk.html"

    def prepare(self) -> None:
        super().prepare()
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        self.action = data.get("action", "")
        keys = chosen_keys(data.getlist("selected"))
        self.chosen = list(
            Session.objects.of(self.conference).filter(pk__in=keys).select_related("conference")
        )
        self.selected = [str(session.pk) for session in self.chosen]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.begin(request)

    def begin(self, request: HttpRequest) -> HttpResponse:
        """Show the form of the action as chosen, before anything is filled in."""
        if self.action == "late":
            query = f"?session={self.selected[0]}" if self.selected else ""
            return HttpResponseRedirect(f"{self.to('running-late')}{query}")
        if self.action not in ACTIONS:
            return HttpResponseRedirect(self.to("session-list"))
        self.bulk_action = ACTIONS[self.action](self)
        if self.bulk_action.needs_selection and not self.selected:
            messages.warning(request, _("Choose sessions in the list first, then what to do with them."))
            return HttpResponseRedirect(self.to("session-list"))
        self.form = self.make_form(None)
        if not self.form.fields:
            self.show()
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "stage" not in request.POST or self.action not in ACTIONS:
            return self.begin(request)
        self.bulk_action = ACTIONS[self.action](self)
        self.form = self.make_form(request.POST)
        return self.take(request)

    def make_form(self, data: Any) -> PlanForm:
        initial = {name: self.request.GET[name] for name in ("session", "source") if name in self.request.GET}
        return self.bulk_action.form_class(
            data,
            conference=self.conference,
            slots=slots_of(self.conference),
            selected=self.selected or [initial.get("session", "")],
            initial=initial,
        )

    def get_preview(self) -> BulkPreview:
        return self.bulk_action.preview(self.form)

    def perform(self) -> HttpResponse:
        messages.success(self.request, self.bulk_action.do(self.form))
        return HttpResponseRedirect(self.to("session-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action=self.action,
            bulk_action=self.bulk_action,
            form=self.form,
            chosen=self.chosen,
            preview=self.preview,
            **kwargs,
        )
