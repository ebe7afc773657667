"""A draft as its group discusses it: paragraph by paragraph, with comments, proposals and brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.conferences.web.verb_views import ActionView
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.web.errors import Refused
from confman.web.word_differences import Piece
from outcomes.drafting.domain import discussion
from outcomes.drafting.domain.discussion import settle_bracket
from outcomes.drafting.domain.translation_status import set_text_status
from outcomes.drafting.models import Comment
from outcomes.drafting.web.forms import BracketForm, ParagraphCommentForm, TextStatusForm
from outcomes.drafting.web.group_base import RecommendationDraftMixin, writer_of
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.domain.transitions import available
from outcomes.recommendations.domain.versions import may_translate, may_write
from outcomes.recommendations.domain.wording import compare_normalized, open_brackets
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.recommendations.web.base import language_facts


@dataclass
class ShownComment:
    """A comment or a proposal, as the page shows it; a proposal with the change it makes."""

    comment: Comment
    who: str
    settler: str
    is_own: bool
    pieces: list[Piece] = field(default_factory=list)
    can_be_taken_over: bool = False
    answers: list[ShownComment] = field(default_factory=list)

    @property
    def language(self) -> dict[str, str]:
        return language_facts(self.comment.language)


class DiscussedMixin:
    """Shows the discussion of a version, paragraph by paragraph, with the forms to add to it."""

    recommendation: Recommendation
    version: RecommendationVersion
    language: str
    beside = ""
    person: Person | None
    audience: Audience
    request: HttpRequest

    def discussed(self, failed: ParagraphCommentForm | None = None) -> dict[str, Any]:
        """Return the comments for the page; `failed` is the form that could not be saved."""
        body, user = self.version.body, self.request.user
        comments = self._comments()
        open_comments = [row for row in comments if row.comment.state == discussion.Status.OPEN]
        paragraph_ids = {row.id for row in body}
        return {
            "version": self.version,
            "language_facts": language_facts(self.language),
            "paragraphs": self._paragraphs(body, open_comments, failed),
            "whole": [row for row in open_comments if row.comment.paragraph not in paragraph_ids],
            "whole_form": failed if failed and not failed["paragraph"].value() else self._form(""),
            "closed": [row for row in comments if row.comment.state != discussion.Status.OPEN],
            "may_comment": user.has_perm("outcomes.comment_on_recommendation", self.recommendation),
        }

    def _paragraphs(
        self, body: Sequence[Paragraph], comments: Sequence[ShownComment], failed: ParagraphCommentForm | None
    ) -> list[dict[str, Any]]:
        marks = labels((row.level for row in body), self.language)
        return [
            {
                "id": row.id,
                "number": number,
                "label": mark,
                "level": row.level,
                "text": row.text(self.language),
                "status": row.status(self.language),
                "beside": row.text(self.beside) if self.beside else "",
                "comments": [shown for shown in comments if shown.comment.paragraph == row.id],
                "form": failed
                if failed and failed["paragraph"].value() == row.id
                else self._form(row.id, row),
                "failed": bool(failed and failed["paragraph"].value() == row.id),
            }
            for number, (row, mark) in enumerate(zip(body, marks, strict=True), start=1)
        ]

    def _form(self, paragraph: str, row: Paragraph | None = None) -> ParagraphCommentForm:
        initial = {
            "version": self.version.pk,
            "paragraph": paragraph,
            "language": self.language,
            "proposed_text": row.text(self.language) if row else "",
        }
        return ParagraphCommentForm(initial=initial, auto_id=f"id-{paragraph or 'whole'}-%s")

    def _comments(self) -> list[ShownComment]:
        rows = (
            self.recommendation.comments.exclude(state=discussion.Status.REMOVED)
            .select_related("person", "author", "version", "settled_by")
            .order_by("created_at", "id")
        )
        shown_comments: dict[UUID, ShownComment] = {}
        texts = {row.id: row for row in self.version.body}
        for comment in rows:
            before = next((row for row in comment.version.body if row.id == comment.paragraph), None)
            old = before.text(comment.language) if before else ""
            now = texts[comment.paragraph].text(comment.language) if comment.paragraph in texts else ""
            shown_comment = ShownComment(
                comment,
                discussion.author_of(comment, self.audience),
                discussion.settler_of(comment, self.audience),
                self._is_own(comment),
                compare_normalized(old, comment.proposed_text) if comment.proposed_text else [],
                bool(comment.proposed_text)
                and (not comment.paragraph or (comment.paragraph in texts and old == now)),
            )
            shown_comments[comment.pk] = shown_comment
            if comment.answer_to_id in shown_comments:
                shown_comments[comment.answer_to_id].answers.append(shown_comment)
        return [row for row in shown_comments.values() if row.comment.answer_to_id is None]

    def _is_own(self, comment: Comment) -> bool:
        person = self.person
        if comment.person_id:
            return bool(person and comment.person_id == person.pk)
        return bool(self.request.user.is_authenticated and comment.author_id == self.request.user.pk)


class DiscussionView(DiscussedMixin, RecommendationDraftMixin, TemplateView):
    """The text in one language, beside another if requested, with the comments on each paragraph."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/drafting/discussion.html"

    def prepare(self) -> None:
        super().prepare()
        version = self.recommendation.current_version
        if version is None:
            raise Http404
        self.version: RecommendationVersion = version
        offered = self.conference.languages
        requested_language, beside = self.request.GET.get("language", ""), self.request.GET.get("beside", "")
        reading_language = self.request.LANGUAGE_CODE
        preferred_languages = (
            requested_language,
            reading_language if reading_language in version.languages else "",
            version.original_language,
        )
        self.language = next((code for code in preferred_languages if code in offered), offered[0])
        self.beside = beside if beside in offered and beside != self.language else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ParagraphCommentForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            version = get_object_or_404(self.recommendation.versions, pk=data["version"])
            answer_to = data["answer_to"] and get_object_or_404(
                self.recommendation.comments, pk=data["answer_to"], answer_to=None
            )
            present_text = next(
                (row.text(data["language"]) for row in version.body if row.id == data["paragraph"]), ""
            )
            try:
                comment = discussion.comment_on_draft(
                    self.recommendation,
                    by=self.acting_user,
                    person=self.person,
                    version=version,
                    language=data["language"],
                    paragraph=data["paragraph"],
                    answer_to=answer_to or None,
                    **form.contribution(present_text),
                )
            except Refused as error:
                form.add_error(None, error.message)
            else:
                messages.success(
                    request,
                    _("Your proposal was added.") if comment.proposed_text else _("Your comment was added."),
                )
                fragment = f"#p-{comment.paragraph or 'whole'}"
                back = (
                    self.own_page() if request.POST.get("back") == "recommendation" else self.discussion_url()
                )
                return HttpResponseRedirect(f"{back}{fragment}")
        return self.render_to_response(self.get_context_data(failed=form), status=200)

    def discussion_url(self) -> str:
        beside = f"&beside={self.beside}" if self.beside else ""
        return f"{self.page_of('discussion')}?language={self.language}{beside}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, body = self.request.user, self.version.body
        is_writer = may_write(self.recommendation, user)
        actions = {action.transition.name: action for action in available(self.recommendation, user)}
        return super().get_context_data(
            beside=language_facts(self.beside) if self.beside else None,
            languages=[
                {
                    **language_facts(code),
                    "active": code == self.language,
                    "status": self.version.status_of(code),
                }
                for code in self.conference.languages
            ],
            others=[language_facts(code) for code in self.conference.languages if code != self.language],
            brackets=[row for row in open_brackets(body) if row.language == self.language],
            may_write=is_writer,
            may_translate=is_writer or may_translate(self.recommendation, user),
            may_split="split" in actions,
            may_change=is_writer and user.has_perm("outcomes.edit_recommendation", self.recommendation),
            actions=[actions[name] for name in ("submit", "agree", "return") if name in actions],
            versions=[
                {"version": row, "who": writer_of(row, self.audience)}
                for row in self.recommendation.versions.select_related("author", "person").order_by(
                    "-number"
                )[:10]
            ],
            here=self.discussion_url(),
            **self.discussed(kwargs.get("failed")),
            **kwargs,
        )


class DiscussionActionView(RecommendationDraftMixin, ActionView):
    """A view for one action by one button on the discussion, to which it leads back."""

    permission = "outcomes.view_recommendation"

    def get_success_url(self) -> str:
        if self.request.POST.get("back") == "recommendation":
            return self.own_page()
        language = self.request.POST.get("language", "")
        query = f"?language={language}" if language in self.conference.languages else ""
        return f"{self.page_of('discussion')}{query}"

    def cleaned(self, form: forms.Form) -> dict[str, Any]:
        if not form.is_valid():
            raise Refused(_("This could not be understood. Look at the newest version and try again."))
        return form.cleaned_data

    def base(self, data: dict[str, Any]) -> RecommendationVersion:
        return get_object_or_404(self.recommendation.versions, pk=data.pop("base"))


class CommentActionView(DiscussionActionView):
    """A view that settles a comment, takes it back, or takes a proposal over."""

    def perform(self) -> str:
        comment = get_object_or_404(
            self.recommendation.comments.select_related("person", "author", "version"),
            pk=self.kwargs["comment"],
        )
        comment.recommendation = self.recommendation
        by, person = self.acting_user, self.person
        match self.kwargs["action"]:
            case "settle":
                discussion.settle_comment(comment, by=by)
                return _("The comment is settled.")
            case "remove":
                discussion.remove_comment(comment, by=by, person=person)
                return _("You have taken it back.")
            case "take-over":
                version = discussion.accept_proposal(comment, by=by, person=person)
                return _("The proposal is in the text now: %(version)s.") % {"version": version}
            case _:
                raise Http404


class BracketView(DiscussionActionView):
    """A view that settles one passage in square brackets."""

    def perform(self) -> str:
        data = self.cleaned(BracketForm(self.request.POST))
        settle_bracket(
            self.recommendation, by=self.acting_user, person=self.person, base=self.base(data), **data
        )
        return _("The passage is settled, as a new version.")


class TextStatusView(DiscussionActionView):
    """A view that marks the text in one language as reviewed, or official."""

    def perform(self) -> str:
        data = self.cleaned(TextStatusForm(self.request.POST))
        set_text_status(
            self.recommendation,
            by=self.acting_user,
            person=self.person,
            base=self.base(data),
            language=self.kwargs["language"],
            **data,
        )
        return _("Saved as a new version with the same words.")
