# ruff: noqa: E501 - a table of texts in three languages reads best a text a line
"""The demo's annotations, interpreters and run of show. Interpreters are nobody: by function, marked as a sample."""

from __future__ import annotations

from typing import Any

# Key of a session -> place of an item, from 1 -> background and expected action.
ANNOTATIONS: dict[str, dict[int, tuple[dict[str, str], dict[str, str]]]] = {
    "opening": {
        1: (
            {
                "en": "The Center “Istiqbolli Avlod” welcomes the participants and presents the aims and the working methods of the conference.",
                "ru": "Центр «Истикболли Авлод» приветствует участников и представляет цели и порядок работы конференции.",
                "uz": "“Istiqbolli Avlod” markazi ishtirokchilarni qutlaydi hamda konferensiyaning maqsadi va ish tartibini taqdim etadi.",
            },
            {
                "en": "The conference takes note of the organization of work set out in the annex.",
                "ru": "Конференция принимает к сведению организацию работы, изложенную в приложении.",
                "uz": "Konferensiya ilovada bayon etilgan ish tartibini ma’lumot uchun qabul qiladi.",
            },
        ),
    },
    "plenary1": {
        1: (
            {
                "en": "National legislation on counter-trafficking is presented with its practice: investigation, the work of the interagency commissions, and the place that the law gives to non-governmental organizations.",
                "ru": "Представляется национальное законодательство о противодействии торговле людьми и практика его применения: расследование, работа межведомственных комиссий и место, которое закон отводит неправительственным организациям.",
                "uz": "Odam savdosiga qarshi kurash to‘g‘risidagi milliy qonunchilik va uni qo‘llash amaliyoti taqdim etiladi: tergov, idoralararo komissiyalar ishi hamda qonun nodavlat tashkilotlarga ajratgan o‘rin.",
            },
            {
                "en": "Participants are invited to comment on the law and its practice, and to name obstacles that the working groups should take up.",
                "ru": "Участникам предлагается высказать замечания по закону и практике и назвать препятствия, которыми следует заняться рабочим группам.",
                "uz": "Ishtirokchilar qonun va amaliyot yuzasidan fikr bildirishga hamda ishchi guruhlar ko‘rib chiqishi lozim bo‘lgan to‘siqlarni aytishga taklif etiladi.",
            },
        ),
        4: (
            {
                "en": "The Independent Institute has looked into how far civil society takes part in prevention and in help to victims.",
                "ru": "Независимый институт изучил, насколько гражданское общество участвует в профилактике и в помощи пострадавшим.",
                "uz": "Mustaqil institut fuqarolik jamiyatining profilaktika va jabrlanganlarga yordamdagi ishtirokini o‘rgangan.",
            },
            {
                "en": "For information and discussion.",
                "ru": "Для сведения и обсуждения.",
                "uz": "Ma’lumot va muhokama uchun.",
            },
        ),
    },
    "plenary2": {
        1: (
            {
                "en": "The Global Report on Trafficking in Persons 2016 is presented by the United Nations Office on Drugs and Crime.",
                "ru": "Управление ООН по наркотикам и преступности представляет Глобальный доклад о торговле людьми за 2016 год.",
                "uz": "BMTning Giyohvandlik va jinoyatchilik bo‘yicha boshqarmasi 2016 yilgi odam savdosi bo‘yicha global hisobotni taqdim etadi.",
            },
            {
                "en": "For information.",
                "ru": "Для сведения.",
                "uz": "Ma’lumot uchun.",
            },
        ),
    },
    "sitting": {
        3: (
            {
                "en": "The rapporteurs of both working groups have presented their drafts. They are before the meeting in all languages of the conference.",
                "ru": "Докладчики обеих рабочих групп представили свои проекты. Они имеются у участников на всех языках конференции.",
                "uz": "Ikkala ishchi guruh ma’ruzachilari o‘z loyihalarini taqdim etdilar. Ular konferensiyaning barcha tillarida ishtirokchilarda mavjud.",
            },
            {
                "en": "The meeting is expected to agree on the text to be put before the closing session.",
                "ru": "Ожидается, что участники согласуют текст, выносимый на заключительное заседание.",
                "uz": "Ishtirokchilar yakuniy majlisga kiritiladigan matnni kelishib olishlari kutiladi.",
            },
        ),
    },
    "closing": {
        1: (
            {
                "en": "The recommendations as agreed by the working groups are before the conference.",
                "ru": "На рассмотрении конференции находятся рекомендации, согласованные рабочими группами.",
                "uz": "Ishchi guruhlar kelishgan tavsiyalar konferensiya ko‘rib chiqishi uchun taqdim etilgan.",
            },
            {
                "en": "The conference is expected to adopt the recommendations.",
                "ru": "Ожидается, что конференция примет рекомендации.",
                "uz": "Konferensiya tavsiyalarni qabul qilishi kutiladi.",
            },
        ),
    },
}

INTERPRETERS: dict[str, dict[str, Any]] = {
    f"interpreter{number}": {
        "name": {"en": f"Interpreter {number} (sample)", "ru": f"Переводчик {number} (образец)", "uz": f"Tarjimon {number} (namuna)"},
        "job_title": {"en": "conference interpreter", "ru": "синхронный переводчик", "uz": "sinxron tarjimon"},
        "listing": "secretariat",
    }
    for number in range(1, 5)
}  # fmt: skip

# Key of a session -> its turns: booth, from, into, interpreter. Plenaries need two booths; a group is done by one.
TURNS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    **dict.fromkeys(
        ("opening", "plenary1", "plenary2", "plenary3", "sitting", "closing"),
        (("1", "uz", "ru", "interpreter1"), ("1", "uz", "ru", "interpreter2"), ("2", "ru", "en", "interpreter3"), ("2", "ru", "en", "interpreter4")),
    ),
    "group1": (("1", "uz", "ru", "interpreter1"), ("1", "uz", "ru", "interpreter2")),
    "group2": (("1", "ru", "en", "interpreter3"), ("1", "ru", "en", "interpreter4")),
}  # fmt: skip

# Who sits in a group speaks one of two languages.
LANGUAGES: dict[str, list[str]] = {"group1": ["uz", "ru"], "group2": ["ru", "en"]}

# Key of a session -> its cues: minutes, fixed hour, place of the item, and the words of the row. For staff, in one language.
CUES: dict[str, tuple[dict[str, Any], ...]] = {
    "opening": (
        {"minutes": 10, "fixed": "09:20", "cue": "Doors close; guests of honour are led to the podium", "who": "chair, guests of honour", "from_where": "VIP room, left door", "screen": "title slide", "responsible": "protocol", "fallback": "the chair begins; the guest is announced on arrival"},
        {"minutes": 15, "fixed": "09:30", "item": 1, "cue": "Opening remarks", "who": "chair", "from_where": "podium", "microphone": "table 1", "screen": "title slide", "languages": "UZ → RU, EN by relay", "responsible": "secretariat"},
        {"minutes": 20, "item": 2, "cue": "Welcoming speech: General Prosecutor’s Office", "who": "speaker 1", "from_where": "first row, seat 2", "microphone": "lectern", "screen": "name and function", "languages": "UZ → RU, EN by relay", "responsible": "protocol", "fallback": "the text is read by the chair"},
        {"minutes": 20, "item": 3, "cue": "Welcoming speech: United States Embassy", "who": "speaker 2", "from_where": "first row, seat 3", "microphone": "lectern", "screen": "name and function", "languages": "EN → RU, UZ by relay", "responsible": "protocol"},
        {"minutes": 5, "cue": "Group photo before the coffee break", "who": "all of the podium", "from_where": "podium", "screen": "title slide", "responsible": "press", "fallback": "after lunch, on the stairs"},
    ),
    "plenary1": (
        {"minutes": 30, "item": 1, "cue": "National legislation and practice", "who": "speaker 1", "from_where": "podium", "microphone": "lectern", "screen": "presentation 1", "languages": "UZ → RU, EN by relay", "responsible": "technician", "fallback": "printed slides at the podium"},
        {"minutes": 20, "item": 2, "cue": "The role of the Women’s Committee", "who": "speaker 2", "from_where": "podium", "microphone": "lectern", "screen": "presentation 2", "languages": "UZ → RU, EN by relay", "responsible": "technician"},
        {"minutes": 20, "item": 3, "cue": "Activities of NGOs", "who": "speaker 3", "from_where": "podium", "microphone": "lectern", "screen": "presentation 3", "languages": "RU → UZ, EN", "responsible": "technician"},
        {"minutes": 20, "item": 4, "cue": "Raising the participation of NGOs", "who": "speaker 4", "from_where": "podium", "microphone": "lectern", "screen": "presentation 4", "languages": "RU → UZ, EN", "responsible": "technician"},
        {"minutes": 30, "fixed": "12:30", "item": 5, "cue": "Questions and answers", "who": "moderator", "from_where": "floor", "microphone": "two hand microphones", "screen": "title slide", "languages": "all", "responsible": "two runners", "fallback": "one microphone at the middle aisle"},
    ),
    "closing": (
        {"minutes": 10, "item": 1, "cue": "The draft is shown paragraph by paragraph", "who": "chair, rapporteurs", "from_where": "podium", "microphone": "table 1 and 2", "screen": "recommendations, three languages", "languages": "RU → UZ, EN", "responsible": "rapporteur’s desk", "fallback": "printed text on the tables"},
        {"minutes": 50, "item": 1, "cue": "Adoption", "who": "chair", "from_where": "podium", "microphone": "table 1, floor", "screen": "recommendations with changes", "languages": "all", "responsible": "rapporteur’s desk"},
        {"minutes": 30, "fixed": "15:00", "item": 2, "cue": "Closing of the conference", "who": "chair", "from_where": "podium", "microphone": "table 1", "screen": "title slide", "languages": "UZ → RU, EN by relay", "responsible": "secretariat"},
    ),
}  # fmt: skip

# Screens of the venue; a rotation names those that it shows.
SCREENS: tuple[dict[str, Any], ...] = (
    {"key": "foyer", "name": "Foyer: now and next", "kind": "now-and-next"},
    {"key": "welcome", "name": "Foyer: welcome", "kind": "welcome", "message": {"en": "Welcome. Registration is on the ground floor.", "ru": "Добро пожаловать. Регистрация — на первом этаже.", "uz": "Xush kelibsiz. Ro‘yxatdan o‘tish birinchi qavatda."}},
    {"key": "entrance", "name": "Entrance: welcome, then the programme", "kind": "rotation", "shows": ("welcome", "foyer")},
    {"key": "hall", "name": "Door of the main hall", "kind": "door-sign", "room": "hall"},
    {"key": "room1", "name": "Door of room 1", "kind": "door-sign", "room": "room1", "arrangement": "side-by-side"},
    {"key": "podium", "name": "Podium of the main hall", "kind": "timer", "room": "hall"},
)  # fmt: skip
