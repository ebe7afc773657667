"""The adopted recommendations as files, and as a feed, for everyone: only what is published."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.generic import View

from confman.conferences.models import Conference
from confman.conferences.web.base import PublicMixin
from confman.conferences.web.feeds import AtomFeedMixin
from confman.documents.registry import FORMATS
from confman.web.uploads.stored_files import file_response
from outcomes.publication.documents.corrigendum import corrections_in
from outcomes.publication.domain.snapshot import PassageChange
from outcomes.recommendations.documents import text_lines
from outcomes.recommendations.models.document import Annex, DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.tracker.documents import published_file, published_issue

# Feed readers already have the older entries.
NEWEST = 50


class PublishedRecommendationsMixin(PublicMixin):
    """The base of views of the published recommendations; answers 404 until there are any."""

    permission = "outcomes.view_published"

    def published(self) -> Any:
        recommendations = Recommendation.objects.of(self.conference).published()
        if not recommendations.exists():
            raise Http404(_("No recommendation has been published yet."))
        return recommendations

    def address_of(self, row: Recommendation) -> str:
        """Return the permanent address of a recommendation, for citing it."""
        return settings.BASE_URL + reverse(
            "outcomes_public:recommendation-number", args=[self.conference.slug, self.language, row.number]
        )


def issued(conference: Conference) -> Any:
    """Find the issues of the document after its first one, the newest first."""
    issues = DocumentIssue.objects.filter(
        document__conference=conference, document__status=OutcomeDocument.Status.PUBLISHED
    )
    return (
        issues.exclude(kind=DocumentIssue.Kind.ORIGINAL)
        .select_related("document__conference")
        .order_by("-issued_at")
    )


class PublishedRecommendationsFile(PublishedRecommendationsMixin, View):
    """The file of all of them in one language: PDF, Word, web page, Akoma Ntoso, tables."""

    format = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.published()
        file = published_file(self.conference, language=self.language, format=self.format)
        return _as_answer(file, self.format)


class IssueFile(PublishedRecommendationsMixin, View):
    """A corrigendum or a revision, with its changes."""

    cached_queries = None
    format = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        issue = get_object_or_404(issued(self.conference).defer("content"), pk=self.kwargs["issue"])
        return _as_answer(published_issue(issue, language=self.language, format=self.format), self.format)


def _as_answer(file: Any, format: str) -> HttpResponse:
    response = HttpResponse(file.content, content_type=FORMATS[format].content_type)
    disposition = "inline" if format in ("pdf", "html", "json", "akn") else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{file.filename}"'
    response["Cache-Control"] = "no-cache"
    if format == "html":
        # A separate page, whose only style is inline.
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
        )
    return response


class AnnexFile(PublishedRecommendationsMixin, View):
    """The file of an annex of the published document."""

    cached_queries = None

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        annexes = Annex.objects.filter(
            document__conference=self.conference, document__status=OutcomeDocument.Status.PUBLISHED
        )
        return file_response(request, get_object_or_404(annexes, pk=self.kwargs["annex"]).file)


class RecommendationsFeed(AtomFeedMixin, PublishedRecommendationsMixin, View):
    """An Atom feed (RFC 4287): each published recommendation, each corrigendum and revision."""

    home_name = "outcomes_public:recommendation-list"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = self.published().with_text().order_by("-published_at", "-number")[:NEWEST]
        feed = self.new_feed(_("%(conference)s: recommendations") % {"conference": self.conference.title})
        for issue in issued(self.conference).defer("content")[:NEWEST]:
            feed.add_item(
                title=str(issue),
                link=settings.BASE_URL
                + reverse("outcomes_public:issue-pdf", args=[self.conference.slug, self.language, issue.pk]),
                description=self._corrections(issue),
                unique_id=f"urn:uuid:{issue.pk}",
                pubdate=issue.issued_at,
                updateddate=issue.issued_at,
            )
        languages = (self.language, *self.conference.languages)
        for row in rows:
            lines = text_lines(row.body, languages)
            feed.add_item(
                title=row.label,
                link=self.address_of(row),
                description=format_html_join("", "<p>{} {}</p>", ((line.label, line.text) for line in lines)),
                unique_id=f"urn:uuid:{row.pk}",
                pubdate=row.published_at,
                updateddate=row.published_at,
                categories=[str(theme) for theme in row.themes.all()],
            )
        return self.feed_response(feed)

    def _corrections(self, issue: DocumentIssue) -> Any:
        items = corrections_in([PassageChange.from_json(data) for data in issue.changes], self.language)
        if not items:
            return format_html("<p>{}</p>", issue.get_kind_display())
        return format_html_join("", "<p>{}</p>", ((item.place,) for item in items))
