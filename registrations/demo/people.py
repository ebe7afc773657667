"""Participants of the demo, and the course of their registrations."""

from typing import Any

from confman.conferences.demo_rows import DemoRow, DemoText, read_rows


class DemoDelegation(DemoRow):
    key: str
    kind: str
    country: str = ""
    capacity: int
    name: DemoText
    size: int
    sector: str


class DemoGuest(DemoRow):
    delegation: str
    sex: str
    name: DemoText
    family_name: DemoText
    family_name_first: str = ""


class DemoNames(DemoRow):
    female: list[DemoText]
    male: list[DemoText]
    family: list[DemoText]


class DemoAccounts(DemoRow):
    participant: DemoText
    focal_point: DemoText


class DemoParticipants(DemoRow):
    statuses: list[str]
    reason: str
    mark: DemoText
    accounts: DemoAccounts
    targets: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    delegations: list[DemoDelegation]
    names: DemoNames
    guests: list[DemoGuest]
    jobs: dict[str, list[DemoText]]


PEOPLE = read_rows(DemoParticipants, __file__)


def marked(name: DemoText) -> DemoText:
    """Return an invented name, marked as a sample."""
    return {code: f"{text} {PEOPLE.mark[code]}" for code, text in name.items()}
