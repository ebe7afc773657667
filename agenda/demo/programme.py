"""The two days of the demo: rooms, working groups, sessions and their items."""

import datetime as dt

from confman.conferences.demo_rows import DemoArguments, DemoRow, DemoText, read_rows

# Key of a person → what they are.
DemoRoles = dict[str, str]


class DemoGroup(DemoRow):
    name: DemoText
    mandate: DemoText
    roles: DemoRoles


class DemoItem(DemoRow):
    title: DemoText
    kind: str
    minutes: int
    roles: DemoRoles = {}


class DemoSession(DemoRow):
    key: str
    day: int
    hours: tuple[dt.time, dt.time]
    kind: str
    title: DemoText = {}
    room: str = ""
    group: str = ""
    theme: int | None = None
    roles: DemoRoles = {}
    items: list[DemoItem] = []


class DemoProgramme(DemoRow):
    rooms: dict[str, DemoArguments]
    groups: dict[str, DemoGroup]
    sessions: list[DemoSession]


PROGRAMME = read_rows(DemoProgramme, __file__)
