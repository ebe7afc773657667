"""Documents of the register, entered through the verbs."""

from django.core.files.uploadedfile import SimpleUploadedFile

from confman.accounts.models import User
from confman.conferences.models import Conference
from outcomes.register.domain.documents import add_document
from outcomes.register.models import DocumentSeries, RegisteredDocument
from tests.outcomes.recommendation_samples import pdf_of

_SAMPLE = object()


def series_of(conference: Conference, code: str) -> DocumentSeries:
    return DocumentSeries.objects.of(conference).originally(code).get()


def paper(pages: int = 1, name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_of(pages), "application/pdf")


def registered(
    conference: Conference, code: str, *, by: User, file: object = _SAMPLE, **given: object
) -> RegisteredDocument:
    """Enter a document in a series, in English."""
    values = {"title": {"en": f"Document {code}"}, "distribution": "general", **given}
    content = paper() if file is _SAMPLE else file
    return add_document(
        conference, by=by, series=series_of(conference, code), language="en", file=content, **values
    )


def fresh(row: object) -> object:
    return type(row)._default_manager.get(pk=row.pk)
