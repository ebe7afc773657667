"""The team, and invitations to it."""

import datetime as dt
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from confman.accounts.domain.rate_limits import count_try
from confman.conferences.domain.team import change_role, invite_member, remove_member
from confman.conferences.models import Membership
from confman.conferences.web.conference_forms import RoleForm, TeamInviteForm
from confman.conferences.web.resources import tables
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView, VerbMixin
from confman.web.templatetags.confman_web import moment


class TeamMixin:
    permission = "conferences.manage_team"
    navigation_key = "conferences.team"


class TeamTable(tables.ResourceTable):
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), accessor="who")
    email = tables.EvidentColumn(gettext_lazy("E-mail"), accessor="user__email")
    role = tables.ChoiceColumn(gettext_lazy("Role"))
    since = tables.Column(gettext_lazy("Since"), accessor="accepted_at", empty_values=())
    actions = tables.Column("", accessor="pk")

    def render_since(self, value: dt.datetime | None) -> str:
        if value is None:
            return pgettext("to the team, not yet accepted", "invited")
        return moment(value, "DATE_FORMAT")

    def render_actions(self, record: Membership) -> SafeString:
        actions = (("member-role", _("Change the role")), ("member-remove", _("Remove")))
        links = (
            self.to(f"conferences_secretariat:{name}", record, text, record.who) for name, text in actions
        )
        return format_html('<span class="link-row">{}{}</span>', *links)


class TeamView(TeamMixin, ListView, VerbFormView):
    """The conference's team, with the form to invite another member."""

    form_class = TeamInviteForm
    template_name = "conferences/team.html"
    table = TeamTable
    submit = gettext_lazy("Invite")

    def perform(self, form: TeamInviteForm) -> str:
        count_try("invitation", account=self.request.user.pk, mailbox=form.cleaned_data["email"])
        membership = invite_member(self.conference, by=self.acting_user, **form.cleaned_data)
        return _("%(user)s was invited by e-mail.") % {"user": membership.user.email}

    def get_rows(self) -> Any:
        return self.conference.memberships.select_related("user")


class TeamMemberMixin(TeamMixin, VerbMixin):
    queryset = Membership.objects.select_related("user", "conference")

    def message_values(self) -> dict[str, Any]:
        return {"user": self.object.who, "role": self.object.get_role_display()}


class MemberRoleView(TeamMemberMixin, VerbFormView):
    """Gives a member another role."""

    form_class = RoleForm
    heading = gettext_lazy("Role of %(user)s")
    verb = change_role
    success_message = gettext_lazy("The role was changed.")


class MemberRemoveView(TeamMemberMixin, ConfirmView):
    """Removes a member."""

    action = gettext_lazy("Remove from the team")
    danger = True
    question = gettext_lazy("Remove %(user)s from the team?")
    consequence = gettext_lazy(
        "They no longer work for this conference as “%(role)s”. Their work and their account remain."
    )
    verb = remove_member
    success_message = gettext_lazy("%(user)s was removed from the team.")
