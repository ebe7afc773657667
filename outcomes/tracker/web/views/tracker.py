"""The public tracker: the verified status of each published recommendation, if the conference has enabled it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.conferences.models import Conference
from confman.conferences.web.base import PublicMixin, PublicView
from confman.conferences.web.fields import filter_field, search_field
from confman.conferences.web.forms import ConferenceForm
from confman.web.search import SearchableQuerySet
from outcomes.follow_up.web.views.progress_review import evidence_response
from outcomes.recommendations.documents import text_lines
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.follow_up_status import FollowUpStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.tracker.domain import (
    has_public_tracker,
    released_evidence,
    tracked,
    tracked_recommendations,
    verified_counts,
)

PER_PAGE = 25


def _addressees(conference: Conference) -> SearchableQuerySet:
    shown = Recommendation.objects.of(conference).open_to_all()
    return Addressee.objects.of(conference).filter(recommendations__in=shown).distinct()


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
        whole = [tracked(row) for row in rows]
        counts = verified_counts(whole)
        if form.is_valid():
            chosen = form.cleaned_data
            wanted = rows.search(chosen["q"] or "").order_by()
            if chosen["addressee"]:
                wanted = wanted.filter(addressees=chosen["addressee"])
            found = set(wanted.values_list("pk", flat=True))
            whole = [entry for entry in whole if entry.recommendation.pk in found]
        page = Paginator(whole, PER_PAGE).get_page(self.request.GET.get("page"))
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

    kept_for = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        evidence = released_evidence(self.conference, self.kwargs["pk"])
        if evidence is None or not evidence.file:
            raise Http404
        return evidence_response(request, evidence)
