"""The run of show: its days, the cues of a session, the live page, who is missing; and annotations of items."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from agenda.core.web.base import AgendaMixin, FormsView
from agenda.core.web.forms import row_formset
from agenda.run_of_show.documents import (
    interpreters_text,
    over_text,
    overlap_text,
    problem_text,
    runs_over_text,
)
from agenda.run_of_show.domain.cues import (
    RunDay,
    RunSession,
    TimedCue,
    annotate_items,
    begin_cue,
    delay_cue,
    make_cues_from_items,
    run_of_show,
    save_cues,
)
from agenda.run_of_show.domain.progress import expected_now, minutes_between, states_of, times_of
from agenda.run_of_show.models import Cue
from agenda.run_of_show.web.forms import AnnotationForm, CueRowForm, CuesForm
from agenda.run_of_show.web.tables import AnnotationFilter, AnnotationTable
from agenda.sessions.models.session import Item, Session
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionView, history_of
from confman.web.errors import Refused


class AnnotationListView(AgendaMixin, ListView):
    """All items in their order, with what is said about each."""

    template_name = "agenda/run_of_show/annotation_list.html"
    navigation_key = "agenda.annotations"
    edit_permission = "agenda.edit_agenda"
    table, filter = AnnotationTable, AnnotationFilter
    row_page, row_key = "annotation-change", "session_id"
    lead = gettext_lazy(
        "The annotation of each item: its background, and the action expected of the meeting. Readers see it with the"
        " next release."
    )
    empty = Empty(
        "text-paragraph", gettext_lazy("No session has items yet"),
        gettext_lazy("Items are written in the form of a session; then they can be annotated here."),
        page="agenda_secretariat:session-list", action=gettext_lazy("To the agenda"),
    )  # fmt: skip

    def get_rows(self) -> Any:
        return (
            Item.objects.of(self.conference)
            .exclude(session__status=Session.Status.CANCELLED)
            .select_related("session", "session__conference")
            .order_by("session__start", "session__room__position", "session", "position", "id")
        )

    def address_of(self, row: Item) -> str:
        return f"{super().address_of(row)}#{row.pk}" if self.may_edit else ""


class AnnotationFormView(FormsView):
    """Background and expected action of every item of a session."""

    template_name = "agenda/run_of_show/annotation_form.html"
    navigation_key = "agenda.annotations"
    faulty = 422

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_row(Session.objects.select_related("conference"))
        self.items = list(self.session.items.all())

    def prepare_forms(self, data: Any) -> None:
        self.form = CuesForm(data, conference=self.conference, initial={"revision": self.session.revision})
        self.rows = [
            AnnotationForm(data, conference=self.conference, instance=item, prefix=str(item.pk))
            for item in self.items
        ]

    def all_forms(self) -> list[Any]:
        return [self.form, *self.rows]

    def save(self) -> HttpResponse:
        # A form writes into an object of its own: the verb compares with what is stored.
        stored = {item.pk: item for item in self.session.items.all()}
        annotations = {stored[row.instance.pk]: row.annotation() for row in self.rows}
        annotate_items(
            self.session, annotations, by=self.acting_user, revision=self.form.cleaned_data["revision"]
        )
        messages.success(
            self.request, _("The annotations of “%(title)s” were saved.") % {"title": self.session.title}
        )
        return HttpResponseRedirect(self.to("annotation-list"))

    def other_version(self, form: Any, current: Session) -> list[Item]:
        return list(current.items.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form,
            rows=list(zip(self.items, self.rows, strict=True)),
            session=self.session,
            heading=str(self.session.title),
            entries=history_of(self.session),
            **kwargs,
        )


EMPTY_CUES = 2
STEPS = (5, 1, -5)


class RunOfShowMixin(AgendaMixin):
    """A page of the run of show."""

    navigation_key = "agenda.run-of-show"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_run = self.request.user.has_perm("agenda.run_show", self.conference)
        return super().get_context_data(can_run=can_run, **kwargs)


@dataclass(frozen=True)
class ShowLine:
    """A session on the page of all days."""

    session: Session
    count: int
    lasts_until: dt.datetime | None
    warnings: tuple[str, ...]


class RunOfShowView(RunOfShowMixin, SecretariatView):
    """All sessions by day: which have cues, and whether they fit."""

    template_name = "agenda/run_of_show/run_of_show.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = run_of_show(self.conference)
        return super().get_context_data(
            days=[(day.date, list(map(over_text, day.over)), list(map(_line, day.sessions))) for day in days],
            **kwargs,
        )


def _line(row: RunSession) -> ShowLine:
    warnings = [runs_over_text(row.runs_over)]
    warnings += [problem_text(timed) for timed in row.cues]
    warnings += [interpreters_text(timed.over) for timed in row.cues if timed.over][:1]
    return ShowLine(
        session=row.session,
        count=len(row.cues),
        lasts_until=row.cues[-1].times.ends if row.cues else None,
        warnings=tuple(text for text in warnings if text),
    )


class CueFormView(RunOfShowMixin, FormsView):
    """The cues of one session, all in one form; or made from its items."""

    template_name = "agenda/run_of_show/cue_form.html"
    faulty = 422

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_row(Session.objects.select_related("conference", "room").exclude(start=None))
        self.items = list(self.session.items.all())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.make() if "make" in request.POST else super().post(request, *args, **kwargs)

    def save(self) -> HttpResponse:
        rows = [row.cue_row() for row in self.rows.ordered_forms if row.cleaned_data.get("cue")]
        save_cues(self.session, rows, by=self.acting_user, revision=self.form.cleaned_data["revision"])
        message = _("The run of show of “%(title)s” was saved.") % {"title": self.session.title}
        messages.success(self.request, message)
        stay = "stay" in self.request.POST
        return HttpResponseRedirect(
            self.to("cue-change", self.session.pk) if stay else self.to("run-of-show")
        )

    def make(self) -> HttpResponse:
        count = make_cues_from_items(self.session, by=self.acting_user)
        if count:
            message = ngettext("One row was made.", "%(count)d rows were made.", count) % {"count": count}
            messages.success(self.request, message)
        else:
            messages.info(self.request, _("Every item has its row already."))
        return HttpResponseRedirect(self.to("cue-change", self.session.pk))

    def prepare_forms(self, data: Any) -> None:
        cues = list(self.session.cues.all())
        assert self.session.start is not None  # prepare() finds no other
        self.times = times_of(self.session.start, cues)
        self.form = CuesForm(data, conference=self.conference, initial={"revision": self.session.revision})
        self.rows = row_formset(
            CueRowForm,
            "cues",
            extra=EMPTY_CUES,
            can_order=True,
            data=data,
            form_kwargs={
                "conference": self.conference,
                "session": self.session,
                "items": self.session.items.all(),
            },
            initial=[self.initial(cue) for cue in cues],
        )
        self.missing = len({item.pk for item in self.items} - {cue.item_id for cue in cues})
        for row, timed in zip(self.rows.forms, self.times, strict=False):
            row.times = timed
            row.problem = overlap_text(timed.overlap)

    def initial(self, cue: Cue) -> dict[str, Any]:
        fixed = self.conference.local(cue.fixed_at).time() if cue.fixed_at else None
        names = [*CueRowForm.Meta.fields, "item"]
        return {"row": cue.pk, "fixed": fixed, **{name: getattr(cue, name) for name in names}}

    def other_version(self, form: Any, current: Session) -> list[Cue]:
        return list(current.cues.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ends = self.times[-1].ends if self.times else None
        over = minutes_between(self.session.end, ends) if ends and self.session.end else 0
        return super().get_context_data(
            form=self.form,
            rows=self.rows,
            session=self.session,
            heading=str(self.session.title),
            can_make=bool(self.missing) or not self.times,
            ends=ends,
            over=runs_over_text(max(over, 0)),
            entries=history_of(self.session),
            **kwargs,
        )


# --- The live page ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LiveCue:
    """A cue on the live page. `left` are minutes until it begins (next) or ends (now); negative where it is late."""

    timed: TimedCue
    state: str
    left: int | None
    problem: str
    over: str


@dataclass(frozen=True)
class LiveSession:
    session: Session
    cues: tuple[LiveCue, ...]
    over: str

    @property
    def finished(self) -> bool:
        """Tell whether the last cue has begun and its time is up."""
        last = self.cues[-1]
        return last.state == "now" and last.left is not None and last.left < 0

    @property
    def current(self) -> tuple[LiveCue, ...]:
        """Return what is on, and what comes next."""
        return () if self.finished else tuple(cue for cue in self.cues if cue.state in ("now", "next"))


class RoomsLiveView(RunOfShowMixin, TemplateView):
    """Shows current and next sessions of every room with the actual times; refreshed every few seconds.

    A request when nothing has changed is answered by 204, so that a page in use is not disturbed.
    """

    template_name = "agenda/run_of_show/live.html"
    navigation_key = "agenda.live"
    part_name = "agenda/run_of_show/live_part.html"

    def prepare(self) -> None:
        super().prepare()
        self.day = self.chosen_day()

    def chosen_day(self) -> dt.date:
        """Return the day of the address, else today where it is one of the conference's, else the first."""
        text = self.request.GET.get("day", "")
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            if text:
                raise Http404 from None
        today = self.conference.today()
        return today if today in self.conference.days else self.conference.starts_on

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = self.part()
        if "seen" in request.GET:
            if request.GET["seen"] == part["seen"]:
                return HttpResponse(status=204)
            return HttpResponse(render_to_string(self.part_name, self.get_context_data(**part), request))
        return self.render_to_response(self.get_context_data(**part))

    def part(self) -> dict[str, Any]:
        """Return what changes; `seen` stays the same while it does not."""
        days = run_of_show(self.conference, self.day)
        now = timezone.now()
        live = self.day == self.conference.today()
        sessions = [
            _live(row, now if live else None) for row in (days[0].sessions if days else ()) if row.cues
        ]
        over = self.over(days)
        revisions = [row.session.revision for row in sessions]
        mark = hashlib.sha256(repr((sessions, revisions, over)).encode()).hexdigest()[:16]
        return {"sessions": sessions, "over": over, "seen": mark, "is_today": live}

    def over(self, days: list[RunDay]) -> list[str]:
        return [over_text(passed_limit) for day in days for passed_limit in day.over]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            day=self.day,
            days=self.conference.days,
            steps=[(step, f"{step:+d}".replace("-", "−")) for step in STEPS],
            **kwargs,
        )


def _live(row: RunSession, now: dt.datetime | None) -> LiveSession:
    states = states_of([timed.cue.begun_at is not None for timed in row.cues])
    cues = []
    for timed, state in zip(row.cues, states, strict=True):
        moment = timed.times.ends if state == "now" else timed.times.starts
        has_countdown = now is not None and state in ("now", "next")
        cues.append(
            LiveCue(
                timed,
                state,
                minutes_between(now, moment) if has_countdown and now else None,
                problem_text(timed),
                interpreters_text(timed.over),
            )
        )
    return LiveSession(row.session, tuple(cues), runs_over_text(row.runs_over))


class CueActionView(AgendaMixin, ActionView):
    """An action on the live page; the answer is the page, or the part of it that changes."""

    permission = "agenda.run_show"

    def get_object(self) -> Cue:
        return self.own_row(Cue.objects.select_related("session__conference"))

    def get_success_url(self) -> str:
        day = self.object.session.conference_day
        address = f"{self.to('live')}?day={day}" if day else self.to("live")
        return f"{address}&seen=" if getattr(self.request, "htmx", False) else address


class CueBeginView(CueActionView):
    """Marks a cue as begun now, or as not begun after all."""

    def perform(self) -> None:
        begin_cue(self.object, by=self.acting_user, begun="back" not in self.request.POST)


class CueDelayView(CueActionView):
    """Delays a cue by some minutes, or brings it forward."""

    def perform(self) -> None:
        try:
            minutes = int(self.request.POST.get("minutes", ""))
        except ValueError:
            raise Refused(_("By how many minutes?")) from None
        delay_cue(self.object, minutes, by=self.acting_user)


class PresenceView(RunOfShowMixin, SecretariatView):
    """Chairs, speakers and interpreters, room by room: who was recorded today, and who was not."""

    permission = "agenda.view_presence"
    template_name = "agenda/run_of_show/presence.html"
    navigation_key = "agenda.presence"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = expected_now(self.conference)
        missing = {entry.person.pk for row in sessions for entry in row.missing}
        return super().get_context_data(
            sessions=sessions,
            missing=len(missing),
            can_see_phones=self.request.user.has_perm("people.view_person", self.conference),
            now=timezone.localtime(),
            **kwargs,
        )
