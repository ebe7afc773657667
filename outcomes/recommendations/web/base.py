"""Parts shared by the pages of the outcomes."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import ConferenceMixin
from confman.conferences.web.verb_views import VerbMixin
from confman.translation.languages import language_direction, language_name
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion

LIST = "outcomes_secretariat:recommendation-list"


class RecommendationMixin(ConferenceMixin):
    """A mixin that finds the recommendation of the address in its conference; the rules are asked about it."""

    navigation_key = "outcomes.recommendations"
    list_name = LIST
    list_label: Any = gettext_lazy("Recommendations")
    permission_on = "recommendation"
    # A part of it that the page is about: the relation, and the name of the key in the address.
    part: tuple[str, str] | None = None

    def prepare(self) -> None:
        super().prepare()
        self.object = self.recommendation = get_object_or_404(
            Recommendation.objects.of(self.conference)
            .with_text()
            .select_related("conference", "document", "session"),
            pk=self.kwargs["pk"],
        )
        if self.part:
            relation, key = self.part
            self.object = get_object_or_404(getattr(self.recommendation, relation), pk=self.kwargs[key])

    def page_of(self, name: str, **kwargs: Any) -> str:
        """Return an address about this recommendation."""
        return reverse(
            f"outcomes_secretariat:{name}",
            kwargs={"slug": self.conference.slug, "pk": self.recommendation.pk, **kwargs},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(recommendation=self.recommendation, **kwargs)


class BackToRecommendation(RecommendationMixin):
    """A form about a recommendation, which leads back to its page."""

    @property
    def list_label(self) -> Any:
        return self.recommendation.label

    def list_url(self) -> str:
        return self.page_of("recommendation")


class ReturnToPlenaryMixin(BackToRecommendation, VerbMixin):
    """A form that leads back to the plenary desk with `?desk=yes`, else to the page of the recommendation."""

    # The parameter that tells the desk what to show: the text just `decided`, or the one `at` hand.
    desk_shows = "decided"

    def get_success_url(self) -> str:
        if "desk" not in self.request.GET:
            return super().get_success_url()
        desk = reverse("outcomes_secretariat:plenary-desk", args=[self.conference.slug])
        return f"{desk}?{self.desk_shows}={self.recommendation.pk}#next"


def language_facts(code: str) -> dict[str, str]:
    """Return code, own name and direction of a language, for a column of a page."""
    return {"code": code, "name": language_name(code), "direction": language_direction(code)}


def side_by_side(version: RecommendationVersion | None, languages: list[str]) -> list[dict[str, Any]]:
    """Return for each language its facts, status, and paragraphs with their labels."""
    body: list[Paragraph] = version.body if version else []
    levels = [paragraph.level for paragraph in body]
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
                for paragraph, mark in zip(body, labels(levels, code), strict=True)
            ],
        }
        for code in [*languages, *extra]
    ]
