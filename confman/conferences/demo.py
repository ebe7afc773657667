"""The demo's ground floor: the conference of March 2017 in Tashkent, its partners, themes, pages and accounts.

The facts are those of the organizing centre's public report. What is written for the demo says that it is a
sample. Everything is made through the verbs, and only where it is missing: edits are never overwritten.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from confman.accounts.models import User
from confman.conferences.demo_accounts import ACCOUNTS, PASSWORD
from confman.conferences.domain import add_part, found_conference, publish_page
from confman.conferences.domain.changing import change_status
from confman.conferences.models import Conference, Membership, Page, Partner, Status, Theme

SLUG = "tashkent2017"


TITLE = {
    "uz": "Odam savdosiga qarshi kurashda ijtimoiy sheriklik va hamkorlikni mustahkamlash",
    "ru": "Социальное партнёрство и укрепление сотрудничества в борьбе с торговлей людьми",
    "en": "Social partnership and strengthening cooperation in combating trafficking in persons",
}
DESCRIPTION = {
    "en": (
        "International conference held under the project “Combating trafficking in persons: Supporting the NGO"
        " anti-TIP hotline as an important identification and intelligence tool for Uzbek law enforcement"
        " bodies”.\n\nNational bodies, international organizations and experts of Turkey, Kazakhstan and Bulgaria"
        " exchange practice in running hotlines, in prevention and in help to victims, and agree on"
        " recommendations on improving social partnership against trafficking in persons."
    ),
    "ru": (
        "Международная конференция в рамках проекта «Борьба с торговлей людьми: поддержка горячей линии НПО как"
        " важного инструмента выявления и информирования для правоохранительных органов Узбекистана».\n\n"
        "Национальные ведомства, международные организации и эксперты Турции, Казахстана и Болгарии обмениваются"
        " опытом работы горячих линий, профилактики и помощи пострадавшим и согласуют рекомендации по"
        " совершенствованию социального партнёрства в противодействии торговле людьми."
    ),
    "uz": (
        "“Odam savdosiga qarshi kurash: NNTning ishonch telefonini O‘zbekiston huquqni muhofaza qilish organlari"
        " uchun muhim aniqlash va axborot vositasi sifatida qo‘llab-quvvatlash” loyihasi doirasidagi xalqaro"
        " konferensiya.\n\nMilliy idoralar, xalqaro tashkilotlar hamda Turkiya, Qozog‘iston va Bolgariya"
        " ekspertlari ishonch telefonlari ishi, profilaktika va jabrlanganlarga yordam borasida tajriba almashadi"
        " va odam savdosiga qarshi ijtimoiy sheriklikni takomillashtirish bo‘yicha tavsiyalarni kelishadi."
    ),
}

PARTNERS: tuple[dict[str, Any], ...] = (
    {
        "role": Partner.Role.ORGANIZER,
        "name": {
            "en": "Center “Istiqbolli Avlod”",
            "ru": "Центр «Истикболли Авлод»",
            "uz": "“Istiqbolli Avlod” markazi",
        },
    },
    {
        "role": Partner.Role.DONOR,
        "name": {
            "en": (
                "United States Embassy in Uzbekistan, Bureau for International Narcotics and Law Enforcement"
                " Affairs (INL)"
            ),
            "ru": (
                "Посольство США в Узбекистане, Бюро по международной борьбе с наркотиками и правоохранительной"
                " деятельности (INL)"
            ),
            "uz": (
                "AQShning O‘zbekistondagi elchixonasi, Xalqaro giyohvandlikka qarshi kurash va huquqni muhofaza"
                " qilish byurosi (INL)"
            ),
        },
        "credit_line": {
            "en": (
                "SAMPLE. Held with the support of the United States Embassy in Uzbekistan (INL). The views"
                " expressed are those of the participants."
            ),
            "ru": (
                "ОБРАЗЕЦ. Проведено при поддержке Посольства США в Узбекистане (INL). Высказанные мнения"
                " принадлежат участникам."
            ),
            "uz": (
                "NAMUNA. AQShning O‘zbekistondagi elchixonasi (INL) ko‘magida o‘tkazildi. Bildirilgan fikrlar"
                " ishtirokchilarga tegishli."
            ),
        },
    },
)

# Key (its English name) and colour, light enough to print and dark enough to read.
THEMES: tuple[tuple[dict[str, str], str], ...] = (
    (
        {
            "en": "Social partnership of State bodies and NGOs",
            "ru": "Социальное партнёрство государственных органов и НПО",
            "uz": "Davlat organlari va NNTlarning ijtimoiy sherikligi",
        },
        "#1f6f5c",
    ),
    (
        {
            "en": "Hotline and prevention",
            "ru": "Горячая линия и профилактика",
            "uz": "Ishonch telefoni va profilaktika",
        },
        "#8a5a00",
    ),
    (
        {
            "en": "Identification of victims and help",
            "ru": "Выявление пострадавших и помощь им",
            "uz": "Jabrlanganlarni aniqlash va yordam",
        },
        "#7a3b69",
    ),
    (
        {
            "en": "National and international cooperation",
            "ru": "Национальное и международное сотрудничество",
            "uz": "Milliy va xalqaro hamkorlik",
        },
        "#1f4e79",
    ),
)

PAGES: tuple[dict[str, Any], ...] = (
    {
        "kind": Page.Kind.PAGE,
        "slug": "for-participants",
        "title": {
            "en": "For participants (SAMPLE)",
            "ru": "Участникам (ОБРАЗЕЦ)",
            "uz": "Ishtirokchilarga (NAMUNA)",
        },
        "body": {
            "en": (
                "*This page is a sample.*\n\n## Languages\n\nThe working languages are Uzbek, Russian and English.\n\n"
                "## Documents\n\nYour ticket, the agenda and the draft recommendations are on your own page."
            ),
            "ru": (
                "*Эта страница — образец.*\n\n## Языки\n\nРабочие языки: узбекский, русский и английский.\n\n"
                "## Документы\n\nБилет, повестка дня и проекты рекомендаций находятся на Вашей личной странице."
            ),
            "uz": (
                "*Bu sahifa namuna.*\n\n## Tillar\n\nIsh tillari: o‘zbek, rus va ingliz tillari.\n\n"
                "## Hujjatlar\n\nChipta, kun tartibi va tavsiyalar loyihalari shaxsiy sahifangizda."
            ),
        },
    },
    {
        "kind": Page.Kind.NEWS,
        "slug": "aims",
        "title": {
            "en": "Six aims of the conference (SAMPLE)",
            "ru": "Шесть целей конференции (ОБРАЗЕЦ)",
            "uz": "Konferensiyaning olti maqsadi (NAMUNA)",
        },
        "body": {
            "en": (
                "- wider social partnership\n- better mechanisms of inter-sectoral collaboration\n- exchange of"
                " practice in running the hotline and in prevention campaigns\n- help to victims\n- more referrals"
                " to law enforcement\n- national and inter-country cooperation"
            ),
            "ru": (
                "- расширение социального партнёрства\n- совершенствование механизмов межведомственного"
                " взаимодействия\n- обмен опытом работы горячей линии и профилактических кампаний\n- помощь"
                " пострадавшим\n- рост числа обращений, переданных правоохранительным органам\n- национальное и"
                " межгосударственное сотрудничество"
            ),
            "uz": (
                "- ijtimoiy sheriklikni kengaytirish\n- idoralararo hamkorlik mexanizmlarini takomillashtirish\n"
                "- ishonch telefoni va profilaktika kampaniyalari tajribasini almashish\n- jabrlanganlarga yordam\n"
                "- huquqni muhofaza qilish organlariga yo‘naltirishlarni ko‘paytirish\n- milliy va davlatlararo"
                " hamkorlik"
            ),
        },
    },
)


def demo_conference(*, by: User) -> Conference:
    """The demo conference with its partners, themes, pages and accounts.

    It is made whole or not at all, and only once: what was changed or deleted in it stays so.
    """
    conference = Conference.objects.filter(slug=SLUG).first()
    if conference is None:
        with transaction.atomic():
            conference = _found(by=by)
            _load_parts(conference, by=by)
            change_status(conference, Status.ANNOUNCED, by=by)
    _load_accounts(conference)
    return conference


def _found(*, by: User) -> Conference:
    return found_conference(
        by=by,
        slug=SLUG,
        title=TITLE,
        description=DESCRIPTION,
        starts_on=dt.date(2017, 3, 30),
        ends_on=dt.date(2017, 3, 31),
        timezone="Asia/Tashkent",
        city={"en": "Tashkent", "ru": "Ташкент", "uz": "Toshkent"},
        country="UZ",
        languages=["uz", "ru", "en"],
        protocol_language="ru",
        symbol_prefix="CONF/2017",
        contact_email="secretariat@example.org",
        colour="#14566b",
        is_sample=True,
        # The demo's people are to be there for years to come.
        retention_months=240,
        with_frame=False,
    )


def _load_accounts(conference: Conference) -> None:
    for account in ACCOUNTS:
        with transaction.atomic():
            user = User.objects.filter(email=account.email).first()
            if user is None:
                user = User.objects.create_user(
                    account.email, PASSWORD, name=account.name, email_verified=True,
                    may_hold_conferences=account.may_hold_conferences,
                )  # fmt: skip
            for role in account.roles:
                Membership.objects.get_or_create(
                    conference=conference, user=user, role=role, defaults={"accepted_at": timezone.now()}
                )


def _load_parts(conference: Conference, *, by: User) -> None:
    for partner in PARTNERS:
        add_part(Partner, conference, by=by, **partner)
    for name, colour in THEMES:
        add_part(Theme, conference, by=by, name=name, colour=colour)
    for fields in PAGES:
        publish_page(add_part(Page, conference, by=by, **fields), by=by)
