"""The texts of the demo's outcomes, written for it from the aims of the conference. All of them are samples.

The adopted texts of March 2017 are not public; none of these is one of them. Bodies stand by their function only,
and no response or assessment is anybody's.
"""

from __future__ import annotations

from typing import Any

DOCUMENT: dict[str, Any] = {
    "title": {
        "uz": "Odam savdosiga qarshi kurashda ijtimoiy sheriklikni takomillashtirish bo‘yicha tavsiyalar (NAMUNA)",
        "ru": "Рекомендации по совершенствованию социального партнёрства в борьбе с торговлей людьми (ОБРАЗЕЦ)",
        "en": "Recommendations on improving social partnership against trafficking in persons (SAMPLE)",
    },
    "symbol": "CONF/2017/5",
    "preamble": {
        "uz": (
            "NAMUNA: ushbu tavsiyalar konferensiya maqsadlaridan kelib chiqib, dasturni sinab ko‘rish uchun"
            " yozilgan.\n\n"
            "2017-yil 30–31-mart kunlari Toshkentda o‘tkazilgan xalqaro konferensiya ishtirokchilari,\n\n"
            "odam savdosi inson qadr-qimmatini kamsitishini va unga hech bir idora yolg‘iz qarshi tura olmasligini"
            " ta’kidlab,\n\n"
            "nodavlat notijorat tashkilotlarining ishonch telefoni jabrlanganlarni aniqlash va ularga yordam berishda"
            " muhim vosita ekanini e’tirof etib,\n\n"
            "quyidagi tavsiyalarni qabul qiladilar:"
        ),
        "ru": (
            "ОБРАЗЕЦ: эти рекомендации написаны по целям конференции, чтобы на них можно было опробовать программу.\n\n"
            "Участники международной конференции, состоявшейся в Ташкенте 30 и 31 марта 2017 года,\n\n"
            "подчёркивая, что торговля людьми унижает человеческое достоинство и что ни одно ведомство не может"
            " противостоять ей в одиночку,\n\n"
            "признавая, что горячая линия неправительственных организаций служит важным инструментом выявления"
            " пострадавших и помощи им,\n\n"
            "принимают следующие рекомендации:"
        ),
        "en": (
            "SAMPLE: these recommendations were written from the aims of the conference, to try the software on.\n\n"
            "The participants of the international conference held in Tashkent on 30 and 31 March 2017,\n\n"
            "Stressing that trafficking in persons degrades human dignity and that no agency can counter it alone,\n\n"
            "Recognizing that the hotline of non-governmental organizations is an important tool for identifying"
            " victims and helping them,\n\n"
            "Adopt the following recommendations:"
        ),
    },
}

SECTIONS: tuple[dict[str, str], ...] = (
    {
        "uz": "Ijtimoiy sheriklik va idoralararo hamkorlik",
        "ru": "Социальное партнёрство и межведомственное взаимодействие",
        "en": "Social partnership and inter-sectoral collaboration",
    },
    {
        "uz": "Ishonch telefoni va profilaktika",
        "ru": "Горячая линия и профилактика",
        "en": "Hotline and prevention",
    },
    {"uz": "Jabrlanganlarga yordam", "ru": "Помощь пострадавшим", "en": "Help to victims"},
    {
        "uz": "Milliy va davlatlararo hamkorlik",
        "ru": "Национальное и межгосударственное сотрудничество",
        "en": "National and inter-country cooperation",
    },
)

ADDRESSEES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "coordination",
        "government",
        {
            "uz": "Muvofiqlashtiruvchi idoralararo organ (namuna)",
            "ru": "Координирующий межведомственный орган (образец)",
            "en": "Coordinating inter-agency body (sample)",
        },
    ),
    (
        "law-enforcement",
        "government",
        {
            "uz": "Huquqni muhofaza qilish organlari (namuna)",
            "ru": "Правоохранительные органы (образец)",
            "en": "Law enforcement bodies (sample)",
        },
    ),
    (
        "social",
        "government",
        {
            "uz": "Ijtimoiy himoya organlari (namuna)",
            "ru": "Органы социальной защиты (образец)",
            "en": "Social protection bodies (sample)",
        },
    ),
    (
        "ngo",
        "ngo",
        {
            "uz": "Nodavlat notijorat tashkilotlari (namuna)",
            "ru": "Неправительственные организации (образец)",
            "en": "Non-governmental organizations (sample)",
        },
    ),
    (
        "international",
        "intergovernmental",
        {
            "uz": "Xalqaro tashkilotlar (namuna)",
            "ru": "Международные организации (образец)",
            "en": "International organizations (sample)",
        },
    ),
)

# Each: section, theme (its place among the demo's themes), group (its place), addressees, priority, SDG targets,
# groups concerned, text; texts with (a), (b) have sub-paragraphs.
RECOMMENDATIONS: tuple[dict[str, Any], ...] = (
    {
        "section": 0,
        "theme": 0,
        "group": 0,
        "addressees": ["coordination", "ngo"],
        "priority": "high",
        "sdg": ["16.2", "17.17"],
        "concerned": [],
        "text": {
            "uz": (
                "Davlat organlari va nodavlat notijorat tashkilotlarining odam savdosiga qarshi kurash bo‘yicha yillik"
                " qo‘shma ish rejasi ishlab chiqilsin va uning bajarilishi yiliga kamida bir marta birgalikda ko‘rib"
                " chiqilsin."
            ),
            "ru": (
                "Разработать годовой план совместной работы государственных органов и неправительственных организаций"
                " по противодействию торговле людьми и не реже одного раза в год совместно рассматривать его"
                " выполнение."
            ),
            "en": (
                "Develop an annual joint work plan of State bodies and non-governmental organizations against"
                " trafficking in persons, and review its implementation together at least once a year."
            ),
        },
    },
    {
        "section": 0,
        "theme": 0,
        "group": 0,
        "addressees": ["coordination", "law-enforcement", "ngo"],
        "priority": "high",
        "sdg": ["16.2"],
        "concerned": ["victims-of-trafficking"],
        "text": {
            "uz": (
                "Idoralararo hamkorlik tartibi yozma ravishda belgilansin, xususan:\n\n"
                "(a) har bir idorada mas’ul shaxs va uning o‘rinbosari tayinlansin;\n\n"
                "(b) murojaatni qabul qilishdan yordam ko‘rsatishgacha bo‘lgan har bir bosqich uchun muddatlar"
                " belgilansin;\n\n"
                "(c) shaxsga doir ma’lumotlarni almashish qoidalari kelishib olinsin."
            ),
            "ru": (
                "Закрепить письменно порядок межведомственного взаимодействия, в частности:\n\n"
                "(a) назначить в каждом ведомстве ответственное лицо и его заместителя;\n\n"
                "(b) установить сроки для каждого этапа от приёма обращения до оказания помощи;\n\n"
                "(c) согласовать правила обмена персональными данными."
            ),
            "en": (
                "Set out in writing the procedure of inter-agency collaboration, and in particular:\n\n"
                "(a) appoint in each agency a responsible officer and a deputy;\n\n"
                "(b) fix a time limit for each step from the receipt of a report to the provision of help;\n\n"
                "(c) agree on rules for the exchange of personal data."
            ),
        },
    },
    {
        "section": 0,
        "theme": 0,
        "group": 0,
        "addressees": ["coordination"],
        "priority": "medium",
        "sdg": ["17.17"],
        "concerned": [],
        "text": {
            "uz": (
                "Odam savdosiga qarshi kurash bo‘yicha hududiy kengashlar ishiga nodavlat notijorat tashkilotlari"
                " vakillari doimiy ravishda jalb etilsin."
            ),
            "ru": (
                "Привлекать представителей неправительственных организаций к постоянной работе территориальных"
                " советов по противодействию торговле людьми."
            ),
            "en": (
                "Involve representatives of non-governmental organizations in the permanent work of territorial"
                " councils on combating trafficking in persons."
            ),
        },
    },
    {
        "section": 1,
        "theme": 1,
        "group": 1,
        "addressees": ["ngo", "international"],
        "priority": "high",
        "sdg": ["5.2", "8.7"],
        "concerned": ["victims-of-trafficking", "migrants"],
        "text": {
            "uz": (
                "Ishonch telefonining kecha-yu kunduz, kamida uch tilda va chet eldan bepul ishlashi ta’minlansin."
            ),
            "ru": (
                "Обеспечить круглосуточную работу горячей линии не менее чем на трёх языках, с бесплатными звонками"
                " из-за рубежа."
            ),
            "en": (
                "Ensure that the hotline works around the clock, in at least three languages, and free of charge from"
                " abroad."
            ),
        },
    },
    {
        "section": 1,
        "theme": 1,
        "group": 1,
        "addressees": ["ngo"],
        "priority": "medium",
        "sdg": ["8.7"],
        "concerned": ["youth", "migrants"],
        "text": {
            "uz": (
                "Mehnat migratsiyasi mavsumi boshlanishidan oldin yoshlar va mehnat migrantlari uchun xabardorlikni"
                " oshirish kampaniyalari o‘tkazilsin va ularning natijasi o‘lchansin."
            ),
            "ru": (
                "Проводить до начала сезона трудовой миграции информационные кампании для молодёжи и трудовых"
                " мигрантов и измерять их результат."
            ),
            "en": (
                "Conduct awareness campaigns for young people and labour migrants before the season of labour"
                " migration, and measure their effect."
            ),
        },
    },
    {
        "section": 1,
        "theme": 1,
        "group": 1,
        "addressees": ["ngo", "law-enforcement"],
        "priority": "high",
        "sdg": ["16.2"],
        "concerned": ["victims-of-trafficking"],
        "text": {
            "uz": (
                "Ishonch telefoniga kelib tushgan, jinoyat alomatlari bo‘lgan murojaatlarni jabrlanganning roziligi"
                " bilan huquqni muhofaza qilish organlariga yo‘naltirish tartibi joriy etilsin va yo‘naltirishlar soni"
                " har chorakda solishtirilsin."
            ),
            "ru": (
                "Внедрить порядок передачи правоохранительным органам, с согласия пострадавших, обращений на горячую"
                " линию, содержащих признаки преступления, и ежеквартально сверять число переданных обращений."
            ),
            "en": (
                "Introduce a procedure for referring to law enforcement, with the consent of the victims, calls to the"
                " hotline that show signs of a crime, and reconcile the number of referrals every quarter."
            ),
        },
    },
    {
        "section": 2,
        "theme": 2,
        "group": 1,
        "addressees": ["social", "ngo"],
        "priority": "high",
        "sdg": ["5.2", "16.2"],
        "concerned": ["victims-of-trafficking", "women", "children"],
        "text": {
            "uz": (
                "Jabrlanganlarga tibbiy, ruhiy, huquqiy va ijtimoiy yordamning yagona eng kam ro‘yxati tasdiqlansin."
            ),
            "ru": (
                "Утвердить единый минимальный перечень медицинской, психологической, правовой и социальной помощи"
                " пострадавшим."
            ),
            "en": (
                "Approve a single minimum list of medical, psychological, legal and social assistance to victims."
            ),
        },
    },
    {
        "section": 2,
        "theme": 2,
        "group": 1,
        "addressees": ["social", "law-enforcement"],
        "priority": "medium",
        "sdg": ["16.2"],
        "concerned": ["children"],
        "text": {
            "uz": (
                "Bolalar va o‘smirlar bilan ishlaydigan mutaxassislar jabrlanganlarni aniqlash belgilari bo‘yicha"
                " muntazam o‘qitilsin."
            ),
            "ru": (
                "Регулярно обучать специалистов, работающих с детьми и подростками, признакам, по которым выявляют"
                " пострадавших."
            ),
            "en": (
                "Train specialists who work with children and adolescents regularly in the signs by which victims are"
                " identified."
            ),
        },
    },
    {
        "section": 3,
        "theme": 3,
        "group": 0,
        "addressees": ["law-enforcement", "international"],
        "priority": "medium",
        "sdg": ["16.a"],
        "concerned": ["migrants"],
        "text": {
            "uz": (
                "Kelib chiqish, tranzit va borish mamlakatlari ishonch telefonlari o‘rtasida to‘g‘ridan-to‘g‘ri aloqa"
                " kanallari o‘rnatilsin."
            ),
            "ru": (
                "Установить прямые каналы связи между горячими линиями стран происхождения, транзита и назначения."
            ),
            "en": (
                "Establish direct channels of communication between the hotlines of countries of origin, transit and"
                " destination."
            ),
        },
    },
    {
        "section": 3,
        "theme": 3,
        "group": 0,
        "addressees": ["coordination", "international"],
        "priority": "low",
        "sdg": ["17.6"],
        "concerned": [],
        "text": {
            "uz": (
                "Ikki yilda bir marta tajriba almashish uchrashuvi o‘tkazilsin va unda ushbu tavsiyalarning bajarilishi"
                " ko‘rib chiqilsin."
            ),
            "ru": (
                "Проводить раз в два года встречу по обмену опытом и рассматривать на ней выполнение настоящих"
                " рекомендаций."
            ),
            "en": (
                "Hold a meeting for the exchange of practice every two years, and review there the implementation of"
                " these recommendations."
            ),
        },
    },
)

# Not finished: what a rapporteur finds to go on with.
UNFINISHED: tuple[dict[str, Any], ...] = (
    {
        "section": 1, "theme": 1, "group": 1, "addressees": ["ngo"], "priority": "", "sdg": [], "concerned": [],
        "text": {
            "uz": "Ishonch telefoni [uch] [besh] yil davomida davlat budjetidan moliyalashtirilsin.",
            "ru": "Финансировать горячую линию из государственного бюджета в течение [трёх] [пяти] лет.",
            "en": "Fund the hotline from the State budget for [three] [five] years.",
        },
    },
)  # fmt: skip

# Recommendation (its place), language, a new paragraph after its first, who proposed it, why.
AMENDMENTS: tuple[dict[str, Any], ...] = (
    {
        "recommendation": 1, "language": "ru", "proposer": "участник пленарного заседания (образец)",
        "text": "Провести оценку исполнения через год.",
        "rationale": "ОБРАЗЕЦ: без оценки не видно, что изменилось.",
    },
)  # fmt: skip

# Recommendation (its place), action, lead, partners, due, status, percent, report.
ACTIONS: tuple[dict[str, Any], ...] = (
    {
        "recommendation": 0, "lead": "coordination", "partners": ["ngo"], "due": "2017-12-31", "status": "implemented",
        "percent": 100,
        "what": {
            "uz": "2018-yil uchun qo‘shma ish rejasi loyihasi (namuna)",
            "ru": "Проект совместного плана работы на 2018 год (образец)",
            "en": "Draft joint work plan for 2018 (sample)",
        },
        "report": {
            "uz": "NAMUNA: loyiha ikki marta muhokama qilindi va imzolandi.",
            "ru": "ОБРАЗЕЦ: проект обсуждён дважды и подписан.",
            "en": "SAMPLE: the draft was discussed twice and signed.",
        },
    },
    {
        "recommendation": 1, "lead": "coordination", "partners": ["law-enforcement", "ngo"], "due": "2018-06-30",
        "status": "in-progress", "percent": 60,
        "what": {
            "uz": "Hamkorlik tartibi loyihasi va mas’ul shaxslar ro‘yxati (namuna)",
            "ru": "Проект порядка взаимодействия и список ответственных лиц (образец)",
            "en": "Draft procedure and list of responsible officers (sample)",
        },
        "report": {
            "uz": "NAMUNA: ro‘yxat tayyor, muddatlar kelishilmoqda.",
            "ru": "ОБРАЗЕЦ: список готов, сроки согласуются.",
            "en": "SAMPLE: the list is ready; time limits are being agreed.",
        },
    },
    {
        "recommendation": 3, "lead": "ngo", "partners": ["international"], "due": "2017-10-01",
        "status": "partially-implemented", "percent": 70,
        "what": {
            "uz": "Uchinchi navbatchilik guruhini shakllantirish (namuna)",
            "ru": "Формирование третьей дежурной группы (образец)",
            "en": "Setting up a third shift of operators (sample)",
        },
        "report": {
            "uz": "NAMUNA: ikki tilda kecha-yu kunduz ishlamoqda.",
            "ru": "ОБРАЗЕЦ: круглосуточно работает на двух языках.",
            "en": "SAMPLE: works around the clock in two languages.",
        },
    },
    {
        "recommendation": 5, "lead": "law-enforcement", "partners": ["ngo"], "due": "2018-03-31",
        "status": "in-progress", "percent": 40,
        "what": {
            "uz": "Murojaatlarni yo‘naltirish shakli (namuna)",
            "ru": "Форма передачи обращений (образец)",
            "en": "Form for referring calls (sample)",
        },
        "report": None,
    },
    {
        "recommendation": 6, "lead": "social", "partners": ["ngo"], "due": "2018-09-30", "status": "not-started",
        "percent": 0,
        "what": {
            "uz": "Yordam ro‘yxatini tayyorlash bo‘yicha ishchi guruh (namuna)",
            "ru": "Рабочая группа по подготовке перечня помощи (образец)",
            "en": "Working party on the list of assistance (sample)",
        },
        "report": None,
    },
    {
        "recommendation": 8, "lead": "international", "partners": ["law-enforcement"], "due": "2018-12-31",
        "status": "in-progress", "percent": 25,
        "what": {
            "uz": "Aloqa uchun mas’ullar ro‘yxatini almashish (namuna)",
            "ru": "Обмен списками контактных лиц (образец)",
            "en": "Exchange of lists of contacts (sample)",
        },
        "report": None,
    },
)  # fmt: skip

INDICATOR: dict[str, Any] = {
    "recommendation": 5,
    "name": {
        "uz": "Huquqni muhofaza qilish organlariga yo‘naltirilgan murojaatlar (namuna)",
        "ru": "Обращения, переданные правоохранительным органам (образец)",
        "en": "Calls referred to law enforcement (sample)",
    },
    "unit": {"uz": "yiliga", "ru": "в год", "en": "a year"},
    "baseline": "10",
    "target": "20",
    "values": (("2017-12-31", "14"),),
}
