"""The donor's report, and the figures of the conference's: charts and definitions, sessions, outcomes, follow-up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.core.domain.groups import grouped
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference, Partner
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta
from confman.documents.domain.texts import (
    date_in_text,
    dates_in_text,
    document_date,
    document_dates,
    number_in_text,
)
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.charts import bar_picture
from confman.documents.rendering.spreadsheets import Sheet, render_xlsx
from confman.people.privacy import Audience
from confman.translation.numbers import money
from outcomes.follow_up.documents.matrix import MAX_WHOLE_LENGTH, followed_up
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.models import Adoption
from outcomes.publication.documents.annexes import roman
from outcomes.recommendations.documents import text_lines, text_mark
from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import FollowUpStatus, Stage
from outcomes.reports.documents.blocks import FigureTable, shown
from outcomes.reports.documents.passages import (
    amount,
    attendance_sentences,
    cost_tables,
    result_tables,
    targets_table,
)
from outcomes.reports.domain.figures import present_figures, results_of, sessions_with_a_subject
from outcomes.reports.domain.inputs import TEXT_PLACES, report_paragraphs, with_figures
from outcomes.reports.models import ReportKind, ReportTarget
from registrations.lifecycle.table import MEASURES
from registrations.lists.documents.participants import ListedGroup, listed_groups
from registrations.statistics.domain.figures import FigureRow, ParticipationFigures, participation_figures


@dataclass(frozen=True)
class ReportFact:
    label: str
    value: str


@dataclass(frozen=True)
class AdoptedLine:
    """An adopted recommendation in a list: number, whole text, addressees, where it stands."""

    number: str
    text: str
    language: str
    addressees: str
    status: str
    mark: str = ""  # which language it is, in words, if not the document's

    @property
    def is_long(self) -> bool:
        """Return whether its row may be split between pages."""
        return len(self.text) > MAX_WHOLE_LENGTH


@dataclass(frozen=True)
class SessionLine:
    day: str
    title: str
    kind: str


@dataclass(frozen=True)
class ConferenceReport:
    """`titles` are the numbered headings of the chapters, '' for none; `texts` what was written."""

    meta: DocumentMeta
    titles: Mapping[str, str]
    texts: Mapping[str, tuple[str, ...]]
    facts: tuple[ReportFact, ...]
    grant: tuple[ReportFact, ...]
    totals: FigureTable
    breakdowns: tuple[FigureTable, ...]
    definitions: tuple[str, ...]
    sessions: tuple[SessionLine, ...]
    stages: FigureTable
    adoption: tuple[str, ...]
    adopted: tuple[AdoptedLine, ...]
    follow_up: FigureTable
    follow_up_text: tuple[str, ...]
    targets: FigureTable | None = None
    results: tuple[FigureTable, ...] = ()
    costs: tuple[FigureTable, ...] = ()
    participants: tuple[ListedGroup, ...] = ()
    persons_listed: str = ""
    attendance: tuple[str, ...] = ()  # what the totals say, in sentences


def build_donor_report(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> ConferenceReport:
    """Build the report to a donor: the conference report with the grant, its targets and the costs.

    Options: partner (the id of a donor; by default the only or first one), participants (yes: the list as an annex).
    """
    rows = list(followed_up(conference).adopted())
    data = figures_of_report(conference, language, options, rows, title=_("Report to the donor"), donor=True)
    data = replace(
        data,
        facts=tuple(_facts(conference, language)),
        sessions=tuple(_sessions(conference, language)),
        adopted=tuple(_adopted(row, conference, language) for row in rows),
    )
    return replace(data, titles=_titles(data))


def figures_of_report(
    conference: Conference,
    language: str,
    options: Mapping[str, Any],
    rows: Sequence[Recommendation],
    *,
    title: str,
    donor: bool,
) -> ConferenceReport:
    """Return texts and figures, of the donor's report or of what the conference's is made from.

    `rows` are the adopted recommendations with their follow-up. Those carried over from an earlier conference were not
    adopted by this one.
    """
    partner = chosen_donor(conference, options.get("partner")) if donor else None
    figures = participation_figures(conference)
    results = results_of(conference)
    actual = present_figures(conference, figures, results)
    stages = list(Recommendation.objects.of(conference).counted().values_list("stage", flat=True))
    data = ConferenceReport(
        meta=document_meta(
            conference,
            language=language,
            title=title,
            subtitle=dates_in_text(conference.starts_on, conference.ends_on, language),
            # For the donor alone: it has the costs.
            distribution=str(DISTRIBUTIONS["restricted"]),
            original_language=conference.default_language,
        ),
        titles={},
        texts=_texts(
            conference, ReportKind.DONOR if donor else ReportKind.CONFERENCE, partner, figures, actual
        ),
        facts=(),
        grant=tuple(_grant(conference, partner, language)) if partner else (),
        targets=targets_table(_targets(conference, partner), actual),
        totals=_totals(figures),
        attendance=tuple(attendance_sentences(figures, language)),
        breakdowns=tuple(_breakdowns(figures, language, donor=donor)),
        definitions=figures.definitions,
        sessions=(),
        stages=_counted(
            Stage,
            stages,
            language,
            _("Recommendations by stage"),
            column=_("Stage"),
            definition=_(
                "Each recommendation is counted once, at its present stage; those merged into another are not counted."
            ),
        ),
        adoption=tuple(
            adoption_formula(
                list(Adoption.objects.of(conference).by_number()), language=language, public=True
            )
        ),
        adopted=(),
        follow_up=_counted(
            FollowUpStatus,
            [row.follow_up for row in rows],
            language,
            _("Adopted recommendations by status of follow-up"),
            column=_("Status"),
            definition=_(
                "The status of a recommendation as a whole. The absence of a reply is not counted as “not implemented”."
            ),
        ),
        follow_up_text=tuple(_follow_up_text(rows, conference, language)),
        results=tuple(result_tables(results)),
        costs=tuple(cost_tables(list(conference.cost_lines.select_related("payer")))) if donor else (),
    )
    if options.get("participants") == "yes":
        listed, persons = listed_groups(conference, language, Audience.PUBLIC)
        data = replace(data, participants=listed, persons_listed=persons)
    return data


def chosen_donor(conference: Conference, partner: str | UUID | None = None) -> Partner | None:
    """Return the donor of this id, else the first; None if the conference has none."""
    donors = conference.partners.filter(role=Partner.Role.DONOR).select_related("grant")
    return (donors.filter(pk=partner).first() if partner else None) or donors.first()


def _targets(conference: Conference, partner: Partner | None) -> list[ReportTarget]:
    """Return the targets promised to this donor; if there are none, those of the conference."""
    targets = list(conference.report_targets.filter(Q(partner=partner) | Q(partner=None)))
    return [target for target in targets if target.partner_id == getattr(partner, "pk", None)] or targets


def _texts(
    conference: Conference,
    kind: str,
    partner: Partner | None,
    figures: ParticipationFigures,
    actual: Mapping[str, Decimal | None],
) -> dict[str, tuple[str, ...]]:
    """Return the report's texts, with each {figure} as it is now; by default the conference's description."""
    numbers = figures_in_text(figures, actual)
    paragraphs = report_paragraphs(conference, kind, partner=partner)
    texts = {place: str(paragraphs[place].text) if place in paragraphs else "" for place in TEXT_PLACES}
    texts["conference"] = texts["conference"] or str(conference.description)
    return {
        # A template cannot use a name with a hyphen.
        place.replace("-", "_"): tuple(paragraphs_of_preamble(with_figures(text, numbers)))
        for place, text in texts.items()
    }


def figures_in_text(figures: ParticipationFigures, actual: Mapping[str, Decimal | None]) -> dict[str, str]:
    """Return the value of each {figure} of a text."""
    measure = ReportTarget.Measure
    return {
        **{key: shown(figures.counts.get(key)) for key in MEASURES},
        "participant_days": shown(figures.participant_days),
        "women_percent": amount(actual[measure.WOMEN_PERCENT], 1),
        "countries": amount(actual[measure.COUNTRIES]),
        "institutions": amount(actual[measure.INSTITUTIONS]),
        "sessions": amount(actual[measure.SESSIONS]),
        "adopted": amount(actual[measure.ADOPTED]),
        "implemented": amount(actual[measure.IMPLEMENTED]),
    }


def _titles(data: ConferenceReport) -> dict[str, str]:
    """Return the headings of the chapters, numbered in order; '' for empty chapters."""
    chapters = (
        ("conference", _("The conference"), True),
        ("targets", _("Targets and results"), data.targets or data.texts["targets"]),
        ("participants", _("Participants"), True),
        ("sessions", _("Sessions"), data.sessions or data.texts["sessions"]),
        ("recommendations", _("Recommendations"), True),
        ("follow_up", _("Follow-up"), data.adopted or data.texts["follow_up"]),
        ("results", _("Tests and satisfaction"), data.results or data.texts["results"]),
        ("costs", _("Costs"), data.costs or data.texts["costs"]),
        ("lessons", _("Lessons and next steps"), data.texts["lessons"]),
    )
    filled_chapters = [(key, title) for key, title, content in chapters if content]
    numbered = {
        key: f"{roman(number)}. {title}" for number, (key, title) in enumerate(filled_chapters, start=1)
    }
    return {key: numbered.get(key, "") for key, _title, _content in chapters}


# --- What the conference was ----------------------------------------------------------------------------


def _facts(conference: Conference, language: str) -> Iterable[ReportFact]:
    country: Any = conference.country
    venue_and_city = ", ".join(
        part for part in (str(conference.venue), str(conference.city), str(country.name)) if part
    )
    yield ReportFact(_("Conference"), str(conference.title))
    yield ReportFact(_("Dates"), dates_in_text(conference.starts_on, conference.ends_on, language))
    if venue_and_city:
        yield ReportFact(_("Venue"), venue_and_city)
    by_role = grouped((partner.get_role_display(), str(partner)) for partner in conference.partners.all())
    for role, names in by_role.items():
        yield ReportFact(capfirst(role), "; ".join(names))


def _grant(conference: Conference, partner: Partner, language: str) -> Iterable[ReportFact]:
    """Yield the terms of the agreement with the donor, as far as recorded."""
    grant = getattr(partner, "grant", None)
    # The only donor stands among the facts of the conference.
    if conference.partners.filter(role=Partner.Role.DONOR).exclude(pk=partner.pk).exists():
        yield ReportFact(_("Donor"), str(partner))
    yield ReportFact(_("Award number"), partner.grant_number or _("not stated"))
    if grant and grant.amount is not None:
        yield ReportFact(_("Amount"), money(grant.amount, grant.currency))
    if grant and grant.purpose:
        yield ReportFact(_("Purpose"), str(grant.purpose))
    if partner.credit_line:
        yield ReportFact(_("Credit line"), str(partner.credit_line))
    begins = (grant and grant.period_from) or conference.starts_on
    ends = (grant and grant.period_to) or conference.ends_on
    yield ReportFact(_("Reporting period"), document_dates(begins, max(begins, ends), language))
    yield ReportFact(_("Date of the report"), document_date(conference.today(), language))


def _sessions(conference: Conference, language: str) -> Iterable[SessionLine]:
    """Yield the substantive sessions in order, without breaks and closed sessions."""
    sessions = sessions_with_a_subject(conference).exclude(visibility=Session.Visibility.CLOSED)
    for session in sessions.select_related("conference"):
        day = session.conference_day
        yield SessionLine(
            document_date(day, language) if day else "", str(session.title), str(session.get_kind_display())
        )


# --- Who took part --------------------------------------------------------------------------------------


def _totals(figures: ParticipationFigures) -> FigureTable:
    rows = [
        *((str(MEASURES[key].label), shown(number)) for key, number in figures.counts.items()),
        (_("Participant-days"), shown(figures.participant_days)),
    ]
    if figures.attendances:
        rows.append((_("Session attendances"), shown(figures.attendances)))
    return FigureTable(
        pgettext("heading of a table", "Participation"),
        (_("Indicator"), pgettext("how many", "Number")),
        tuple(rows),
        " ".join(figures.definitions),
    )


def _breakdowns(figures: ParticipationFigures, language: str, *, donor: bool) -> Iterable[FigureTable]:
    breakdowns = figures.by.values() if donor else [figures.by[key] for key in ("sex", "country", "sector")]
    for breakdown in breakdowns:
        # A table whose figures are all hidden says nothing.
        if all(cell is None for row in breakdown.rows for cell in row.counts.values()):
            continue
        yield FigureTable(
            title=breakdown.title,
            columns=(breakdown.column, *(str(MEASURES[key].label) for key in breakdown.measures)),
            rows=tuple(
                (capfirst(row.label), *(shown(cell) for cell in row.counts.values()))
                for row in breakdown.rows
            ),
            chart=bar_picture(bars_of(breakdown.rows), caption=f"{breakdown.title}.", language=language),
        )


def bars_of(rows: Iterable[FigureRow]) -> list[tuple[str, str, int | None]]:
    """Return registered and attended for each line, to be drawn side by side."""
    return [
        (row.label, str(MEASURES[key].label), row.counts[key])
        for row in rows
        for key in ("registered", "attended")
    ]


# --- What came out --------------------------------------------------------------------------------------


def _counted(
    choices: type[Stage | FollowUpStatus],
    values: Iterable[str],
    language: str,
    title: str,
    *,
    column: str,
    definition: str,
) -> FigureTable:
    """Return how many of the values are of each choice; those that there are none of are left out."""
    counts = Counter(values)
    rows = [(str(choice.label), counts[choice]) for choice in choices if counts[choice]]
    return FigureTable(
        title=title,
        columns=(column, pgettext("how many", "Number")),
        rows=tuple((capfirst(label), shown(number)) for label, number in rows),
        definition=definition,
        chart=bar_picture(rows, caption=f"{title}.", language=language),
    )


def _adopted(row: Recommendation, conference: Conference, language: str) -> AdoptedLine:
    lines = text_lines(row.body, (language, *conference.languages))
    written_in = lines[0].language if lines else language
    return AdoptedLine(
        number=str(row.number),
        # A line does not end behind "b)".
        text=" ".join(f"{line.label}\u00a0{line.text}".strip() for line in lines),
        language=written_in,
        mark=text_mark(row.body, written_in, language),
        addressees="; ".join(str(addressee) for addressee in row.addressees.all()),
        status=str(row.get_follow_up_display()),
    )


def _follow_up_text(
    adopted: Sequence[Recommendation], conference: Conference, language: str
) -> Iterable[str]:
    actions = [action for row in adopted for action in row.actions.all()]
    if not actions:
        return
    today = conference.today()
    overdue = sum(action.is_overdue(today) for action in actions)
    completed = sum(action.status == FollowUpStatus.IMPLEMENTED for action in actions)
    counts = {"agreed": len(actions), "done": completed, "overdue": overdue}
    # Of several numbers in a sentence all are in words, or all in figures.
    # Nothing has a word in English alone.
    words = {0: "none"} if language == "en" else {}
    in_words = all(count in words or 0 < count < 10 for count in counts.values())
    numbers = {
        key: words.get(count) or number_in_text(count, language, "feminine") if in_words else str(count)
        for key, count in counts.items()
    }
    yield _(
        "As at %(date)s, the total number of follow-up actions agreed was %(agreed)s, with %(done)s completed and "
        "%(overdue)s overdue."
    ) % {"date": date_in_text(today, language), **numbers}


def report_workbook(data: ConferenceReport) -> bytes:
    """Return the figures as a spreadsheet: a sheet for each table, definitions last."""
    targets = [data.targets] if data.targets else []
    tables = [
        *targets, data.totals, *data.breakdowns, data.stages, data.follow_up, *data.results, *data.costs,
    ]  # fmt: skip
    sheets = [Sheet(table.title, table.columns, [_numbers(row) for row in table.rows]) for table in tables]
    sheets.append(
        Sheet(
            _("Adopted recommendations"),
            [_("Number"), _("Text"), _("Addressees"), _("Implementation status")],
            [[line.number, line.text, line.addressees, line.status] for line in data.adopted],
        )
    )
    sheets.append(
        Sheet(_("Definitions"), [_("Definition")], [[definition] for definition in data.definitions])
    )
    return render_xlsx(sheets)


def _numbers(row: Sequence[str]) -> list[int | str]:
    """Return numeric text as numbers, so that a spreadsheet can add them."""
    plain = [cell.replace("\u202f", "") for cell in row]
    return [int(cell) if index and cell.isdecimal() else row[index] for index, cell in enumerate(plain)]
