# ruff: noqa: E501  lists of words
"""The words of programmes in English, Russian and Uzbek: roles, rooms, kinds, months, forms of address.

Patterns are matched against text normalized by `plain`: lower case, one kind of apostrophe.
"""

import re
from collections.abc import Sequence

from confman.translation.scripts import count_scripts

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʻʼ`´ʹ", "'"))


def plain(text: str) -> str:
    """Return the text for comparison: lower case, every apostrophe the same."""
    return text.translate(_APOSTROPHES).casefold()


# The word before a colon -> the role. The first that fits.
_ROLES = (
    ("co-chair", r"co-?\s?chairs?|сопредседател[ьи]|hamraislar?"),
    ("chair", r"chair(?:person|man|woman|s|persons)?|chaired by|presiding|председател[ьи](?:ствующий|ствующая)?|председательству\w+|вед[её]т заседание|rais(?:lar|i)?|раис"),
    ("moderator", r"moderators?|moderated by|facilitators?|модератор[ыи]?|ведущ(?:ий|ая|ие)|moderator(?:lar)?|boshlovchi(?:lar)?"),
    ("keynote", r"keynotes?(?: speakers?)?|ключев\w+ (?:доклад\w*|спикер\w*)|asosiy ma'ruzachi"),
    ("discussant", r"discussants?|respondents?|оппонент[ы]?|содокладчик[и]?|munozarachi(?:lar)?"),
    ("panellist", r"panell?ists?|panel members?|участник[и]? (?:панел\w+|дискусси\w+)|panel(?:chi|ist)lar"),
    ("rapporteur", r"rapporteurs?|раппорт[её]р[ыи]?|секретар[ьи]|kotib(?:lar)?"),
    ("interpreter", r"interpreters?|переводчик[и]?|tarjimon(?:lar)?"),
    ("welcome", r"welcom\w+ (?:by|speech(?:es)? by)|welcome|приветств\w+|tabrik(?:lar)?"),
    ("speaker", r"speakers?|presenters?|presented by|reports? by|докладчик[и]?|спикер[ыи]?|выступа(?:ет|ют|ющи[ей])|ma'ruzachi(?:lar)?|маърузачи(?:лар)?|so'zga chiquvchi(?:lar)?"),
)  # fmt: skip
ROLES = tuple((role, re.compile(rf"(?:{pattern})$")) for role, pattern in _ROLES)
ROOM_LABEL = re.compile(
    r"(?:room|hall|venue|place|location|where|зал|аудитория|место(?: проведения)?|помещение|xona|zal|joy|o'tkazish joyi|хона|жой)$"
)
TEXT_LABEL = re.compile(
    r"(?:note|notes|description|topic|subject|objectives?|goal|format|languages?|примечание|описание|цел[ьи]|формат|язык\w*|"
    r"izoh|maqsad|til\w*)$"
)
ROOM_WORD = re.compile(
    r"(?:(?:conference |meeting |main |grand |big |small )?(?:room|hall|auditorium|ballroom|foyer|lobby)\b|(?:\S+ )?зал\b|"
    r"аудитори\w+|фойе|xona\b|zal\b|(?:katta|kichik) (?:zal|xona)|foye|хона\b)"
    r"|(?:\S+ ){0,2}(?:room|hall|foyer|auditorium|xona|zal)$"
)

# Word in a title -> kind. The first that fits; plenary where none does.
_KINDS = (
    ("working-group", r"break-?\s?out|\bworking groups?\b(?! and)|\bwg\s?-?\d|рабоч\w+ групп|ishchi guruh|ишчи гуруҳ"),
    ("social", r"reception|cocktail|banquet|gala|excursion|\btour\b|\bfield visit|cultural programme|фуршет|банкет|при[её]м\b|экскурси|выезд\b|культурн\w+ программ|furshet|banket|ziyofat|ekskursiya"),
    ("meal", r"\blunch|\bdinner|\bbreakfast|\bобед|\bужин|\bзавтрак|tushlik|kechki ovqat|nonushta|тушлик"),
    ("break", r"\bcoffee|\btea\b|\bbreak\b|\bregistration of participants|^registration\b|^arrival|кофе|\bчай|перерыв|регистрац|kofe|\bchoy|tanaffus|ro'yxat|танаффус|рўйхат"),
    ("press", r"\bpress\b|briefing|пресс|брифинг|matbuot|brifing|матбуот"),
    ("opening", r"^(?:official |formal )?opening|\bopening (?:session|ceremony|of the|remarks)|открыти|ochilish|очилиш"),
    ("closing", r"\bclosing|закрыти|заключительн|подведение итогов|yopilish|yakun|ёпилиш|якун"),
    ("side-event", r"\bside[- ]event|сайд|параллельное мероприятие|qo'shimcha tadbir"),
    ("panel", r"\bpanel\b|панел|\bround ?table\b|кругл\w+ стол|davra suhbati|давра суҳбати"),
    ("parallel", r"\bparallel\b|параллельн|секци[яи]\b|parallel|sho'ba"),
)  # fmt: skip
KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
PLENARY = re.compile(r"\bplenary|пленарн|yalpi|ялпи")

_ITEM_KINDS = (
    ("welcome", r"welcom|приветств|tabrik"),
    ("questions", r"\bq\s?&\s?a\b|questions|вопрос|savol"),
    ("adoption", r"\badopti|принятие|qabul qilish"),
    ("organization", r"organi[sz]ation(?:al)? (?:of work|matters)|организационн|tashkiliy"),
    ("discussion", r"discussion|debate|exchange of views|обсужден|дискусси|обмен|muhokama|munozara"),
    ("statement", r"\bstatement|\bremarks|\baddress\b|выступлени|обращени|\bnutq|so'z\b"),
)
ITEM_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _ITEM_KINDS)

# Beginnings of the months' names, which are declined.
MONTHS = {
    r"jan(?:uary)?|январ[ьея]|yanvar": 1,
    r"feb(?:ruary)?|феврал[ьея]|fevral": 2,
    r"mar(?:ch)?|март[ае]?|mart": 3,
    r"apr(?:il)?|апрел[ьея]|aprel": 4,
    r"may|ма[йя]": 5,
    r"june?|июн[ьея]|iyun": 6,
    r"july?|июл[ьея]|iyul": 7,
    r"aug(?:ust)?|август[ае]?|avgust": 8,
    r"sep(?:t(?:ember)?)?|сентябр[ьея]|sent[y]?abr": 9,
    r"oct(?:ober)?|октябр[ьея]|okt[y]?abr": 10,
    r"nov(?:ember)?|ноябр[ьея]|noyabr": 11,
    r"dec(?:ember)?|декабр[ьея]|dekabr": 12,
}
WEEKDAYS = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"понедельник|вторник|сред[аы]|четверг|пятниц[аы]|суббот[аы]|воскресенье|пн|вт|ср|чт|пт|сб|вс|"
    r"dushanba|seshanba|chorshanba|payshanba|juma|shanba|yakshanba|"
    r"душанба|сешанба|чоршанба|пайшанба|жума|шанба|якшанба"
)
ORDINALS = {
    r"one|first|i|перв(?:ый|ого)|birinchi|биринчи": 1,
    r"two|second|ii|второ[йго]+|ikkinchi|иккинчи": 2,
    r"three|third|iii|трет(?:ий|ьего)|uchinchi|учинчи": 3,
    r"four|fourth|iv|четв[её]рт(?:ый|ого)|to'rtinchi|тўртинчи": 4,
    r"five|fifth|v|пят(?:ый|ого)|beshinchi|бешинчи": 5,
}

HONORIFIC = re.compile(
    r"(?:(?:h\.\s?e\.|his excellency|her excellency|amb(?:assador|\.)|mr|mrs|ms|miss|dr|prof(?:essor)?|sir|dame|hon|rev|gen|col|"
    r"е\.\s?п\.|г-?н|г-?жа|госп(?:один|ожа)|проф(?:ессор)?|д-?р|академик|janob|xonim|prof|dots)(?!\w)\.?\s+)+",
    re.IGNORECASE,
)
# Small words within names.
PARTICLES = frozenset(
    "de da di du del der den von van la le al el ibn bin bint ben ap o'g'li qizi ogli kizi оглы кызы угли ўғли қизи y e".split()
)
INSTITUTION = re.compile(
    r"ministr|committee|commission|agency|department|directorate|universit|institut|cent(?:er|re)\b|office|embassy|academy|"
    r"association|foundation|council|bank\b|union\b|organi[sz]ation|service|bureau|court|parliament|assembly|fund\b|unit\b|"
    r"министер|комитет|комисси|агентств|департамент|управлени|университет|институт|центр|посольств|академи|ассоциац|фонд|"
    r"совет\b|союз|организац|служб|бюро|суд\b|прокуратур|парламент|vazirlik|qo'mita|komissiya|agentlik|boshqarma|universitet|"
    r"markaz|elchixona|akademiya|uyushma|jamg'arma|kengash|tashkilot|xizmat|prokuratura"
)
# Beginnings of titles that look like names by their capitals.
NO_NAME = frozenset(
    "session sessions panel round table working group groups opening closing welcome welcoming keynote plenary part day "
    "discussion report presentation coffee tea lunch break questions answers final introduction overview summary topic theme "
    "block section module address remarks speech press general national international best the a an and of on in for to "
    "сессия секция панель круглый рабочая группа открытие закрытие доклад обсуждение вопросы кофе обед перерыв часть день тема "
    "блок модуль приветствие пленарное заседание общая дискуссия итоги презентация "
    "sessiya majlis panel ochilish yopilish ma'ruza muhokama savollar tushlik tanaffus qism kun mavzu yalpi ishchi guruh".split()
)
NOT_YET = re.compile(
    r"^(?:t\.?b\.?[acd]\.?|to be (?:announced|confirmed|determined)|уточняется|будет об[ъь]явлен\w*|aniqlanmoqda|[-–—?…]+)$"
)

# Heads of columns.
_COLUMNS = (
    ("time", r"time|hours?|when|время|часы|vaqt(?:i)?|soat|вақт"),
    ("start", r"start|from|begin(?:s|ning)?|начало|с|boshlanish(?:i)?"),
    ("end", r"end|to|until|finish|конец|окончание|до|tugash(?:i)?"),
    ("minutes", r"duration|minutes|min\.?|length|длительность|продолжительность|минуты|davomiyligi|daqiqa"),
    ("day", r"day|date|день|дата|kun|sana"),
    ("title", r"title|topic|session|event|activity|agenda(?: item)?|programme|program|subject|what|название|тема|мероприятие|сессия|содержание|повестка|программа|mavzu|tadbir|nomi|sessiya|dastur"),
    ("people", r"speakers?|presenters?|who|responsible|speaker,? institution|докладчик[и]?|спикер[ы]?|выступающ\w+|ответственн\w+|ma'ruzachi(?:lar)?|mas'ul"),
    ("organization", r"institution|organi[sz]ation|affiliation|организация|учреждение|tashkilot|muassasa"),
    ("chair", r"chair(?:person)?|moderator|председатель|модератор|rais|moderator"),
    ("room", r"room|hall|venue|place|location|where|зал|место|аудитория|xona|zal|joy"),
)  # fmt: skip
COLUMNS = tuple((name, re.compile(rf"(?:{pattern})$")) for name, pattern in _COLUMNS)


def kind_of(title: str) -> str:
    """Return the kind of session that a title suggests."""
    text = plain(title)
    if PLENARY.search(text) and not any(re.search(KINDS[number][1], text) for number in (1, 2, 3)):
        opening = next(
            (kind for kind, pattern in KINDS if kind in ("opening", "closing") and pattern.search(text)), ""
        )
        return opening or "plenary"
    return next((kind for kind, pattern in KINDS if pattern.search(text)), "plenary")


def item_kind_of(title: str) -> str:
    text = plain(title)
    return next((kind for kind, pattern in ITEM_KINDS if pattern.search(text)), "presentation")


def role_of(label: str) -> str:
    """Return the role that a label names; empty if it names none."""
    text = plain(label).strip(" .:*")
    return next((role for role, pattern in ROLES if pattern.match(text)), "")


_UZBEK = re.compile(
    r"o'|g'|\b(?:va|uchun|majlis\w*|kun|ochilish\w*|tanaffus|tushlik|guruh\w*|ishchi|zal|xona)\b"
)
_UZBEK_CYRILLIC = re.compile(r"[ўқғҳ]")
_FRENCH = re.compile(r"[éèêàç]|\b(?:et|de la|des|séance|pause)\b")


def guess_language(text: str, languages: Sequence[str]) -> str:
    """Return the language to propose; the first of the conference where the script is no clue."""
    plain_text = plain(text)
    counts = count_scripts(plain_text)
    script = max(counts, key=lambda name: counts[name], default="")
    if script == "CYRILLIC":
        uzbek = len(_UZBEK_CYRILLIC.findall(plain_text)) * 100 > counts[script]
        candidates = ["uz-Cyrl", "ru"] if uzbek else ["ru"]
    elif script == "ARABIC":
        candidates = ["ar"]
    elif script == "LATIN":
        enough = max(len(plain_text) // 200, 2)
        candidates = ["uz"] if len(_UZBEK.findall(plain_text)) >= enough else []
        candidates += ["fr"] if len(_FRENCH.findall(plain_text)) >= enough else []
        candidates += ["en"]
    else:
        candidates = []
    return next((code for code in candidates if code in languages), languages[0])
