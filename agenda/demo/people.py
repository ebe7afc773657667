# ruff: noqa: E501 - a table of texts in three languages reads best a text a line
"""Who speaks in the demo. Three people of the public report by name; everyone else by function, marked as a sample."""

from __future__ import annotations

from typing import Any

# Key -> fields of a person.
PEOPLE: dict[str, dict[str, Any]] = {
    "dusanov": {
        "name": {
            "uz": "Dusanov Zohid Abduqayumovich",
            "ru": "Дусанов Захид Абдукаюмович",
            "en": "Dusanov Zakhid Abdukayumovich",
        },
        "job_title": {
            "uz": "Soliq va valyutaga oid jinoyatlarga hamda jinoiy daromadlarni legallashtirishga qarshi kurashish departamenti boshlig‘i",
            "ru": "начальник департамента по борьбе с налоговыми, валютными преступлениями и легализацией преступных доходов",
            "en": "Head of the Department on Combating Tax and Currency Crime and Legalization of Criminal Revenue",
        },
        "organization": {"uz": "Bosh prokuratura", "ru": "Генеральная прокуратура", "en": "General Prosecutor’s Office"},
        "country": "UZ",
        "sector": "law-enforcement",
        "sex": "male",
        "level": "director",
    },
    "spratlen": {
        "name": {"uz": "Pamela Leora Spratlen", "ru": "Памела Леора Спратлен", "en": "Pamela Leora Spratlen"},
        "job_title": {
            "uz": "AQShning O‘zbekistondagi elchisi",
            "ru": "Посол США в Узбекистане",
            "en": "United States Ambassador to Uzbekistan",
        },
        "organization": {
            "uz": "AQShning O‘zbekistondagi elchixonasi",
            "ru": "Посольство США в Узбекистане",
            "en": "United States Embassy in Uzbekistan",
        },
        "title": {"uz": "J.O.", "ru": "Е.П. г-жа", "en": "H.E. Ms."},
        "country": "US",
        "sector": "diplomatic",
        "sex": "female",
        "level": "ambassador",
    },
    "rakhimova": {
        "name": {
            "uz": "Rahimova Gulnoza Abdusattarovna",
            "ru": "Рахимова Гульноза Абдусаттаровна",
            "en": "Rakhimova Gulnoza Abdusattarovna",
        },
        "job_title": {
            "uz": "Respublika idoralararo komissiyasi huzuridagi tahliliy guruh va Bosh prokuratura matbuot markazi rahbari",
            "ru": "руководитель аналитической группы при Республиканской межведомственной комиссии и пресс-центра Генеральной прокуратуры",
            "en": "Head of the analytical group under the Republican Interagency Commission and of the press centre of the General Prosecutor’s Office",
        },
        "organization": {"uz": "Bosh prokuratura", "ru": "Генеральная прокуратура", "en": "General Prosecutor’s Office"},
        "country": "UZ",
        "sector": "law-enforcement",
        "sex": "female",
    },
    "organizer": {
        "name": {
            "uz": "“Istiqbolli Avlod” markazi vakili (namuna)",
            "ru": "Представитель Центра «Истикболли Авлод» (образец)",
            "en": "Representative of the Center “Istiqbolli Avlod” (sample)",
        },
        "job_title": {"uz": "tashkilotchi", "ru": "организатор", "en": "organizer"},
        "organization": {
            "uz": "“Istiqbolli Avlod” markazi",
            "ru": "Центр «Истикболли Авлод»",
            "en": "Center “Istiqbolli Avlod”",
        },
        "country": "UZ",
        "sector": "ngo",
    },
    "women": {
        "name": {
            "uz": "Xotin-qizlar qo‘mitasi vakili (namuna)",
            "ru": "Представитель Комитета женщин (образец)",
            "en": "Representative of the Women’s Committee (sample)",
        },
        "organization": {"uz": "Xotin-qizlar qo‘mitasi", "ru": "Комитет женщин", "en": "Women’s Committee"},
        "country": "UZ",
        "sector": "government",
    },
    "institute": {
        "name": {
            "uz": "Mustaqil institut vakili (namuna)",
            "ru": "Представитель Независимого института (образец)",
            "en": "Representative of the Independent Institute (sample)",
        },
        "organization": {
            "uz": "Fuqarolik jamiyati shakllanishini monitoring qilish mustaqil instituti",
            "ru": "Независимый институт по мониторингу формирования гражданского общества",
            "en": "Independent Institute for Monitoring the Formation of Civil Society",
        },
        "country": "UZ",
        "sector": "academia",
    },
    "unodc": {
        "name": {
            "uz": "UNODC xalqaro loyiha menejeri (namuna)",
            "ru": "Международный руководитель проекта УНП ООН (образец)",
            "en": "International Project Manager of UNODC (sample)",
        },
        "job_title": {
            "uz": "xalqaro loyiha menejeri",
            "ru": "международный руководитель проекта",
            "en": "International Project Manager",
        },
        "organization": {
            "uz": "BMTning Giyohvandlik va jinoyatchilik bo‘yicha boshqarmasi (UNODC)",
            "ru": "Управление ООН по наркотикам и преступности (УНП ООН)",
            "en": "United Nations Office on Drugs and Crime (UNODC)",
        },
        "sector": "un",
    },
    "turkey": {
        "name": {
            "uz": "Migratsiya bo‘yicha mutaxassis, Turkiya (namuna)",
            "ru": "Специалист по миграции, Турция (образец)",
            "en": "Specialist on Migration, Turkey (sample)",
        },
        "job_title": {
            "uz": "Bosh boshqarmaning migratsiya bo‘yicha mutaxassisi",
            "ru": "специалист по миграции Генерального директората",
            "en": "Specialist on migration, Directorate General",
        },
        "organization": {
            "uz": "Turkiya Ichki ishlar vazirligi",
            "ru": "Министерство внутренних дел Турции",
            "en": "Ministry of Internal Affairs of Turkey",
        },
        "country": "TR",
        "sector": "law-enforcement",
    },
    "kazakhstan": {
        "name": {
            "uz": "Yetakchi tergovchi, Qozog‘iston (namuna)",
            "ru": "Ведущий следователь, Казахстан (образец)",
            "en": "Lead Investigator, Kazakhstan (sample)",
        },
        "job_title": {
            "uz": "Uyushgan jinoyatchilikka qarshi kurash boshqarmasi, odam savdosiga qarshi kurash bo‘limi yetakchi tergovchisi",
            "ru": "ведущий следователь отдела по борьбе с торговлей людьми Департамента по борьбе с организованной преступностью",
            "en": "Lead investigator, department for combating human trafficking, Directorate for Organized Crime Control",
        },
        "organization": {
            "uz": "Qozog‘iston Ichki ishlar vazirligi",
            "ru": "Министерство внутренних дел Казахстана",
            "en": "Ministry of Internal Affairs of Kazakhstan",
        },
        "country": "KZ",
        "sector": "law-enforcement",
    },
    "bulgaria": {
        "name": {
            "uz": "Milliy ishonch telefoni koordinatori, Bolgariya (namuna)",
            "ru": "Координатор национальной горячей линии, Болгария (образец)",
            "en": "Coordinator of the national helpline, Bulgaria (sample)",
        },
        "job_title": {
            "uz": "zo‘ravonlik qurbonlari uchun milliy ishonch telefoni koordinatori",
            "ru": "координатор национальной горячей линии для жертв насилия",
            "en": "Coordinator of the national helpline for victims of violence",
        },
        "organization": {
            "uz": "“Animus” uyushmasi jamg‘armasi",
            "ru": "Фонд «Ассоциация Анимус»",
            "en": "Animus Association Foundation",
        },
        "country": "BG",
        "sector": "ngo",
    },
    "iom": {
        "name": {
            "uz": "Odam savdosiga qarshi bo‘lim koordinatori, IOM Turkiya (namuna)",
            "ru": "Координатор отдела по борьбе с торговлей людьми, МОМ Турция (образец)",
            "en": "Coordinator of the anti-trafficking unit, IOM Turkey (sample)",
        },
        "job_title": {
            "uz": "odam savdosiga qarshi bo‘lim koordinatori, loyiha menejeri",
            "ru": "координатор отдела по борьбе с торговлей людьми, руководитель проекта",
            "en": "Coordinator of the anti-trafficking unit, project manager",
        },
        "organization": {
            "uz": "Xalqaro migratsiya tashkiloti, Turkiya (IOM)",
            "ru": "Международная организация по миграции, Турция (МОМ)",
            "en": "International Organization for Migration, Turkey (IOM)",
        },
        "sector": "un",
    },
    "chair1": {
        "name": {"uz": "Birinchi guruh raisi (namuna)", "ru": "Председатель первой группы (образец)", "en": "Chair of the first group (sample)"},
        "organization": {
            "uz": "Respublika idoralararo komissiyasi",
            "ru": "Республиканская межведомственная комиссия",
            "en": "Republican Interagency Commission",
        },
        "country": "UZ",
        "sector": "government",
    },
    "rapporteur1": {
        "name": {"uz": "Birinchi guruh ma’ruzachisi (namuna)", "ru": "Докладчик первой группы (образец)", "en": "Rapporteur of the first group (sample)"},
        "organization": {"uz": "Xotin-qizlar qo‘mitasi", "ru": "Комитет женщин", "en": "Women’s Committee"},
        "country": "UZ",
        "sector": "government",
    },
    "chair2": {
        "name": {"uz": "Ikkinchi guruh raisi (namuna)", "ru": "Председатель второй группы (образец)", "en": "Chair of the second group (sample)"},
        "organization": {"uz": "“Istiqbolli Avlod” markazi", "ru": "Центр «Истикболли Авлод»", "en": "Center “Istiqbolli Avlod”"},
        "country": "UZ",
        "sector": "ngo",
    },
    "rapporteur2": {
        "name": {"uz": "Ikkinchi guruh ma’ruzachisi (namuna)", "ru": "Докладчик второй группы (образец)", "en": "Rapporteur of the second group (sample)"},
        "organization": {
            "uz": "Fuqarolik jamiyati shakllanishini monitoring qilish mustaqil instituti",
            "ru": "Независимый институт по мониторингу формирования гражданского общества",
            "en": "Independent Institute for Monitoring the Formation of Civil Society",
        },
        "country": "UZ",
        "sector": "academia",
    },
}  # fmt: skip
