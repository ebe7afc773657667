"""Make a document: builder -> dataclass -> file. Some are made once and kept until their content changes."""

import datetime as dt
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.documents.meta import DocumentData
from confman.documents.models import CustomTemplate, OrganizationTemplate, WordTemplate
from confman.documents.plain_values import fingerprint, texts_of
from confman.documents.registry import FORMATS, SPREADSHEETS, WRITTEN, DocumentKind, document_kinds
from confman.documents.seals.codes import document_code
from confman.documents.seals.writer import seal_of, with_seal
from confman.machines.files import delete_files, listed, touch_file
from confman.machines.jobs import queue_job
from confman.translation.languages import reading_in
from confman.translation.marks import Marks, Passages, marking, noting_passages
from confman.web.errors import NotReady, Refused

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RenderedDocument:
    """A finished file."""

    content: bytes
    filename: str
    content_type: str


def build_document(
    kind: str | DocumentKind,
    conference: Conference,
    *,
    language: str,
    format: str,
    options: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    by: User | None = None,
) -> RenderedDocument:
    """Make a document now, in this process. `progress(done, parts)` is called after every part.

    `by` is the user it is made for, if the kind asks; without one, content for certain roles is left out.

    Raises Refused for a language or format that is not available, and if the builder or a Word template refuses.
    """
    kind = check_request(kind, conference, language=language, format=format)
    data = build_data(kind, conference, language=language, format=format, options=options, by=by)
    custom = custom_template(kind, conference, language) if format == "docx" else None
    parts = split_data(kind, data, format)
    mark = seal_of(kind, data, format)
    # Each part is released once it is drawn: the data of ten thousand badges take 40 MB.
    del data
    number, done = len(parts), 0

    def contents() -> Iterator[bytes]:
        nonlocal done
        for content in render_parts(kind, parts, format=format, language=language, custom=custom):
            done += 1
            if progress:
                progress(done, number)
            yield content

    # One by one, so that parts are not all in memory at once.
    content = with_seal(kind, _join(contents()) if number > 1 else next(contents()), mark)
    return RenderedDocument(
        content, kind.file_name(conference, language, format), FORMATS[format].content_type
    )


def _join(files: Iterator[bytes]) -> bytes:
    from confman.documents.rendering.pdf import join_pdfs

    return join_pdfs(files)


def check_request(
    kind: str | DocumentKind, conference: Conference, *, language: str, format: str
) -> DocumentKind:
    """Return the kind. Raises Refused if the conference lacks the language, or the document the format."""
    if isinstance(kind, str):
        kind = document_kinds.get(kind)
    if format not in kind.formats:
        raise Refused(
            _("There is no “%(format)s” of this document. There are: %(formats)s.")
            % {"format": format, "formats": ", ".join(kind.formats)}
        )
    if language not in conference.languages:
        raise Refused(
            _("The conference has no language “%(language)s”. It has: %(languages)s.")
            % {"language": language, "languages": ", ".join(conference.languages)}
        )
    return kind


def build_data(
    kind: DocumentKind,
    conference: Conference,
    *,
    language: str,
    format: str = "pdf",
    options: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> DocumentData:
    """Return the dataclass of a document, read in its language. What is in another says so, where people read it."""
    arguments: dict[str, Any] = {"by": by} if kind.asks_who else {}
    build = (format in SPREADSHEETS and kind.build_figures) or kind.build
    is_marked = kind.marks_languages and format in WRITTEN
    with (
        reading_in(language, *conference.languages),
        noting_passages() as passages,
        marking(is_marked) as marks,
    ):
        data = build(conference, language=language, options=dict(options or {}), **arguments)
        if is_marked:
            data = _with_language_note(data, marks)
    if format in WRITTEN:
        data = _with_passages(data, {words: code for words, code in passages.items() if code != language})
    return _with_code(data, kind, conference, language) if kind.bears_code and format == "pdf" else data


def _with_language_note(data: DocumentData, marks: Marks) -> DocumentData:
    """Return a document with a note on what a language in brackets says, where there is any."""
    if not marks.found:
        return data
    note = _("A language in brackets indicates that the passage is on record in that language only.")
    document: Any = data
    return replace(document, meta=replace(data.meta, note=f"{data.meta.note} {note}".strip()))


def _with_passages(data: DocumentData, passages: Mapping[str, str]) -> DocumentData:
    """Return a document that knows which of its passages are in another language."""
    document: Any = data
    return replace(document, meta=replace(data.meta, passages=tuple(sorted(passages.items()))))


def _with_code(data: DocumentData, kind: DocumentKind, conference: Conference, language: str) -> DocumentData:
    """Return an official document with its code; a draft, a blank sheet and a sample have none.

    Nor has what lies in an archive (`as_of`): it is the same, whichever installation makes it.
    """
    if conference.as_of or not (data.meta.is_final and data.meta.masthead.day):
        return data
    document: Any = data
    with reading_in(language, *conference.languages):
        line = _("Code of this document: %(code)s. It can be verified at %(address)s.") % {
            "code": document_code(conference, kind, language, dt.date.fromisoformat(data.meta.masthead.day)),
            "address": f"{settings.BASE_URL}/verify/",
        }
    return replace(document, meta=replace(data.meta, code=line))


def split_data(kind: DocumentKind, data: DocumentData, format: str) -> list[DocumentData]:
    """Return the parts that are rendered one by one: batches of cards for a PDF, otherwise the whole document."""
    if format != "pdf" or kind.split is None:
        return [data]
    parts = list(kind.split(data)) or [data]
    return [_with_own_passages(part) for part in parts] if data.meta.passages else parts


def _with_own_passages(part: DocumentData) -> DocumentData:
    """Return a part that knows its own passages alone, so that it is the same file whatever the others are."""
    passages = Passages(dict(part.meta.passages), part.meta.language)
    part = _with_passages(part, {})
    return _with_passages(part, passages.within("\n".join(texts_of(part))))


def render_parts(
    kind: DocumentKind, parts: list[Any], *, format: str, language: str, custom: bytes | None = None
) -> Generator[bytes, None, None]:
    """Yield the file of each part, in order, emptying the list. Many parts of cards are rendered in parallel."""

    def render_part(part: DocumentData) -> bytes:
        return render(kind, part, format=format, language=language, custom=custom)

    def released_parts() -> Iterator[Any]:
        while parts:
            yield parts.pop(0)

    if kind.draws_cards and format == "pdf":
        from confman.documents.rendering.card_parts import MANY_PARTS, render_together

        if len(parts) >= MANY_PARTS:
            yield from render_together(render_part, released_parts())
            return
    yield from map(render_part, released_parts())


def render(
    kind: DocumentKind, data: DocumentData, *, format: str, language: str, custom: bytes | None = None
) -> bytes:
    """Render a file from a dataclass; `custom` is the conference's own Word template."""
    if format in kind.renderers:
        with reading_in(language):
            return kind.renderers[format](data)
    # The libraries of each format are loaded where it is made: pages and most commands make none.
    if kind.sheet and format in SPREADSHEETS:
        from confman.documents.rendering.spreadsheets import RENDERERS

        with reading_in(language):
            return RENDERERS[format](kind.sheet(data))
    if format == "docx":
        from confman.documents.rendering.docx import render_docx

        template = custom or standard_template(kind.key, language)
        page = kind.html_template
        return render_docx(template, data, language=language, page=page, custom=custom is not None)
    if kind.card_template and format == "pdf":
        from confman.documents.rendering.card_engine import render_cards

        return render_cards(kind.card_template, data, language=language, official=kind.official)
    from confman.documents.rendering.pdf import render_html, render_pdf

    if format == "html":
        return render_html(kind.html_template, data, language=language).encode("utf-8")
    files = getattr(data, "files", None)
    return render_pdf(kind.html_template, data, language=language, files=files, official=kind.official)


def standard_template(key: str, language: str) -> bytes:
    """Return our Word template for a kind in a language, of today, cached in the process. Raises Refused."""
    return _standard_template(key, language, timezone.localdate())


@lru_cache(maxsize=256)
def _standard_template(key: str, language: str, _day: dt.date) -> bytes:
    kind = document_kinds.get(key)
    if "docx" not in kind.formats:
        raise Refused(_("This document has no Word template."))
    from confman.documents.word.blocks import letterhead

    with reading_in(language):
        return letterhead(
            language,
            masthead=kind.masthead,
            running=kind.running,
            landscape=kind.landscape,
            watermark=kind.watermark,
        )


def custom_template(kind: DocumentKind, conference: Conference, language: str) -> bytes | None:
    """Return the Word template that replaces ours, if there is one."""
    template = templates_in_use(conference, kind.key).get(language)
    if not template:
        return None
    with template.file.open("rb") as source:
        return source.read()


# Every document in Word asks for them.
_OWN_TEMPLATES = CompiledQuery(
    lambda conference, kind: CustomTemplate.objects.filter(conference=conference, kind=kind).select_related(
        "uploaded_by"
    ),
    models.UUIDField(), models.CharField(),
)  # fmt: skip
_TEMPLATES_ABOVE = CompiledQuery(
    lambda organization, kind: OrganizationTemplate.objects.filter(
        organization=organization, kind=kind
    ).select_related("uploaded_by"),
    models.UUIDField(), models.CharField(),
)  # fmt: skip


def templates_in_use(conference: Conference, kind: str) -> dict[str, WordTemplate]:
    """Return what replaces our Word template, by language: the conference's own, else the organization's."""
    above = _TEMPLATES_ABOVE.all(conference.organization_id, kind) if conference.organization_id else []
    templates: list[WordTemplate] = [*above, *_OWN_TEMPLATES.all(conference.pk, kind)]
    return {template.language: template for template in templates}


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
    queue_job("confman.documents.domain.builder.cache_document", *arguments, group="documents")


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
