"""The demo's screens, annotations, interpretation and cues."""

import datetime as dt

from confman.conferences.demo_rows import DemoRow, DemoText, read_rows


class DemoScreen(DemoRow):
    key: str
    name: str
    kind: str
    room: str = ""
    message: DemoText = {}
    arrangement: str = ""
    shows: list[str] = []


class DemoAnnotation(DemoRow):
    session: str
    item: int
    background: DemoText
    expected_action: DemoText


class DemoTurn(DemoRow):
    booth: str
    source: str
    target: str
    interpreter: str


class DemoInterpretation(DemoRow):
    sessions: list[str]
    languages: list[str] | None = None
    turns: list[DemoTurn]


class DemoCue(DemoRow):
    session: str
    cue: str
    minutes: int
    fixed_at: dt.time | None = None
    item: int | None = None
    who: str = ""
    from_where: str = ""
    microphone: str = ""
    screen: str = ""
    languages: str = ""
    responsible: str = ""
    fallback: str = ""


class DemoRunOfShow(DemoRow):
    screens: list[DemoScreen]
    annotations: list[DemoAnnotation]
    interpretation: list[DemoInterpretation]
    cues: list[DemoCue]


RUN_OF_SHOW = read_rows(DemoRunOfShow, __file__)
