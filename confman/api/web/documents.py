"""Documents: which there are, ordered through the forms of their page, and fetched."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.problems import invalid
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, ListFilter, Moment, RequestModel, example
from confman.documents.domain.jobs import FileExpired, hand_out
from confman.documents.models import DocumentJob
from confman.documents.registry import FORMATS, DocumentKind, document_kinds
from confman.documents.web.forms import OPTIONS, order_document, request_forms
from confman.web.errors import Refused
from confman.web.forms.base import offered_choices
from confman.web.models import WorkStatus

routes = Routes("Documents")

VIEW = "documents.view_documents"

DocumentStatus = Literal[
    WorkStatus.QUEUED, WorkStatus.RUNNING, WorkStatus.DONE, WorkStatus.FAILED, WorkStatus.EXPIRED
]


class DocumentOption(Answer):
    """A question that a document asks; `choices` are the values of one that has a list."""

    name: str
    label: str
    required: bool
    choices: list[str]


class DocumentKindAnswer(Answer):
    """A kind of document that the token may order: in which formats, and what it asks."""

    key: str
    label: str
    description: str
    formats: list[str]
    options: list[DocumentOption]


class DocumentKinds(Answer):
    """All kinds that the token may order."""

    kinds: list[DocumentKindAnswer]

    model_config = example(
        kinds=[
            {
                "key": "registrations.badges",
                "label": "Badges",
                "description": "Cards with name, function and category.",
                "formats": ["pdf"],
                "options": [{"name": "design", "label": "Design", "required": False, "choices": ["", "a6"]}],
            }
        ]
    )


class DocumentAnswer(Answer):
    """A document that was ordered. `file` is where it is fetched, while it is kept."""

    id: UUID
    kind: str
    format: str
    language: str
    status: DocumentStatus
    progress: int
    message: str
    created_at: Moment
    finished_at: Moment | None
    expires_at: Moment | None
    file: str | None

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5d11",
        kind="registrations.badges",
        format="pdf",
        language="en",
        status="queued",
        progress=0,
        message="",
        created_at="2027-03-28T09:00:00+05:00",
        finished_at=None,
        expires_at=None,
        file="/api/v1/conferences/tashkent2027/documents/5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5d11/file",
    )


class NewDocument(RequestModel):
    """A document that is ordered: `options` answer what its kind asks."""

    kind: str = Field(max_length=100)
    language: str = Field(max_length=16)
    format: str = Field("pdf", max_length=8)
    options: dict[str, str | bool | int | list[str]] = Field(default_factory=dict, max_length=50)

    model_config = example(kind="registrations.badges", language="en", format="pdf")


class DocumentFilter(ListFilter):
    """Filters the list of documents."""

    status: DocumentStatus | None = None
    kind: str = Field("", max_length=100)


@routes.one("/documents/kinds", DocumentKinds, permission=VIEW)
def list_document_kinds(request: AuthorizedRequest) -> dict[str, Any]:
    """List the kinds of documents that the token may order."""
    return {"kinds": [_kind_shown(request, kind) for kind in _kinds_for(request)]}


def _all_shown(request: AuthorizedRequest, jobs: Iterable[DocumentJob]) -> list[dict[str, Any]]:
    return [_shown(request, job) for job in jobs]


@routes.list("/documents", DocumentAnswer, permission=VIEW, order=("created_at", "id"), shown=_all_shown)
def list_documents(request: AuthorizedRequest, filters: Query[DocumentFilter]) -> QuerySet[DocumentJob]:
    """List the documents that were ordered, of the kinds that the token may have, the oldest first."""
    allowed = [kind.key for kind in _kinds_for(request)]
    jobs = DocumentJob.objects.of(request.conference).made().filter(kind__in=allowed)
    return jobs.filter(**filters.lookups())


@routes.one("/documents/{uuid:key}", DocumentAnswer, permission=VIEW)
def show_document(request: AuthorizedRequest, key: UUID) -> dict[str, Any]:
    """Show a document that was ordered: whether it is made."""
    return _shown(request, _job(request, key))


@routes.write(
    "POST", "/documents", DocumentAnswer, permission=VIEW, status=202,
    location=lambda request, job: str(_file_of(request, job["id"])),
)  # fmt: skip
def order(request: AuthorizedRequest, body: NewDocument) -> dict[str, Any]:
    """Order a document, which asks for the permission of its kind besides. Location is where its file is fetched."""
    if (kind := document_kinds.find(body.kind)) is None:
        raise invalid([_fault("kind", _("There is no such kind of document."))])
    request.auth.require(kind.permission, request.conference)
    option_forms = request_forms(kind, request.conference, _form_data(body))
    faults = [*_unknown(body, option_forms), *_faults(option_forms)]
    if faults:
        raise invalid(faults)
    return _shown(
        request, order_document(option_forms, kind, request.conference, by=request.auth.acting_user)
    )


@routes.file("/documents/{uuid:key}/file", DocumentAnswer, permission=VIEW)
def fetch_document(request: AuthorizedRequest, key: UUID) -> HttpResponseBase | dict[str, Any]:
    """Fetch the file of a document. Until it is made the answer is 202, and Retry-After says when to ask again."""
    job = _job(request, key)
    if not job.is_finished:
        return _shown(request, job)
    if job.status == WorkStatus.FAILED:
        raise Refused(job.message or _("The document could not be made. Order it again."))
    try:
        source = hand_out(job, by=request.auth.acting_user)
    except FileExpired as error:
        raise Http404(error.message) from error
    return FileResponse(
        source,
        as_attachment=True,
        filename=job.document_kind.file_name(request.conference, job.language, job.format),
        content_type=FORMATS[job.format].content_type,
    )


def _kinds_for(request: AuthorizedRequest) -> list[DocumentKind]:
    return [kind for kind in document_kinds if request.auth.may(kind.permission, request.conference)]


def _job(request: AuthorizedRequest, key: UUID) -> DocumentJob:
    """Return the job, if the token may have its document today. Raises Http404, ApiProblem."""
    jobs = DocumentJob.objects.of(request.conference).made().select_related("conference")
    job = get_object_or_404(jobs, pk=key)
    if job.document_kind is None:
        raise Http404
    request.auth.require(job.document_kind.permission, request.conference)
    return job


def _shown(request: AuthorizedRequest, job: DocumentJob) -> dict[str, Any]:
    fields = DocumentAnswer.model_fields.keys() - {"file"}
    is_downloadable = job.status in (WorkStatus.QUEUED, WorkStatus.RUNNING, WorkStatus.DONE)
    return {
        **{name: getattr(job, name) for name in fields},
        "file": _file_of(request, job.pk) if is_downloadable else None,
    }


def _file_of(request: AuthorizedRequest, key: UUID) -> str:
    rest = f"conferences/{request.conference.slug}/documents/{key}/file"
    return reverse("api:operation", args=[rest])


def _kind_shown(request: AuthorizedRequest, kind: DocumentKind) -> dict[str, Any]:
    _request, *option_forms = request_forms(kind, request.conference)
    return {
        "key": kind.key,
        "label": str(kind.label),
        "description": str(kind.description),
        "formats": list(kind.formats),
        "options": [
            {
                "name": name,
                "label": str(field.label or name),
                "required": field.required,
                "choices": _choices(field),
            }
            for form in option_forms
            for name, field in form.fields.items()
        ],
    }


def _choices(field: Any) -> list[str]:
    """Return the values of a list that is written out; rows of the conference have lists of their own."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return []
    choices: Iterable[tuple[Any, Any]] = flatten_choices(offered_choices(field))
    return [str(value) for value, _label in choices]


def _form_data(body: NewDocument) -> QueryDict:
    """Return what was sent as the page of the document would send it: a box that is not ticked is left out."""
    data = QueryDict(mutable=True)
    data["language"], data["format"] = body.language, body.format
    for name, value in body.options.items():
        if isinstance(value, bool):
            if value:
                data[f"{OPTIONS}-{name}"] = "on"
        else:
            data.setlist(
                f"{OPTIONS}-{name}",
                [str(item) for item in value] if isinstance(value, list) else [str(value)],
            )
    return data


def _unknown(body: NewDocument, all_forms: Iterable[Any]) -> Iterator[dict[str, Any]]:
    _request, *option_forms = all_forms
    names = {name for form in option_forms for name in form.fields}
    for name in sorted(body.options.keys() - names):
        yield _fault(
            f"{OPTIONS}.{name}",
            _("This document does not ask this. It asks: %(names)s.")
            % {"names": ", ".join(sorted(names)) or "–"},
        )


def _faults(option_forms: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for form in option_forms:
        prefix = f"{OPTIONS}." if form.prefix else ""
        for name, messages in form.errors.items():
            for message in messages:
                yield _fault("" if name == "__all__" else f"{prefix}{name}", message)


def _fault(field: str, detail: Any) -> dict[str, Any]:
    return {"in": "body", "field": field, "detail": str(detail)}
