"""The documents for everyone, for participants and for delegations, with their files; as feeds and by mail."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.core.domain.groups import grouped
from agenda.releases.domain.reader import published_agenda
from confman.accounts.signed_links import LinkInvalid
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.conferences.web.base import PublicMixin, PublicView
from confman.conferences.web.feeds import AtomFeedMixin
from confman.conferences.web.verb_views import ActionFormView
from confman.mailings.web.views.news import StopMailView
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.translation.languages import language_name, languages_in_list
from confman.translation.text import TranslatedText
from confman.web.uploads.stored_files import counted_response, file_response, static_script
from outcomes.register.domain.documents import deadline_in_words, hand_in_document
from outcomes.register.domain.lines import LineFile, LineKind, RegisterLine, items_of_release
from outcomes.register.domain.sources import document_line, kept_elsewhere
from outcomes.register.domain.subscriptions import choose_series, subscribed, subscriber_of
from outcomes.register.models import (
    Distribution,
    DocumentFile,
    DocumentSeries,
    DocumentStatus,
    FileStatus,
    RegisteredDocument,
)
from outcomes.register.web.forms import DocumentMailForm, HandInDocumentForm
from registrations.core.models.registration import Registration
from registrations.core.web.offline import PortalWorkerView
from registrations.core.web.portal import ParticipantMixin
from registrations.delegations.web.views.focal_point import OwnDelegationFormView, OwnDelegationMixin

# Documents that a device keeps for use without a network, and their size together.
KEPT = 40
KEPT_MEGABYTES = 60


@dataclass(frozen=True)
class DocumentEntry:
    """A document, and its files: address, language, and kind with pages."""

    document: RegisterLine
    files: tuple[dict[str, Any], ...]
    # The symbol of what it replaces, if these readers know that.
    replaces: str = ""
    # The symbols of what replaces it, of that which these readers know.
    replaced_by: tuple[str, ...] = ()

    @property
    def is_for_participants(self) -> bool:
        """Return whether not everyone may read it."""
        return self.document.distribution == Distribution.LIMITED

    @property
    def language(self) -> str:
        """The language of the title."""
        title = self.document.title
        return title.language if isinstance(title, TranslatedText) else get_language() or ""


@dataclass(frozen=True)
class DocumentSection:
    """Documents under a heading."""

    key: str
    heading: Any
    entries: tuple[DocumentEntry, ...]


def parts_of(
    conference: Conference,
    rows: Iterable[RegisteredDocument],
    *,
    audience: Audience,
    address: Callable[[str, UUID], str],
) -> tuple[list[DocumentSection], list[DocumentSection]]:
    """Return the documents of today's sessions by session, and all by agenda item, else by session or by series.

    Items, days and hours are those of the latest release of the agenda, as these readers may see it. `address` takes
    the kind of a line and the key of a file.
    """
    agenda = published_agenda(conference, audience)
    items = items_of_release(agenda)
    sessions = {session.id: session for session in (agenda.sessions if agenda else ())}
    day = conference.today()
    today: dict[tuple[Any, ...], list[DocumentEntry]] = {}
    parts: dict[tuple[Any, ...], list[DocumentEntry]] = {}
    elsewhere = (line for source in kept_elsewhere(conference, audience) for line in source.lines())
    lines = [*map(document_line, rows), *elsewhere]
    symbols = {line.symbol for line in lines}
    newer = grouped((line.replaces, line.symbol) for line in lines if line.replaces)
    for line in lines:
        entry = DocumentEntry(
            line,
            tuple(_file(file, address(line.line_kind, file.key)) for file in line.issued_files),
            line.replaces if line.replaces in symbols else "",
            tuple(newer.get(line.symbol, ())),
        )
        item = items.get(line.item_id) if line.item_id else None
        session = item.session if item else sessions.get(str(line.session))
        if item:
            heading: tuple[Any, ...] = ((0, item.item.number), f"item-{line.item_id}", str(item))
        elif session:
            heading = ((1, session.start), f"session-{session.id}", session.title)
        elif series := line.series:
            heading = ((2, series.position), f"series-{series.pk}", series.title)
        else:
            continue  # of a session that these readers do not know of
        parts.setdefault(heading, []).append(entry)
        if session and session.day == day and not session.cancelled:
            hour = f"{session.start:%H:%M} {session.title}"
            today.setdefault((session.start, f"today-{session.id}", hour), []).append(entry)
    return _in_order(today), _in_order(parts)


def offline_documents(
    conference: Conference, worker: str, today: Iterable[DocumentSection], *, own: bool = False
) -> dict[str, Any]:
    """Return what a page says of the documents that a device keeps, and the address of the worker that keeps them."""
    query = f"most={KEPT}&megabytes={KEPT_MEGABYTES}" + ("&own" if own else "")
    files = {
        file.key: file
        for part in today
        for entry in part.entries
        for file in entry.document.issued_files
        if file.file
    }
    midnight = dt.datetime.combine(conference.today() + dt.timedelta(days=1), dt.time(), conference.zone)
    of_today = {
        "files": len(files),
        # Of what the release before took in it is not known.
        "bytes": sum(file.size or 0 for file in files.values()),
        "until": int(midnight.timestamp() * 1000),
    }
    return {
        "worker": f"{worker}?{query}",
        "most": KEPT,
        "megabytes": KEPT_MEGABYTES,
        "of_today": of_today if files else None,
    }


def _in_order(parts: dict[tuple[Any, ...], list[DocumentEntry]]) -> list[DocumentSection]:
    ordered = sorted(parts, key=lambda part: part[:2])
    return [DocumentSection(part[1], part[2], tuple(parts[part])) for part in ordered]


def _file(file: LineFile, address: str) -> dict[str, Any]:
    return {
        "url": file.link or address,
        "language": file.language,
        "name": language_name(file.language) if file.language else _("Link") if file.link else _("File"),
        "kind": file.name.rpartition(".")[2].upper(),
        "pages": file.pages,
    }


# The addresses of files among those of the page, whose worker keeps them.
FILES = {
    LineKind.DOCUMENT: "document-file",
    LineKind.STATEMENT: "statement-document",
    LineKind.PRESENTATION: "presentation-document",
}
# Feed readers have the older ones already.
NEWEST = 50
WORKER = "documents-worker.js"


def _file_for(request: HttpRequest, rows: Any, key: Any) -> HttpResponseBase:
    """Answer with an issued language of one of these documents, and count that it was fetched."""
    files = DocumentFile.objects.filter(document__in=rows, state=FileStatus.ISSUED)
    file = get_object_or_404(files, pk=key)
    return counted_response(request, file, name=file.name)


class ForEveryone(PublicMixin):
    """Lists documents for everybody: general documents that are issued, after their embargo."""

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
            address=lambda kind, key: self._address(FILES[LineKind(kind)], key),
        )
        series = DocumentSeries.objects.of(self.conference).filter(documents__in=self.rows()).distinct()
        feeds = [{"series": row, "url": self._address("series-feed", row.pk)} for row in series]
        offline = offline_documents(self.conference, self._address("document-worker"), today)
        return super().get_context_data(today=today, parts=parts, feeds=feeds, offline=offline, **kwargs)

    def _address(self, name: str, *key: Any) -> str:
        return reverse(f"outcomes_public:{name}", args=[self.conference.slug, self.language, *key])


class DocumentsWorker(PublicMixin, View):
    """The script that keeps the documents that were opened for readers without a network."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return static_script(WORKER)


class OwnDocumentsWorker(PortalWorkerView):
    """The same for the documents of a registration, which leave the device with its other pages."""

    script = WORKER


class RegisteredFileView(ForEveryone, View):
    """A file of a document, in one language."""

    cached_queries = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _file_for(request, self.rows(), self.kwargs["file"])


class DocumentsFeed(AtomFeedMixin, ForEveryone, View):
    """An Atom feed (RFC 4287) of the documents as readers get them, language by language: of one series, or of all."""

    home_name = "outcomes_public:document-list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows, name = self.rows(), _("documents")
        if "series" in self.kwargs:
            series = self.own_row(DocumentSeries.objects.filter(documents__in=rows).distinct(), "series")
            rows, name = rows.filter(series=series), str(series)
        feed = self.new_feed(f"{self.conference.title}: {name}")
        rows = rows.with_dates().select_related("delegation").prefetch_related("files")
        for row in rows.order_by("-updated_at", "symbol")[:NEWEST]:
            languages = languages_in_list((file.language for file in row.issued_files), self.language)
            feed.add_item(
                title=str(row),
                link=f"{self.home}#document-{row.pk}",
                description=" · ".join(filter(None, (row.submitted_by, languages))),
                unique_id=f"urn:uuid:{row.pk}",
                pubdate=row.open_since,
                updateddate=row.updated_at,
            )
        return self.feed_response(feed)


class ForParticipant(ParticipantMixin):
    """Lists the documents that this participant may read."""

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
            audience=self.registration.audience,
            address=lambda kind, key: reverse(
                f"outcomes_portal:own-{FILES[LineKind(kind)]}",
                args=[self.conference.slug, self.registration.pk, key],
            ),
        )
        mail_url = reverse("outcomes_portal:document-mail", args=[self.conference.slug, self.registration.pk])
        offline = None
        if self.registration.is_approved:
            worker = reverse("outcomes_portal:own-document-worker", args=[self.conference.slug])
            offline = offline_documents(self.conference, worker, today, own=True)
        return super().get_context_data(
            today=today, parts=parts, offline=offline, mail_url=mail_url, **kwargs
        )


class OwnDocumentFileView(ForParticipant, View):
    """A file of a document that this participant may read."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _file_for(request, self.rows(), self.kwargs["file"])


class DocumentMailView(ParticipantMixin, ActionFormView):
    """The series whose new documents a participant is notified of by mail."""

    template_name = "registrations/core/portal/form.html"
    form_class = DocumentMailForm
    verb = choose_series
    heading = gettext_lazy("New documents by mail")
    lead = gettext_lazy(
        "You get one mail for all documents issued together. Each mail has a link to stop them."
    )
    submit = gettext_lazy("Save")
    success_message = gettext_lazy("Your choice was saved.")
    active = "documents"

    def get_initial(self) -> dict[str, Any]:
        return {"series": subscribed(self.registration)}

    def get_success_url(self) -> str:
        return reverse("outcomes_portal:own-documents", args=[self.conference.slug, self.registration.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel=self.get_success_url(), **kwargs)


class StopDocumentMailView(StopMailView):
    """To post stops all mail about new documents."""

    template_name = "outcomes/register/portal/mail_stopped.html"

    def registration(self) -> Registration | None:
        try:
            return subscriber_of(self.conference, self.kwargs["token"])
        except (LinkInvalid, Registration.DoesNotExist):
            return None

    def reader(self) -> Person | None:
        registration = self.registration()
        return registration.person if registration else None

    def choose(self, reader: Person) -> None:
        if registration := self.registration():
            choose_series(registration, (), by=system_user("visitor"))

    def is_subscribed(self, reader: Person) -> bool:
        registration = self.registration()
        return bool(registration and subscribed(registration))


class DelegationDocumentsView(OwnDelegationMixin, TemplateView):
    """Shows the documents of a delegation with their status, and the deadline for further ones."""

    template_name = "outcomes/register/delegation/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = RegisteredDocument.objects.of(self.conference).of_delegation(self.delegation).with_files()
        rows = rows.order_by("-received_at", "id")
        series, now = DocumentSeries.objects.of(self.conference).of_delegations(), timezone.now()
        return super().get_context_data(
            documents=[
                {
                    "row": row,
                    "files": [
                        _file(file, _address("document-file", self, file.key))
                        for file in document_line(row).files
                        if file.file and row.state != DocumentStatus.WITHDRAWN
                    ],
                }
                for row in rows
            ],
            series=[
                {"title": row.title, "until": deadline_in_words(row), "over": row.is_past_deadline(now)}
                for row in series
            ],
            may_hand_in=any(not row.is_past_deadline(now) for row in series),
            hand_in_url=_address("document-hand-in", self),
            **kwargs,
        )


class DelegationFileView(OwnDelegationMixin, View):
    """A file of the delegation's own document, whoever else reads it, until it is withdrawn; not counted."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = RegisteredDocument.objects.of(self.conference).of_delegation(self.delegation).not_withdrawn()
        file = get_object_or_404(
            DocumentFile.objects.filter(document__in=rows).exclude(file=""), pk=self.kwargs["file"]
        )
        return file_response(request, file.file, name=file.name)


class DocumentHandInView(OwnDelegationFormView):
    """The form to hand in a document, in one language."""

    form_class = HandInDocumentForm
    verb = hand_in_document
    heading = gettext_lazy("Hand in a document")
    submit = gettext_lazy("Hand it in")

    def get_initial(self) -> dict[str, Any]:
        person = self.focal_point and self.focal_point.person
        language = person.preferred_language() if person else self.conference.default_language
        series = DocumentSeries.objects.of(self.conference).taking(timezone.now())
        return {"series": series.first(), "language": language}

    def get_values(self, form: HandInDocumentForm) -> dict[str, Any]:
        values = form.cleaned_data
        return {**values, "title": TranslatedText({values["language"]: values["title"]})}

    def perform(self, form: HandInDocumentForm) -> str:
        hand_in_document(self.delegation, by=self.acting_user, **self.get_values(form))
        return _("The document was handed in. The secretariat checks it; you are informed by mail.")

    def get_success_url(self) -> str:
        return _address("documents", self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel": _address("documents", self)}


def _address(name: str, view: OwnDelegationMixin, *key: Any) -> str:
    return reverse(f"outcomes_delegation:{name}", args=[view.conference.slug, view.delegation.pk, *key])
