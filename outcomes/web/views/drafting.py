"""The list of recommendations, the page of one, its text in each language, its versions."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.editing import ConfirmView, VerbFormView, history_of, put_errors
from confman.web.errors import Refused
from outcomes.domain.brackets import Bracket, open_brackets
from outcomes.domain.comparing import compare_paragraphs
from outcomes.domain.drafting import (
    change_details,
    discard_draft,
    draft_recommendation,
    may_translate,
    may_write,
    revise_recommendation,
)
from outcomes.domain.formula import adoption_formula
from outcomes.domain.plain_text import labels
from outcomes.domain.transitions import Available, available, may
from outcomes.domain.visibility import readable_recommendations
from outcomes.models import Paragraph, Recommendation, RecommendationVersion, Stage
from outcomes.web.base import LIST, BackToRecommendation, RecommendationMixin, language_facts
from outcomes.web.forms import DetailsForm, DraftForm, ParagraphFormSet, RecommendationFilterForm, TextForm

PER_PAGE = 50
SORTS = {"ref": "working_ref", "number": "number", "stage": "stage", "group": "working_group__code"}


class RecommendationListView(SecretariatView):
    """All that the user may read, with filters and search."""

    permission = "outcomes.view_recommendations"
    template_name = "outcomes/recommendation_list.html"
    navigation_key = "outcomes.recommendations"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = RecommendationFilterForm(self.request.GET, conference=self.conference)
        found = form.narrow(readable_recommendations(self.request.user, self.conference))
        page = Paginator(self._sorted(found).with_text(), PER_PAGE).get_page(self.request.GET.get("page"))
        user = self.request.user
        return super().get_context_data(
            form=form,
            page=page,
            languages=[language_facts(code) for code in self.conference.languages],
            filtered=bool(self.request.GET),
            may_draft=user.has_perm("outcomes.draft_recommendation", self.conference),
            may_merge=user.has_perm("outcomes.consolidate_recommendation", self.conference),
            may_export=user.has_perm("outcomes.export_recommendations", self.conference),
            bulk_actions=[("merge", _("Merge"))],
            **kwargs,
        )

    def _sorted(self, found: Any) -> Any:
        asked = self.request.GET.get("sort", "")
        field = SORTS.get(asked.lstrip("-"))
        if not field:
            return found.in_document_order()
        return found.order_by(f"-{field}" if asked.startswith("-") else field, "working_ref", "id")


class RecommendationView(RecommendationMixin, SecretariatView):
    """One recommendation: its texts side by side, what can be done with it, where it comes from."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/recommendation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.recommendation, self.request.user
        version = row.current_version
        adoptions = list(row.adoptions.select_related("session", "chair", "rapporteur"))
        for adoption in adoptions:
            adoption.recommendation = row
        language = self.request.LANGUAGE_CODE  # type: ignore[attr-defined]
        return super().get_context_data(
            texts=side_by_side(version, self.conference.languages),
            brackets=_brackets_once(open_brackets(version.body) if version else []),
            acts=[act for act in available(row, user) if _is_offered(act, row)],
            may_write=may_write(row, user) or may_translate(row, user),
            may_change=may(user, "outcomes.edit_recommendation", row) and not row.is_closed,
            may_discard=row.stage == "draft" and may(user, "outcomes.edit_recommendation", row),
            may_decide=user.has_perm("outcomes.decide_recommendation", row),
            may_follow_up=user.has_perm("outcomes.view_follow_up", row),
            versions=row.versions.select_related("author")
            .prefetch_related("merged_from__recommendation")
            .order_by("-number"),
            adoptions=adoptions,
            formula=adoption_formula(adoptions, language=language),
            positions=row.positions.select_related("delegation"),
            merged=row.merged.all(),
            entries=history_of(row) if user.has_perm("conferences.view_history", self.conference) else [],
            **kwargs,
        )


def _is_offered(act: Available, row: Recommendation) -> bool:
    """An expert meeting is spared tabling, except for what comes before its plenary a second time."""
    again = row.stage in (Stage.DEFERRED, Stage.REFERRED)
    return act.transition.name != "table" or again or bool(row.conference.is_intergovernmental)


def _brackets_once(brackets: list[Bracket]) -> int:
    """How many passages are disputed, each counted once and not again in every language."""
    return max(Counter(bracket.language for bracket in brackets).values(), default=0)


def side_by_side(version: RecommendationVersion | None, languages: list[str]) -> list[dict[str, Any]]:
    """For each language its facts, status, and paragraphs with their labels."""
    body: list[Paragraph] = version.body if version else []
    marks = labels(paragraph.level for paragraph in body)
    extra = [code for code in (version.languages if version else []) if code not in languages]
    return [
        {
            **language_facts(code),
            "status": version.status_of(code) if version else "missing",
            "is_original": bool(version and version.original_language == code),
            "paragraphs": [
                {
                    "label": mark,
                    "level": paragraph.level,
                    "text": paragraph.text(code),
                    "status": paragraph.status(code),
                }
                for paragraph, mark in zip(body, marks, strict=True)
            ],
        }
        for code in [*languages, *extra]
    ]


class DraftView(VerbFormView):
    """A new draft."""

    permission = "outcomes.draft_recommendation"
    navigation_key = "outcomes.recommendations"
    form_class = DraftForm
    heading = gettext_lazy("Draft a recommendation")
    submit = gettext_lazy("Save the draft")
    list_name = LIST
    list_label = gettext_lazy("Recommendations")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def act(self, form: DraftForm) -> Any:
        self.made = draft_recommendation(
            self.conference,
            by=self.request.user,
            paragraphs=form.paragraphs,
            working_group=form.cleaned_data.get("working_group"),
            details=form.details(),
            **form.several(),
        )
        return _("The draft was saved as %(ref)s.") % {"ref": self.made.working_ref}

    def get_success_url(self) -> str:
        return reverse("outcomes_secretariat:recommendation", args=[self.conference.slug, self.made.pk])


class DetailsView(BackToRecommendation, VerbFormView):
    """Addressees, themes and all that is said beside the text."""

    permission = "outcomes.edit_recommendation"
    form_class = DetailsForm
    heading = gettext_lazy("Details of the recommendation")

    def get_form_kwargs(self) -> dict[str, Any]:
        instance = Recommendation.objects.get(pk=self.recommendation.pk)
        return {**super().get_form_kwargs(), "instance": instance}

    def act(self, form: DetailsForm) -> Any:
        change_details(self.recommendation, by=self.request.user, details=form.details(), **form.several())
        return _("The details were saved.")


class DiscardView(BackToRecommendation, ConfirmView):
    """Removes a draft that was never submitted."""

    permission = "outcomes.edit_recommendation"
    action = gettext_lazy("Discard the draft")
    consequence = gettext_lazy("The draft and its versions are deleted. This cannot be undone.")

    def get_question(self) -> str:
        return _("Discard %(ref)s?") % {"ref": self.recommendation.working_ref}

    def act(self) -> Any:
        ref, key = self.recommendation.working_ref, self.recommendation.pk
        discard_draft(self.recommendation, by=self.request.user)
        self.recommendation.pk = key
        self.discarded = True
        return _("%(ref)s was discarded.") % {"ref": ref}

    def get_success_url(self) -> str:
        if getattr(self, "discarded", False):
            return reverse(LIST, args=[self.conference.slug])
        return self.page_of("recommendation")


class TextView(RecommendationMixin, SecretariatMixin, TemplateView):
    """The text in one language, paragraph by paragraph, beside another language."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/text_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.language = self.kwargs["language"]
        if self.language not in self.conference.languages:
            raise Http404

    def check_access(self) -> Any:
        denied = super().check_access()
        user = self.request.user
        if denied is None and not (
            may_write(self.recommendation, user) or may_translate(self.recommendation, user)
        ):
            messages.warning(self.request, _("The text of this recommendation cannot be worked on now."))
            return HttpResponseRedirect(self.page_of("recommendation"))
        return denied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, rows = TextForm(request.POST), ParagraphFormSet(request.POST, prefix="p")
        if form.is_valid() and rows.is_valid():
            base = get_object_or_404(self.recommendation.versions, pk=form.cleaned_data["base"])
            try:
                revise_recommendation(
                    self.recommendation,
                    by=request.user,
                    base=base,
                    language=self.language,
                    written=rows.written(),
                    status=form.cleaned_data["status"],
                    editorial=form.cleaned_data["editorial"],
                    reason=form.cleaned_data["reason"],
                )
            except Refused as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The text was saved as a new version."))
                if "more" in request.POST:
                    return HttpResponseRedirect(self.page_of("text", language=self.language))
                return HttpResponseRedirect(self.page_of("recommendation"))
        return self.render_to_response(self.get_context_data(form=form, rows=rows))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.recommendation.current_version
        body = version.body if version else []
        kwargs.setdefault(
            "form",
            TextForm(
                initial={
                    "base": version.pk if version else None,
                    "status": _kept_status(version, self.language),
                }
            ),
        )
        frozen = may_translate(self.recommendation, self.request.user)
        kwargs.setdefault("rows", ParagraphFormSet(prefix="p", initial=self._initial(body)))
        if frozen:
            # The empty row at the end is for new paragraphs, which a frozen text cannot get.
            kwargs["rows"].extra = 0
        beside = self._beside(version)
        return super().get_context_data(
            language_facts=language_facts(self.language),
            beside=language_facts(beside) if beside else None,
            pairs=list(self._pairs(kwargs["rows"], body, beside)),
            others=[
                {**language_facts(code), "active": code == beside}
                for code in self.conference.languages
                if code != self.language
            ],
            newest=version,
            newest_texts=[paragraph.text(self.language) for paragraph in body],
            frozen=frozen,
            **kwargs,
        )

    def _initial(self, body: list[Paragraph]) -> list[dict[str, Any]]:
        return [{"id": p.id, "level": p.level, "text": p.text(self.language)} for p in body]

    def _beside(self, version: RecommendationVersion | None) -> str:
        """The language shown beside: the one asked for, else the original, else the first that has text."""
        offered = [code for code in self.conference.languages if code != self.language]
        asked = self.request.GET.get("beside", "")
        if asked in offered:
            return asked
        if version and version.original_language in offered:
            return version.original_language
        return next(
            (code for code in offered if version and code in version.languages), offered[0] if offered else ""
        )

    def _pairs(self, rows: Any, body: list[Paragraph], beside: str) -> Any:
        """Each form of the set with the same paragraph in the other language."""
        known = {paragraph.id: paragraph for paragraph in body}
        for number, form in enumerate(rows.forms, start=1):
            paragraph = known.get(form["id"].value() or "")
            yield {
                "number": number,
                "form": form,
                "source": paragraph.text(beside) if paragraph and beside else "",
                "status": paragraph.status(self.language) if paragraph else "",
            }


def _kept_status(version: RecommendationVersion | None, language: str) -> str:
    status = version.status_of(language) if version else "draft"
    return status if status in ("draft", "reviewed", "official") else "draft"


class CompareView(RecommendationMixin, SecretariatView):
    """Two versions, word by word, in each language."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = {
            version.number: version for version in self.recommendation.versions.select_related("author")
        }
        later = versions.get(self._number("to", max(versions, default=0)))
        earlier = versions.get(self._number("from", (later.number if later else 1) - 1))
        if later is None:
            raise Http404
        before = earlier.body if earlier else []
        columns = [
            {**language_facts(code), "changes": compare_paragraphs(before, later.body, code)}
            for code in self.conference.languages
        ]
        return super().get_context_data(
            earlier=earlier,
            later=later,
            versions=sorted(versions.values(), key=lambda version: version.number),
            columns=[column for column in columns if column["changes"]],
            **kwargs,
        )

    def _number(self, name: str, usual: int) -> int:
        asked = self.request.GET.get(name, "")
        return int(asked) if asked.isdecimal() else usual
