"""Running late: a session begins later, what follows moves, everyone concerned is told. Three steps."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.desk.domain import bulk_actions
from agenda.desk.domain.bulk_actions import carry_out, dry_run, preview_delay, run_late, slots_of
from agenda.desk.domain.bulk_plans import MovePlan
from agenda.desk.web.forms import LateForm, late_note
from agenda.desk.web.views.bulk_actions import BulkPreview, ShownFirstView, plan_preview
from agenda.releases.domain.notices import send_notices
from agenda.releases.models import AgendaRelease
from agenda.releases.web.change_lines import change_lines
from agenda.run_of_show.domain.progress import current_sessions
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.people.models import Person
from confman.web.forms.base import show_instead
from confman.web.numbers import whole_number

# Usual delays.
USUAL_MINUTES = (5, 10, 15, 20, 25, 30, 45, 60)
NAMED = 12


class RunningLateView(ShownFirstView):
    """`?session=` asks for the minutes, `?session=&minutes=` shows what would move and who is told, POST does it."""

    template_name = "agenda/desk/late.html"
    guide = "running-late"
    form: LateForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.slots = slots_of(self.conference)
        query = request.GET
        minutes = query.get("minutes") or query.get("other")
        if not query.get("session") or not minutes:
            self.form = self.make_form(None)
            return self.render_to_response(self.get_context_data())
        data = QueryDict(mutable=True)
        data.update({"session": query["session"], "minutes": minutes, "scope": query.get("scope") or "day"})
        for name in ("pauses_to", "cut"):
            if name in query:
                data[name] = query[name]
        unbound = self.make_form(None)
        data.update({"publish": "on", "label": unbound.initial.get("label", "")})
        # A session that was due longer ago than it is late can no longer begin late.
        start = next((slot.start for slot in self.slots if slot.id == query["session"]), None)
        late = whole_number(minutes)
        if start and late is not None and timezone.now() - start >= dt.timedelta(minutes=late):
            data["has_begun"] = "on"
        self.form = self.make_form(data)
        if self.form.is_valid():
            self.show()
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.slots = slots_of(self.conference)
        self.form = self.make_form(request.POST)
        return self.take(request)

    def show(self) -> bool:
        """Look at what would happen; a note that nobody has changed says what would happen now."""
        is_shown, data = super().show(), self.request.POST
        if is_shown and data.get("note") == data.get("suggested_note"):
            show_instead(self.form, "note", self.suggested_note)
        return is_shown

    def make_form(self, data: Any) -> LateForm:
        session = self.request.GET.get("session", "")
        if not session and (now := current_sessions(self.conference)):
            session = str(now[-1].pk)
        return LateForm(data, conference=self.conference, slots=self.slots, selected=[session])

    def get_preview(self) -> BulkPreview:
        """Return what would move, and who would be told."""
        self.plan: MovePlan = self.form.plan()
        self.session = Session.objects.of(self.conference).get(pk=self.form.cleaned_data["session"])
        self.suggested_note = late_note(self.conference, self.plan, self.session)
        trial = dry_run(
            self.conference,
            lambda: carry_out(self.conference, self.plan, by=self.acting_user, action=bulk_actions.LATE),
            lambda: preview_delay(self.conference),
        )
        return plan_preview(self.conference, self.plan, trial)

    def perform(self) -> HttpResponse:
        data = self.form.cleaned_data
        # Users who may change the agenda may not always publish it.
        publish = bool(data.get("publish")) and self.may_publish()
        release = run_late(
            self.conference,
            self.plan,
            by=self.acting_user,
            publish=publish,
            label=data.get("label", ""),
            note=data.get("note", ""),
            seen=self.request.POST.get("seen_release", ""),
        )
        count = len(self.plan.moves)
        message = ngettext("One session was moved.", "%(count)d sessions were moved.", count) % {
            "count": count
        }
        if release is None:
            messages.success(self.request, message)
            return HttpResponseRedirect(self.to("session-list"))
        message = f"{message} {_('Published as “%(label)s”.') % {'label': release}}"
        messages.success(
            self.request, f"{message} {self.send_or_leave(release, at_once=bool(data.get('send')))}".strip()
        )
        waits = release.notices.drafts().exists()
        return HttpResponseRedirect(self.to("release-mails" if waits else "release", release.pk))

    def send_or_leave(self, release: AgendaRelease, *, at_once: bool) -> str:
        """Send the mails or leave them; return the message to show."""
        if at_once:
            sent = send_notices(release, by=self.acting_user)
            text = ngettext("One mail is on its way.", "%(count)d mails are on their way.", sent.sent)
            return text % {"count": sent.sent}
        waiting = release.notices.drafts().count()
        if not waiting:
            return _("There is nobody to inform by mail.")
        text = ngettext(
            "One mail waits for you to review it.", "%(count)d mails wait for you to review them.", waiting
        )
        return text % {"count": waiting}

    def may_publish(self) -> bool:
        return bool(self.request.user.has_perm("agenda.publish_agenda", self.conference))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form,
            preview=self.preview,
            minutes=USUAL_MINUTES,
            suggested_note=self.suggested_note if self.preview else "",
            has_begun=bool(self.preview and self.session.start and self.session.start <= timezone.now()),
            may_publish=self.may_publish(),
            **(self.consequences() if self.preview else {}),
            **kwargs,
        )

    def consequences(self) -> dict[str, Any]:
        """Return who is told, and what else the release would change."""
        assert self.preview is not None
        assert self.preview.trial is not None
        publishing, notices = self.preview.trial.collected
        previous = publishing.previous
        if previous is None:
            return {"readers": [], "reader_count": 0, "changes": []}
        people = [draft.reader.person for draft in notices if draft.reader.person]
        users = [draft.reader.user for draft in notices if draft.reader.user]
        found = Person.objects.of(self.conference).filter(pk__in=people).with_mailbox()
        reached = [str(person) for person in found if person.mail_goes_to]
        unreached = len(people) - len(reached)
        names = reached[:NAMED]
        names += [str(user) for user in User.objects.filter(pk__in=users[: max(NAMED - len(names), 0)])]
        moved_keys = {move.before.id for move in self.plan.moves}
        others = {
            kind: [row for row in rows if row["id"] not in moved_keys]
            for kind, rows in publishing.changes.items()
        }
        return {
            "readers": names,
            "reader_count": len(notices) - unreached,
            "more_readers": len(notices) - unreached - len(names),
            "unreached": unreached,
            "seen_release": publishing.fingerprint,
            "changes": change_lines(self.conference, others, previous.content, publishing.content),
        }
