"""The report of the conference in the form of the United Nations: parts, paragraphs numbered throughout, annexes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import numbered_symbol
from outcomes.follow_up.documents.matrix import followed_up
from outcomes.publication.documents.annexes import annex_titles
from outcomes.recommendations.documents import PrintedParagraph, text_lines, text_mark
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.register.domain.lines import IssuedDocument, issued_documents
from outcomes.register.domain.made_documents import symbol_of_made, symbol_to_print
from outcomes.register.domain.series import symbol_order
from outcomes.reports.documents.blocks import FigureTable, ReportPart, numbered
from outcomes.reports.documents.donor_report import ConferenceReport, figures_of_report
from outcomes.reports.documents.proceedings import NOTHING, parts_of
from outcomes.reports.models import Report, ReportKind
from registrations.core.models.registration import Registration


@dataclass(frozen=True)
class AnnexedText:
    """An adopted recommendation as it stands in the annex, with the language of its text in words if it is another."""

    number: int
    heading: str  # of its section, where another begins
    lines: tuple[PrintedParagraph, ...]
    addressees: str
    mark: str


@dataclass(frozen=True)
class ReportDocumentLine:
    symbol: str
    title: str


@dataclass(frozen=True)
class OfficialReport(ConferenceReport):
    """`annexes` are the titles of the annexes by their keys, '' for one that is left out."""

    parts: tuple[ReportPart, ...] = ()
    annexes: Mapping[str, str] | None = None
    outcome: tuple[AnnexedText, ...] = ()
    documents: tuple[ReportDocumentLine, ...] = ()
    tables: tuple[FigureTable, ...] = ()
    participants_in: str = ""


def is_due(conference: Conference) -> bool:
    """Tell whether the conference is over, so that there is something to report."""
    return conference.phase() == "after"


def build_figures(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ConferenceReport:
    """Build what a spreadsheet of the secretariat's report holds: the figures, without its text."""
    return _figures(conference, language, options, _adopted(conference))


def _adopted(conference: Conference) -> list[Recommendation]:
    return list(followed_up(conference).adopted().select_related("section"))


def _figures(
    conference: Conference, language: str, options: Mapping[str, Any], adopted: list[Recommendation]
) -> ConferenceReport:
    title = _("Report of the conference")
    return figures_of_report(conference, language, options, adopted, title=title, donor=False)


def build_conference_report(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> OfficialReport:
    """Build the secretariat's report, for everyone: figures suppressed, no names that are not public.

    Options: participants (yes: their list in the annex, otherwise a reference to it).
    """
    adopted = _adopted(conference)
    base = _figures(conference, language, options, adopted)
    outcome = tuple(_outcome(adopted, conference, language))
    tables = tuple(_tables(base))
    issued = issued_documents(conference)
    symbols = [document.symbol for document in issued]
    report = Report.objects.of(conference).filter(kind=ReportKind.CONFERENCE).exclude(symbol="").first()
    own_symbol = symbol_to_print(
        conference, "outcomes.conference-report", language, symbol=report.symbol if report else ""
    )
    lists = symbol_of_made(conference, "registrations.participants")
    has_list = bool(lists) and _has_registrations(conference)
    documents = tuple(_documents(issued, own_symbol, lists if has_list else ""))
    annexes = {
        "outcome": (_("Recommendations adopted by the conference"), outcome),
        "documents": (_("List of documents"), documents if len(documents) > 1 else ()),
        "participants": (_("List of participants"), base.participants or has_list),
        "figures": (_("Figures"), tables),
    }
    keys = [key for key, (_title, content) in annexes.items() if content]
    titles = dict(zip(keys, annex_titles([annexes[key][0] for key in keys]), strict=True))
    places = {
        "agenda": next((symbol for symbol in symbols if symbol == numbered_symbol(conference, "1")), ""),
        "outcome": _annex_reference(titles.get("outcome", "")),
        "figures": _annex_reference(titles.get("figures", "")),
    }
    parts = numbered(parts_of(conference, language, base, places))
    return OfficialReport(
        **{
            **vars(base),
            "meta": replace(
                base.meta, masthead=replace(base.meta.masthead, symbol=own_symbol, distribution=_("General"))
            ),
        },
        parts=parts,
        annexes={key: titles.get(key, "") for key in annexes},
        outcome=outcome,
        documents=documents,
        tables=tables,
        participants_in=_("The list of participants is contained in document %(symbol)s.") % {"symbol": lists}
        if lists and not base.participants
        else "",
    )


def _annex_reference(title: str) -> str:
    """Return how the text refers to an annex: “annex I”, “the annex”."""
    if not title:
        return ""
    # Before or behind the word, as the language has it.
    number = re.search(r"\b(?:[IVX]+|[0-9]+)\b", title.partition(".")[0])
    return _("annex %(number)s") % {"number": number[0]} if number else _("the annex")


def _has_registrations(conference: Conference) -> bool:
    return bool(Registration.objects.of(conference).approved().filter(is_practice=False).exists())


def _tables(report: ConferenceReport) -> Iterator[FigureTable]:
    """Yield the tables of figures in which something is counted."""
    has_numbers = any(number not in NOTHING for _label, number in report.totals.rows)
    for table, is_told in (
        (report.targets, report.targets is not None),
        (report.totals, has_numbers),
        *((table, bool(table.rows) and has_numbers) for table in report.breakdowns),
        (report.stages, bool(report.stages.rows)),
        (report.follow_up, bool(report.follow_up.rows)),
        *((table, True) for table in report.results),
    ):
        if table is not None and is_told:
            yield table


def _outcome(
    adopted: Iterable[Recommendation], conference: Conference, language: str
) -> Iterator[AnnexedText]:
    last = None
    for row in adopted:
        lines = text_lines(row.body, (language, *conference.languages))
        other = next((line.language for line in lines if line.language != language), language)
        title = str(row.section.title) if row.section else ""
        yield AnnexedText(
            number=row.number or 0,
            heading=title if title != last else "",
            lines=lines,
            addressees="; ".join(str(addressee) for addressee in row.addressees.all()),
            mark=text_mark(row.body, other, language),
        )
        last = title


# --- Symbols --------------------------------------------------------------------------------------------


def _documents(issued: Iterable[IssuedDocument], own_symbol: str, lists: str) -> Iterator[ReportDocumentLine]:
    """Yield what the list of documents names, with the report itself and the list of participants it refers to."""
    titles = {document.symbol: document.title for document in issued}
    if lists:
        titles[lists] = _("List of participants")
    if own_symbol:
        titles[own_symbol] = _("Report of the conference")
    for symbol in sorted(titles, key=symbol_order):
        yield ReportDocumentLine(symbol, titles[symbol])
