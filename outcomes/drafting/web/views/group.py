"""A working group's room: its drafts with what is open on each, a new draft, actions of chair and rapporteur."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.conferences.web.base import require
from confman.conferences.web.verb_views import ActionFormView, ActionView
from confman.people.privacy import may_list
from outcomes.drafting.domain import group_stages
from outcomes.drafting.domain.discussion import State
from outcomes.drafting.web.forms import ReturnForm
from outcomes.drafting.web.group_base import DraftMixin, GroupMixin
from outcomes.recommendations.domain.brackets import brackets_once
from outcomes.recommendations.domain.versions import draft_recommendation
from outcomes.recommendations.domain.visibility import DISCUSSED_STAGES, readable_recommendations
from outcomes.recommendations.web.forms import RoomDraftForm


class RoomView(GroupMixin, TemplateView):
    """The group's drafts, and what is open on each: brackets, comments, proposals, languages."""

    permission = "outcomes.enter_room"
    template_name = "outcomes/drafting/room.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = readable_recommendations(user, self.conference).filter(working_group=self.group).with_text()
        open_ones = Q(comments__state=State.OPEN, comments__answer_to=None)
        rows = list(
            found.annotate(
                open_comments=Count(
                    "comments", filter=open_ones & Q(comments__proposed_text=""), distinct=True
                ),
                open_proposals=Count(
                    "comments", filter=open_ones & ~Q(comments__proposed_text=""), distinct=True
                ),
            ).order_by("working_ref")
        )
        for row in rows:
            row.conference = self.conference
            row.open_brackets = brackets_once(row.current_version.body)
        roles = self.group.roles.select_related("person").order_by("position")
        return super().get_context_data(
            rows=[row for row in rows if row.stage in DISCUSSED_STAGES],
            finished=[row for row in rows if row.stage not in DISCUSSED_STAGES],
            leading=[role for role in roles if role.role != "member" and self.may_name(role.person)],
            may_write=user.has_perm("outcomes.write_in_room", self.group),
            **kwargs,
        )

    def may_name(self, person: Any) -> bool:
        """Tell whether this audience may know who leads the group."""
        return may_list(person.listing, self.audience)


class RoomDraftView(GroupMixin, ActionFormView):
    """A new draft of this group: one text in one language is enough to begin with."""

    permission = "outcomes.write_in_room"
    template_name = "outcomes/drafting/room_draft.html"
    form_class = RoomDraftForm

    @transaction.atomic
    def perform(self, form: RoomDraftForm) -> Any:
        self.made = draft_recommendation(
            self.conference,
            by=self.acting_user,
            person=self.person,
            paragraphs=form.paragraphs,
            working_group=self.group,
            details={"session": form.cleaned_data["session"]},
            **form.several(by=self.acting_user, language=self.conference.default_language),
        )
        return _("The draft was saved as %(ref)s.") % {"ref": self.made.working_ref}

    def get_success_url(self) -> str:
        return self.page_of("room")


class RoomActionView(DraftMixin, ActionView):
    """A view that submits, returns or agrees by one button, from the discussion."""

    permission = "outcomes.view_recommendation"
    # The permission that each action needs, checked before it; the verb reports any obstacles.
    ACTIONS: dict[str, tuple[str, Callable[..., None]]] = {
        "submit": ("outcomes.submit_recommendation", group_stages.submit_recommendation),
        "return": ("outcomes.agree_recommendation", group_stages.return_recommendation),
        "agree": ("outcomes.agree_recommendation", group_stages.agree_recommendation),
    }

    def perform(self) -> str:
        if self.kwargs["action"] not in self.ACTIONS:
            raise Http404
        permission, verb = self.ACTIONS[self.kwargs["action"]]
        require(self.request, permission, self.recommendation)
        form = ReturnForm(self.request.POST)
        asks = form.is_valid() and self.kwargs["action"] == "return"
        verb(self.recommendation, by=self.acting_user, **(form.cleaned_data if asks else {}))
        stage = self.recommendation.get_stage_display()
        return _("%(what)s is now “%(stage)s”.") % {"what": self.recommendation.label, "stage": stage}

    def get_success_url(self) -> str:
        return self.page_of("discussion")
