"""The chair's page of amendments to one text: the next one, the chair's words, and the decisions of the room."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.web.base import OwnContextView, SecretariatMixin
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.word_differences import compare_words
from outcomes.amendments.domain.amendments import (
    accept_amendment,
    accept_orally,
    order_amendments,
    reject_amendment,
    spoken_as_read,
    spoken_on_amendment,
    withdraw_amendment,
)
from outcomes.amendments.domain.checks import (
    Party,
    before_the_plenary,
    is_amendable,
    is_open_for_amendments,
    on_screen,
)
from outcomes.amendments.domain.edits import (
    AmendedParagraph,
    ProposedText,
    amended_paragraphs,
    change_now,
    kind_words,
    next_line,
    paragraph_names,
    text_now,
    with_change,
)
from outcomes.amendments.models import Amendment, AmendmentStatus
from outcomes.amendments.web.forms import OralForm
from outcomes.drafting.domain.screen import Shows, screen_of, show_on_screen, type_oral_text
from outcomes.drafting.models import DraftingScreen
from outcomes.recommendations.domain.plain_text import ParagraphText, tidy
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.base import RecommendationMixin, language_facts
from outcomes.recommendations.web.sitting import language_choices, sitting_of


class AmendedTextsView(SecretariatMixin, TemplateView):
    """All texts before the plenary or with amendments, with the number of open ones."""

    permission = "outcomes.view_amendments"
    template_name = "outcomes/amendments/amended_texts.html"
    navigation_key = "outcomes.amendments"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = before_the_plenary(self.conference).order_by().values("pk")
        amended = Amendment.objects.of(self.conference).order_by().values("recommendation")
        recommendations = (
            Recommendation.objects.of(self.conference)
            .filter(Q(pk__in=waiting) | Q(pk__in=amended))
            .select_related("conference", "current_version")
            .annotate(
                open_count=Count(
                    "amendments", filter=Q(amendments__state=AmendmentStatus.OPEN), distinct=True
                ),
                amendment_count=Count("amendments", distinct=True),
            )
            .defer("search_text")
            .with_silence()
            .in_document_order()
        )
        entries = [
            {"row": row, "is_open": is_open_for_amendments(row), "is_amendable": is_amendable(row)}
            for row in recommendations
        ]
        return super().get_context_data(entries=entries, **kwargs)


class AmendmentsView(RecommendationMixin, SecretariatMixin, OwnContextView):
    """The amendments to one text, by paragraph, in the order in which they are put to the room."""

    permission = "outcomes.view_amendments"
    template_name = "outcomes/amendments/amendments.html"
    navigation_key = "outcomes.amendments"

    @cached_property
    def amendments(self) -> list[Amendment]:
        rows = list(self.recommendation.amendments.with_names())
        for row in rows:
            row.recommendation = self.recommendation
        return rows

    @cached_property
    def groups(self) -> list[AmendedParagraph]:
        return amended_paragraphs(self.recommendation, self.amendments)

    @cached_property
    def working_language(self) -> str:
        """The language chosen for the sitting, here or at the desk."""
        return str(sitting_of(self.request, self.conference)["language"])

    def done_url(self) -> str:
        return f"{self.page_of('amendments')}?language={self.working_language}#next"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.recommendation, self.acting_user
        may_decide = may(user, "outcomes.decide_recommendation", row) and is_amendable(row)
        return super().get_context_data(
            groups=[self._group(group) for group in self.groups],
            next=self._next(),
            open_count=sum(amendment.is_open for amendment in self.amendments),
            is_open=is_open_for_amendments(row),
            is_amendable=is_amendable(row),
            may_decide=may_decide,
            # The screen itself is made when something is shown on it.
            may_show=may(user, "outcomes.operate_screen", DraftingScreen(conference=self.conference)),
            may_adopt=may(user, "outcomes.decide_recommendation", row),
            may_set_window=may(user, "outcomes.table_recommendation", row) and is_amendable(row),
            attributed=row.is_attributed,
            ordered=any(amendment.order for amendment in self.amendments),
            paragraphs=self._paragraphs(row.body),
            working_language=self.working_language,
            languages=language_choices(self.conference, self.working_language),
            **kwargs,
        )

    def _paragraphs(self, body: Any) -> list[dict[str, str]]:
        """List what can be amended: each paragraph in each language that it has."""
        names = paragraph_names(body)
        return [
            {"key": paragraph.id, "name": names[paragraph.id], "text": paragraph.best([self.working_language])[1],
             "language": paragraph.best([self.working_language])[0]}
            for paragraph in body
        ]  # fmt: skip

    def _group(self, group: AmendedParagraph) -> dict[str, Any]:
        movable = [line.amendment.pk for line in group.lines if line.amendment.is_open]
        return {
            "group": group,
            "language": language_facts(group.language),
            "lines": [
                {
                    "line": line,
                    "what": kind_words(line.amendment, group.name),
                    "can_rise": line.amendment.is_open and movable[0] != line.amendment.pk,
                    "can_sink": line.amendment.is_open and movable[-1] != line.amendment.pk,
                }
                for line in group.lines
            ],
        }

    def _next(self) -> dict[str, Any] | None:
        next_pair = next_line(self.groups)
        if next_pair is None:
            return None
        group, line = next_pair
        with reading_in(self.working_language, *self.conference.languages):
            names = paragraph_names(self.recommendation.body)
            formula = spoken_on_amendment(
                line.amendment, names.get(group.key, group.name), attributed=self.recommendation.is_attributed
            )
        return {
            "group": group,
            "line": line,
            "what": kind_words(line.amendment, group.name),
            "formula": formula,
            "language": language_facts(group.language),
            "rivals": sum(rival.amendment.is_open for rival in group.lines) - 1,
        }


class _AmendmentActionView(AmendmentsView):
    """An action by one button; a refusal is shown on the page with the present state."""

    permission = "outcomes.decide_recommendation"
    http_method_names = ("post",)

    @cached_property
    def amendment(self) -> Amendment:
        return get_object_or_404(
            self.recommendation.amendments.select_related("recommendation"), pk=self.kwargs["amendment"]
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.perform())
        except Refused as error:
            self.recommendation.refresh_from_db()
            return self.render_to_response(self.get_context_data(refused=error.message), status=409)
        return HttpResponseRedirect(self.done_url())

    def perform(self) -> str:
        raise NotImplementedError


class AmendmentAcceptView(_AmendmentActionView):
    def perform(self) -> str:
        version = accept_amendment(self.amendment, by=self.acting_user)
        return _("%(what)s was accepted. It makes version %(number)d of the text.") % {
            "what": self.amendment.label,
            "number": version.number,
        }


class AmendmentRejectView(_AmendmentActionView):
    def perform(self) -> str:
        reject_amendment(self.amendment, by=self.acting_user)
        return _("%(what)s was rejected.") % {"what": self.amendment.label}


class AmendmentWithdrawView(_AmendmentActionView):
    """Withdraws an amendment at the word of its proposer."""

    def perform(self) -> str:
        amendment = self.amendment
        withdraw_amendment(
            amendment, by=self.acting_user, party=Party(amendment.proposer, amendment.proposed_by)
        )
        return _("%(what)s was withdrawn.") % {"what": amendment.label}


class OrderView(_AmendmentActionView):
    """Moves an amendment up or down among its competitors, or returns to the furthest first."""

    def perform(self) -> str:
        if "reset" in self.request.POST:
            order_amendments(self.recommendation, by=self.acting_user, order=[])
            return _("The amendments are in the usual order again: the furthest from the text first.")
        keys = [line.amendment.pk for group in self.groups for line in group.lines]
        keys_by_text = {str(key): key for key in keys}
        key = keys_by_text.get(self.request.POST.get("up") or self.request.POST.get("down") or "")
        if key is None:
            raise Refused(_("Choose the amendment to be moved."))
        rivals = self._rivals(key)
        index = rivals.index(key) + (-1 if "up" in self.request.POST else 1)
        if 0 <= index < len(rivals):
            first, second = keys.index(key), keys.index(rivals[index])
            keys[first], keys[second] = keys[second], keys[first]
            order_amendments(self.recommendation, by=self.acting_user, order=keys)
        return _("The order was changed.")

    def _rivals(self, key: Any) -> list[Any]:
        """Return the open amendments of the same paragraph, in their order."""
        for group in self.groups:
            keys = [line.amendment.pk for line in group.lines if line.amendment.is_open]
            if key in keys:
                return keys
        raise Refused(_("Amendments already decided keep their place."))


class ShowView(_AmendmentActionView):
    """A view that puts the paragraph with its amendments on the plenary's screen."""

    def perform(self) -> str:
        screen = screen_of(self.conference)
        show_on_screen(
            screen,
            by=self.acting_user,
            recommendation=self.recommendation,
            paragraph=self.amendment.paragraph,
            language=self.amendment.language,
            shows=Shows.AMENDMENTS,
        )
        return _("%(what)s is on the screen of the plenary.") % {"what": self.amendment.label}


class OralView(RecommendationMixin, SecretariatMixin, TemplateView):
    """The operator types what the chair reads; the chair confirms; exactly that text counts."""

    permission = "outcomes.decide_recommendation"
    template_name = "outcomes/amendments/amendment_oral.html"
    navigation_key = "outcomes.amendments"
    refused_status = 409

    @cached_property
    def amendment(self) -> Amendment:
        return get_object_or_404(self.recommendation.amendments.with_names(), pk=self.kwargs["amendment"])

    @cached_property
    def screen(self) -> DraftingScreen:
        return screen_of(self.conference)

    def build_form(self, data: Any = None) -> OralForm:
        facts = language_facts(self.amendment.language)
        return OralForm(
            data, conference=self.conference, language=facts["code"], direction=facts["direction"],
            initial={"text": on_screen(self.amendment, self.screen) or self.proposed()},
        )  # fmt: skip

    def proposed(self) -> str:
        change = change_now(self.amendment, self.recommendation.body)
        return change.text if change else text_now(self.amendment, self.recommendation.body)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.build_form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.build_form(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            try:
                if "confirm" in request.POST:
                    version = accept_orally(
                        self.amendment, by=user_of(request), text=text, screen=self.screen
                    )
                    message = _(
                        "%(what)s was accepted as orally amended. It makes version %(number)d of the text."
                    )
                    messages.success(
                        request, message % {"what": self.amendment.label, "number": version.number}
                    )
                    return HttpResponseRedirect(f"{self.page_of('amendments')}#next")
                if "drop" in request.POST:
                    type_oral_text(self.screen, by=user_of(request), paragraphs=[])
                    return HttpResponseRedirect(f"{self.page_of('amendments')}#next")
                self.put_on_screen(text)
            except Refused as error:
                put_errors(form, error)
                return self.render_to_response(self.get_context_data(form=form), status=self.refused_status)
        return self.render_to_response(self.get_context_data(form=form))

    def put_on_screen(self, text: str) -> None:
        """Put the whole text on the plenary's screen, with the paragraph as it is typed."""
        amendment = self.amendment
        proposal = ProposedText(
            amendment.paragraph, amendment.language, tidy(text), amendment.is_new_paragraph, amendment.level
        )
        then = [row.id for row in amendment.version.body]
        body = with_change(self.recommendation.body, proposal, then=then, key=amendment.paragraph_made)
        if (
            self.screen.recommendation_id != self.recommendation.pk
            or self.screen.language != amendment.language
        ):
            show_on_screen(
                self.screen, by=self.acting_user, recommendation=self.recommendation,
                paragraph=amendment.paragraph, language=amendment.language, shows=Shows.TEXT,
            )  # fmt: skip
        type_oral_text(
            self.screen,
            by=self.acting_user,
            paragraphs=[ParagraphText(row.text(amendment.language), row.level, row.id) for row in body],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, amendment = kwargs["form"], self.amendment
        present = text_now(amendment, self.recommendation.body)
        text = tidy(form["text"].value() or "")
        name = paragraph_names(self.recommendation.body).get(amendment.paragraph, "")
        working_language = sitting_of(self.request, self.conference)["language"]
        with reading_in(working_language, *self.conference.languages):
            formula = spoken_as_read(amendment)
        return super().get_context_data(
            amendment=amendment,
            what=kind_words(amendment, name),
            attributed=self.recommendation.is_attributed,
            present=present,
            pieces=compare_words(present, text),
            typed=text,
            on_screen=on_screen(self.amendment, self.screen),
            language=language_facts(amendment.language),
            formula=formula,
            working_language=working_language,
            **kwargs,
        )


class TypeView(OralView):
    """Shows the text that the operator types on the screen, and returns the change, for the page's script."""

    template_name = "outcomes/amendments/amendment_oral_part.html"
    http_method_names = ("post",)
    # htmx swaps in only answers with status 200.
    refused_status = 200
