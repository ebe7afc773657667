"""The working agenda: its list, and the form of a session with the panels beside it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.conflicts.domain.report import ConflictLines, conflicts_of, conflicts_of_session
from agenda.core.web.base import UNDO, AgendaDeleteView, AgendaMixin, FormsView
from agenda.desk.web.forms import GiveRoleForm, SessionTraitsForm
from agenda.desk.web.session_form import SessionEditor
from agenda.desk.web.tables import RoleFilter, RoleTable, SessionFilter, SessionTable
from agenda.history.domain.undo import editing_step
from agenda.releases.models import AgendaRelease
from agenda.run_of_show.domain.progress import late_sessions
from agenda.sessions.domain.sessions import (
    change_session,
    confirm_role,
    create_session,
    decline_role,
    delete_session,
    give_role,
    invite_to_role,
    note_answers,
)
from agenda.sessions.models.session import UNANSWERED, Session, SessionRole
from agenda.speakers.domain import invite_speakers
from confman.accounts.models import Visitor
from confman.accounts.sessions import user_of
from confman.compiled_queries import CompiledQuery
from confman.conferences.registries import Link, ListAction, Record, links_of
from confman.conferences.web.base import require
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import history_of
from confman.documents.domain.access import kinds_for
from confman.documents.models import DocumentJob
from confman.people.models import Person
from confman.translation.marks import quotable
from confman.web.forms.selection import chosen_keys
from confman.web.templatetags.confman_web import mail_leaves, status_badge

# The latest files made of a session.
MADE = 5


def session_facts(session: Session, roles: Sequence[SessionRole]) -> list[tuple[Any, Any]]:
    """Return label and value of each fact; what is empty is left out on the page."""
    return [(_("People"), _people(roles)), (_("Room"), _room(session)), (_("Places"), _places(session))]


def made_of_session(session: Session, user: Visitor) -> list[DocumentJob]:
    """Return the latest files made of this session that the user may have."""
    jobs = DocumentJob.objects.of(session.conference).made().downloadable()
    of_user = jobs.filter(kind__in=[kind.key for kind in kinds_for(user, session.conference)])
    return list(of_user.filter(options__session=str(session.pk))[:MADE])


def _people(roles: Sequence[SessionRole]) -> SafeString:
    """Return a line for each role: the name, what it is, and whether they have said yes."""
    lines = [
        (
            role.person.name,
            capfirst(role.get_role_display()),
            status_badge(role.status, role.get_status_display()),
        )
        for role in roles
    ]
    return format_html_join(
        "", '<p class="mb-2">{}<br><small class="text-secondary">{}</small> {}</p>', lines
    )


def _room(session: Session) -> SafeString | str:
    room = session.room
    if room is None:
        return _("no room") if session.start else ""
    if not room.capacity:
        return str(room.name)
    seats = ngettext("%(count)d seat", "%(count)d seats", room.capacity) % {"count": room.capacity}
    return format_html('{}<br><small class="text-secondary">{}</small>', room.name, seats)


def _places(session: Session) -> str:
    """Return how many have signed up, of how many places; nothing where nobody signs up."""
    if not session.capacity:
        return ""
    return _("%(taken)d of %(capacity)d taken") % {"taken": session.taken, "capacity": session.capacity}


_latest: CompiledQuery[AgendaRelease] = CompiledQuery(
    lambda key: AgendaRelease.objects.filter(conference=key).defer("content", "changes", "followers")[:1],
    UUIDField(),
)


class SessionListView(AgendaMixin, ActionsMixin, ListView):
    """All sessions by day, their conflicts, and those not scheduled."""

    template_name = "agenda/desk/session_list.html"
    edit_permission = "agenda.edit_agenda"
    table, filter = SessionTable, SessionFilter
    is_walked = sorts_keys = True
    add_name = "agenda_secretariat:session-add"
    add_label = gettext_lazy("Add a session")
    empty = Empty(
        "calendar3", gettext_lazy("There are no sessions yet"),
        gettext_lazy("Begin with the opening: a title, a day and an hour are enough."),
    )  # fmt: skip
    bulk_name = "agenda_secretariat:bulk"
    primary_action = "move"
    bulk_actions = (
        ("move", gettext_lazy("Move…")),
        ("shift", gettext_lazy("Shift what follows…")),
        ("swap", gettext_lazy("Swap…")),
        ("fit", gettext_lazy("Fit items…")),
        ("late", gettext_lazy("Running late…")),
    )
    actions = (
        ListAction(
            key="role",
            label=gettext_lazy("Give a role…"),
            verb=give_role,
            form=GiveRoleForm,
            consequence=UNDO,
        ),
        ListAction(
            key="traits",
            label=gettext_lazy("Set theme, audience, status…"),
            verb=partial(change_session, revision=None),
            form=SessionTraitsForm,
            consequence=UNDO,
        ),
    )

    def step(self, action: ListAction) -> Any:
        return editing_step(self.conference, by=self.acting_user, action="agenda.session_changed")

    def get_rows(self) -> Any:
        return Session.objects.of(self.conference)

    def whole_rows(self, keys: Sequence[Any]) -> Mapping[Any, Any]:
        rows = self.get_rows().annotate(
            role_count=Count("roles", filter=~Q(roles__status=SessionRole.Status.DECLINED)),
            open_count=Count("roles", filter=Q(roles__status__in=UNANSWERED)),
        )
        rows = rows.select_related("room", "theme", "working_group")
        sessions = rows.defer("summary", "description", "extra", "links", "search_text").in_bulk(keys)
        for row in sessions.values():
            row.conference = self.conference
        return sessions

    def address_of(self, row: Session) -> str:
        return self.to("session-change", row.pk) if self.may_edit else ""

    @cached_property
    def conflict_lines(self) -> ConflictLines:
        return self.cached_for_user("conflicts", lambda: conflicts_of(self.conference))

    @cached_property
    def filters(self) -> SessionFilter:
        # Searched for only where they are asked about: that takes several queries.
        conflicts: Any = SimpleLazyObject(lambda: self.conflict_lines.conflicts)
        return SessionFilter(
            self.request.GET, self.get_rows(), conference=self.conference, conflicts=conflicts
        )

    @cached_property
    def conflicting(self) -> set[str]:
        return {key for conflict in self.conflict_lines.conflicts for key in conflict.sessions}

    def more(self) -> list[Link]:
        many = self.to("bulk")
        return [
            Link(_("Shift what follows…"), f"{many}?action=shift"),
            Link(_("Swap two sessions…"), f"{many}?action=swap"),
            Link(_("Paste a programme…"), self.to("paste")),
            Link(_("Import a schedule…"), self.to("import")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            conflicts=self.conflict_lines,
            latest=_latest.get_or_none(self.conference.pk),
            links=self.more() if self.may_edit else [],
            **kwargs,
        )
        table = context["table"]
        self.late_sessions = table.cached("late", lambda: late_sessions(self.conference, table.shown))
        return {**context, "late_sessions": self.late_sessions}


class SessionFormView(FormsView):
    """A session, new or existing, with its items and roles: read in parts, each of which unfolds into its form."""

    template_name = "agenda/desk/session_form.html"

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            self.session = self.own_row(
                Session.objects.select_related("conference", "room", "working_group", "theme")
            )
        else:
            self.session = Session(conference=self.conference)
        self.title = str(self.session.title)

    def prepare_forms(self, data: Any) -> None:
        self.editor = SessionEditor(self.request, data, self.conference, self.session)
        self.form = self.editor.form

    def all_forms(self) -> list[Any]:
        return [self.form, self.editor.item_rows, self.editor.role_rows]

    def save(self) -> HttpResponse:
        action = "agenda.session_created" if self.session._state.adding else "agenda.session_changed"
        # People who are made because a row names them are part of the same step.
        with editing_step(self.conference, by=self.acting_user, action=action):
            by = self.acting_user
            values = {
                "items": self.editor.items(),
                "roles": self.editor.roles(),
                **self.form.values(),
                **self.form.theme(by=by),
            }
            if self.session._state.adding:
                self.session = create_session(self.conference, by=by, **values)
                message = _("“%(title)s” was added.")
            else:
                change_session(self.session, by=by, revision=self.form.cleaned_data["revision"], **values)
                message = _("“%(title)s” was saved.")
        messages.success(self.request, message % {"title": quotable(self.session.title)})
        return HttpResponseRedirect(self.in_list(self.to("session-change", self.session.pk)))

    def other_version(self, form: Any, current: Session) -> Any:
        return self.editor.differences_from(current)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_stored = not self.session._state.adding
        return super().get_context_data(
            editor=self.editor,
            folds=self.editor.folds(),
            session=self.session,
            known=is_stored,
            heading=self.title or _("Add a session"),
            conflicts=conflicts_of_session(self.session) if is_stored else [],
            entries=history_of(self.session) if is_stored else [],
            links=self.links() if is_stored else [],
            beside=session_facts(self.session, self.editor.stored_roles) if is_stored else [],
            materials=self.session.materials.all() if is_stored else [],
            made=made_of_session(self.session, self.request.user) if is_stored else [],
            ends=[Link(_("Delete the session"), self.to("session-delete", self.session.pk))]
            if is_stored
            else [],
            **kwargs,
        )

    def links(self) -> list[Link]:
        late = Link(_("Running late…"), f"{self.to('running-late')}?session={self.session.pk}")
        others = links_of(Record.SESSION_OR_GROUP, self.session, user=self.request.user)
        return [*([late] if self.session.start else []), *others]

    def siblings(self) -> Any:
        return None if self.session._state.adding else Session.objects.of(self.conference)


class SessionDeleteView(AgendaDeleteView):
    """Asks, then deletes a session from the working agenda."""

    action = gettext_lazy("Delete the session")
    consequence = gettext_lazy(
        "Its items, roles and materials go with it. Readers see it until the agenda is published again; then it "
        "stands among what was cancelled. To say publicly that it is cancelled, set its status instead."
    )

    queryset = Session.objects.all()
    question = gettext_lazy("Delete “%(title)s”?")
    verb = delete_session
    success_message = gettext_lazy("“%(title)s” was deleted.")

    def message_values(self) -> dict[str, Any]:
        return {"title": quotable(self.object.title)}


class RoleListView(AgendaMixin, ListView):
    """Lists the roles without an answer; answers are noted here, one or many at once."""

    template_name = "agenda/desk/role_list.html"
    navigation_key = "agenda.roles"
    edit_permission = "agenda.edit_agenda"
    lead = gettext_lazy(
        "Speakers who have not confirmed appear in the published agenda as “to be confirmed”, without a name."
    )
    table, filter = RoleTable, RoleFilter
    empty = Empty(
        "check2-circle", gettext_lazy("No answers are awaited"),
        gettext_lazy("Roles are given in the form of a session."),
        "agenda_secretariat:session-list", gettext_lazy("To the agenda"),
    )  # fmt: skip
    primary_action = "link"
    bulk_actions = (
        ("link", gettext_lazy("Send the link to their page")),
        ("confirm", gettext_lazy("Confirmed")),
        ("invite", gettext_lazy("Invited")),
        ("decline", gettext_lazy("Declined")),
    )
    verbs = {"confirm": confirm_role, "invite": invite_to_role, "decline": decline_role}

    def get_rows(self) -> Any:
        roles = SessionRole.objects.filter(session__conference=self.conference)
        return roles.select_related("person", "session", "item").order_by(
            "session__start", "session", "position", "id"
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request, "agenda.edit_agenda", self.conference)
        action = request.POST.get("action", "")
        verb = self.verbs.get(action)
        keys = chosen_keys(request.POST.getlist("selected"))
        roles = SessionRole.objects.filter(session__conference=self.conference, pk__in=keys)
        selected = list(roles.select_related("session__conference", "person__conference", "person__contact"))
        if action == "link" and selected:
            self.send_links([role.person for role in selected])
        elif verb is None or not selected:
            messages.warning(request, _("Choose at least one role, then what to note for it."))
        else:
            seen = {role.pk: request.POST.get(f"seen-{role.pk}", "") for role in selected}
            others = note_answers(selected, verb, by=user_of(request), seen=seen)
            if noted := len(selected) - len(others):
                message = ngettext("Noted for one role.", "Noted for %(count)d roles.", noted)
                messages.success(request, message % {"count": noted})
            if others:
                facts = "; ".join(f"{role} ({role.get_status_display()})" for role in others)
                text = _("The list has changed meanwhile. Look at it once more.")
                messages.warning(request, f"{text} {facts}")
        return HttpResponseRedirect(request.get_full_path())

    def send_links(self, speakers: list[Person]) -> None:
        """Send each person one link, however many roles were chosen; name those without a mailbox.

        Where no mail leaves this machine, say so; the links are for their readers and stand on no page of the team.
        """
        invited = invite_speakers(dict.fromkeys(speakers), by=self.acting_user)
        if invited.sent and mail_leaves():
            text = ngettext(
                "The link was sent to one person.", "The link was sent to %(count)d people.", invited.sent
            )
            messages.success(self.request, text % {"count": invited.sent})
        elif invited.sent:
            text = ngettext(
                "The mail with the link for one person is a file on this machine.",
                "The mails with the links for %(count)d people are files on this machine.",
                invited.sent,
            )
            messages.warning(self.request, text % {"count": invited.sent})
        for people, text in (
            (invited.without_address, _("Without an e-mail address: %(names)s.")),
            (
                invited.too_often,
                _("Too many links were sent, so no mail went to %(names)s. Please try again in an hour."),
            ),
        ):
            if people:
                names = ", ".join(str(person.name) for person in people)
                messages.warning(self.request, text % {"names": names})
