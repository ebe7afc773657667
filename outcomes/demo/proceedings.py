"""The proceedings of the demo: register, session record, statements, list of speakers, donor report. All samples."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference, Partner
from confman.documents.domain.mastheads import numbered_symbol
from confman.people.models import Person
from confman.translation.text import TranslatedText
from outcomes.records.domain import record_intervention
from outcomes.records.models import SessionRecord
from outcomes.register.domain.documents import add_document, hand_in_document, issue_document
from outcomes.register.domain.files import put_language
from outcomes.register.domain.series import add_usual_series
from outcomes.register.models import DocumentSeries, RegisteredDocument
from outcomes.reports.documents.donor_report import chosen_donor
from outcomes.reports.domain.inputs import (
    add_cost_line,
    add_result,
    save_grant,
    set_report_targets,
    write_report_text,
)
from outcomes.reports.domain.narrative_builder import start_report
from outcomes.speakers_lists.domain.speakers_list import Speaker, ask_for_the_floor, open_list
from outcomes.speakers_lists.models import SpeakersList
from outcomes.statements.domain import expected_requests, hand_in_statement
from outcomes.statements.models import Statement
from registrations.core.models.delegation import Delegation
from registrations.demo.load import SAMPLE_PAPER


class DemoRegistered(DemoRow):
    series: str
    state: str
    languages: list[str]
    in_translation: list[str] = []
    item: int | None = None
    is_of_delegation: bool = False
    made_as: str = ""  # the kind of document made here as which it stands in the register
    symbol: str = ""  # what its masthead says
    title: DemoText


class DemoRegister(DemoRow):
    documents: list[DemoRegistered]


def load_register(conference: Conference, *, by: User) -> None:
    """Load the sample documents. Does nothing if the register has any already."""
    if RegisteredDocument.objects.of(conference).exists():
        return
    with transaction.atomic():
        add_usual_series(conference, by=by)
        items = Item.objects.filter(session__conference=conference, number__isnull=False).order_by("number")
        for row in read_rows(DemoRegister, __file__, "register").documents:
            item = None if row.item is None else items[row.item : row.item + 1].first()
            _enter(row, conference, item, by=by)


def _enter(row: DemoRegistered, conference: Conference, item: Item | None, *, by: User) -> None:
    series = DocumentSeries.objects.of(conference).originally(row.series).get()
    title = conference.in_own_languages(TranslatedText(row.title))
    first, *more = row.languages
    values: dict[str, Any] = {"series": series, "title": title, "item": item, "language": first}
    values["file"] = _paper(row, first)
    delegation = Delegation.objects.of(conference).order_by("sort_key").first()
    if delegation and row.is_of_delegation:
        hand_in_document(delegation, by=by, **values)
        return
    if row.made_as:
        values |= {"made_from": f"{row.made_as}:demo", "symbol": numbered_symbol(conference, row.symbol)}
    document = add_document(conference, by=by, distribution=series.distribution, **values)
    for language in more:
        put_language(document, by=by, language=language, file=_paper(row, language))
    for language in row.in_translation:
        put_language(document, by=by, language=language)
    if row.state == "issued":
        issue_document(document, by=by)


def _paper(row: DemoRegistered, language: str) -> ContentFile[bytes]:
    return ContentFile(SAMPLE_PAPER, name=f"SAMPLE-{row.series or 'document'}-{language}.pdf")


class DemoIntervention(DemoRow):
    capacity: str
    points: str
    proposal: str = ""
    language: str
    not_for_attribution: bool = False


class DemoInterventions(DemoRow):
    interventions: list[DemoIntervention]


def load_records(conference: Conference, *, by: User) -> None:
    """Note the sample in the first session of a working group. Does nothing if anything is noted already."""
    sessions = Session.objects.of(conference).scheduled().filter(working_group__isnull=False)
    session = sessions.select_related("conference", "working_group").order_by("start").first()
    if session is None or SessionRecord.objects.of(conference).exists():
        return
    with transaction.atomic():
        for row in read_rows(DemoInterventions, __file__, "records").interventions:
            record_intervention(session, by=by, values=row.given())
        start_report(conference, by=by, kind="working-group", working_group=session.working_group)


class DemoStatements(DemoRow):
    languages: list[list[str]]


def load_statements(conference: Conference, *, by: User) -> None:
    """Hand in the sample texts of the first in line. Does nothing if there are statements already."""
    if Statement.objects.of(conference).exists():
        return
    rows = expected_requests(conference).order_by(
        "speakers_list__created_at", "position", "requested_at", "id"
    )
    with transaction.atomic():
        for request, languages in zip(
            rows, read_rows(DemoStatements, __file__, "statements").languages, strict=False
        ):
            for language in languages:
                paper = ContentFile(SAMPLE_PAPER, name=f"SAMPLE-statement-{language}.pdf")
                hand_in_statement(request, by=by, language=language, file=paper, late=True)


class DemoSpeakers(DemoRow):
    minutes: int
    delegations: list[str]
    speakers: int


def load_speakers(conference: Conference, *, by: User) -> None:
    """Open the list of the last public discussion. Does nothing if there is a list, or no such discussion."""
    item = (
        Item.objects.filter(
            session__conference=conference,
            session__visibility=Session.Visibility.PUBLIC,
            session__chatham_house=False,
            kind=Item.Kind.DISCUSSION,
        )
        .select_related("session__conference")
        .order_by("session__start", "position")
        .last()
    )
    if item is None or SpeakersList.objects.filter(session__conference=conference).exists():
        return
    rows = read_rows(DemoSpeakers, __file__, "speakers")
    delegations_by_name = {row.name.get("en"): row for row in Delegation.objects.of(conference)}
    people = Person.objects.filter(session_roles__session=item.session).order_by("sort_key", "pk").distinct()
    with transaction.atomic():
        speakers_list = open_list(item.session, by=by, item=item, minutes=rows.minutes)
        for name in rows.delegations:
            if name in delegations_by_name:
                ask_for_the_floor(speakers_list, by=by, speaker=Speaker(delegation=delegations_by_name[name]))
        for person in people[: rows.speakers]:
            ask_for_the_floor(speakers_list, by=by, speaker=Speaker(person=person))


class DemoGrant(DemoRow):
    period_from: dt.date
    period_to: dt.date
    amount: Decimal


class DemoCost(DemoRow):
    label: DemoText
    planned: Decimal
    actual: Decimal
    in_kind: bool = False


class DemoResult(DemoRow):
    kind: str
    question: DemoText
    respondents: int
    before_percent: Decimal | None = None
    result_percent: Decimal


class DemoDonorReport(DemoRow):
    grant: DemoGrant
    targets: dict[str, Decimal]
    summary: DemoText
    costs: list[DemoCost]
    results: list[DemoResult]


def load_report(conference: Conference, *, by: User) -> None:
    """Load the part of the report. Does nothing without a donor, or if there is a cost line already."""
    donor = chosen_donor(conference)
    if donor is None or conference.cost_lines.exists():
        return
    demo = read_rows(DemoDonorReport, __file__, "report")
    with transaction.atomic():
        save_grant(
            donor, by=by, award_number=donor.grant_number or "SAMPLE-2017-01",
            values=demo.grant.given(),
        )  # fmt: skip
        set_report_targets(conference, demo.targets, by=by, partner=donor)
        host = conference.partners.filter(role=Partner.Role.ORGANIZER).first()
        for cost in demo.costs:
            payer = {"payer": host if cost.in_kind else donor}
            add_cost_line(conference, by=by, **cost.model_dump(), **payer)
        for result in demo.results:
            add_result(conference, by=by, **result.given(), source="SAMPLE: written for the demo")
        summary = TranslatedText(demo.summary)
        for kind, partner in (("donor", donor), ("conference", None)):
            write_report_text(
                conference, by=by, kind=kind, partner=partner, place="summary", text=summary, revision=0
            )
