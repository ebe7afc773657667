"""The text in one language, paragraph by paragraph, beside another; and two versions compared word by word."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.numbers import whole_number
from outcomes.drafting.domain.translation_status import missed_changes
from outcomes.drafting.web.group_base import RecommendationDraftMixin, writer_of
from outcomes.recommendations.domain.plain_text import labels, rows_beside_newest
from outcomes.recommendations.domain.versions import (
    StaleVersion,
    may_translate,
    may_write,
    revise_recommendation,
)
from outcomes.recommendations.domain.wording import compare_normalized, compare_paragraphs
from outcomes.recommendations.models.paragraphs import Paragraph, status_of_text
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.recommendations.web.base import language_facts
from outcomes.recommendations.web.forms import ParagraphFormSet, TextForm


class RecommendationTextView(RecommendationDraftMixin, TemplateView):
    """One language beside another: write, translate, update stale text."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/desk/text_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.language = self.kwargs["language"]
        if self.language not in self.conference.languages:
            raise Http404

    def check_access(self) -> Any:
        denied = super().check_access()
        row, user = self.recommendation, self.request.user
        if denied is None and not (may_write(row, user) or may_translate(row, user)):
            messages.warning(self.request, _("The text of this recommendation cannot be worked on now."))
            return HttpResponseRedirect(self.own_page())
        return denied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, rows = TextForm(request.POST), ParagraphFormSet(request.POST, prefix="p")
        if not (form.is_valid() and rows.is_valid()):
            return self.render_to_response(self.get_context_data(form=form, rows=rows))
        base = get_object_or_404(self.recommendation.versions, pk=form.cleaned_data["base"])
        try:
            version = revise_recommendation(
                self.recommendation,
                by=self.acting_user,
                person=self.person,
                base=base,
                language=self.language,
                written=rows.paragraphs(),
                status=form.cleaned_data["status"],
                editorial=form.cleaned_data["editorial"],
                reason=form.cleaned_data["reason"],
            )
        except StaleVersion as error:
            return self._conflict(error, form, rows, base)
        except Refused as error:
            put_errors(form, error)
            return self.render_to_response(self.get_context_data(form=form, rows=rows))
        messages.success(
            request,
            _("The text was saved as a new version.")
            if version.number == base.number + 1
            else _("Someone saved another paragraph meanwhile. Both changes are in the new version."),
        )
        if "more" in request.POST:
            return HttpResponseRedirect(self.page_of("text", language=self.language))
        return HttpResponseRedirect(self.own_page())

    def _conflict(
        self, error: StaleVersion, form: TextForm, rows: Any, base: RecommendationVersion
    ) -> HttpResponse:
        """Answer 409 with both texts: the writer's own to save again, and the other version beside each paragraph."""
        self.recommendation.refresh_from_db(fields=["current_version"])
        newest = self.recommendation.current_version
        assert newest is not None
        beside = rows_beside_newest(base.body, newest.body, self.language, rows.paragraphs())
        again = TextForm(initial={**form.cleaned_data, "base": newest.pk})
        own_rows = ParagraphFormSet(
            prefix="p",
            initial=[{"id": row.id, "level": row.level, "text": row.text} for row, _theirs in beside],
        )
        theirs = {number: text for number, (_row, text) in enumerate(beside, start=1) if text is not None}
        context = self.get_context_data(form=again, rows=own_rows, theirs=theirs, refused=error.message)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.recommendation.current_version
        body = self.recommendation.body
        status = status_of_text(body, self.language)
        # A translation that is missing or out of date is a draft again.
        initial = {
            "base": version.pk if version else None,
            "status": status if status in ("reviewed", "official") else "draft",
        }
        kwargs.setdefault("form", TextForm(initial=initial))
        frozen = may_translate(self.recommendation, self.request.user)
        rows = [{"id": row.id, "level": row.level, "text": row.text(self.language)} for row in body]
        kwargs.setdefault("rows", ParagraphFormSet(prefix="p", initial=rows))
        if frozen:
            # The empty row at the end is for new paragraphs, which a frozen text cannot get.
            kwargs["rows"].extra = 0
        beside = self._beside(version)
        refused = kwargs.pop("refused", "")
        return super().get_context_data(
            language_facts=language_facts(self.language),
            beside=language_facts(beside) if beside else None,
            pairs=list(self._pairs(kwargs["rows"], body, beside, kwargs.pop("theirs", {}))),
            empty_pair={"form": kwargs["rows"].empty_form, "level": 0},
            others=[
                {**language_facts(code), "active": code == beside}
                for code in self.conference.languages
                if code != self.language
            ],
            refused=refused,
            newest=version,
            newest_writer=writer_of(version, self.audience) if version else "",
            newest_texts=[row.text(self.language) for row in body] if refused else [],
            frozen=frozen,
            **kwargs,
        )

    def _beside(self, version: RecommendationVersion | None) -> str:
        """Return the language shown beside: the one asked for, else the original, else the first that has text."""
        offered = [code for code in self.conference.languages if code != self.language]
        text_languages = (
            [version.original_language, *filter(version.languages.__contains__, offered)] if version else []
        )
        preferred_languages = (self.request.GET.get("beside", ""), *text_languages, *offered)
        return next((code for code in preferred_languages if code in offered), "")

    def _pairs(self, rows: Any, body: list[Paragraph], beside: str, theirs: dict[int, str]) -> Any:
        """Yield each form of the set with the same paragraph in the other language.

        `missed` are the changes there since this language was up to date; `theirs` is someone else's version of the
        paragraph, if it has changed meanwhile.
        """
        paragraphs_by_id = {paragraph.id: paragraph for paragraph in body}
        marks = dict(zip(paragraphs_by_id, labels(paragraph.level for paragraph in body), strict=True))
        missed = self._missed(body, beside)
        for number, form in enumerate(rows.forms, start=1):
            key = form["id"].value() or ""
            paragraph = paragraphs_by_id.get(key)
            yield {
                "number": number,
                "form": form,
                "label": marks.get(key, ""),
                "level": form["level"].value(),
                "source": paragraph.text(beside) if paragraph and beside else "",
                "status": paragraph.status(self.language) if paragraph else "",
                "missed": missed.get(key, []),
                "is_contested": number in theirs,
                "theirs": compare_normalized(form["text"].value() or "", theirs[number])
                if number in theirs
                else [],
            }

    def _missed(self, body: list[Paragraph], beside: str) -> Any:
        if not beside or not any(row.status(self.language) == "stale" for row in body):
            return {}
        versions = self.recommendation.versions.order_by("number").only("paragraphs")
        return missed_changes([version.body for version in versions], self.language, beside)


class CompareView(RecommendationDraftMixin, TemplateView):
    """The page that compares two versions, word by word, in each language."""

    permission = "outcomes.view_recommendation"
    template_name = "outcomes/desk/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.recommendation.versions.select_related("author", "person")
        versions = {version.number: version for version in rows}
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
            later_writer=writer_of(later, self.audience),
            versions=sorted(versions.values(), key=lambda version: version.number),
            columns=[column for column in columns if column["changes"]],
            **kwargs,
        )

    def _number(self, name: str, usual: int) -> int:
        number = whole_number(self.request.GET.get(name))
        return usual if number is None else number
