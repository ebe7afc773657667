"""Series of documents: the usual ones, the numbers that are given in each, the symbols with these numbers."""

import re
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from agenda.releases.models import AgendaRelease
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.errors import Refused
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.register.models import Distribution, DocumentSeries, OpenTo, RegisteredDocument

# Not from the catalogues: a conference may be held in languages that the interface does not have.
_TITLES: dict[str, dict[str, str]] = {
    "": {
        "en": "Documents of the conference", "ru": "Документы конференции", "uz": "Konferensiya hujjatlari",
        "uz-Cyrl": "Конференция ҳужжатлари", "fr": "Documents de la conférence", "ar": "وثائق المؤتمر",
        "es": "Documentos de la conferencia", "zh": "会议文件",
    },
    "INF": {
        "en": "Information documents", "ru": "Информационные документы", "uz": "Axborot hujjatlari",
        "uz-Cyrl": "Ахборот ҳужжатлари", "fr": "Documents d’information", "ar": "وثائق إعلامية",
        "es": "Documentos de información", "zh": "资料文件",
    },
    "L": {
        "en": "Draft decisions", "ru": "Проекты решений", "uz": "Qarorlar loyihalari",
        "uz-Cyrl": "Қарорлар лойиҳалари", "fr": "Projets de décision", "ar": "مشاريع مقررات",
        "es": "Proyectos de decisión", "zh": "决定草案",
    },
    "CRP": {
        "en": "Conference room papers", "ru": "Документы зала заседаний", "uz": "Majlis zali hujjatlari",
        "uz-Cyrl": "Мажлис зали ҳужжатлари", "fr": "Documents de séance", "ar": "ورقات غرفة الاجتماعات",
        "es": "Documentos de sesión", "zh": "会议室文件",
    },
    "NGO": {
        "en": "Statements of non-governmental organizations", "ru": "Заявления неправительственных организаций",
        "uz": "Nodavlat notijorat tashkilotlarining bayonotlari",
        "uz-Cyrl": "Нодавлат нотижорат ташкилотларининг баёнотлари",
        "fr": "Déclarations d’organisations non gouvernementales", "ar": "بيانات المنظمات غير الحكومية",
        "es": "Declaraciones de organizaciones no gubernamentales", "zh": "非政府组织的声明",
    },
}  # fmt: skip
DRAFTS = "L"
# The series in which the texts of groups are issued.
OF_TEXTS = (DRAFTS, "CRP")
MAX_NUMBER_LENGTH = 9
_HANDED_IN = ("CRP", "NGO")


def add_usual_series(conference: Conference, *, by: User) -> int:
    """Give the conference those of the usual series that it does not have. Return how many."""
    codes = {code for row in DocumentSeries.objects.of(conference) for code in (row.code, row.original_code)}
    rows = [
        DocumentSeries(
            conference=conference,
            code=code,
            separator="/" if code == "NGO" else ".",
            title=conference.in_own_languages(TranslatedText(titles)),
            distribution=Distribution.LIMITED if code in OF_TEXTS else Distribution.GENERAL,
            open_to=OpenTo.DELEGATIONS if code in _HANDED_IN else OpenTo.NOBODY,
            position=position,
        )
        for position, (code, titles) in enumerate(_TITLES.items())
        if code not in codes
    ]
    if rows:
        with transaction.atomic():
            DocumentSeries.objects.bulk_create(rows, ignore_conflicts=True)
            record_audit("outcomes.document_series_set_up", by=by, conference=conference)
    return len(rows)


def title_of_series(code: str) -> str:
    """Return the title of a usual series, for a conference that has not set it up; of an unknown one the main's."""
    return str(TranslatedText(_TITLES.get(code, _TITLES[""])))


def add_series(conference: Conference, *, by: User, **values: Any) -> DocumentSeries:
    """Add a series. Raises ValidationError for a code that there is already."""
    row = DocumentSeries(conference=conference, **values)
    return add_row(row, "outcomes.document_series_added", by=by, label=str(row))


def change_series(series: DocumentSeries, *, by: User, **changes: Any) -> list[str]:
    """Change a series; symbols that were given stay as they are, and its first code is kept. Raises ValidationError."""
    stored = DocumentSeries.objects.get(pk=series.pk)
    if changes.get("code", stored.code) != stored.code:
        changes["first_code"] = stored.original_code
    return change_row(series, "outcomes.document_series_changed", changes, by=by, label=str(series))


def why_series_stays(series: DocumentSeries) -> str:
    """Say why a series cannot be deleted, or ""."""
    if series.last_number or series.documents.exists():
        return _("“%(series)s” has documents or has given numbers, so it stays: its symbols are known.") % {
            "series": series
        }
    return ""


def remove_series(series: DocumentSeries, *, by: User) -> None:
    """Delete a series that has no documents and never gave a number. Raises Refused."""
    if reason := why_series_stays(series):
        raise Refused(reason)
    delete_row(series, "outcomes.document_series_removed", by=by, label=str(series))


def next_symbol(series: DocumentSeries) -> str:
    """Return the symbol that the series gives next, without giving it.

    A published agenda is document 1 of the main series, whether the register has it or not.
    """
    used = used_numbers(series)
    if (
        not (series.code or series.last_number)
        and AgendaRelease.objects.filter(conference=series.conference).exists()
    ):
        used.add(1)
    return symbol_in(series, next(number for number in count(series.last_number + 1) if number not in used))


def used_numbers(series: DocumentSeries, *more: QuerySet[Any]) -> set[int]:
    """Return the numbers of the series under which there is something, if only a part or a revision; also in `more`."""
    stem = symbol_in(series, 0)[:-1]
    models = (RegisteredDocument, OutcomeDocument, Recommendation)
    rows = (*(model.objects.of(series.conference) for model in models), *more)
    first, *others = (
        row.filter(symbol__startswith=stem).order_by().values_list("symbol", flat=True) for row in rows
    )
    numbers = (re.match(r"\d{1,9}(?!\d)", symbol.removeprefix(stem)) for symbol in first.union(*others))
    return {int(number[0]) for number in numbers if number}


def next_draft_symbol(conference: Conference) -> str:
    """Return the next symbol for a draft decision, which is one of the series L; empty where there is none."""
    series = DocumentSeries.objects.of(conference).originally(DRAFTS).select_related("conference").first()
    return next_symbol(series) if series else ""


def require_free_symbol(recommendation: Recommendation, symbol: str) -> None:
    """Raise Refused for a symbol under which the register knows a document that is not this text."""
    conference = recommendation.conference
    document = (
        RegisteredDocument.objects.of(conference).filter(symbol=symbol).select_related("text_version").first()
    )
    version = document.text_version if document else None
    if document and (version is None or version.recommendation_id != recommendation.pk):
        raise Refused(
            _("%(symbol)s is the symbol of “%(title)s” in the register. The next free one is %(next)s.")
            % {"symbol": symbol, "title": document.title, "next": next_draft_symbol(conference) or "–"}
        )


def give_symbol(document: RegisteredDocument, wanted: str = "") -> None:
    """Give the document the next number of its series, or of its parent, and its symbol, unless it has one.

    Within the caller's transaction. A number is given once: others who take one of this series wait here. `wanted`
    is the symbol that its text was tabled under, which it gets where no document has that; that of another tabled
    recommendation, or of the outcome document, is passed over.
    """
    if document.symbol:
        return
    if document.parent is not None:
        document.number = _number_of_part(document)
        document.symbol = part_symbol(document.parent.symbol, document.kind, document.number)
        return
    wait_for_numbers(document.series)
    holders = RegisteredDocument.objects.of(document.series.conference).filter(symbol=wanted)
    assign_symbol(document, wanted if wanted and not holders.exists() else next_symbol(document.series))


def wait_for_numbers(series: DocumentSeries) -> None:
    """Wait for anyone else who takes a number of this series, until the transaction ends."""
    DocumentSeries.objects.filter(pk=series.pk).update(last_number=F("last_number"))
    series.refresh_from_db(fields=["last_number"])


def assign_symbol(document: RegisteredDocument, symbol: str) -> None:
    """Give the document the symbol, and the number in it, which its series then gives to no other."""
    series = document.series
    document.symbol = symbol
    number = symbol.removeprefix(symbol_in(series, 0)[:-1])
    if number != symbol and number.isdecimal() and len(number) < MAX_NUMBER_LENGTH:
        rows = DocumentSeries.objects.filter(pk=series.pk)
        rows.update(last_number=Greatest(F("last_number"), int(number)))
        if not series.documents.filter(number=int(number), parent=None).exists():
            document.number = int(number)


def code_of(symbol: str, conference: Conference) -> str:
    """Return the code of the series that a symbol is of: INF of CONF/2017/INF.2, '' of CONF/2017/5."""
    rest = symbol.removeprefix(f"{conference.symbol_prefix.rstrip('/')}/")
    match = re.match(r"[A-Z]+(?=[./]\d)", rest)
    return match[0] if match else ""


def symbol_in(series: DocumentSeries, number: int) -> str:
    """Return the symbol of a number in the series."""
    conference = series.conference
    prefix = conference.symbol_prefix or conference.slug.upper()
    return document_symbol(prefix, series.code, series.separator, number)


def symbol_to_come(document: RegisteredDocument) -> str:
    """Return the symbol that the document has, or gets once it is issued; '' for a part of what has none yet."""
    if document.symbol or document.parent is None:
        return document.symbol or next_symbol(document.series)
    parent = document.parent
    return parent.symbol and part_symbol(parent.symbol, document.kind, _next_part(parent, document.kind))


def _number_of_part(document: RegisteredDocument) -> int:
    parent = RegisteredDocument.objects.select_for_update().get(pk=document.parent_id)
    if not parent.symbol:
        raise Refused(
            _("“%(title)s” has no symbol yet. Issue it first, then what belongs to it.")
            % {"title": parent.title}
        )
    return _next_part(parent, document.kind)


def _next_part(parent: RegisteredDocument, kind: str) -> int:
    numbered_parts = parent.parts.filter(kind=kind, number__isnull=False)
    return max(numbered_parts.values_list("number", flat=True), default=0) + 1


_NUMBERS = re.compile(r"(\d+)")


def document_symbol(prefix: str, code: str, separator: str, number: int) -> str:
    """Return the symbol of a document by the conference's prefix and its series; the main series has no code."""
    numeral = f"{code}{separator}{number}" if code else str(number)
    return f"{prefix.rstrip('/')}/{numeral}"


def part_symbol(parent: str, kind: str, number: int) -> str:
    """Return the symbol of an addendum, a corrigendum or a revision of the document with this symbol."""
    return f"{parent}/{kind}.{number}"


def symbol_order(symbol: str) -> list[tuple[int, str]]:
    """Return the key that sorts CONF/2/9 before CONF/2/10, and INF.1 after them."""
    return [(int(part), "") if part.isdecimal() else (10**9, part) for part in _NUMBERS.split(symbol) if part]
