"""The files of a document, one in each language: made here or received, settled, awaited from translation, issued."""

from __future__ import annotations

import io
import json
import re
import zipfile
from hashlib import sha256
from html import unescape

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.meta import EXTRACT
from confman.documents.models import DocumentJob
from confman.translation.languages import language_name
from confman.web.database.changes import delete_file_on_commit
from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.pdfs import open_pdf, pages_of
from outcomes.register.models import DocumentFile, DocumentStatus, FileStatus, RegisteredDocument


def new_file(document: RegisteredDocument, language: str, file: File) -> DocumentFile:
    """Return a language of a document with its file, not saved yet. Raises ValidationError for an unreadable PDF."""
    return DocumentFile(
        document=document, language=language, file=file, name=(file.name or "")[:200], pages=pages_of(file),
        size=file.size,
    )  # fmt: skip


def put_language(
    document: RegisteredDocument, *, by: User, language: str, file: File | None = None, made_from: str = ""
) -> DocumentFile:
    """Enter the file of a document in a language, in place of another; without a file it is awaited from translation.

    `made_from` is that of a file made here: the document itself takes the place of another form of it.

    Raises Refused for a document that is closed, or if that language is issued; ValidationError for an unreadable PDF.
    """
    pages = pages_of(file) if file else None
    if file and (symbol := symbol_on(file, document.conference)):
        require_symbol(symbol, document)
    with transaction.atomic():
        require_open(document)
        row = document.files.select_for_update().filter(language=language).first()
        row = row or DocumentFile(document=document, language=language)
        if row.state == FileStatus.ISSUED:
            raise Refused(
                _(
                    "%(language)s is issued already. Correct it by a corrigendum or a revision,"
                    " which has its own symbol."
                )
                % {"language": language_name(language, get_language())}
            )
        delete_file_on_commit(row.file)
        row.file, row.pages, row.size = file or "", pages, file.size if file else None
        row.name = (file.name or "")[:200] if file else ""
        row.state = FileStatus.RECEIVED if file else FileStatus.IN_TRANSLATION
        row.full_clean()
        row.save()
        if made_from and made_from != document.made_from:
            document.made_from = made_from
            document.save(update_fields=["made_from"])
        verb = "register_language_received" if file else "register_language_awaited"
        record_audit(
            f"outcomes.{verb}", by=by, target=document, label=str(document), details={"language": language}
        )
    return row


def issue_language(file: DocumentFile, *, by: User) -> None:
    """Issue one more language of a document that is issued. Raises Refused if that is not so, or the file awaited."""
    with transaction.atomic():
        require_open(file.document)
        row = DocumentFile.objects.select_related("document").get(pk=file.pk)
        if row.document.state != DocumentStatus.ISSUED:
            raise Refused(_("The document is not issued yet. Issue it: all its languages go out with it."))
        if row.state == FileStatus.ISSUED:
            return
        if not row.file:
            raise Refused(
                _("%(language)s is still awaited from translation.")
                % {"language": language_name(row.language, get_language())}
            )
        row.state, row.issued_at = FileStatus.ISSUED, timezone.now()
        row.save(update_fields=["state", "issued_at"])
        record_audit(
            "outcomes.register_language_issued", by=by, target=row.document, label=str(row.document),
            details={"language": row.language},
        )  # fmt: skip


def require_open(document: RegisteredDocument) -> None:
    """Raise Refused for a document that was returned or withdrawn; its row is locked for the transaction."""
    if RegisteredDocument.objects.select_for_update().get(pk=document.pk).is_closed:
        raise Refused(
            _("The document was returned or withdrawn, so it can no longer be changed. Enter a new one.")
        )


_PROPERTIES, _MOST = "docProps/core.xml", 1 << 20
_KEYWORDS = re.compile(rb"<cp:keywords>([^<]{1,300})</cp:keywords>")


def symbol_on(file: File, conference: Conference) -> str:
    """Return the symbol that a PDF or Word file made here bears, by its properties; '' for any other file.

    Raises Refused for an extract, whose symbol is that of its document.
    """
    file.seek(0)
    try:
        words = _keywords_in(file.read())
    finally:
        file.seek(0)
    prefix = conference.symbol_prefix.rstrip("/")
    # Keywords that say more than one symbol are those of any file.
    borne = re.fullmatch(rf"({re.escape(prefix)}/[^,;]{{1,59}}?)( {re.escape(EXTRACT)})?", words)
    if not prefix or borne is None:
        return ""
    if borne[2]:
        raise Refused(
            _(
                "The file is an extract from %(symbol)s, which has no symbol of its own. Put the whole document into"
                " the register."
            )
            % {"symbol": borne[1]}
        )
    return borne[1]


def _keywords_in(content: bytes) -> str:
    with reader_guard(refusal=ValidationError):
        if content.startswith(b"%PDF"):
            import pikepdf

            try:
                with open_pdf(content) as pdf:
                    return str(pdf.docinfo.get("/Keywords", ""))
            except (pikepdf.PdfError, pikepdf.PasswordError):
                return ""  # pages_of says what is the matter
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if _PROPERTIES in archive.namelist():
                    with archive.open(_PROPERTIES) as properties:
                        match = _KEYWORDS.search(properties.read(_MOST))
                    return unescape(match[1].decode("utf-8", "replace")) if match else ""
    return ""


def origin_of(job: DocumentJob) -> str:
    """Return the kind and a digest of the options that were chosen, whatever the language and the format."""
    options = json.dumps(job.options, sort_keys=True, ensure_ascii=False)
    return f"{job.kind}:{sha256(options.encode()).hexdigest()}"


def file_of(job: DocumentJob) -> ContentFile[bytes]:
    """Return the file of a document made here, under its usual name."""
    kind = job.document_kind
    with job.file.open("rb") as stored_file:
        return ContentFile(stored_file.read(), name=kind.file_name(job.conference, job.language, job.format))


def require_symbol(symbol: str, document: RegisteredDocument) -> None:
    """Raise Refused for a file that bears another symbol than that of the entry which it is to join."""
    if not document.symbol:
        raise Refused(
            _(
                "The file bears %(symbol)s, and the entry has no symbol yet. Enter the file as a document of its own,"
                " which then has that symbol."
            )
            % {"symbol": symbol}
        )
    if symbol != document.symbol:
        raise Refused(
            _(
                "The file bears %(printed)s, the entry is %(name)s. Make the document again, and it bears that symbol."
            )
            % {"printed": symbol, "name": document}
        )
