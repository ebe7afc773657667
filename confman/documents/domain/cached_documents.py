"""Documents that are made once and kept until their content changes.

These are public downloads, and documents on a conference's own Word template. Filling that may take long, so the worker
does it and no page.
"""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.builder import (
    RenderedDocument,
    build_data,
    check_request,
    custom_template,
    render,
)
from confman.documents.meta import DocumentData
from confman.documents.plain_values import fingerprint
from confman.documents.registry import FORMATS
from confman.documents.seals.writer import seal_of, with_seal
from confman.machines.files import delete_files, listed, touch_file
from confman.machines.jobs import queue_job
from confman.translation.reading_language import reading_in
from confman.web.errors import NotReady, Refused

# The reason why a file could not be made, stored in its place.
REFUSED = "refused"
# For this many seconds the worker is not asked again for the same, however many wait for it.
ASKED_ONCE = 20


def _folder(app: str, conference: Conference) -> str:
    return f"{app}/{conference.pk}"


class _CachedDocument:
    """A document as of now, and its place in the storage."""

    def __init__(
        self, kind: str, conference: Conference, language: str, format: str, options: Mapping[str, Any] | None
    ) -> None:
        self.kind = check_request(kind, conference, language=language, format=format)
        self.conference, self.language, self.format, self.options = conference, language, format, options
        self.data = self._build()
        self.custom = custom_template(self.kind, conference, language) if format == "docx" else None
        self.seal = seal_of(self.kind, self.data, format)
        self.mark = self._mark(self.data)

    def _build(self) -> DocumentData:
        return build_data(
            self.kind, self.conference, language=self.language, format=self.format, options=self.options
        )

    def _mark(self, data: DocumentData) -> str:
        return fingerprint([self.kind.key, data, self.custom, self.language, *filter(None, [self.seal])])

    def name(self, extension: str = "") -> str:
        extension = extension or FORMATS[self.format].extension
        return f"{_folder(self.kind.app, self.conference)}/{self.mark}.{extension}"

    def read(self) -> bytes | None:
        """Return the file, or None. Raises Refused if an earlier attempt found that it cannot be made."""
        if self.custom and (why := _read(self.name(REFUSED))):
            raise Refused(why.decode())
        # No row names the file: reading keeps it alive; a file that nobody reads for a day is swept.
        touch_file(self.name())
        return _read(self.name())

    def make(self) -> bytes:
        """Draw the document and store it."""
        content = render(self.kind, self.data, format=self.format, language=self.language, custom=self.custom)
        content = with_seal(self.kind, content, self.seal)
        default_storage.save(self.name(), ContentFile(content))
        # While it was drawn, someone may have been hidden, and the purge may have come before the file.
        if self._mark(self._build()) != self.mark:
            default_storage.delete(self.name())
        return content


def cached_document(
    kind: str, conference: Conference, *, language: str, format: str, options: Mapping[str, Any] | None = None
) -> RenderedDocument:
    """Return the document as a file, for a page. It is drawn only if no stored file has exactly the same content.

    Raises Refused; and NotReady for a document on the conference's own Word template that the worker has yet to fill.
    """
    cached = _CachedDocument(kind, conference, language, format, options)
    content = cached.read()
    if content is None and cached.custom:
        if cache.add(f"kept-document:{cached.mark}", True, ASKED_ONCE):
            request_cached_document(kind, conference, language=language, format=format, options=options)
        raise NotReady(
            _(
                "It is filled in on the conference’s own form. In a few seconds the download begins automatically."
            )
        )
    return RenderedDocument(
        cached.make() if content is None else content,
        cached.kind.file_name(conference, language, format),
        FORMATS[format].content_type,
    )


def request_cached_document(
    kind: str, conference: Conference, *, language: str, format: str, options: Mapping[str, Any] | None = None
) -> None:
    """Have the worker draw and store a document."""
    arguments = (kind, str(conference.pk), language, format, dict(options or {}))
    queue_job("confman.documents.domain.cached_documents.cache_document", *arguments, group="documents")


def cache_document(
    kind: str, conference_id: str, language: str, format: str, options: Mapping[str, Any]
) -> None:
    """Draw and store a document, for the worker; if it cannot be made, store the reason. Safe to repeat."""
    conference = Conference.objects.filter(pk=conference_id).first()
    if conference is None or language not in conference.languages:
        return
    cached = _CachedDocument(kind, conference, language, format, options)
    if any(map(default_storage.exists, (cached.name(), cached.name(REFUSED)))):
        return
    try:
        with reading_in(language):
            cached.make()
    except Refused as error:
        if not cached.custom:
            raise
        default_storage.save(cached.name(REFUSED), ContentFile(error.message.encode()))


def _read(name: str) -> bytes | None:
    try:
        with default_storage.open(name, "rb") as source:
            return source.read()
    except FileNotFoundError:
        return None


def purge_cached_documents(app: str, conference: Conference) -> None:
    """Delete an app's kept files of a conference after a change of consent, an erasure or a publication.

    Takes effect when the transaction commits: until then requests would store the old content again.
    """
    transaction.on_commit(lambda: delete_folder(_folder(app, conference)))


def delete_folder(folder: str) -> None:
    """Delete the files in a folder of the private storage."""
    delete_files(f"{folder}/{name}" for name in listed(folder)[1])
