"""The adopted recommendations and their follow-up, for everyone, with nothing that is not published."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agenda.rooms.models import WorkingGroup
from confman.conferences.models import Conference, Theme
from confman.conferences.web.base import PublicMixin, PublicView
from confman.conferences.web.feeds import AtomFeedMixin
from confman.conferences.web.forms import ConferenceForm, filter_field, search_field
from confman.conferences.web.sharing_metadata import sharing_of
from confman.documents.registry import FORMATS
from confman.web.forms.base import choice_field, model_field, offered_rows
from confman.web.numbers import whole_number
from confman.web.search import SearchableQuerySet
from confman.web.uploads.stored_files import file_response
from outcomes.follow_up.web.views.progress_review import evidence_response
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.publication.documents.corrigendum import corrections_in
from outcomes.publication.domain.snapshot import PassageChange
from outcomes.recommendations.documents import text_lines
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import Annex, DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import FollowUpStatus
from outcomes.recommendations.web.base import language_facts
from outcomes.tracker.documents import (
    DOCUMENT_FORMATS,
    SPREADSHEET_FORMATS,
    citation,
    published_file,
    published_issue,
)
from outcomes.tracker.domain import (
    has_public_tracker,
    of_verified_status,
    released_evidence,
    tracked,
    tracked_recommendations,
    verified_counts,
    with_tracking,
)

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


PER_PAGE = 25
ICONS = {
    "pdf": "file-earmark-pdf", "docx": "file-earmark-word", "html": "file-earmark-text", "akn": "filetype-xml",
    "xlsx": "file-earmark-spreadsheet", "csv": "filetype-csv", "json": "filetype-json",
}  # fmt: skip


class PublishedFilterForm(ConferenceForm):
    """A filter form that offers only values of published recommendations: others are not public yet."""

    q = search_field()
    theme = filter_field(Theme.objects.all(), gettext_lazy("Theme"))
    addressee = filter_field(Addressee.objects.all(), gettext_lazy("Addressee"))
    group = filter_field(WorkingGroup.objects.all(), gettext_lazy("Working group"))
    sdg = forms.ChoiceField(label=gettext_lazy("SDG target"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Follow-up"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Recommendation.objects.of(self.conference).published()
        for name in ("theme", "addressee", "group"):
            field = model_field(self, name)
            field.queryset = offered_rows(field).filter(recommendations__in=published).distinct()
        targets = {target for row in published.values_list("sdg_targets", flat=True) for target in row or ()}
        anything = ("", gettext_lazy("all"))
        choice_field(self, "sdg").choices = [
            anything,
            *((target, target) for target in sorted(targets, key=_target_order)),
        ]
        if has_public_tracker(self.conference):
            choice_field(self, "status").choices = [anything, *FollowUpStatus.choices]
        else:
            del self.fields["status"]
        if not targets:
            del self.fields["sdg"]

    def chosen(self, recommendations: Any) -> Any:
        """Return the published recommendations that match; all of them if a choice is not one of those offered."""
        if not self.is_valid():
            return recommendations
        values = self.cleaned_data
        for name, lookup in (("theme", "themes"), ("addressee", "addressees"), ("group", "working_group")):
            if values.get(name):
                recommendations = recommendations.filter(**{lookup: values[name]})
        if values.get("status"):
            recommendations = of_verified_status(recommendations, values["status"])
        if values.get("sdg"):
            # JSON lookups differ between databases, so the rows are filtered here; rows are few and lists short.
            rows = recommendations.values_list("pk", "sdg_targets")
            recommendations = recommendations.filter(
                pk__in=[key for key, targets in rows if values["sdg"] in targets]
            )
        return recommendations.search(values.get("q") or "")


def _target_order(target: str) -> tuple[int, int, str]:
    """Return the sort key: 5.2 before 16.1 before 16.a."""
    goal, _point, part = target.partition(".")
    numbers = [whole_number(text) for text in (goal, part)]
    first, second = (99 if number is None else number for number in numbers)
    return first, second, part


class PublishedListView(PublicView):
    cached_queries = frozenset({"page"})
    permission = "outcomes.view_published"
    template_name = "outcomes/tracker/public/recommendation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PublishedFilterForm(self.request.GET, conference=self.conference)
        recommendations = form.chosen(Recommendation.objects.of(self.conference).published())
        is_tracked = has_public_tracker(self.conference)
        tracked_rows = with_tracking(recommendations) if is_tracked else recommendations
        page = Paginator(tracked_rows.with_text().in_order(), PER_PAGE).get_page(self.request.GET.get("page"))
        languages = (self.language, *self.conference.languages)
        document = OutcomeDocument.objects.of_recommendations(self.conference)
        return super().get_context_data(
            form=form,
            page=page,
            entries=[
                {
                    "row": row,
                    "lines": text_lines(row.current_version.body, languages),
                    "tracked": tracked(row) if is_tracked else None,
                }
                for row in page.object_list
                if row.current_version
            ],
            filtered=bool(self.request.GET),
            document=document,
            files=self._files() if page.paginator.count or self.request.GET else [],
            issues=list(issued(self.conference).defer("content", "changes")),
            annexes=[annex for annex in document.annexes.all() if annex.file]
            if document and document.is_published
            else [],
            cite=citation(
                self.conference,
                document,
                language=self.language,
                address=settings.BASE_URL + self.request.path,
            ),
            **kwargs,
        )

    def _files(self) -> list[dict[str, Any]]:
        """List the files for download: documents in every language, tables in that of the page."""
        return [
            {
                "label": FORMATS[format].label,
                "icon": ICONS[format],
                "addresses": [
                    {**language_facts(code), "url": reverse(
                        f"outcomes_public:{format}", args=[self.conference.slug, code]
                    )}
                    for code in (self.conference.languages if format in DOCUMENT_FORMATS else [self.language])
                ],
                "many": format in DOCUMENT_FORMATS,
            }
            for format in (*DOCUMENT_FORMATS, *SPREADSHEET_FORMATS)
        ]  # fmt: skip


class PublishedView(PublishedRecommendationsMixin, PublicView):
    """One recommendation, under its permanent address by number or by its id."""

    permission = "outcomes.view_published_recommendation"
    template_name = "outcomes/tracker/public/recommendation.html"
    permission_on = "recommendation"

    def prepare(self) -> None:
        super().prepare()
        published = Recommendation.objects.of(self.conference).published().with_text()
        self.is_tracked = has_public_tracker(self.conference)
        if self.is_tracked:
            published = with_tracking(published)
        if "number" in self.kwargs:
            sought = {"number": self.kwargs["number"], "document__kind": OutcomeDocument.Kind.RECOMMENDATIONS}
        else:
            sought = {"pk": self.kwargs["pk"]}
        self.recommendation = get_object_or_404(published.select_related("conference", "document"), **sought)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.recommendation
        adoptions = list(row.adoptions.in_force().select_related("session"))
        for adoption in adoptions:
            adoption.recommendation = row
        body = row.body
        languages = (self.language, *self.conference.languages)
        return super().get_context_data(
            recommendation=row,
            lines=text_lines(body, languages),
            others=[
                {**language_facts(code), "lines": text_lines(body, (code,))}
                for code in self.conference.languages
                if code != self.language and all(paragraph.text(code) for paragraph in body)
            ],
            formula=adoption_formula(adoptions, language=self.language, public=True),
            positions=row.positions.select_related("delegation"),
            address=self.address_of(row),
            # The address by number is the shared one, whichever address the reader used.
            sharing=sharing_of(
                self.conference,
                "outcomes_public:recommendation-number",
                {"slug": self.conference.slug, "number": row.number},
                self.language,
            ),
            summary=lines[0].text if (lines := text_lines(body, languages)) else "",
            cite=citation(
                self.conference,
                row.document,
                language=self.language,
                label=row.label,
                address=self.address_of(row),
            ),
            tracked=tracked(row) if self.is_tracked else None,
            previous=self._neighbour(number__lt=row.number, order="-number"),
            following=self._neighbour(number__gt=row.number, order="number"),
            **kwargs,
        )

    def _neighbour(self, *, order: str, **lookup: Any) -> Recommendation | None:
        published = Recommendation.objects.of(self.conference).published().order_by(order)
        return published.filter(document=self.recommendation.document, **lookup).first()


def _addressees(conference: Conference) -> SearchableQuerySet:
    recommendations = Recommendation.objects.of(conference).open_to_all()
    return Addressee.objects.of(conference).filter(recommendations__in=recommendations).distinct()


class TrackerFilterForm(ConferenceForm):
    q = search_field()
    addressee = filter_field(_addressees, gettext_lazy("Addressee"))


class TrackerMixin(PublicMixin):
    """The base of the tracker's views, which answer 404 if the conference has not enabled the tracker."""

    permission = "outcomes.view_published"

    def prepare(self) -> None:
        super().prepare()
        if not has_public_tracker(self.conference):
            raise Http404


class TrackerView(TrackerMixin, PublicView):
    """The recommendations with their verified and published results, and nothing else of the follow-up."""

    template_name = "outcomes/tracker/public/tracker.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TrackerFilterForm(self.request.GET, conference=self.conference)
        rows = tracked_recommendations(self.conference)
        entries = [tracked(row) for row in rows]
        counts = verified_counts(entries)
        if form.is_valid():
            data = form.cleaned_data
            matches = rows.search(data["q"] or "").order_by()
            if data["addressee"]:
                matches = matches.filter(addressees=data["addressee"])
            matching_ids = set(matches.values_list("pk", flat=True))
            entries = [entry for entry in entries if entry.recommendation.pk in matching_ids]
        page = Paginator(entries, PER_PAGE).get_page(self.request.GET.get("page"))
        languages = (self.language, *self.conference.languages)
        return super().get_context_data(
            form=form,
            page=page,
            stats=[
                {"label": status.label, "value": counts[status.value]}
                for status in FollowUpStatus
                if counts[status.value]
            ]
            + [{"label": gettext_lazy("not verified yet"), "value": counts[""]}],
            entries=[
                {
                    "tracked": entry,
                    "row": entry.recommendation,
                    "lines": text_lines(entry.recommendation.current_version.body, languages),
                }
                for entry in page.object_list
                if entry.recommendation.current_version
            ],
            filtered=bool(self.request.GET),
            **kwargs,
        )


class TrackerEvidenceView(TrackerMixin, View):
    """A piece of evidence that was released."""

    cached_queries = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        evidence = released_evidence(self.conference, self.kwargs["pk"])
        if evidence is None or not evidence.file:
            raise Http404
        return evidence_response(request, evidence)
