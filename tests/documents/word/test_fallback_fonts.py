"""Fonts that stand in for those of the paper in Word are nearly as wide, in each script: lines and pages break alike.

Georgia and Arial belong to their makers, so the widths of their letters are written down here: of Arial those of
Liberation Sans, of Georgia those of Gelasio, which were drawn to have the same. Neither has Arabic letters, nor Gelasio
Cyrillic ones; of these Georgia is measured by those that have the shape of a Latin one, and its width.
"""

from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from confman.documents.word.styles import font_table

# Of a width in 2048ths of the type's size: the letters that have it.
ARIAL = {
    455: "ijlʻʼ", 569: " ,.ft", 682: "r", 747: "гғ", 896: "кқ", 938: "т", 939: "з", 1024: "cksvxyzсухўҳ", 1067: "чь",
    1088: "в", 1109: "пя", 1131: "н", 1139: "abdeghnopquаеор", 1144: "ий", 1173: "бц", 1193: "К", 1195: "дл", 1251: "T",
    1280: "ъ", 1301: "У", 1366: "KS", 1370: "ж", 1408: "м", 1472: "ы", 1479: "w", 1536: "ю", 1643: "ш", 1685: "фщ",
    1706: "m",
}  # fmt: skip
GEORGIA = {
    464: "ʻʼ", 494: " ", 552: ",.", 586: "l", 598: "j", 600: "i", 666: "f", 707: "t", 839: "r", 885: "s", 909: "z",
    930: "cс", 990: "eе", 1008: "yу", 1017: "v", 1032: "aа", 1034: "xх", 1043: "g", 1097: "k", 1104: "oо", 1146: "q",
    1147: "b", 1149: "S", 1170: "pр", 1176: "d", 1178: "u", 1192: "h", 1210: "n", 1267: "T", 1422: "K", 1510: "w",
    1804: "m",
}  # fmt: skip
TEXTS = {
    "en": "The participants of the conference welcomed the report and decided to strengthen cooperation among States, "
    "international organizations and civil society in combating trafficking in persons.",
    "ru": "Участники конференции приветствовали доклад и постановили укреплять сотрудничество между государствами, "
    "международными организациями и гражданским обществом в борьбе с торговлей людьми.",
    "uz": "Konferensiya ishtirokchilari hisobotni maʼqulladi hamda odam savdosiga qarshi kurashda davlatlar, xalqaro "
    "tashkilotlar va fuqarolik jamiyati oʻrtasidagi hamkorlikni kuchaytirishga, toʻgʻri yoʻl tanlashga qaror qildi.",
    "uz-Cyrl": "Конференция иштирокчилари ҳисоботни маъқуллади ҳамда одам савдосига қарши курашда давлатлар, халқаро "
    "ташкилотлар ва фуқаролик жамияти ўртасидаги ҳамкорликни кучайтиришга, тўғри йўл танлашга қарор қилди.",
}
# The share by which a text may be narrower in the font that stands in: a page of forty lines ends four lines sooner.
MEASURED = {
    ("Noto Serif", "Georgia"): {"en": 0.08, "ru": 0.09, "uz": 0.09, "uz-Cyrl": 0.09},
    ("Noto Sans", "Arial"): {"en": 0.07, "ru": 0.05, "uz": 0.07, "uz-Cyrl": 0.06},
}
BOUND = 0.1
FILES = {"Noto Serif": "noto-serif/400Regular/NotoSerif_400Regular.ttf",
         "Noto Sans": "noto-sans/400Regular/NotoSans_400Regular.ttf"}  # fmt: skip
WIDTHS = {"Georgia": GEORGIA, "Arial": ARIAL}


def narrower(font: str, other: str, language: str) -> float:
    """Return the part by which a text is narrower in the other font, over the letters that are measured in it."""
    widths = {letter: width / 2048 for width, letters in WIDTHS[other].items() for letter in letters}
    letters = [letter for letter in TEXTS[language] if letter in widths]
    with TTFont(Path(settings.CONFMAN_FONTS_DIR) / FILES[font], lazy=True) as read:
        names, size = read.getBestCmap(), read["head"].unitsPerEm
        own = sum(read["hmtx"][names[ord(letter)]][0] / size for letter in letters)
    assert len(letters) > len(TEXTS[language]) / 3
    return 1 - sum(widths[letter] for letter in letters) / own


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(("font", "other"), MEASURED)
def test_what_stands_in_is_nearly_as_wide(font: str, other: str, language: str) -> None:
    assert f'w:name="{font}"><w:altName w:val="{other}"/>'.encode() in font_table()
    found = narrower(font, other, language)
    assert abs(found) < BOUND
    assert found == pytest.approx(MEASURED[font, other][language], abs=0.01)


def test_each_letter_of_arial_is_measured() -> None:
    assert {*"".join(TEXTS.values())} <= {*"".join(ARIAL.values())}
