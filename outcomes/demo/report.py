"""The demo's report to its donor: targets, costs and results, all of them samples and marked so."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, DemoText, read_rows
from confman.conferences.models import Conference, Partner
from confman.translation.text import TranslatedText
from outcomes.reports.documents.report import chosen_donor
from outcomes.reports.domain.inputs import (
    add_cost_line,
    add_result,
    save_grant,
    set_report_targets,
    write_report_text,
)


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


def load(conference: Conference, *, by: User) -> None:
    """Load the part of the report. Does nothing without a donor, or if there is a cost line already."""
    donor = chosen_donor(conference)
    if donor is None or conference.cost_lines.exists():
        return
    demo = read_rows(DemoDonorReport, __file__)
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
