"""Names of States and nationalities by language: one table, which only suggests; fields and menus of them."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django_countries import countries

from confman.translation.languages import is_language, language_locale, with_uzbek_letters
from confman.translation.text import TranslatedText


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    import tomllib  # every command loads this module, and few read the table

    path = Path(__file__).with_name("country_names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _cldr_names(language: str) -> dict[str, str]:
    if not is_language(language):
        return {}
    names = language_locale(language).territories
    return {
        code: with_uzbek_letters(str(name)) if language == "uz" else str(name) for code, name in names.items()
    }


def short_name(code: str, language: str) -> str:
    """Return the short name of a State: Türkiye, Турция, Turkiya; '' where the language has none."""
    return _table()["short"].get(code, {}).get(language) or _cldr_names(language).get(code, "")


def formal_name(code: str, language: str) -> str:
    """Return the formal name of a State: Republic of Türkiye; '' where none is known."""
    return _table()["formal"].get(code, {}).get(language, "")


def suggested_names(code: str, languages: Iterable[str]) -> tuple[TranslatedText, TranslatedText]:
    """Return the short and the formal name in these languages, as far as they are known."""
    codes = tuple(languages)
    short = TranslatedText({language: short_name(code, language) for language in codes})
    return short, TranslatedText({language: formal_name(code, language) for language in codes})


_lazily_named = lazy(
    lambda code, name: short_name(code, (get_language() or "en").partition("-")[0]) or str(name), str
)


def name_countries() -> None:
    """Make all lists and fields of countries use the reader's language from now on."""
    names = countries.countries
    # A lazy string, which the stubs declare as a plain one.
    names.update({code: _lazily_named(code, name) for code, name in names.items()})  # type: ignore[misc]


@lru_cache(maxsize=32)
def _choices_in(language: str) -> tuple[tuple[str, str], ...]:
    return (("", "—"), *((str(code), str(name)) for code, name in countries))


@lru_cache(maxsize=2000)
def _name_in(_language: str, code: str) -> str:
    return countries.name(code)


def country_name(code: str) -> str:
    """Return the name of a country in the reader's language, found once in a process; no name for no country."""
    return _name_in(get_language() or "", code) if code else ""


def country_choices() -> tuple[tuple[str, str], ...]:
    """Return code and name of every country in the reader's language, after an empty choice."""
    return _choices_in(get_language() or "")


class _CountryChoices(BaseChoiceIterator):
    """The same for a field, as an iterable; with a function's result the field would check every pair."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(country_choices())


@lru_cache(maxsize=32)
def _options_in(language: str) -> str:
    return format_html_join("\n", '<option value="{}">{}</option>', _choices_in(language))


class CountrySelect(forms.Select):
    """A menu of all countries, rendered once per language rather than from a template each time.

    Its 250 options took half the time of a page with one.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = _options_in(get_language() or "")
        option = format_html('<option value="{}"', "" if value is None else value)
        # Marked safe, since both texts are; an unknown value is not found.
        marked = mark_safe(options.replace(f"{option}>", f"{option} selected>", 1))
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), marked
        )


class CountryChoiceField(forms.ChoiceField):
    """A country by its code, or ''."""

    widget = CountrySelect

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_CountryChoices(), **options)


_ENGLISH = """
AF Afghan; AL Albanian; DZ Algerian; AD Andorran; AO Angolan; AG Antiguan and Barbudan; AR Argentine; AM Armenian;
AU Australian; AT Austrian; AZ Azerbaijani; BS Bahamian; BH Bahraini; BD Bangladeshi; BB Barbadian; BY Belarusian;
BE Belgian; BZ Belizean; BJ Beninese; BT Bhutanese; BO Bolivian; BA Bosnian and Herzegovinian; BW Botswana;
BR Brazilian; BN Bruneian; BG Bulgarian; BF Burkinabe; BI Burundian; CV Cabo Verdean; KH Cambodian; CM Cameroonian;
CA Canadian; CF Central African; TD Chadian; CL Chilean; CN Chinese; CO Colombian; KM Comorian; CG Congolese (Congo);
CR Costa Rican; CI Ivorian; HR Croatian; CK Cook Islander; CU Cuban; CY Cypriot; CZ Czech;
KP Korean (Democratic People’s Republic of Korea);
CD Congolese (Democratic Republic of the Congo);
DK Danish; DJ Djiboutian; DM Dominican (Dominica); DO Dominican (Dominican Republic); EC Ecuadorian; EG Egyptian;
SV Salvadoran;
GQ Equatorial Guinean; ER Eritrean; EE Estonian; SZ Swazi; ET Ethiopian; FJ Fijian; FI Finnish; FR French; GA Gabonese;
GM Gambian; GE Georgian; DE German; GH Ghanaian; GR Greek; GD Grenadian; GT Guatemalan; GN Guinean; GW Bissau-Guinean;
GY Guyanese; HT Haitian; VA Vatican; HN Honduran; HU Hungarian; IS Icelandic; IN Indian; ID Indonesian; IR Iranian;
IQ Iraqi; IE Irish; IL Israeli; IT Italian; JM Jamaican; JP Japanese; JO Jordanian; KZ Kazakhstani; KE Kenyan;
KI I-Kiribati; KW Kuwaiti; KG Kyrgyzstani; LA Lao; LV Latvian; LB Lebanese; LS Basotho; LR Liberian; LY Libyan;
LI Liechtenstein; LT Lithuanian; LU Luxembourg; MG Malagasy; MW Malawian; MY Malaysian; MV Maldivian; ML Malian;
MT Maltese; MH Marshallese; MR Mauritanian; MU Mauritian; MX Mexican; FM Micronesian; MD Moldovan; MC Monegasque;
MN Mongolian; ME Montenegrin; MA Moroccan; MZ Mozambican; MM Myanmar; NA Namibian; NR Nauruan; NP Nepalese; NL Dutch;
NZ New Zealand; NI Nicaraguan; NE Nigerien; NG Nigerian; NU Niuean; MK Macedonian/citizen of North Macedonia;
NO Norwegian; OM Omani; PK Pakistani; PW Palauan; PS Palestinian; PA Panamanian; PG Papua New Guinean; PY Paraguayan;
PE Peruvian; PH Filipino; PL Polish; PT Portuguese; QA Qatari; KR Korean (Republic of Korea); RO Romanian; RU Russian;
RW Rwandan; KN Kittitian and Nevisian; LC Saint Lucian; VC Vincentian; WS Samoan; SM Sammarinese; ST Sao Tomean;
SA Saudi; SN Senegalese; RS Serbian; SC Seychellois; SL Sierra Leonean; SG Singaporean; SK Slovak; SI Slovenian;
SB Solomon Islander; SO Somali; ZA South African; SS South Sudanese; ES Spanish; LK Sri Lankan; SD Sudanese;
SR Surinamese; SE Swedish; CH Swiss; SY Syrian; TJ Tajikistani; TH Thai; TL Timorese; TG Togolese; TO Tongan;
TT Trinidadian and Tobagonian; TN Tunisian; TR Turkish; TM Turkmen; TV Tuvaluan; UG Ugandan; UA Ukrainian; AE Emirati;
GB British; TZ Tanzanian; US American; UY Uruguayan; UZ Uzbekistani; VU Ni-Vanuatu; VE Venezuelan; VN Vietnamese;
YE Yemeni; ZM Zambian; ZW Zimbabwean
"""


@cache
def _english() -> dict[str, str]:
    entries = " ".join(_ENGLISH.split()).split("; ")
    return dict(entry.split(" ", 1) for entry in entries)


def nationality_name(code: str) -> str:
    """Return a nationality in the reader's language; the name of the country where that stands for it."""
    is_english = (get_language() or "en").startswith("en")
    return (is_english and _english().get(code)) or country_name(code)
