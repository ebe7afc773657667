"""The annexes that the secretariat adds to an outcome document: texts, and files that are joined or attached."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.documents.rendering.pdf import render_pdf
from confman.web.uploads.pdfs import open_pdf
from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble
from outcomes.recommendations.models.document import OutcomeDocument

_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True)
class AnnexPart:
    """An annex as it is printed: numbered title, text in `language`, and the name of its file."""

    title: str
    paragraphs: tuple[str, ...]
    language: str
    file_note: str = ""


@dataclass(frozen=True)
class AnnexedFile:
    """A file of an annex. A PDF's pages follow the document's; other files are attached."""

    title: str
    name: str
    content: bytes

    @property
    def is_pdf(self) -> bool:
        return self.content.startswith(b"%PDF")


def annex_title(number: int, title: str) -> str:
    """Return the title of an annex, as in “Annex III. List of participants”."""
    return _("Annex %(number)s. %(title)s") % {"number": annex_number(number), "title": title}


def annex_number(number: int) -> str:
    """Return the number of an annex in the reading language: Roman, but Arabic in Uzbek, as in “1-ilova”."""
    return str(number) if get_language() == "uz" else roman(number)


def annex_titles(titles: Sequence[str]) -> list[str]:
    """Return the titles of all annexes of a document, numbered; a single one has no number."""
    if len(titles) == 1:
        return [_("Annex. %(title)s") % {"title": titles[0]}]
    return [annex_title(number, title) for number, title in enumerate(titles, start=1)]


def roman(number: int) -> str:
    """Return the Roman numerals for 1 to 99, I to XCIX; a higher number as it is."""
    return _TENS[number // 10] + _ONES[number % 10] if 0 < number < 100 else str(number)


def annexes_of(
    document: OutcomeDocument, language: str, *, first: int
) -> tuple[tuple[AnnexPart, ...], tuple[AnnexedFile, ...]]:
    """Return the annexes in the reading language, numbered from `first`, and their files. One query."""
    parts, files = [], []
    annexes = list(document.annexes.all())
    titles = annex_titles([""] * (first - 1) + [str(annex.title) for annex in annexes])
    for title, annex in zip(titles[first - 1 :], annexes, strict=True):
        note = ""
        if annex.file:
            name = PurePath(annex.file.name or "").name
            try:
                with annex.file.open("rb") as source:
                    annexed_file = AnnexedFile(title, name, source.read())
            except OSError:
                note = _("The file “%(name)s” of this annex is missing.") % {"name": name}
            else:
                files.append(annexed_file)
                note = (
                    _("The pages of this annex are at the end of the PDF.")
                    if annexed_file.is_pdf
                    else _("This annex is the file “%(name)s”, attached to the PDF.") % {"name": name}
                )
        parts.append(
            AnnexPart(
                title, tuple(paragraphs_of_preamble(str(annex.text))), annex.text.language or language, note
            )
        )
    return tuple(parts), tuple(files)


def with_annexed_files(content: bytes, files: Sequence[AnnexedFile]) -> bytes:
    """Return the PDF with its annexed files: pages at its end, each under a bookmark, others as attachments.

    The document's own tags and bookmarks stay; external pages have only their own. A file that cannot be read as a PDF
    is attached unchanged.
    """
    if not files:
        return content
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for file in files:
            if not (file.is_pdf and _append(pdf, file)):
                pdf.attachments[file.name] = pikepdf.AttachedFileSpec(
                    pdf, file.content, filename=file.name, description=file.title
                )
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def render_recommendations(data: Any) -> bytes:
    """Render the official document as PDF, followed by the annexed files."""
    return _render("outcomes/publication/documents/recommendations.html", data)


def render_two_columns(data: Any) -> bytes:
    """Render the document in two columns as PDF, followed by the annexed files."""
    return _render("outcomes/publication/documents/two_columns.html", data)


def _render(template: str, data: Any) -> bytes:
    # With files of others in it, the whole can be neither PDF/A nor PDF/UA, and does not claim to be.
    official = not data.appended
    return with_annexed_files(
        render_pdf(template, data, language=data.meta.language, official=official), data.appended
    )


def _append(pdf: Any, file: AnnexedFile) -> bool:
    import pikepdf

    try:
        with open_pdf(file.content) as part:
            first_page = len(pdf.pages)
            pdf.pages.extend(part.pages)
    except pikepdf.PdfError:
        return False
    for page in list(pdf.pages)[first_page:]:
        # /StructParents would refer to the tags of the document to which the annex is joined.
        if "/StructParents" in page:
            del page["/StructParents"]
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(file.title, first_page))
    return True
