"""The drafting screen: the page in the room, at an unguessable address, and its operator's page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.conferences.web.base import ConferenceMixin
from confman.translation.languages import interface_language, set_reading_languages
from confman.web.access import PUBLIC
from confman.web.errors import Refused
from outcomes.drafting.domain.screen import (
    STEPS,
    drop_oral_text,
    oral_text,
    renew_screen_address,
    screen_of,
    show_on_screen,
    step_on_screen,
    type_oral_text,
)
from outcomes.drafting.models import DraftingScreen
from outcomes.drafting.web.group_base import AreaMixin, GroupMixin
from outcomes.recommendations.domain.plain_text import ParagraphText, labels
from outcomes.recommendations.domain.versions import may_write, revise_recommendation
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.base import language_facts
from outcomes.screens.domain import content_of, mark_of


class ScreenMixin(ConferenceMixin):
    """The screen's address, which shows its holder the content set by the operator, and nothing else."""

    may_be_cached = True
    permission = PUBLIC

    def prepare(self) -> None:
        super().prepare()
        self.screen = get_object_or_404(
            DraftingScreen.objects.select_related("working_group", "recommendation__current_version"),
            conference=self.conference,
            token=self.kwargs["token"],
        )
        self.has_secret = True
        self.screen.conference = self.conference
        if self.screen.recommendation:
            self.screen.recommendation.conference = self.conference
        language = self.screen.language or self.conference.default_language
        translation.activate(interface_language(language) or "en")
        set_reading_languages(language, *self.conference.languages)


class DraftingScreenView(ScreenMixin, TemplateView):
    """The page on the wall, which refreshes its content by itself."""

    template_name = "outcomes/screens/onsite/screen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            on_screen=content_of(self.screen),
            mark=mark_of(self.screen),
            screen_token=self.screen.token,
            **kwargs,
        )


class DraftingScreenPartView(ScreenMixin, View):
    """The present content of the screen, for the page's script; 304 while nothing has changed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        etag = quote_etag(mark_of(self.screen))
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None and unchanged.status_code == 304:
            return unchanged
        part = render_to_string(
            "outcomes/screens/onsite/screen_part.html", {"on_screen": content_of(self.screen)}, request
        )
        return JsonResponse({"part": part}, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


class OperateForm(forms.Form):
    """A form for one action of the operator: a step, or a direct choice."""

    step = forms.ChoiceField(choices=[(str(step), str(step)) for step in STEPS], required=False)
    recommendation = forms.UUIDField(required=False)
    paragraph = forms.CharField(max_length=40, required=False)
    language = forms.CharField(max_length=16, required=False)
    second_language = forms.CharField(max_length=16, required=False)
    oral = forms.CharField(max_length=100_000, required=False)


class OperatorPage(AreaMixin, TemplateView):
    """A page that sets the content of a screen, by button or key; for htmx only the changed part is returned."""

    permission = "outcomes.operate_screen"
    template_name = "outcomes/screens/operator.html"
    group: Any = None
    permission_on = "screen"

    @cached_property
    def screen(self) -> DraftingScreen:
        screen = screen_of(self.conference, self.group)
        screen.conference = self.conference
        if screen.recommendation:
            screen.recommendation.conference = self.conference
        return screen

    def recommendations(self) -> list[Recommendation]:
        """List the recommendations that the operator goes through, in their order."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused, form = "", OperateForm(request.POST)
        try:
            if not form.is_valid():
                raise Refused(_("This could not be understood. Try again."))
            self.operate(form.cleaned_data)
        except Refused as error:
            refused = error.message
        if "HX-Request" in request.headers:
            self.template_name = "outcomes/screens/operator_part.html"
            return self.render_to_response(self.get_context_data(refused=refused))
        if refused:
            messages.error(request, refused)
        return HttpResponseRedirect(request.path)

    def operate(self, data: dict[str, Any]) -> None:
        """Carry out one action. Raises Refused."""
        screen, by = self.screen, self.acting_user
        action = self.request.POST.get("action", "")
        if data["step"]:
            step_on_screen(screen, by=by, step=data["step"], recommendations=self.recommendations())
        elif action == "renew":
            renew_screen_address(screen, by=by)
            messages.success(
                self.request, _("The screen has a new address. Open it again on the computer in the room.")
            )
        elif action == "type":
            type_oral_text(screen, by=by, paragraphs=self._typed_text(data))
        elif action == "drop":
            drop_oral_text(screen, by=by)
        elif action == "save":
            self._save(data)
        else:
            key = data["recommendation"]
            recommendation = next(
                (row for row in self.recommendations() if row.pk == key), screen.recommendation
            )
            if recommendation is None:
                raise Refused(_("Choose what is to stand on the screen."))
            show_on_screen(
                screen, by=by, recommendation=recommendation, paragraph=data["paragraph"], language=data["language"],
                second_language=data["second_language"] if "second_language" in self.request.POST else None,
                shows=screen.shows if screen.shows != DraftingScreen.Shows.BLANK else DraftingScreen.Shows.TEXT,
            )  # fmt: skip

    def _typed_text(self, data: dict[str, Any]) -> list[ParagraphText]:
        """Return the whole text with one paragraph as typed, if it is still the same as when typing began."""
        recommendation = self.screen.recommendation
        version = recommendation.current_version if recommendation else None
        if version is None:
            raise Refused(_("Put a recommendation on the screen first: there is no text to amend."))
        before = oral_text(self.screen) or [
            ParagraphText(row.text(self.screen.language), row.level, row.id) for row in version.body
        ]
        return [
            ParagraphText(data["oral"], row.level, row.id) if row.id == data["paragraph"] else row
            for row in before
        ]

    def _save(self, data: dict[str, Any]) -> None:
        recommendation = self.screen.recommendation
        if recommendation is None or recommendation.current_version is None:
            raise Refused(_("Put a recommendation on the screen first: there is no text to amend."))
        by = self.acting_user
        if not may_write(recommendation, by):
            raise Refused(_("You may not work on the text of %(what)s now.") % {"what": recommendation.label})
        rows_by_id = {row.id: row for row in self._typed_text(data)}
        body = recommendation.current_version.body
        revise_recommendation(
            recommendation,
            by=by,
            person=self.person,
            base=recommendation.current_version,
            language=self.screen.language,
            written=[
                rows_by_id.get(row.id) or ParagraphText(row.text(self.screen.language), row.level, row.id)
                for row in body
            ],
            reason=_("typed on the screen, as read out"),
        )
        drop_oral_text(self.screen, by=by)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        screen = self.screen
        recommendation = screen.recommendation
        body = recommendation.body if recommendation else []
        language = screen.language or self.conference.default_language
        texts = {row.id: row.text(language) for row in body} | {row.id: row.text for row in oral_text(screen)}
        address = reverse("outcomes_onsite:screen", args=[self.conference.slug, screen.token])
        return super().get_context_data(
            screen=screen,
            screen_address=settings.BASE_URL + address,
            recommendations=self.recommendations(),
            shown=recommendation,
            paragraphs=[
                {
                    "id": row.id,
                    "name": mark or _("Paragraph %(number)d") % {"number": number},
                    "level": row.level,
                    "text": texts[row.id],
                    "is_current": row.id == screen.paragraph,
                }
                for number, (row, mark) in enumerate(
                    zip(body, labels((row.level for row in body), language), strict=True), start=1
                )
            ],
            current_text=next((texts[row.id] for row in body if row.id == screen.paragraph), ""),
            language_facts=language_facts(language),
            languages=[language_facts(code) for code in self.conference.languages],
            may_write=bool(recommendation and may_write(recommendation, self.acting_user)),
            **kwargs,
        )


class RoomScreenView(GroupMixin, OperatorPage):
    """The screen of a group, for its writers."""

    permission_on = "screen"

    def recommendations(self) -> list[Recommendation]:
        readable = readable_recommendations(self.request.user, self.conference).filter(
            working_group=self.group
        )
        return list(readable.where(lambda facts: not facts.is_final).with_text().order_by("working_ref"))


class PlenaryScreenView(OperatorPage):
    """The screen of the plenary, for the secretariat and its chair."""

    def recommendations(self) -> list[Recommendation]:
        readable = readable_recommendations(self.request.user, self.conference)
        readable = readable.where(lambda facts: facts.is_agreed and not facts.is_final)
        return list(readable.with_text().in_document_order())
