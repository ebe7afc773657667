"""The page of all documents: those requested often, those for today, all by occasion, and those made before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.conferences.web.base import SecretariatView
from confman.documents.domain.access import kinds_for
from confman.documents.models import DocumentJob
from confman.documents.registry import DocumentKind, Occasion
from confman.documents.web.forms import DocumentSearchForm
from confman.documents.web.search import kinds_named
from confman.documents.web.secretariat import DocumentsMixin

MADE_OFTEN = 6
SHOWN_OF_AN_OCCASION = 8
MADE_BEFORE = 5


@dataclass(frozen=True)
class DocumentLine:
    """A kind of document and the latest job that made it, if any."""

    kind: DocumentKind
    last: DocumentJob | None


@dataclass(frozen=True)
class DocumentGroup:
    """Documents under a heading; `folded` ones are shown on request."""

    key: str
    heading: str
    lines: list[DocumentLine]
    folded: list[DocumentLine]


class DocumentListView(DocumentsMixin, SecretariatView):
    """The available documents by occasion, and those that were made."""

    template_name = "documents/document_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = kinds_for(self.request.user, self.conference)
        jobs = (
            DocumentJob.objects.of(self.conference)
            .filter(kind__in=[kind.key for kind in kinds])
            .select_related("requested_by")
        )
        last = {job.kind: job for job in jobs.last_of_each_kind()}
        filters = DocumentSearchForm(self.request.GET)
        query = filters.cleaned_data["q"] if filters.is_valid() else ""

        def group(key: str, heading: str, members: Iterable[DocumentKind], limit: int) -> DocumentGroup:
            lines = [DocumentLine(kind, last.get(kind.key)) for kind in members]
            return DocumentGroup(key, heading, lines[:limit], lines[limit:])

        if query:
            groups = [group("found", _("Found"), kinds_named(query, kinds), len(kinds))]
        else:
            groups = [
                group("often", _("You make often"), self.made_often(jobs, kinds), MADE_OFTEN),
                group("now", _("For now"), self.for_now(kinds), len(kinds)),
                *(
                    group(
                        occasion,
                        str(occasion.label),
                        (kind for kind in kinds if kind.occasion == occasion),
                        SHOWN_OF_AN_OCCASION,
                    )
                    for occasion in Occasion
                ),
            ]
        return super().get_context_data(
            filters=filters,
            may_make=bool(kinds),
            groups=[group for group in groups if group.lines],
            jobs=Paginator(jobs, MADE_BEFORE).get_page(self.request.GET.get("page")),
            now=timezone.now(),
            **kwargs,
        )

    def made_often(self, jobs: Any, kinds: Iterable[DocumentKind]) -> Iterator[DocumentKind]:
        """Yield the kinds that this user requested most often, in that order."""
        by_key = {kind.key: kind for kind in kinds}
        for key in jobs.kinds_made_often(by=self.request.user, limit=MADE_OFTEN):
            yield by_key[key]

    def for_now(self, kinds: Iterable[DocumentKind]) -> list[DocumentKind]:
        """Return the kinds that are made in the conference's present phase."""
        phase = self.conference.phase()
        return [kind for kind in kinds if phase in kind.phases]
