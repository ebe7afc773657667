"""A working group’s room: its drafts, whether new, split or imported, with what is open on each; its actions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from agenda.rooms.models import WorkingGroup
from confman.conferences.web.base import require
from confman.conferences.web.verb_views import ActionFormView, ActionView
from confman.people.models import Person
from confman.people.privacy import may_list
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from outcomes.drafting.domain import group_stages
from outcomes.drafting.domain.discussion import Status
from outcomes.drafting.domain.group_stages import parts_of, split_recommendation
from outcomes.drafting.exchange.text_import import ReadText, import_drafts, read_text
from outcomes.drafting.exchange.text_rows import ImportedRow
from outcomes.drafting.web.forms import (
    DraftChoicesForm,
    ImportedRowFormSet,
    ReturnForm,
    SplitForm,
    TextImportForm,
)
from outcomes.drafting.web.group_base import AreaMixin, GroupMixin, RecommendationDraftMixin
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.domain.transitions import TRANSITIONS, may
from outcomes.recommendations.domain.versions import draft_recommendation, groups_of_writer
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.domain.wording import count_brackets
from outcomes.recommendations.web.forms import RoomDraftForm


class RoomView(GroupMixin, TemplateView):
    """The group's drafts, and what is open on each: brackets, comments, proposals, languages."""

    permission = "outcomes.enter_room"
    template_name = "outcomes/drafting/room.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        recommendations = (
            readable_recommendations(user, self.conference).filter(working_group=self.group).with_text()
        )
        open_ones = Q(comments__state=Status.OPEN, comments__answer_to=None)
        rows = list(
            recommendations.annotate(
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
            row.open_brackets = count_brackets(row.current_version.body)
        roles = self.group.roles.select_related("person").order_by("position")
        return super().get_context_data(
            rows=[row for row in rows if row.facts.is_discussed],
            finished=[row for row in rows if not row.facts.is_discussed],
            leading=[role for role in roles if role.role != "member" and self.may_name(role.person)],
            may_write=user.has_perm("outcomes.write_in_room", self.group),
            **kwargs,
        )

    def may_name(self, person: Person) -> bool:
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


class RoomActionView(RecommendationDraftMixin, ActionView):
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


class SplitView(RecommendationDraftMixin, ActionFormView):
    """The page that splits a text, for the group's writers, and for the drafting committee once it is agreed."""

    permission = "outcomes.split_recommendation"
    template_name = "outcomes/drafting/split.html"
    form_class = SplitForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.recommendation.facts.is_split:
            return HttpResponseRedirect(self.own_page())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "body": self.recommendation.body}

    def perform(self, form: SplitForm) -> Any:
        new_drafts = split_recommendation(
            self.recommendation,
            by=self.acting_user,
            person=self.person,
            parts=parts_of(self.recommendation.body, form.chosen()),
            reason=form.cleaned_data["reason"],
        )
        return _("%(ref)s was split into %(parts)s.") % {
            "ref": self.recommendation.working_ref,
            "parts": ", ".join(draft.working_ref for draft in new_drafts),
        }

    def get_success_url(self) -> str:
        return self.own_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.get_form()
        transition = TRANSITIONS["split"]
        marks = labels(row.level for row in self.recommendation.body)
        return super().get_context_data(
            possible=transition.starts_from(self.recommendation),
            obstacles=transition.obstacles(self.recommendation),
            rows=[
                {
                    "label": mark,
                    "level": row.level,
                    "text": row.best(self.conference.languages),
                    "field": field,
                }
                for mark, (row, field) in zip(marks, kwargs["form"].rows, strict=True)
            ],
            language_of_text=self.conference.default_language,
            **kwargs,
        )


class DraftImportPage(AreaMixin, TemplateView):
    """Two steps at one address: the first reads the text, the second, which carries all rows with it, saves."""

    template_name = "outcomes/drafting/text_import.html"
    # The group whose room this is; without it any group that the user writes for.
    group: WorkingGroup | None = None

    def back(self) -> str:
        """Return the address that the reader comes from and goes back to."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "rows-TOTAL_FORMS" in request.POST:
            return self._accept(request)
        form = TextImportForm(request.POST, request.FILES, conference=self.conference)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                text = read_text(file.read() if file else form.cleaned_data["text"].encode())
            except Refused as error:
                form.add_error("file" if file else "text", error.message)
            else:
                return self._preview(text, file.name if file else "")
        return self.render_to_response(self.get_context_data(form=form))

    def _preview(self, text: ReadText, name: str) -> HttpResponse:
        rows = ImportedRowFormSet(
            prefix="rows", initial=[{"kind": row.kind, "text": row.text} for row in text.rows]
        )
        choices = self._choices(initial={"source": name, "group": self.group})
        return self.render_to_response(
            self.get_context_data(rows=rows, choices=choices, notes=text.notes, name=name)
        )

    def _accept(self, request: HttpRequest) -> HttpResponse:
        rows, choices = ImportedRowFormSet(request.POST, prefix="rows"), self._choices(request.POST)
        if rows.is_valid() and choices.is_valid():
            data = choices.cleaned_data
            try:
                drafts = import_drafts(
                    self.conference,
                    by=self.acting_user,
                    person=self.person,
                    rows=[ImportedRow(row["kind"], row["text"]) for row in rows.cleaned_data],
                    language=data["language"],
                    working_group=self.group or data.get("group"),
                    source=data["source"],
                )
            except Refused as error:
                put_errors(choices, error)
            else:
                messages.success(
                    request,
                    ngettext("%(count)d draft was imported.", "%(count)d drafts were imported.", len(drafts))
                    % {"count": len(drafts)},
                )
                return HttpResponseRedirect(self.back())
        return self.render_to_response(
            self.get_context_data(rows=rows, choices=choices, name=request.POST.get("source", ""))
        )

    def _choices(self, data: Any = None, **kwargs: Any) -> DraftChoicesForm:
        user = self.acting_user
        form = DraftChoicesForm(
            data,
            conference=self.conference,
            groups=groups_of_writer(self.conference, user),
            may_choose_none=may(user, "outcomes.table_recommendation", self.conference),
            **kwargs,
        )
        if self.group is not None:
            form.fields.pop("group")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "rows" not in kwargs:
            kwargs.setdefault("form", TextImportForm(conference=self.conference))
        return super().get_context_data(back=self.back(), title=_("Import texts"), **kwargs)


class RoomImportView(GroupMixin, DraftImportPage):
    """The page that imports drafts into the room of one group."""

    group: WorkingGroup
    permission = "outcomes.write_in_room"

    def back(self) -> str:
        return self.page_of("room")


class TextImportView(DraftImportPage):
    """The page that imports drafts into any group, or for the plenary: from the list of the secretariat."""

    permission = "outcomes.draft_recommendation"

    def back(self) -> str:
        return reverse("outcomes_secretariat:recommendation-list", args=[self.conference.slug])
