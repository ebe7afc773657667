# ruff: noqa: E501 - a table of cases reads best a case a line
"""Cases of every kind of conflict, by name, and the short words in which they are written."""

import datetime as dt
from typing import Any

from agenda.conflicts.domain.plan import AgendaPlan, ConflictLimits, PlannedRole, PlannedSession, PlannedShift
from tests.agenda.conflicts.twins import MIDNIGHT

FIRST = MIDNIGHT.date()


def at(minute: int) -> dt.datetime:
    return MIDNIGHT + dt.timedelta(minutes=minute)


def session(
    key: str, start: int, end: int | None, room: str = "", *people: str, **more: Any
) -> PlannedSession:
    """A session of the first day, from and until a minute of it."""
    return PlannedSession(
        id=key,
        start=at(start),
        end=None if end is None else at(end),
        day=more.pop("day", at(start).date()),
        room=room,
        people=frozenset(people),
        **more,
    )


def shift(
    pair: str, interpreter: str = "", start: int | None = None, end: int | None = None, **more: Any
) -> PlannedShift:
    """`en-ru`: a booth of both; `en>ru`: one that works one way."""
    heard, both_ways, target = pair.partition("-") if "-" in pair else pair.partition(">")
    hours = [None if minute is None else at(minute) for minute in (start, end)]
    return PlannedShift(heard, target, both_ways == "-", interpreter, *hours, **more)


def roles(*given: str) -> tuple[PlannedRole, ...]:
    """`roles("p chair", "q speaker invited")`"""
    return tuple(PlannedRole(*words.split()) for words in given)


def hours(*given: tuple[int, int]) -> list[tuple[dt.datetime, dt.datetime]]:
    return [(at(start), at(end)) for start, end in given]


def plan(*sessions: PlannedSession, **more: Any) -> AgendaPlan:
    return AgendaPlan(
        FIRST,
        FIRST + dt.timedelta(days=1),
        sessions,
        frozenset({"shared"}),
        limits=more.pop("limits", ConflictLimits(between_rooms=5, without_break=150, interpreting_a_day=360)),
        **more,
    )


def interpreted(*shifts: PlannedShift, floor: str = "en", listening: str = "ru", end: int = 60) -> AgendaPlan:
    return plan(
        session("a", 0, end, shifts=shifts, floor=tuple(floor.split()), listening=tuple(listening.split()))
    )


WHOLE = None
# Name -> kind, plan, what is found: the sessions, after the person or room it is about; or (sessions, detail).
CASES: dict[str, tuple[str, AgendaPlan, set[Any]]] = {
    # --- people and rooms
    "nothing at all": ("room-twice", plan(), set()),
    "one after the other": ("room-twice", plan(session("a", 0, 60, "r"), session("b", 60, 90, "r")), set()),
    "a minute too early": ("room-twice", plan(session("a", 0, 61, "r"), session("b", 60, 90, "r")), {"r a b"}),
    "one inside the other": ("room-twice", plan(session("a", 0, 90, "r"), session("b", 30, 40, "r")), {"r a b"}),
    "the same hours": ("room-twice", plan(session("a", 0, 30, "r"), session("b", 0, 30, "r")), {"r a b"}),
    "no room is no conflict": ("room-twice", plan(session("a", 0, 30), session("b", 0, 30)), set()),
    "a room for several": ("room-twice", plan(session("a", 0, 30, "shared"), session("b", 0, 30, "shared")), set()),
    "no end, but begun inside another": (
        "room-twice", plan(session("a", 0, 30, "r"), session("b", 10, None, "r")), {"r a b"},
    ),
    "no end, and the next begins later": (
        "room-twice", plan(session("a", 0, None, "r"), session("b", 10, 20, "r")), set(),
    ),
    "a person in two rooms": (
        "person-twice", plan(session("a", 0, 30, "r", "p"), session("b", 10, 20, "s", "p", "q")), {"p a b"},
    ),
    "three at once are three pairs": (
        "person-twice",
        plan(session("a", 0, 30, "", "p"), session("b", 10, 40, "", "p"), session("c", 20, 50, "", "p")),
        {"p a b", "p a c", "p b c"},
    ),
    "an interpreter's turn is over when the other session begins": (
        "person-twice", plan(session("a", 0, 60, shifts=(shift("en-ru", "p", 0, 30),)), session("b", 30, 60, "", "p")), set(),
    ),
    "an interpreter's turn reaches into the other session": (
        "person-twice", plan(session("a", 0, 60, shifts=(shift("en-ru", "p", 0, 31),)), session("b", 30, 60, "", "p")), {"p a b"},
    ),
    "two turns in one session are one place": (
        "person-twice", plan(session("a", 0, 60, shifts=(shift("en-ru", "p"), shift("en-uz", "p")))), set(),
    ),
    "two turns against one session are one conflict": (
        "person-twice",
        plan(session("a", 0, 60, shifts=(shift("en-ru", "p", 0, 20), shift("en-ru", "p", 40, 60))), session("b", 0, 60, "", "p")),
        {"p a b"},
    ),
    # --- changing rooms
    "just enough time to change rooms": (
        "no-time-to-change", plan(session("a", 0, 30, "r", "p"), session("b", 35, 60, "s", "p")), set(),
    ),
    "a minute too little to change rooms": (
        "no-time-to-change", plan(session("a", 0, 30, "r", "p"), session("b", 34, 60, "s", "p")), {"p a b"},
    ),
    "no need to change": ("no-time-to-change", plan(session("a", 0, 30, "r", "p"), session("b", 30, 60, "r", "p")), set()),
    "the other room is not known": ("no-time-to-change", plan(session("a", 0, 30, "r", "p"), session("b", 30, 60, "", "p")), set()),
    "at once is not a change": ("no-time-to-change", plan(session("a", 0, 30, "r", "p"), session("b", 29, 60, "s", "p")), set()),
    "no minutes are needed": (
        "no-time-to-change", plan(session("a", 0, 30, "r", "p"), session("b", 30, 60, "s", "p"), limits=ConflictLimits(between_rooms=0)), set(),
    ),
    # --- days and hours
    "the day before": ("outside-days", plan(session("a", -60, -30)), {"a"}),
    "after the last day": ("outside-days", plan(session("a", 2 * 1440, 2 * 1440 + 30)), {"a"}),
    "over midnight of the last day": ("outside-days", plan(session("a", 2 * 1440 - 30, 2 * 1440 + 30)), set()),
    "after midnight, of the last day": (
        "outside-days", plan(session("a", 2 * 1440 + 30, 2 * 1440 + 60, day=FIRST + dt.timedelta(days=1))), set(),
    ),
    "a room without hours is open": ("room-closed", plan(session("a", 0, 60, "r")), set()),
    "to the minute within the hours": ("room-closed", plan(session("a", 0, 60, "r"), opening={"r": hours((0, 60))}), set()),
    "a minute after the room closes": ("room-closed", plan(session("a", 0, 61, "r"), opening={"r": hours((0, 60))}), {"r a"}),
    "hours that touch are one": ("room-closed", plan(session("a", 0, 90, "r"), opening={"r": hours((60, 90), (0, 60))}), set()),
    "hours with a gap": ("room-closed", plan(session("a", 0, 90, "r"), opening={"r": hours((61, 90), (0, 60))}), {"r a"}),
    "no end, at closing time": ("room-closed", plan(session("a", 60, None, "r"), opening={"r": hours((0, 60))}), {"r a"}),
    "another room's hours": ("room-closed", plan(session("a", 0, 90, "r"), opening={"s": hours((0, 1))}), set()),
    "the person is there": ("person-away", plan(session("a", 0, 60, "", "p"), free={"p": hours((0, 60))}), set()),
    "the person leaves before": ("person-away", plan(session("a", 0, 60, "", "p"), free={"p": hours((0, 59))}), {"p a"}),
    "the person comes on another day": (
        "person-away", plan(session("a", 0, 60, "", "p", "q"), free={"p": hours((1440, 1500))}), {"p a"},
    ),
    "the interpreter's turn is within their hours": (
        "person-away", plan(session("a", 0, 60, shifts=(shift("en-ru", "p", 30, 60),)), free={"p": hours((30, 90))}), set(),
    ),
    # --- plenaries
    "a group beside the plenary": (
        "beside-plenary", plan(session("a", 0, 60, kind="plenary"), session("b", 30, 90, kind="working-group")), {"a b"},
    ),
    "two plenaries at once": (
        "beside-plenary", plan(session("a", 0, 60, kind="opening"), session("b", 30, 90, kind="plenary")), {"a b"},
    ),
    "groups beside groups": (
        "beside-plenary", plan(session("a", 0, 60, kind="working-group"), session("b", 0, 60, kind="parallel")), set(),
    ),
    "coffee, a side event and the press beside the plenary": (
        "beside-plenary",
        plan(
            session("a", 0, 60, kind="plenary"), session("b", 0, 60, kind="break"),
            session("c", 0, 60, kind="side-event"), session("d", 0, 60, kind="press"),
        ),
        set(),
    ),
    "the plenary begins when the group ends": (
        "beside-plenary", plan(session("a", 0, 60, kind="working-group"), session("b", 60, 90, kind="closing")), set(),
    ),
    # --- breaks
    "to the minute as long as allowed": ("no-break", plan(session("a", 0, 150, "r")), set()),
    "one session too long": ("no-break", plan(session("a", 0, 151, "r")), {("a", (151, 150))}),
    "nine minutes are no break": (
        "no-break", plan(session("a", 0, 90, "r"), session("b", 99, 160, "r")), {("a b", (160, 150))},
    ),
    "ten minutes are a break": ("no-break", plan(session("a", 0, 90, "r"), session("b", 100, 190, "r")), set()),
    "two rooms are two ways": ("no-break", plan(session("a", 0, 90, "r"), session("b", 90, 180, "s")), set()),
    "from the plenary into each group": (
        "no-break",
        plan(
            session("a", 0, 90, "hall", kind="plenary"),
            session("b", 90, 160, "r", kind="working-group"), session("c", 90, 160, "s", kind="working-group"),
        ),
        {("a b", (160, 150)), ("a c", (160, 150))},
    ),
    "too long a plenary is said once": (
        "no-break",
        plan(
            session("a", 0, 160, "hall", kind="plenary"),
            session("b", 160, 200, "r", kind="working-group"), session("c", 160, 200, "s", kind="working-group"),
        ),
        {("a", (160, 150))},
    ),
    "a group without a room yet": (
        "no-break", plan(session("a", 0, 90, group="g"), session("b", 90, 180, group="g")), {("a b", (180, 150))},
    ),
    "nobody has to sit through lunch": ("no-break", plan(session("a", 0, 400, "r", kind="meal")), set()),
    # --- what is in a session
    "items fit to the minute": ("items-too-long", plan(session("a", 0, 60, item_minutes=60)), set()),
    "items a minute too long": ("items-too-long", plan(session("a", 0, 60, item_minutes=61)), {("a", (61, 60))}),
    "items without an end to keep to": ("items-too-long", plan(session("a", 0, None, item_minutes=61)), set()),
    "as many as seats": ("more-than-seats", plan(session("a", 0, 60, "r", signed_up=40), seats={"r": 40}), set()),
    "one more than seats": (
        "more-than-seats", plan(session("a", 0, 60, "r", signed_up=41), seats={"r": 40}), {("r a", (41, 40))},
    ),
    "seats not known": ("more-than-seats", plan(session("a", 0, 60, "r", signed_up=41)), set()),
    "nobody chairs": ("no-chair", plan(session("a", 0, 60, kind="panel", roles=roles("p speaker"))), {"a"}),
    "a moderator chairs": ("no-chair", plan(session("a", 0, 60, kind="panel", roles=roles("p moderator proposed"))), set()),
    "the chair has declined": ("no-chair", plan(session("a", 0, 60, kind="panel", roles=roles("p chair declined"))), {"a"}),
    "the group's vice-chair chairs": ("no-chair", plan(session("a", 0, 60, kind="panel", roles=roles("p vice-chair"))), set()),
    "nobody chairs coffee": ("no-chair", plan(session("a", 0, 60, kind="break")), set()),
    "nobody chairs a talk": ("no-chair", plan(session("a", 0, 60, kind="parallel")), set()),
    "a talk without a chair": ("talk-without-chair", plan(session("a", 0, 60, kind="parallel")), {"a"}),
    "a talk with a moderator": (
        "talk-without-chair", plan(session("a", 0, 60, kind="parallel", roles=roles("p moderator"))), set(),
    ),
    "a group without a rapporteur": ("no-rapporteur", plan(session("a", 0, 60, kind="working-group")), {"a"}),
    "the group's meeting of another kind": ("no-rapporteur", plan(session("a", 0, 60, kind="panel", group="g")), {"a"}),
    "a group with a rapporteur": (
        "no-rapporteur", plan(session("a", 0, 60, kind="working-group", roles=roles("p rapporteur"))), set(),
    ),
    "a plenary needs no rapporteur": ("no-rapporteur", plan(session("a", 0, 60, kind="plenary")), set()),
    "declined": ("role-declined", plan(session("a", 0, 60, roles=roles("p chair declined", "q chair"))), {("p: a", ("chair",))}),
    "not confirmed": (
        "role-open",
        plan(session("a", 0, 60, roles=roles("p chair invited", "q speaker", "s speaker proposed"))),
        {("p,s: a", ("chair", "speaker"))},
    ),
    "one role in two items is said once": (
        "role-open", plan(session("a", 0, 60, roles=roles("p speaker invited", "p speaker invited"))), {("p: a", ("speaker",))},
    ),
    # --- interpretation
    "no booth": ("language-gap", interpreted(), {("a", (("en", "ru", WHOLE),))}),
    "a booth": ("language-gap", interpreted(shift("en-ru")), set()),
    "a booth the other way": ("language-gap", interpreted(shift("ru>en")), {("a", (("en", "ru", WHOLE),))}),
    "nobody listens in another language": ("language-gap", interpreted(listening="en"), set()),
    "the script makes no difference": ("language-gap", interpreted(floor="uz", listening="uz-Cyrl"), set()),
    "by a relay": ("language-gap", interpreted(shift("en-ru"), shift("ru-uz"), listening="ru uz"), set()),
    "a relay of a relay": (
        "language-gap",
        interpreted(shift("en-ru"), shift("ru-uz"), shift("uz-zh"), listening="zh"),
        {("a", (("en", "zh", WHOLE),))},
    ),
    "the booth leaves early": (
        "language-gap", interpreted(shift("en-ru", "p", 0, 40)), {("a", (("en", "ru", (at(40), at(60))),))},
    ),
    "two turns fill the session": (
        "language-gap", interpreted(shift("en-ru", "p", 0, 30), shift("en-ru", "q", 30, 60)), set(),
    ),
    "as long as allowed": (
        "interpreter-hours", interpreted(shift("en-ru", "p"), end=360), set(),
    ),
    "a minute over": (
        "interpreter-hours", interpreted(shift("en-ru", "p"), end=361), {("p a", (361, 360))},
    ),
    "two turns at once count once": (
        "interpreter-hours", interpreted(shift("en-ru", "p"), shift("en-uz", "p"), end=300), set(),
    ),
    "the next day is another day": (
        "interpreter-hours",
        plan(
            session("a", 0, 300, shifts=(shift("en-ru", "p"),)),
            session("b", 1440, 1740, shifts=(shift("en-ru", "p"),)),
        ),
        set(),
    ),
    "by role and by turn": (
        "interpreter-hours",
        plan(
            session("a", 0, 200, roles=roles("p interpreter")),
            session("b", 200, 400, roles=roles("p interpreter"), shifts=(shift("en-ru", "p", 200, 390),)),
        ),
        {("p a b", (390, 360))},
    ),
}  # fmt: skip
