"""Converts the text of a cell, by the usual synonyms in several languages, or refuses it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from confman.people.models import FamilyNameFirst, PersonLevel, Sector, Sex
from confman.people.models.address_book import Rank
from confman.translation.languages import (
    COMMON_LANGUAGES,
    is_language,
    language_after_its_word,
    language_locale,
    language_name,
)
from confman.web.search import fold
from registrations.core.models.category import Category
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import LetterChannel
from registrations.core.models.registration import Function

_YES = "yes|y|true|1|x|да|ha|oui"
_NO = "no|n|false|0|нет|yo'q|non"
_SYNONYMS: dict[str, dict[str, str]] = {
    "sex": {
        Sex.FEMALE: "f w woman women fem femme ж жен женский женщина ayol аёл ms mrs mme",
        Sex.MALE: "m man men masc homme м муж мужской мужчина erkak эркак mr",
        Sex.OTHER: "x diverse non-binary",
        Sex.NOT_STATED: "unknown не указан ko'rsatilmagan",
    },
    "family_name_first": {FamilyNameFirst.YES: _YES, FamilyNameFirst.NO: _NO},
    "sector": {
        Sector.GOVERNMENT: "state gov govt ministry public|public sector|государственный|государство|davlat",
        Sector.LAW_ENFORCEMENT: "police|law-enforcement|правоохранительные органы|полиция|huquqni muhofaza qilish",
        Sector.JUDICIARY: "court|courts|суд|sud",
        Sector.PARLIAMENT: "legislature|парламент|parlament",
        Sector.UN: "un|united nations|оон|bmt",
        Sector.INTERGOVERNMENTAL: (
            "igo|io|international organization|international organisation|мпо|международная организация|"
            "xalqaro tashkilot"
        ),
        Sector.DIPLOMATIC: "embassy|diplomatic|посольство|elchixona",
        Sector.NGO: "ngo|civil society|cso|non-profit|нпо|ннко|nnt",
        Sector.ACADEMIA: "university|academic|research|наука|вуз|fan|universitet",
        Sector.MEDIA: "press|journalist|сми|пресса|oav|matbuot",
        Sector.PRIVATE: "business|company|private|бизнес|частный сектор|xususiy sektor|biznes",
    },
    "level": {
        PersonLevel.HEAD_OF_STATE: "president|prime minister|head of state|head of government",
        PersonLevel.DEPUTY_MINISTER: "vice-minister|vice minister|state secretary|замминистра",
        PersonLevel.AMBASSADOR: "посол|elchi",
        PersonLevel.DIRECTOR: "head of department|director general|директор",
    },
    "function": {
        Function.HEAD: (
            "head|chief|head of the delegation|leader|chef de la délégation|chef de délégation|"
            "глава делегации|глава|delegatsiya rahbari"
        ),
        Function.DEPUTY: "deputy|deputy head|vice head|alternate head|заместитель главы делегации|заместитель главы",
        Function.ALTERNATE: "alternate representative|alternate member|suppléant|заместитель",
        Function.ADVISER: "advisor|expert adviser|conseiller|советник|maslahatchi",
        Function.DELEGATE: "member|representative|delegation member|délégué|делегат|член делегации|a'zo",
        Function.OBSERVER: "observateur|наблюдатель|kuzatuvchi",
    },
    "kind": {
        DelegationKind.STATE: "country|government|страна|государство|davlat",
        DelegationKind.IGO: "igo|international organization|international organisation|мпо|международная организация",
        DelegationKind.UN: "un system|united nations|оон|bmt",
        DelegationKind.NGO: "civil society|cso|нпо|ннко|nnt",
        DelegationKind.INSTITUTION: "ministry|agency|organization|organisation|министерство|учреждение|vazirlik",
        DelegationKind.MEDIA: "press|сми|пресса|oav",
    },
    "channel": {
        LetterChannel.NOTE_VERBALE: "note|nv|нота|вербальная нота|nota",
        LetterChannel.POST: "mail|letter|by post|почта|почтой|pochta",
        LetterChannel.EMAIL: "email|by e-mail|электронная почта|эл. почта|elektron pochta",
        LetterChannel.BY_HAND: "hand|нарочным",
    },
    "rank": {
        Rank.EXCELLENCY: "excellency|h.e.|he|minister|ambassador|превосходительство|министр|посол|vazir|elchi",
    },
}  # fmt: skip
_CHOICES: dict[str, type[models.TextChoices]] = {
    "sex": Sex, "sector": Sector, "level": PersonLevel, "function": Function, "kind": DelegationKind,
    "channel": LetterChannel, "family_name_first": FamilyNameFirst,
    "rank": Rank,
}  # fmt: skip
# Short forms in use at conferences, beside the names in every language of the interface.
_COUNTRIES = {
    "GB": "uk|united kingdom|great britain|england|великобритания|united kingdom of great britain and northern ireland",
    "US": "usa|us|united states|united states of america|сша|aqsh",
    "RU": "russia|russian federation|россия|российская федерация|rossiya",
    "KR": "south korea|republic of korea|korea republic|республика корея|южная корея",
    "KP": "north korea|dprk|democratic people's republic of korea",
    "IR": "iran|islamic republic of iran|иран",
    "SY": "syria|syrian arab republic|сирия",
    "MD": "moldova|republic of moldova|молдова",
    "VN": "vietnam|viet nam|вьетнам",
    "LA": "laos|lao people's democratic republic",
    "TZ": "tanzania|united republic of tanzania",
    "BO": "bolivia|plurinational state of bolivia",
    "VE": "venezuela|bolivarian republic of venezuela",
    "CZ": "czech republic|czechia|чехия",
    "TR": "turkey|türkiye|turkiye|турция|turkiya",
    "CI": "ivory coast|côte d'ivoire|cote d'ivoire",
    "MK": "macedonia|north macedonia",
    "NL": "holland|netherlands",
    "AE": "uae|united arab emirates|оаэ",
    "CD": "democratic republic of the congo|dr congo",
    "KG": "kyrgyzstan|kyrgyz republic|киргизия|кыргызстан",
    "UZ": (
        "uzbekistan|republic of uzbekistan|узбекистан|республика узбекистан|o'zbekiston|"
        "o'zbekiston respublikasi|ўзбекистон"
    ),
}  # fmt: skip


def _words(text: str) -> list[str]:
    return text.split("|") if "|" in text else text.split()


@cache
def known_values(field: str) -> dict[str, str]:
    """Map folded text to values for a field of choices: values, labels in every language, synonyms."""
    values: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for value, label in _CHOICES[field].choices:
                values[fold(str(label))] = value
                values[fold(value)] = value
    for value, synonyms in _SYNONYMS[field].items():
        values.update({fold(word): str(value) for word in _words(synonyms)})
    return values


# Words beside the name of a language: "русский язык", "rus tili".
_WORDS_FOR_LANGUAGE = ("language", "язык", "tili", "til", "langue")


@cache
def known_languages() -> dict[str, str]:
    """Map folded names, in every language of the interface and in the language itself, to codes of languages."""
    interface = [code for code, _name in settings.LANGUAGES]
    codes: dict[str, str] = {}
    for language in reversed(COMMON_LANGUAGES):
        names = [language_name(language), *(language_name(language, each) for each in interface)]
        names += [language_after_its_word(language, each) for each in interface]
        codes.update(dict.fromkeys(map(fold, (language, *names)), language))
    return codes


@cache
def known_countries() -> dict[str, str]:
    """Map folded names and codes to ISO 3166-1 alpha-2."""
    codes: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            known = {country: countries.name(country) for country in countries.countries}
            short = {country: fold(name.partition(" (")[0]) for country, name in known.items()}
            # "Netherlands" for "Netherlands (Kingdom of the)", but of two Virgin Islands neither.
            often = Counter(short.values())
            codes.update({name: country for country, name in short.items() if often[name] == 1})
            codes.update({fold(name): country for country, name in known.items()})
    for country in countries.countries:
        codes[fold(country)] = country
        if alpha3 := countries.alpha3(country):
            codes[fold(alpha3)] = country
    for country, names in _COUNTRIES.items():
        codes.update({fold(name): country for name in names.split("|")})
    return codes


def country_of(text: str) -> str:
    """Return the code of a country by its name or code. Raises ValidationError."""
    try:
        return known_countries()[fold(text)]
    except KeyError:
        raise ValidationError(
            _("“%(value)s” is not a country that is known here. Write its name, or its code of two letters.")
            % {"value": text}
        ) from None


@lru_cache(maxsize=256)
def language_of(text: str) -> str:
    """Return the code of a language by its name or code, without the country in it. Raises ValidationError."""
    beside = {fold(word) for word in _WORDS_FOR_LANGUAGE}
    words = [word for word in fold(text).split() if word not in beside]
    if language := known_languages().get(" ".join(words)):
        return language
    code = text.replace("_", "-")
    if not is_language(code):
        raise ValidationError(
            _("“%(value)s” is not a language that is known here. Write its name, or its code: en, ru.")
            % {"value": text}
        )
    locale = language_locale(code)
    # Of uz-UZ Babel says that it is Latin; the script is kept where the list says it.
    is_script_said = locale.script and locale.script.lower() in code.lower().split("-")
    return f"{locale.language}-{locale.script}" if is_script_said else locale.language


def choice_of(field: str, text: str) -> str:
    """Return the value of a field of choices by its usual words. Raises ValidationError with the possible values."""
    try:
        return known_values(field)[fold(text)]
    except KeyError:
        raise ValidationError(
            _("“%(value)s” is not known here. Known are: %(values)s.")
            % {"value": text, "values": ", ".join(filter(None, _CHOICES[field].values))}
        ) from None


def email_of(text: str) -> str:
    """Return an address, taken out of “Name <address>” where it is written so. Raises ValidationError."""
    address = text.rsplit("<", 1)[-1].strip("> ;,") if "<" in text else text
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(_("“%(value)s” is not an e-mail address.") % {"value": text}) from None
    if len(address) > 254:
        raise ValidationError(_("This e-mail address is too long."))
    return address


def number_of(text: str) -> int:
    """Return a whole number. Raises ValidationError."""
    if not text.isdecimal() or len(text) > 6:
        raise ValidationError(_("“%(value)s” is not a whole number.") % {"value": text})
    return int(text)


def yes_or_no(text: str) -> bool:
    """Tell whether a cell says yes. Raises ValidationError if it says neither yes nor no."""
    for synonyms, value in ((_YES, True), (_NO, False)):
        if fold(text) in map(fold, _words(synonyms)):
            return value
    raise ValidationError(_("“%(value)s” is neither yes nor no.") % {"value": text})


def fitting(cell: str, limit: int | None, *, lines: bool = False) -> str:
    """Return the text of a cell on one line, or (`lines`) on as many as it has.

    Raises ValidationError if it is too long: nothing is cut off.
    """
    text = (
        "\n".join(" ".join(line.split()) for line in cell.splitlines()) if lines else " ".join(cell.split())
    )
    if limit and len(text) > limit:
        raise ValidationError(
            _("%(length)d characters are more than the %(limit)d that fit.")
            % {"length": len(text), "limit": limit}
        )
    return text


def date_of(text: str) -> dt.date:
    """Return a day: 2027-02-01 with or without an hour, 01.02.2027, 01/02/2027 (day first). Raises ValidationError."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text.replace("T", " ").partition(" ")[0], form).date()
        except ValueError:
            continue
    raise ValidationError(
        _("“%(value)s” is not a date. Write it as 2027-02-01 or 01.02.2027.") % {"value": text}
    )


def identifier_of(text: str) -> UUID:
    """Return the identifier of a row that confman wrote in an export. Raises ValidationError."""
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError(_("“%(value)s” is not an identifier of confman.") % {"value": text}) from None


def category_of(text: str, categories: Mapping[str, Category]) -> Category:
    """Return a category of the conference by its name in any language, or its letter. Raises ValidationError."""
    return named(text, categories, _("There is no category “%(value)s”. There are: %(values)s."))


RowT = TypeVar("RowT")


def named(text: str, rows_by_name: Mapping[str, RowT], sentence: str) -> RowT:
    """Return what has this name, folded. Raises ValidationError with the sentence, which lists what is known."""
    row = rows_by_name.get(fold(text))
    if row is None:
        names = ", ".join(dict.fromkeys(map(str, rows_by_name.values()))) or "–"
        raise ValidationError(sentence % {"value": text, "values": names})
    return row


def categories_by_name(categories: Iterable[Category]) -> dict[str, Category]:
    """Map folded names in every language, and letters, to categories."""
    by_name: dict[str, Category] = {}
    for category in categories:
        by_name[fold(category.letter)] = category
        by_name.update({fold(name): category for name in category.name.values()})
    return by_name


def delegation_kind(name: str) -> tuple[str, str]:
    """Return kind and country of a delegation in a list: a State where the name is one's, else "other"."""
    country = known_countries().get(fold(name), "")
    return (DelegationKind.STATE, country) if country and len(name) > 3 else (DelegationKind.OTHER, "")
