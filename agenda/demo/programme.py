# ruff: noqa: E501 - a table of texts in three languages reads best a text a line
"""The two days of the demo, by the facts of the public report; hours and rooms are the demo's own."""

from __future__ import annotations

from typing import Any

ROOMS: dict[str, dict[str, Any]] = {
    "hall": {
        "name": {"uz": "Katta konferens-zal", "ru": "Большой конференц-зал", "en": "Main conference hall"},
        "capacity": 180,
        "layout": "theatre",
        "booths": 2,
        "photography": "taken",
    },
    "room1": {
        "name": {"uz": "1-xona", "ru": "Зал 1", "en": "Room 1"},
        "capacity": 60,
        "layout": "u-shape",
        "booths": 1,
    },
    "room2": {
        "name": {"uz": "2-xona", "ru": "Зал 2", "en": "Room 2"},
        "capacity": 60,
        "layout": "u-shape",
        "booths": 1,
        "photography": "none",
    },
}

GROUPS: dict[str, dict[str, Any]] = {
    "WG1": {
        "name": {
            "uz": "Ijtimoiy sheriklik va milliy hamkorlik",
            "ru": "Социальное партнёрство и национальное взаимодействие",
            "en": "Social partnership and national cooperation",
        },
        "mandate": {
            "uz": "Davlat organlari va NNTlar sherikligini kengaytirish, tarmoqlararo hamkorlik mexanizmlarini takomillashtirish bo‘yicha tavsiyalar tayyorlash.",
            "ru": "Подготовить рекомендации по расширению партнёрства государственных органов и НПО и по совершенствованию механизмов межсекторального взаимодействия.",
            "en": "To prepare recommendations on widening the partnership of State bodies and NGOs and on better mechanisms of inter-sectoral collaboration.",
        },
        "roles": (("chair1", "chair"), ("rapporteur1", "rapporteur"), ("organizer", "drafting")),
    },
    "WG2": {
        "name": {
            "uz": "Ishonch telefoni, profilaktika va jabrlanganlarga yordam",
            "ru": "Горячая линия, профилактика и помощь пострадавшим",
            "en": "Hotline, prevention and help to victims",
        },
        "mandate": {
            "uz": "Ishonch telefoni ishi, profilaktika kampaniyalari va jabrlanganlarni yo‘naltirish bo‘yicha tajriba almashish hamda tavsiyalar tayyorlash.",
            "ru": "Обменяться опытом работы горячей линии, профилактических кампаний и перенаправления пострадавших и подготовить рекомендации.",
            "en": "To exchange practice in running the hotline, in prevention campaigns and in referring victims, and to prepare recommendations.",
        },
        "roles": (("chair2", "chair"), ("rapporteur2", "rapporteur"), ("bulgaria", "member")),
    },
}

COFFEE = {"uz": "Kofe-breyk", "ru": "Перерыв на кофе", "en": "Coffee break"}
LUNCH = {"uz": "Tushlik", "ru": "Обед", "en": "Lunch"}

# Key, day (0, 1), from, until, fields; items: title, kind, minutes, roles (person, role); roles of the session.
SESSIONS: tuple[dict[str, Any], ...] = (
    {
        "key": "arrival", "day": 0, "hours": ("09:00", "09:30"), "kind": "break",
        "title": {"uz": "Ishtirokchilarni ro‘yxatga olish", "ru": "Регистрация участников", "en": "Registration of participants"},
    },
    {
        "key": "opening", "day": 0, "hours": ("09:30", "10:30"), "kind": "opening", "room": "hall",
        "title": {"uz": "Konferensiyaning ochilishi", "ru": "Открытие конференции", "en": "Opening of the conference"},
        "roles": (("organizer", "chair"),),
        "items": (
            ({"uz": "Kirish so‘zi", "ru": "Вступительное слово", "en": "Opening remarks"}, "statement", 15, (("organizer", "speaker"),)),
            ({"uz": "Bosh prokuratura nomidan tabrik so‘zi", "ru": "Приветственное слово от Генеральной прокуратуры", "en": "Welcoming speech on behalf of the General Prosecutor’s Office"}, "welcome", 20, (("dusanov", "welcome"),)),
            ({"uz": "AQSh elchixonasi nomidan tabrik so‘zi", "ru": "Приветственное слово от Посольства США", "en": "Welcoming speech on behalf of the United States Embassy"}, "welcome", 20, (("spratlen", "welcome"),)),
        ),
    },
    {"key": "coffee1", "day": 0, "hours": ("10:30", "11:00"), "kind": "break", "title": COFFEE},
    {
        "key": "plenary1", "day": 0, "hours": ("11:00", "13:00"), "kind": "plenary", "room": "hall", "theme": 0,
        "title": {
            "uz": "Birinchi yalpi majlis: milliy qonunchilik, amaliyot va nodavlat tashkilotlarning roli",
            "ru": "Первое пленарное заседание: национальное законодательство, практика и роль неправительственных организаций",
            "en": "First plenary session: national legislation, practice and the role of non-governmental organizations",
        },
        "roles": (("organizer", "moderator"),),
        "items": (
            ({"uz": "Odam savdosiga qarshi kurashda milliy qonunchilik va huquqni qo‘llash amaliyoti", "ru": "Национальное законодательство и правоприменительная практика в противодействии торговле людьми", "en": "National legislation and law-enforcement practice in combating trafficking in persons"}, "presentation", 30, (("rakhimova", "speaker"),)),
            ({"uz": "Xotin-qizlar qo‘mitasining roli", "ru": "Роль Комитета женщин", "en": "The role of the Women’s Committee"}, "presentation", 20, (("women", "speaker"),)),
            ({"uz": "NNTlar faoliyati", "ru": "Деятельность НПО", "en": "Activities of NGOs"}, "presentation", 20, (("organizer", "speaker"),)),
            ({"uz": "Odam savdosiga qarshi kurashda NNTlar ishtirokini kuchaytirish", "ru": "Повышение участия НПО в противодействии торговле людьми", "en": "Raising the participation of NGOs in counter-trafficking"}, "presentation", 20, (("institute", "speaker"),)),
            ({"uz": "Savol-javob", "ru": "Вопросы и ответы", "en": "Questions and answers"}, "questions", 30, ()),
        ),
    },
    {"key": "lunch1", "day": 0, "hours": ("13:00", "14:00"), "kind": "meal", "title": LUNCH},
    {
        "key": "plenary2", "day": 0, "hours": ("14:00", "15:30"), "kind": "plenary", "room": "hall", "theme": 3,
        "title": {
            "uz": "Ikkinchi yalpi majlis: global manzara va mamlakatlar tajribasi",
            "ru": "Второе пленарное заседание: глобальная картина и опыт стран",
            "en": "Second plenary session: the global picture and the experience of countries",
        },
        "roles": (("institute", "moderator"),),
        "items": (
            ({"uz": "UNODCning 2016 yilgi odam savdosi bo‘yicha global hisoboti", "ru": "Глобальный доклад УНП ООН о торговле людьми 2016 года", "en": "The UNODC Global Report on Trafficking in Persons 2016"}, "presentation", 30, (("unodc", "speaker"),)),
            ({"uz": "Turkiya tajribasi: migratsiya va odam savdosiga qarshi kurash", "ru": "Опыт Турции: миграция и противодействие торговле людьми", "en": "The experience of Turkey: migration and counter-trafficking"}, "presentation", 25, (("turkey", "speaker"),)),
            ({"uz": "Qozog‘iston tajribasi: odam savdosi bo‘yicha tergov", "ru": "Опыт Казахстана: расследование торговли людьми", "en": "The experience of Kazakhstan: investigating trafficking in persons"}, "presentation", 25, (("kazakhstan", "speaker"),)),
        ),
    },
    {"key": "coffee2", "day": 0, "hours": ("15:30", "16:00"), "kind": "break", "title": COFFEE},
    {
        "key": "plenary3", "day": 0, "hours": ("16:00", "17:30"), "kind": "plenary", "room": "hall", "theme": 1,
        "title": {
            "uz": "Uchinchi yalpi majlis: ishonch telefonlari va jabrlanganlarga yordam",
            "ru": "Третье пленарное заседание: горячие линии и помощь пострадавшим",
            "en": "Third plenary session: hotlines and help to victims",
        },
        "roles": (("women", "moderator"),),
        "items": (
            ({"uz": "Bolgariyada zo‘ravonlik qurbonlari uchun milliy ishonch telefoni", "ru": "Национальная горячая линия для жертв насилия в Болгарии", "en": "The national helpline for victims of violence in Bulgaria"}, "presentation", 25, (("bulgaria", "speaker"),)),
            ({"uz": "IOM Turkiya: odam savdosi jabrlanganlariga ko‘mak", "ru": "МОМ Турция: поддержка пострадавших от торговли людьми", "en": "IOM Turkey: support to victims of trafficking"}, "presentation", 25, (("iom", "speaker"),)),
            ({"uz": "Muhokama", "ru": "Обсуждение", "en": "Discussion"}, "discussion", 40, ()),
        ),
    },
    {
        "key": "group1", "day": 1, "hours": ("09:30", "11:00"), "kind": "working-group", "room": "room1", "group": "WG1", "theme": 0,
        "title": GROUPS["WG1"]["name"], "roles": (("chair1", "chair"), ("rapporteur1", "rapporteur")),
    },
    {
        "key": "group2", "day": 1, "hours": ("09:30", "11:00"), "kind": "working-group", "room": "room2", "group": "WG2", "theme": 1,
        "title": GROUPS["WG2"]["name"], "roles": (("chair2", "chair"), ("rapporteur2", "rapporteur"), ("bulgaria", "discussant")),
    },
    {"key": "coffee3", "day": 1, "hours": ("11:00", "11:30"), "kind": "break", "title": COFFEE},
    {
        "key": "sitting", "day": 1, "hours": ("11:30", "13:00"), "kind": "plenary", "room": "hall", "theme": 2,
        "title": {
            "uz": "Ishchi guruhlarning yalpi majlisi: ilg‘or tajriba almashish va muhokama",
            "ru": "Пленарное заседание рабочих групп: обмен передовым опытом и обсуждение",
            "en": "Plenary sitting of the working groups: exchange of best practice and discussion",
        },
        "roles": (("organizer", "chair"),),
        "items": (
            ({"uz": "1-ishchi guruh hisoboti", "ru": "Доклад рабочей группы 1", "en": "Report of working group 1"}, "presentation", 20, (("rapporteur1", "rapporteur"),)),
            ({"uz": "2-ishchi guruh hisoboti", "ru": "Доклад рабочей группы 2", "en": "Report of working group 2"}, "presentation", 20, (("rapporteur2", "rapporteur"),)),
            ({"uz": "Muhokama", "ru": "Обсуждение", "en": "Discussion"}, "discussion", 50, ()),
        ),
    },
    {"key": "lunch2", "day": 1, "hours": ("13:00", "14:00"), "kind": "meal", "title": LUNCH},
    {
        "key": "closing", "day": 1, "hours": ("14:00", "15:30"), "kind": "closing", "room": "hall",
        "title": {
            "uz": "Yakuniy yalpi majlis: tavsiyalarni qabul qilish",
            "ru": "Заключительное пленарное заседание: принятие рекомендаций",
            "en": "Closing plenary session: adoption of the recommendations",
        },
        "roles": (("organizer", "chair"),),
        "items": (
            ({"uz": "Ijtimoiy sheriklikni takomillashtirish bo‘yicha tavsiyalarni qabul qilish", "ru": "Принятие рекомендаций по совершенствованию социального партнёрства", "en": "Adoption of the recommendations on improving social partnership"}, "adoption", 60, ()),
            ({"uz": "Konferensiyaning yopilishi", "ru": "Закрытие конференции", "en": "Closing of the conference"}, "statement", 30, (("organizer", "speaker"),)),
        ),
    },
)  # fmt: skip
