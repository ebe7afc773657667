"""Passages of several reports: sentences on attendance, speakers, dates and place; tables about results."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agenda.core.domain.groups import grouped
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.texts import (
    by_its_title,
    date_in_text,
    dates_in_text,
    ended_once,
    from_to,
    hours_in_text,
    number_in_text,
    time_in_text,
    with_affiliation,
)
from confman.people.models import Person, Sex
from confman.translation.marks import marked_by_letters, quotable
from confman.translation.numbers import decimal, money, percent
from outcomes.reports.documents.blocks import FigureTable, shown
from outcomes.reports.domain.figures import ReportResult
from outcomes.reports.models import CostLine, EnteredResult, ReportTarget
from registrations.core.domain.small_cells import THRESHOLD
from registrations.statistics.domain.figures import ParticipationFigures


def attended_sentence(figures: ParticipationFigures, language: str) -> str:
    """Return who took part in numbers; '' where too few are counted for a figure."""
    if not (people := figures.attended):
        return ""
    sentence = ngettext(
        "The conference was attended by %(number)s participant%(origin)s.",
        "The conference was attended by %(number)s participants%(origin)s.",
        people,
    )
    origin = ""
    if (countries := figures.by["country"].represented) > 1:
        origin = ngettext(" from %(number)s country", " from %(number)s countries", countries)
        origin %= {"number": number_in_text(countries, language, "genitive")}
    return sentence % {"number": number_in_text(people, language, "masculine"), "origin": origin}


def attendance_sentences(figures: ParticipationFigures, language: str) -> Iterator[str]:
    """Yield the same, and how many had registered and been approved; suppressed figures are left out."""
    if attended := attended_sentence(figures, language):
        yield attended
    registered, approved = figures.counts.get("registered"), figures.counts.get("approved")
    if registered:
        sentence = ngettext(
            "A total of %(number)s person had registered",
            "A total of %(number)s persons had registered",
            registered,
        )
        text = sentence % {"number": number_in_text(registered, language, "masculine")}
        if approved == registered:
            # Of the persons registered; their number stands before.
            text += ngettext(
                "; the registration had been approved",
                "; all the registrations had been approved",
                registered,
            )
        elif approved:
            more = ngettext(
                "; the registration of %(number)s of them had been approved",
                "; the registrations of %(number)s of them had been approved",
                approved,
            )
            text += more % {"number": number_in_text(approved, language, "genitive")}
        yield f"{text}."


def chaired_by(people: Sequence[Person], names: str) -> str:
    """Return who chaired the session; '' for nobody."""
    if not people:
        return ""
    sentence = _of_one(people).get("chaired") or (
        pgettext("of several", "It was chaired by %(names)s.")
        if len(people) > 1
        else pgettext("a session", "It was chaired by %(names)s.")
    )
    return sentence % {"names": names}


def spoken_by(people: Sequence[Person], names: str, *, number: int = 0, title: str = "") -> str:
    """Return who made statements: in the session as a whole, else on an item, with its number if it has one."""
    on = "item" if number else "title" if title else ""
    several = {
        "": ngettext("A statement was made by %(names)s.", "Statements were made by %(names)s.", len(people)),
        "item": ngettext(
            "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s.",
            "Under agenda item %(number)d, “%(title)s”, statements were made by %(names)s.",
            len(people),
        ),
        "title": ngettext(
            "On “%(title)s” a statement was made by %(names)s.",
            "On “%(title)s” statements were made by %(names)s.",
            len(people),
        ),
    }
    sentence = _of_one(people).get(on) or several[on]
    return sentence % {"names": names, "number": number, "title": title}


def _of_one(people: Sequence[Person]) -> dict[str, str]:
    """Return the sentences about one person whose sex is on record; none for anybody else."""
    sex = people[0].sex if len(people) == 1 else ""
    if sex == Sex.MALE:
        return {
            "chaired": pgettext("of a man", "It was chaired by %(names)s."),
            "": pgettext("of a man", "A statement was made by %(names)s."),
            "item": pgettext(
                "of a man", "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s."
            ),
            "title": pgettext("of a man", "On “%(title)s” a statement was made by %(names)s."),
        }
    if sex == Sex.FEMALE:
        return {
            "chaired": pgettext("of a woman", "It was chaired by %(names)s."),
            "": pgettext("of a woman", "A statement was made by %(names)s."),
            "item": pgettext(
                "of a woman", "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s."
            ),
            "title": pgettext("of a woman", "On “%(title)s” a statement was made by %(names)s."),
        }
    return {}


def held_sentence(conference: Conference, language: str, *, place: str = "", announced: bool = False) -> str:
    """Return “The conference “…” will be held on 30 and 31 March 2017 in Tashkent.”, in the tense of today.

    What is `announced` to participants stays an announcement when the days are over.
    """
    today = conference.today()
    if today > conference.ends_on and not announced:
        sentence = (
            _("The conference “%(title)s” was held on %(dates)s in %(place)s.")
            if place
            else _("The conference “%(title)s” was held on %(dates)s.")
        )
    elif conference.starts_on <= today <= conference.ends_on:
        sentence = (
            _("The conference “%(title)s” is being held on %(dates)s in %(place)s.")
            if place
            else _("The conference “%(title)s” is being held on %(dates)s.")
        )
    else:
        sentence = (
            _("The conference “%(title)s” will be held on %(dates)s in %(place)s.")
            if place
            else _("The conference “%(title)s” will be held on %(dates)s.")
        )
    values = {
        "title": quotable(conference.title),
        "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
        "place": place,
    }
    sentence = by_its_title(sentence, str(conference.title))
    return ended_once(from_to(sentence, values["dates"]) % values)


def session_time(session: Session, language: str) -> str:
    """Return “30 March 2017 from 9.30 to 10.30 a.m. (Main conference hall)”, of a session that is on the agenda."""
    assert session.start
    start, end = session.conference.local(session.start), session.end
    if end:
        first, last = hours_in_text(start, session.conference.local(end), language)
        hours = _("from %(start)s to %(end)s") % {"start": first, "end": last}
    else:
        hours = time_in_text(start, language)
    room = f"({session.room})" if session.room else ""
    return " ".join(part for part in (date_in_text(start.date(), language), hours, room) if part)


def amount(value: Decimal | None, places: int = 0, *, fixed: bool = False) -> str:
    """Return a number as the language writes it; a dash for none."""
    return "–" if value is None else decimal(value, places, fixed=fixed)


def targets_table(
    targets: Collection[ReportTarget], actual: Mapping[str, Decimal | None]
) -> FigureTable | None:
    """Return a table of targets and results; None without targets."""
    order = list(ReportTarget.Measure.values)
    rows = []
    for target in sorted(targets, key=lambda target: order.index(target.measure)):
        number = actual.get(target.measure)
        share = 100 * number / target.target if number is not None and target.target else None
        label = str(target.get_measure_display())
        rows.append(
            (
                capfirst(label),
                amount(target.target, 1),
                amount(number, 1),
                percent(share) if share is not None else "–",
            )
        )
    if not rows:
        return None
    return FigureTable(
        title=_("Targets and results"),
        columns=(_("Measure"), _("Target"), _("Actual"), _("Reached")),
        rows=tuple(rows),
        definition=" ".join(_definitions({target.measure for target in targets}, rows)),
    )


def _definitions(measures: Collection[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield how each of the measures shown is counted, then the sign for a missing figure, where there is one."""
    measure = ReportTarget.Measure
    for shown_measure, sentence in (
        (measure.PARTICIPANTS, _("Participants: individuals who attended.")),
        (measure.WOMEN_PERCENT, _("Women: share of those whose sex is stated.")),
        (measure.COUNTRIES, _("Countries: those of individuals who attended.")),
        (measure.INSTITUTIONS, _("Institutions: those of individuals who attended.")),
        (measure.SESSIONS, _("Sessions: those that have begun, excluding breaks.")),
        (measure.SATISFACTION_PERCENT, _("Favourable answers: their share of the answers to all questions.")),
    ):
        if shown_measure in measures:
            yield sentence
    if any("–" in row for row in rows):
        yield _("A dash indicates a figure that is suppressed or not yet available.")


def result_tables(results: Sequence[ReportResult]) -> Iterable[FigureTable]:
    """Yield tests before and after, then satisfaction; results of fewer than five answers are suppressed."""
    tests = [row for row in results if row.kind == EnteredResult.Kind.TEST]
    if tests:
        yield FigureTable(
            title=_("Tests before and after"),
            columns=(_("Test"), _("Answers"), _("Before, %"), _("After, %"), _("Gain, percentage points")),
            rows=tuple(
                (
                    str(row),
                    *_cells_above_threshold(
                        row,
                        amount(row.before_percent, 1, fixed=True),
                        amount(row.result_percent, 1, fixed=True),
                        amount(row.result_percent - (row.before_percent or 0), 1, fixed=True),
                    ),
                )
                for row in tests
            ),
            definition=_("Mean share of correct answers. %(few)s") % {"few": _threshold_note()},
        )
    satisfaction = [row for row in results if row.kind == EnteredResult.Kind.SATISFACTION]
    if satisfaction:
        yield FigureTable(
            title=_("Satisfaction"),
            columns=(_("Question"), _("Answers"), _("Satisfied, %")),
            rows=tuple(
                (str(row), *_cells_above_threshold(row, amount(row.result_percent, 1, fixed=True)))
                for row in satisfaction
            ),
            definition=" ".join(
                (
                    _("Share of answers “satisfied” or “very satisfied”. %(few)s")
                    % {"few": _threshold_note()},
                    _("For ratings, the share of answers above the middle of the scale."),
                )
            ),
        )


def _threshold_note() -> str:
    return _("Results based on fewer than five answers are not shown (–).")


def _cells_above_threshold(row: ReportResult, *cells: str) -> tuple[str, ...]:
    if row.respondents < THRESHOLD:
        return ("–",) * (len(cells) + 1)
    return (shown(row.respondents), *cells)


def cost_tables(lines: Sequence[CostLine]) -> Iterable[FigureTable]:
    """Yield all lines with the totals of each currency, then the total of each payer."""
    if not lines:
        return
    rows = [
        (
            with_affiliation(str(line), _("in kind")) if line.in_kind else str(line),
            payer_of(line) or "–",
            _money(line.planned, line.currency),
            _money(line.actual, line.currency),
        )
        for line in lines
    ]
    totals = _totals(lines)
    for currency, (planned, actual) in totals.items():
        rows.append((_("Total"), "", _money(planned, currency), _money(actual, currency)))
    yield FigureTable(
        title=_("Costs"),
        columns=(pgettext("of costs", "Item"), _("Paid by"), _("Planned"), _("Actual")),
        words=2,
        totals=len(totals),
        rows=tuple(rows),
        definition=" ".join(
            (
                _("In kind: given as goods or services, at their value."),
                *(
                    [_("The total of actual costs covers only the lines for which they are known.")]
                    if any(line.actual is None for line in lines)
                    else []
                ),
            )
        ),
    )
    by_payer = grouped((payer_of(line) or _("not stated"), line) for line in lines)
    if len(by_payer) > 1:
        yield FigureTable(
            title=_("Costs by payer"),
            columns=(_("Paid by"), _("Planned"), _("Actual"), _("Of which in kind")),
            rows=tuple(
                row
                for payer, paid in (*by_payer.items(), (_("Total"), lines))
                for row in _sums_of(payer, paid)
            ),
            totals=len(totals),
            definition=_("The same items, grouped by payer."),
        )


def _sums_of(payer: str, lines: Sequence[CostLine]) -> Iterator[tuple[str, str, str, str]]:
    in_kind = _totals(line for line in lines if line.in_kind)
    for currency, (planned, actual) in _totals(lines).items():
        _planned, given = in_kind.get(currency, (Decimal(0), Decimal(0)))
        yield payer, _money(planned, currency), _money(actual, currency), _money(given, currency)


def payer_of(line: CostLine) -> str:
    """Return the name of the payer of the cost line."""
    return str(line.payer) if line.payer else marked_by_letters(line.paid_by)


def _totals(lines: Iterable[CostLine]) -> dict[str, tuple[Decimal, Decimal]]:
    totals: dict[str, tuple[Decimal, Decimal]] = {}
    for line in lines:
        planned, actual = totals.get(line.currency, (Decimal(0), Decimal(0)))
        totals[line.currency] = planned + line.planned, actual + (line.actual or 0)
    return totals


def _money(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else money(value, currency)
