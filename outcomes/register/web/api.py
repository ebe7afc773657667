"""The register of documents, for programs."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, ListFilter, Moment, Rows, Texts, example
from confman.web.uploads.stored_files import file_response
from outcomes.register.models import (
    Distribution,
    DocumentFile,
    DocumentStatus,
    FileStatus,
    RegisteredDocument,
    RegisteredDocumentQuerySet,
)

routes = Routes("Register of documents")

VIEW, RESTRICTED = "outcomes.view_register", "outcomes.read_restricted_documents"


class DocumentLanguage(Answer):
    """A document in one language."""

    language: str
    state: FileStatus
    name: str
    pages: int | None


class RegisteredAnswer(Answer):
    """A document of the register, under its symbol once it has one."""

    id: UUID
    symbol: str
    kind: RegisteredDocument.Kind
    title: Texts
    series: UUID = Field(validation_alias="series_id")
    parent: UUID | None = Field(validation_alias="parent_id")
    item: UUID | None = Field(validation_alias="item_id")
    delegation: UUID | None = Field(validation_alias="delegation_id")
    sponsor: str
    distribution: Distribution
    embargo: Moment | None
    state: DocumentStatus
    received_at: Moment
    issued_at: Moment | None
    files: Rows[DocumentLanguage]

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f31",
        symbol="CONF/2027/INF.2",
        kind="original",
        title={"en": "Information for participants"},
        series="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5f30",
        parent=None,
        item=None,
        delegation=None,
        sponsor="",
        distribution="general",
        embargo=None,
        state="issued",
        received_at="2027-02-01T09:00:00+05:00",
        issued_at="2027-02-03T09:00:00+05:00",
        files=[{"language": "en", "state": "issued", "name": "inf2.pdf", "pages": 6}],
    )


class RegisteredDocumentFilter(ListFilter):
    """Filters the list of documents."""

    state: DocumentStatus | None = None
    series: UUID | None = None
    q: str = Field("", max_length=200, description="Part of a symbol, title or sponsor")


def _documents(request: AuthorizedRequest) -> RegisteredDocumentQuerySet:
    rows: RegisteredDocumentQuerySet = RegisteredDocument.objects.of(request.conference).with_files()
    return rows if request.auth.may(RESTRICTED, request.conference) else rows.not_restricted()


@routes.list("/registered-documents", RegisteredAnswer, permission=VIEW, order=("received_at", "id"))
def list_registered_documents(
    request: AuthorizedRequest, filters: Query[RegisteredDocumentFilter]
) -> RegisteredDocumentQuerySet:
    """List the documents of the register in the order in which they came; restricted ones need a right of their own."""
    return _documents(request).search(filters.q).filter(**filters.lookups())


@routes.one("/registered-documents/{uuid:key}", RegisteredAnswer, permission=VIEW)
def show_registered_document(request: AuthorizedRequest, key: UUID) -> RegisteredDocument:
    """Show a document of the register."""
    return get_object_or_404(_documents(request), pk=key)


@routes.file("/registered-documents/{uuid:key}/files/{str:language}", None, permission=VIEW)
def fetch_registered_document(request: AuthorizedRequest, key: UUID, language: str) -> HttpResponseBase:
    """Fetch the file of a document in one language."""
    files = DocumentFile.objects.filter(document=show_registered_document(request, key)).exclude(file="")
    file = get_object_or_404(files, language=language)
    return file_response(request, file.file, name=file.name)
