"""The recommendations of the demo, their addressees, and the follow-up."""

import datetime as dt
from decimal import Decimal

from confman.conferences.demo_rows import DemoRow, DemoText, read_rows


class DemoDocument(DemoRow):
    title: DemoText
    symbol: str
    preamble: DemoText


class DemoSection(DemoRow):
    title: DemoText


class DemoAddressee(DemoRow):
    kind: str
    name: DemoText


class DemoRecommendation(DemoRow):
    section: int
    theme: int
    group: int
    addressees: list[str]
    priority: str = ""
    sdg_targets: list[str] = []
    concerned_groups: list[str] = []
    text: DemoText


class DemoAmendment(DemoRow):
    recommendation: int
    language: str
    proposer: str
    text: str
    rationale: str


class DemoAction(DemoRow):
    recommendation: int
    lead: str
    partners: list[str]
    status: str
    percent: int
    due_on: dt.date
    what: DemoText
    report: DemoText = {}


class DemoIndicatorValue(DemoRow):
    as_of: dt.date
    value: Decimal


class DemoIndicator(DemoRow):
    recommendation: int
    name: DemoText
    unit: DemoText
    baseline: Decimal
    target: Decimal
    values: list[DemoIndicatorValue]


class DemoOutcomes(DemoRow):
    document: DemoDocument
    sections: list[DemoSection]
    addressees: dict[str, DemoAddressee]
    recommendations: list[DemoRecommendation]
    unfinished: list[DemoRecommendation]
    amendments: list[DemoAmendment]
    actions: list[DemoAction]
    indicator: DemoIndicator


OUTCOMES = read_rows(DemoOutcomes, __file__)
