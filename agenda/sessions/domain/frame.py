"""The frame of an agenda: what a new conference starts with, or what comes along from an earlier one.

Opening, coffee, plenary, lunch, groups, closing.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from agenda.core.models import AgendaSettings
from agenda.rooms.models import Room, WorkingGroup
from agenda.sessions.domain.sessions import delete_session
from agenda.sessions.models.session import Item, Session
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText

# Not from the catalogues: a conference may be held in languages that the interface does not have.
_WORDS: dict[str, dict[str, str]] = {
    "opening": {
        "en": "Opening of the conference", "ru": "Открытие конференции", "uz": "Konferensiyaning ochilishi",
        "uz-Cyrl": "Конференциянинг очилиши", "fr": "Ouverture de la conférence", "ar": "افتتاح المؤتمر",
        "es": "Apertura de la conferencia", "zh": "会议开幕",
    },
    "coffee": {
        "en": "Coffee break", "ru": "Перерыв на кофе", "uz": "Kofe-breyk", "uz-Cyrl": "Кофе-брейк",
        "fr": "Pause café", "ar": "استراحة قهوة", "es": "Pausa para el café", "zh": "茶歇",
    },
    "plenary": {
        "en": "Plenary session", "ru": "Пленарное заседание", "uz": "Yalpi majlis", "uz-Cyrl": "Ялпи мажлис",
        "fr": "Séance plénière", "ar": "جلسة عامة", "es": "Sesión plenaria", "zh": "全体会议",
    },
    "lunch": {
        "en": "Lunch", "ru": "Обед", "uz": "Tushlik", "uz-Cyrl": "Тушлик", "fr": "Déjeuner", "ar": "غداء",
        "es": "Almuerzo", "zh": "午餐",
    },
    "group": {
        "en": "Working group", "ru": "Рабочая группа", "uz": "Ishchi guruh", "uz-Cyrl": "Ишчи гуруҳ",
        "fr": "Groupe de travail", "ar": "فريق العمل", "es": "Grupo de trabajo", "zh": "工作组",
    },
    "closing": {
        "en": "Closing plenary: adoption of the recommendations",
        "ru": "Заключительное пленарное заседание: принятие рекомендаций",
        "uz": "Yakuniy yalpi majlis: tavsiyalarni qabul qilish",
        "uz-Cyrl": "Якуний ялпи мажлис: тавсияларни қабул қилиш",
        "fr": "Séance plénière de clôture : adoption des recommandations",
        "ar": "الجلسة العامة الختامية: اعتماد التوصيات",
        "es": "Sesión plenaria de clausura: aprobación de las recomendaciones",
        "zh": "闭幕全体会议：通过建议",
    },
    "hall": {
        "en": "Main hall", "ru": "Большой зал", "uz": "Katta zal", "uz-Cyrl": "Катта зал", "fr": "Grande salle",
        "ar": "القاعة الرئيسية", "es": "Sala principal", "zh": "主会议厅",
    },
    "room": {
        "en": "Room", "ru": "Зал", "uz": "Xona", "uz-Cyrl": "Хона", "fr": "Salle", "ar": "قاعة", "es": "Sala",
        "zh": "会议室",
    },
}  # fmt: skip
_GROUPS = 2
_Kind = Session.Kind


@dataclass(frozen=True)
class _Slot:
    start: tuple[int, int]
    end: tuple[int, int]
    kind: str
    words: str
    group: int = 0  # 1, 2 for the sessions of working groups


def _groups(start: tuple[int, int], end: tuple[int, int]) -> list[_Slot]:
    return [_Slot(start, end, _Kind.WORKING_GROUP, "group", number) for number in range(1, _GROUPS + 1)]


_OPENING = [
    _Slot((9, 30), (10, 30), _Kind.OPENING, "opening"),
    _Slot((10, 30), (11, 0), _Kind.BREAK, "coffee"),
    _Slot((11, 0), (13, 0), _Kind.PLENARY, "plenary"),
    _Slot((13, 0), (14, 0), _Kind.MEAL, "lunch"),
]
_FIRST_DAY = [
    *_OPENING,
    _Slot((14, 0), (15, 30), _Kind.PLENARY, "plenary"),
    _Slot((15, 30), (16, 0), _Kind.BREAK, "coffee"),
    _Slot((16, 0), (17, 30), _Kind.PLENARY, "plenary"),
]
_MIDDLE_DAY = [
    _Slot((9, 30), (11, 0), _Kind.PLENARY, "plenary"),
    _Slot((11, 0), (11, 30), _Kind.BREAK, "coffee"),
    _Slot((11, 30), (13, 0), _Kind.PLENARY, "plenary"),
    _Slot((13, 0), (14, 0), _Kind.MEAL, "lunch"),
    *_groups((14, 0), (15, 30)),
    _Slot((15, 30), (16, 0), _Kind.BREAK, "coffee"),
    *_groups((16, 0), (17, 30)),
]
_LAST_DAY = [
    *_groups((9, 30), (11, 0)),
    _Slot((11, 0), (11, 30), _Kind.BREAK, "coffee"),
    *_groups((11, 30), (13, 0)),
    _Slot((13, 0), (14, 0), _Kind.MEAL, "lunch"),
    _Slot((14, 0), (16, 0), _Kind.CLOSING, "closing"),
]
_ONLY_DAY = [
    *_OPENING,
    *_groups((14, 0), (15, 30)),
    _Slot((15, 30), (16, 0), _Kind.BREAK, "coffee"),
    _Slot((16, 0), (17, 0), _Kind.CLOSING, "closing"),
]


def create_initial_agenda(conference: Conference, *, by: User) -> None:
    """Give a new conference its frame: a hall, two working groups with a room each, and sessions on every day."""
    hall = Room(conference=conference, name=_words(conference, "hall"), position=1)
    rooms = [
        Room(conference=conference, name=_words(conference, "room", number), position=number + 1)
        for number in range(1, _GROUPS + 1)
    ]
    groups = [
        WorkingGroup(
            conference=conference,
            code=f"WG{number}",
            name=_words(conference, "group", number),
            position=number,
        )
        for number in range(1, _GROUPS + 1)
    ]
    sessions = []
    for day, slot in _slots(conference):
        session = Session(
            conference=conference,
            kind=slot.kind,
            title=_words(conference, slot.words, slot.group),
            start=_moment(conference, day, slot.start),
            end=_moment(conference, day, slot.end),
            floor_languages=[] if slot.kind in (_Kind.BREAK, _Kind.MEAL) else list(conference.languages),
        )
        if slot.group:
            session.room, session.working_group = rooms[slot.group - 1], groups[slot.group - 1]
        elif slot.kind not in (_Kind.BREAK, _Kind.MEAL):
            session.room = hall
        session.prepare_search()
        sessions.append(session)
    Room.objects.bulk_create([hall, *rooms])
    WorkingGroup.objects.bulk_create(groups)
    Session.objects.bulk_create(sessions)
    AgendaSettings.objects.create(conference=conference)
    record_audit("agenda.frame_made", by=by, target=conference, details={"sessions": len(sessions)})


def unchanged_frame(conference: Conference) -> list[Session]:
    """Return the sessions of the frame that are as they were made: nobody has changed them or works in them.

    A row of whatever kind that names a session is work in it, of modules unknown here as well.
    """
    initial = {
        (
            slot.kind,
            _words(conference, slot.words, slot.group),
            _moment(conference, day, slot.start),
            _moment(conference, day, slot.end),
        )
        for day, slot in _slots(conference)
    }
    unused = {relation.name: None for relation in Session._meta.related_objects}
    rows = Session.objects.of(conference).filter(revision=1, **unused)
    return [row for row in rows if (row.kind, row.title, row.start, row.end) in initial]


def replace_frame(conference: Conference, *, by: User) -> int:
    """Delete the unchanged sessions of the initial agenda, in the step that adds another agenda; return how many."""
    sessions = unchanged_frame(conference)
    for session in sessions:
        delete_session(session, by=by, revision=None)
    return len(sessions)


def _slots(conference: Conference) -> Iterator[tuple[dt.date, _Slot]]:
    days = conference.days
    for number, day in enumerate(days):
        if len(days) == 1:
            slots = _ONLY_DAY
        elif number == 0:
            slots = _FIRST_DAY
        else:
            slots = _LAST_DAY if number == len(days) - 1 else _MIDDLE_DAY
        for slot in slots:
            yield day, slot


def _moment(conference: Conference, day: dt.date, hour: tuple[int, int]) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(*hour), tzinfo=conference.zone)


def _words(conference: Conference, key: str, number: int = 0) -> TranslatedText:
    """Return the words in every language of the conference that we know; in English where we know none of them."""
    texts = {code: _WORDS[key][code] for code in conference.languages if code in _WORDS[key]}
    texts = texts or {conference.default_language: _WORDS[key]["en"]}
    return TranslatedText(
        {code: _numbered(code, text, number) if number else text for code, text in texts.items()}
    )


def _numbered(language: str, text: str, number: int) -> str:
    """Return words with a number, which Uzbek puts first: 1-ishchi guruh."""
    first = f"{number}-{text[0].lower()}{text[1:]}"
    return first if language.startswith("uz") else f"{text} {number}"


# Fields that belong to one conference: what was said there, by whom, and where it was shown.
_ANEW = (
    "guid", "summary", "description", "online_link", "links", "taken", "revision", "extra",
)  # fmt: skip


def sessions_of(conference: Conference) -> QuerySet[Session]:
    """Return the sessions that took place, or will."""
    return Session.objects.of(conference).taking_place()


def items_of(conference: Conference) -> QuerySet[Item]:
    """Return the items of these sessions."""
    return Item.objects.filter(session__in=sessions_of(conference))


def clone_sessions(copy: ConferenceCopy, rows: QuerySet[Session]) -> None:
    """Take the sessions, each on its day of the conference and at its hour of the clock."""

    def change(session: Session) -> None:
        if session.start and session.end:
            session.start, session.end = copy.move.span(session.start, session.end)
        else:
            session.start, session.end = copy.move(session.start), copy.move(session.end)
        session.prepare_search()

    copy.rows(rows, anew=_ANEW, moved=("day",), loose=("room", "working_group", "theme"), change=change)


def clone_items(copy: ConferenceCopy, rows: QuerySet[Item]) -> None:
    """Take the items: their titles, kinds and minutes. Numbers and symbols are given when they are published."""
    copy.rows(rows, anew=("number", "symbol", "background", "expected_action"), change=Item.prepare_search)
