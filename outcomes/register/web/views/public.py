"""The documents of the conference for everyone and for participants, with their files, and as feeds."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.conferences.web.base import PublicMixin, PublicView
from confman.people.privacy import Audience
from confman.web.uploads.stored_files import file_response, static_script
from outcomes.register.domain.files import count_download
from outcomes.register.models import DocumentFile, DocumentSeries, FileState, RegisteredDocument
from outcomes.register.web.pages import offline_documents, parts_of
from registrations.core.web.offline import PortalWorkerView
from registrations.core.web.portal import ParticipantMixin

# Feed readers have the older ones already.
NEWEST = 50
WORKER = "documents-worker.js"


def _file_for(request: HttpRequest, rows: Any, key: Any) -> HttpResponseBase:
    """Answer with an issued language of one of these documents, and count that it was fetched."""
    found = DocumentFile.objects.filter(document__in=rows, state=FileState.ISSUED)
    file = get_object_or_404(found, pk=key)
    response = file_response(request, file.file, name=file.name)
    # It may be withdrawn at any time.
    response["Cache-Control"] = "no-cache"
    if request.method == "GET" and response.status_code == 200:
        count_download(file)
    return response


class ForEveryone(PublicMixin):
    """What everybody may read: general documents that are issued, after their embargo."""

    def rows(self) -> Any:
        return RegisteredDocument.objects.of(self.conference).for_everyone(timezone.now())


class DocumentsPage(ForEveryone, PublicView):
    """The documents by agenda item and series; those for today first."""

    template_name = "outcomes/register/public/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, parts = parts_of(
            self.conference,
            self.rows().with_files(),
            audience=Audience.PUBLIC,
            address=lambda file: self._address("document-file", file.pk),
        )
        series = DocumentSeries.objects.of(self.conference).filter(documents__in=self.rows()).distinct()
        feeds = [{"series": row, "url": self._address("series-feed", row.pk)} for row in series]
        kept = offline_documents(self._address("document-worker"))
        return super().get_context_data(today=today, parts=parts, feeds=feeds, kept=kept, **kwargs)

    def _address(self, name: str, *key: Any) -> str:
        return reverse(f"outcomes_public:{name}", args=[self.conference.slug, self.language, *key])


class DocumentsWorker(PublicMixin, View):
    """The script that keeps the documents that were opened for readers without a network."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return static_script(WORKER)


class OwnDocumentsWorker(PortalWorkerView):
    """The same for the documents of a registration, which leave the device with its other pages."""

    script = WORKER


class DocumentFileView(ForEveryone, View):
    """A file of a document, in one language."""

    kept_for = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _file_for(request, self.rows(), self.kwargs["file"])


class DocumentsFeed(ForEveryone, View):
    """An Atom feed (RFC 4287) of the documents as they are issued: of one series, or of all."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows, name = self.rows(), _("documents")
        if "series" in self.kwargs:
            series = self.own_row(DocumentSeries.objects.filter(documents__in=rows).distinct(), "series")
            rows, name = rows.filter(series=series), str(series)
        home = settings.BASE_URL + reverse(
            "outcomes_public:document-list", args=[self.conference.slug, self.language]
        )
        feed = Atom1Feed(
            title=f"{self.conference.title}: {name}",
            link=home,
            description="",
            language=self.language,
            feed_url=settings.BASE_URL + request.get_full_path(),
            author_name=str(self.conference.title),
        )
        for row in rows.select_related("delegation").order_by("-issued_at", "symbol")[:NEWEST]:
            feed.add_item(
                title=str(row),
                link=f"{home}#document-{row.pk}",
                description=row.submitted_by,
                unique_id=f"urn:uuid:{row.pk}",
                pubdate=row.issued_at,
                updateddate=row.issued_at,
            )
        response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
        response["Cache-Control"] = "no-cache"
        return response


class ForParticipant(ParticipantMixin):
    """What this participant may read."""

    def rows(self) -> Any:
        return RegisteredDocument.objects.of(self.conference).for_reader(self.registration)


class OwnDocumentsView(ForParticipant, TemplateView):
    """The documents of the conference, on a participant's own pages."""

    template_name = "outcomes/register/portal/documents.html"
    active = "documents"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, parts = parts_of(
            self.conference,
            self.rows().with_files(),
            audience=Audience.PARTICIPANTS if self.registration.is_approved else Audience.PUBLIC,
            address=lambda file: reverse(
                "outcomes_portal:own-document-file",
                args=[self.conference.slug, self.registration.pk, file.pk],
            ),
        )
        mail_url = reverse("outcomes_portal:document-mail", args=[self.conference.slug, self.registration.pk])
        kept = None
        if self.registration.is_approved:
            worker = reverse("outcomes_portal:own-document-worker", args=[self.conference.slug])
            kept = offline_documents(worker, own=True)
        return super().get_context_data(today=today, parts=parts, kept=kept, mail_url=mail_url, **kwargs)


class OwnDocumentFileView(ForParticipant, View):
    """A file of a document that this participant may read."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _file_for(request, self.rows(), self.kwargs["file"])
