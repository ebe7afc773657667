"""Who takes part in the demo. The bodies are those of the report; every name here is made up and marked as a sample."""

from __future__ import annotations

from typing import Any

MARK = {"uz": "(namuna)", "ru": "(образец)", "en": "(sample)"}

CATEGORIES: tuple[dict[str, Any], ...] = (
    {
        "letter": "S", "name": {"uz": "Ma’ruzachi", "ru": "Докладчик", "en": "Speaker"}, "colour": "#8c2f39",
        "approval": "invitation", "may_propose": True, "zones": "A B",
    },
    {
        "letter": "O", "name": {"uz": "Kuzatuvchi", "ru": "Наблюдатель", "en": "Observer"},
        "colour": "#4a6b2a", "approval": "open", "may_take_seat": False, "capacity": 12,
        "zones": "A",
    },
    {
        "letter": "M",
        "name": {"uz": "Ommaviy axborot vositalari", "ru": "Средства массовой информации", "en": "Media"},
        "colour": "#b36b00", "approval": "review", "may_take_seat": False, "may_speak": False,
        "in_figures": False, "capacity": 8, "zones": "A P",
    },
    {
        "letter": "T",
        "name": {
            "uz": "Kotibiyat va tarjimonlar", "ru": "Секретариат и переводчики",
            "en": "Staff and interpreters",
        },
        "colour": "#4b5563", "approval": "invitation", "may_take_seat": False, "may_speak": False,
        "in_figures": False,
    },
)  # fmt: skip

# Key, kind, country, quota, names, how many come, sector of its people.
DELEGATIONS: tuple[tuple[str, str, str, int | None, dict[str, str], int, str], ...] = (
    (
        "avlod", "ngo", "UZ", 12,
        {
            "uz": "“Istiqbolli Avlod” markazi", "ru": "Центр «Истикболли Авлод»",
            "en": "Center “Istiqbolli Avlod”",
        },
        9, "ngo",
    ),
    (
        "commission", "institution", "UZ", 10,
        {
            "uz": "Odam savdosiga qarshi kurashish bo‘yicha Respublika idoralararo komissiyasi",
            "ru": "Республиканская межведомственная комиссия по противодействию торговле людьми",
            "en": "Republican Interagency Commission on Combating Trafficking in Persons",
        },
        8, "government",
    ),
    (
        "prosecutor", "institution", "UZ", 10,
        {"uz": "Bosh prokuratura", "ru": "Генеральная прокуратура", "en": "General Prosecutor’s Office"}, 8,
        "law-enforcement",
    ),
    (
        "women", "institution", "UZ", 8,
        {"uz": "Xotin-qizlar qo‘mitasi", "ru": "Комитет женщин", "en": "Women’s Committee"}, 7, "government",
    ),
    (
        "institute", "institution", "UZ", 8,
        {
            "uz": "Fuqarolik jamiyati shakllanishini monitoring qilish mustaqil instituti",
            "ru": "Независимый институт по мониторингу формирования гражданского общества",
            "en": "Independent Institute for Monitoring the Formation of Civil Society",
        },
        5, "academia",
    ),
    (
        "unodc", "un", "", 4,
        {
            "uz": "BMTning Giyohvandlik va jinoyatchilik bo‘yicha boshqarmasi (UNODC)",
            "ru": "Управление ООН по наркотикам и преступности (УНП ООН)",
            "en": "United Nations Office on Drugs and Crime (UNODC)",
        },
        4, "un",
    ),
    (
        "iom", "un", "", 4,
        {
            "uz": "Xalqaro migratsiya tashkiloti (IOM)", "ru": "Международная организация по миграции (МОМ)",
            "en": "International Organization for Migration (IOM)",
        },
        4, "un",
    ),
    ("turkey", "state", "TR", 5, {"uz": "Turkiya", "ru": "Турция", "en": "Turkey"}, 4, "law-enforcement"),
    (
        "kazakhstan", "state", "KZ", 5, {"uz": "Qozog‘iston", "ru": "Казахстан", "en": "Kazakhstan"}, 5,
        "law-enforcement",
    ),
    (
        "bulgaria", "ngo", "BG", 3,
        {
            "uz": "“Animus” uyushmasi jamg‘armasi (Bolgariya)", "ru": "Фонд «Ассоциация Анимус» (Болгария)",
            "en": "Animus Association Foundation (Bulgaria)",
        },
        2, "ngo",
    ),
    (
        "embassy", "institution", "US", 4,
        {
            "uz": "AQShning O‘zbekistondagi elchixonasi", "ru": "Посольство США в Узбекистане",
            "en": "United States Embassy in Uzbekistan",
        },
        3, "diplomatic",
    ),
    (
        "network", "ngo", "UZ", 18,
        {
            "uz": "Hududiy NNTlar tarmog‘i (namuna)", "ru": "Сеть региональных НПО (образец)",
            "en": "Network of regional NGOs (sample)",
        },
        12, "ngo",
    ),
)  # fmt: skip

# Given and family names of women and men: Uzbek Latin, Russian, English. Endings by sex where a language has them.
GIVEN: dict[str, tuple[tuple[str, str, str], ...]] = {
    "female": (
        ("Nodira", "Нодира", "Nodira"), ("Dilfuza", "Дильфуза", "Dilfuza"), ("Malika", "Малика", "Malika"),
        ("Zulfiya", "Зульфия", "Zulfiya"), ("Shahnoza", "Шахноза", "Shakhnoza"), ("O‘g‘iloy", "Угилой", "Ugiloy"),
        ("Feruza", "Феруза", "Feruza"), ("Lola", "Лола", "Lola"), ("Gavhar", "Гавхар", "Gavkhar"),
    ),
    "male": (
        ("Bekzod", "Бекзод", "Bekzod"), ("Jamshid", "Жамшид", "Jamshid"), ("Rustam", "Рустам", "Rustam"),
        ("Sherzod", "Шерзод", "Sherzod"), ("G‘ayrat", "Гайрат", "Gayrat"), ("Otabek", "Отабек", "Otabek"),
        ("Ulug‘bek", "Улугбек", "Ulugbek"), ("Davron", "Даврон", "Davron"),
    ),
}  # fmt: skip
FAMILY: tuple[tuple[str, str, str], ...] = (
    ("Karimov", "Каримов", "Karimov"), ("Yo‘ldoshev", "Юлдашев", "Yuldashev"), ("Tursunov", "Турсунов", "Tursunov"),
    ("Xolmatov", "Холматов", "Kholmatov"), ("G‘afurov", "Гафуров", "Gafurov"), ("Ergashev", "Эргашев", "Ergashev"),
    ("Qodirov", "Кадыров", "Kadyrov"), ("Sattorov", "Саттаров", "Sattarov"), ("Mirzayev", "Мирзаев", "Mirzaev"),
    ("Nazarov", "Назаров", "Nazarov"), ("Hamidov", "Хамидов", "Khamidov"),
)  # fmt: skip
# People from elsewhere, whole: delegation, sex, names.
GUESTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("turkey", "female", {"en": "Ayşe Yıldız", "ru": "Айше Йылдыз"}),
    ("turkey", "male", {"en": "Mehmet Öztürk", "ru": "Мехмет Озтюрк"}),
    ("turkey", "male", {"en": "Çağrı Şahin"}),
    ("turkey", "female", {"en": "Elif Güneş"}),
    ("kazakhstan", "male", {"ru": "Ербол Сәрсенов", "en": "Yerbol Sarsenov"}),
    ("kazakhstan", "female", {"ru": "Әсел Құрманғалиева", "en": "Assel Kurmangaliyeva"}),
    ("kazakhstan", "male", {"ru": "Тимур Жақыпов", "en": "Timur Zhakypov"}),
    ("bulgaria", "female", {"ru": "Елена Стоянова", "en": "Elena Stoyanova"}),
    ("unodc", "female", {"en": "Maria Fernanda de la Cruz-Villanueva", "ru": "Мария Фернанда де ла Крус-Вильянуэва"}),
    ("unodc", "male", {"en": "Kofi Addo"}),
    ("unodc", "male", {"en": "李明", "ru": "Ли Мин"}),
    ("iom", "female", {"en": "ليلى حسن", "ru": "Лейла Хасан"}),
    ("iom", "male", {"en": "Giorgi Beridze", "ru": "Георгий Беридзе"}),
    ("embassy", "female", {"en": "Jane Roe", "ru": "Джейн Роу"}),
)  # fmt: skip
JOBS: dict[str, tuple[dict[str, str], ...]] = {
    "ngo": (
        {"uz": "Loyiha koordinatori", "ru": "Координатор проекта", "en": "Project coordinator"},
        {"uz": "Ishonch telefoni maslahatchisi", "ru": "Консультант горячей линии", "en": "Hotline counsellor"},
        {"uz": "Yurist", "ru": "Юрист", "en": "Lawyer"},
        {"uz": "Psixolog", "ru": "Психолог", "en": "Psychologist"},
    ),
    "government": (
        {"uz": "Bosh mutaxassis", "ru": "Главный специалист", "en": "Chief specialist"},
        {"uz": "Bo‘lim boshlig‘i", "ru": "Начальник отдела", "en": "Head of department"},
    ),
    "law-enforcement": (
        {
            "uz": "Alohida muhim ishlar bo‘yicha tergovchi", "ru": "Следователь по особо важным делам",
            "en": "Senior investigator",
        },
        {"uz": "Prokuror", "ru": "Прокурор", "en": "Prosecutor"},
    ),
    "academia": ({"uz": "Katta ilmiy xodim", "ru": "Старший научный сотрудник", "en": "Senior research fellow"},),
    "un": (
        {
            "uz": "Milliy loyiha koordinatori", "ru": "Национальный координатор проекта",
            "en": "National project coordinator",
        },
        {"uz": "Dastur mutaxassisi", "ru": "Специалист по программам", "en": "Programme officer"},
    ),
    "diplomatic": ({"uz": "Ikkinchi kotib", "ru": "Второй секретарь", "en": "Second Secretary"},),
    "media": ({"uz": "Muxbir", "ru": "Корреспондент", "en": "Correspondent"},),
    "other": (
        {"uz": "Sinxron tarjimon", "ru": "Переводчик-синхронист", "en": "Simultaneous interpreter"},
        {"uz": "Kotibiyat xodimi", "ru": "Сотрудник секретариата", "en": "Conference officer"},
    ),
}  # fmt: skip
