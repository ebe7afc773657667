"""Names of people and entities on cards and lists, in the language of the document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.documents.domain.texts import in_document, within_sentence
from confman.people.domain.name_order import family_name_leads, in_order, is_usual_in
from confman.people.domain.salutations import EXCELLENCIES
from confman.people.models import FamilyNameFirst, Person, Sex
from confman.translation.collation import collation_key
from confman.translation.languages import interface_language
from confman.translation.marks import note_language
from confman.translation.scripts import script_of, usual_script
from confman.translation.text import TranslatedText
from confman.translation.transliteration import in_readable_letters
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.registration import Registration


def delegation_titles() -> dict[str, str]:
    """Return the headings of the kinds of delegations, in the order of a list of participants."""
    return {
        DelegationKind.STATE: _("States"),
        DelegationKind.UN: _("United Nations system"),
        DelegationKind.IGO: _("Intergovernmental organizations"),
        DelegationKind.NGO: _("Non-governmental organizations"),
        DelegationKind.INSTITUTION: _("Institutions"),
        DelegationKind.MEDIA: _("Media"),
        DelegationKind.OTHER: _("Others"),
    }


def name_of(person: Person, conference: Conference, language: str) -> str:
    """Return the full name, in the document's language, else as its readers can read it: transliterated if need be."""
    return readable(name_on_record(person, conference, language), language).text


def name_on_record(person: Person, conference: Conference, language: str) -> str:
    """Return the full name as it is on record, in the document's language or the nearest: where each letter counts."""
    return _written(person, _language_of_name(person.name, conference, language))


def titled_name(person: Person, conference: Conference, language: str) -> str:
    """Return the name as lists write it: "H.E. Mr. Karim Saidov"."""
    title = person.title.in_language(language, conference.languages)
    return f"{title} {name_of(person, conference, language)}".strip()


def courteous_name(person: Person, conference: Conference, language: str) -> str:
    """Return the name as a text writes it, with a courtesy title: "Ms. Nargiza Karimova".

    A function in place of a name has an article instead: "the Representative of Uzbekistan".
    """
    name = name_of(person, conference, language)
    in_sentence = within_sentence(name, language)
    return (
        in_sentence
        if in_sentence != name
        else f"{courtesy_title(person, conference, language)} {name}".strip()
    )


def courtesy_title(person: Person, conference: Conference, language: str) -> str:
    """Return the title on record, else that of rank and sex as far as they are on record; '' in other languages."""
    if title := person.title.get(language):
        return title
    if interface_language(language) is None:
        return person.title.in_language(language, conference.languages)
    titles: dict[str, tuple[str, str]] = {
        Sex.MALE: (pgettext("title of an excellency", "H.E. Mr."), pgettext("courtesy title", "Mr.")),
        Sex.FEMALE: (pgettext("title of an excellency", "H.E. Ms."), pgettext("courtesy title", "Ms.")),
    }
    of_excellency, usual = titles.get(person.sex, ("", ""))
    return of_excellency if person.level in EXCELLENCIES else usual


@dataclass(frozen=True)
class ListedName:
    """A name as official lists write it: “Ms. Nargiza KARIMOVA”; `suggested` where we transliterated it."""

    text: str
    suggested: bool = False


def listed_name(person: Person, conference: Conference, language: str) -> ListedName:
    """Return courtesy title and name, the family name in its place and in capitals where it is known.

    A name that is not on record in Latin letters is transliterated for a list in such letters.
    """
    name, is_suggested = _with_capitals(person, conference, language, leads=False)
    title = courtesy_title(person, conference, language)
    return ListedName(f"{capfirst(title)} {name}".strip(), is_suggested)


def name_for_authorities(person: Person, conference: Conference, language: str) -> str:
    """Return the full name as it is on record, the family name in capitals as far as it is known."""
    return _with_capitals(person, conference, language, leads=False, as_recorded=True)[0]


def sorted_name(person: Person, conference: Conference, language: str, *, as_recorded: bool = False) -> str:
    """Return the name as a sheet in alphabetical order writes it, the family name first: “KARIMOVA Nargiza”.

    `as_recorded` where each letter counts: then it is never transliterated.
    """
    return _with_capitals(person, conference, language, leads=True, as_recorded=as_recorded)[0]


def by_name(conference: Conference, language: str) -> Callable[[Person], tuple[str, UUID]]:
    """Return the key that sorts people of a list as it writes their names, in the alphabet of its language."""

    def place(person: Person) -> tuple[str, UUID]:
        return collation_key(sorted_name(person, conference, language), language), person.pk

    return place


def _with_capitals(
    person: Person, conference: Conference, language: str, *, leads: bool, as_recorded: bool = False
) -> tuple[str, bool]:
    """Return the name, the family name in capitals, and whether we transliterated it.

    The family name stands in its place, or in any case first (`leads`).
    """
    code = _language_of_name(person.name, conference, language)
    names = (_written(person, code), _family_name(person, code))
    # Before its letters are capitals: Ю is YU then, not Yu.
    readable_name, family_name = (
        ListedName(name) if as_recorded else readable(name, language) for name in names
    )
    name, family = readable_name.text, family_name.text
    if family:
        # In Turkish and Azerbaijani the capital of i keeps its dot: ŞAHİN. In Uzbek spelling it has none: SHAHIN.
        country = str(person.country)
        keeps_dot = country in ("TR", "AZ") and code != "uz" and not readable_name.suggested
        capitals = (family.replace("i", "İ") if keeps_dot else family).upper()
        name = _with_word(name, family, capitals)
        leads = leads or family_name_leads(
            name,
            capitals,
            stated=person.family_name_first or "",
            country=country,
            usual=is_usual_in(language),
        )
        name = in_order(name, capitals, leads=leads)
        if not readable_name.suggested:
            note_language(name, code)
    return name, readable_name.suggested


def _with_word(name: str, word: str, instead: str) -> str:
    """Return the name with this word replaced where it first stands by itself: a pattern for each of many is slow."""
    start = name.find(word)
    while start >= 0:
        before, after = name[:start], name[start + len(word) :]
        if not any(letter.isalnum() or letter == "_" for letter in before[-1:] + after[:1]):
            return f"{before}{instead}{after}"
        start = name.find(word, start + 1)
    return name


def _written(person: Person, code: str) -> str:
    """Return the whole name in a language; the family name in front if the person says so."""
    name = person.name.get(code, "")
    if person.family_name_first == FamilyNameFirst.YES:
        name = in_order(name, _family_name(person, code), leads=True)
    note_language(name, code)
    return name


def _family_name(person: Person, code: str) -> str:
    """Return the family name on record, else the word in front if the person says that it is there."""
    family = person.family_name.get(code, "")
    if not family and person.family_name_first == FamilyNameFirst.YES:
        return person.name.get(code, "").partition(" ")[0]
    return family


def readable(name: str, language: str) -> ListedName:
    """Return a Cyrillic name in Latin letters for readers of these."""
    text = in_readable_letters(name, language)
    return ListedName(text, suggested=text != name)


def badge_name(person: Person, conference: Conference, language: str) -> str:
    """Return the badge name chosen by its holder, else given and family name, else the full name.

    With a patronymic, a name would be too long to be read from afar; people who want it set it as their badge name.
    A full name in an order of its own stays as it is.
    """
    if person.badge_name:
        return person.badge_name
    code = _language_of_name(person.name, conference, language)
    full_name = _written(person, code)
    given, family = person.given_name.get(code, ""), person.family_name.get(code, "")
    # Chinese, Korean and Japanese letters stand without a space.
    if not (given and family) or script_of(family) in ("CJK", "HANGUL", "HIRAGANA", "KATAKANA"):
        return full_name
    leads = family_name_leads(
        full_name, family, stated=person.family_name_first or "", country=str(person.country), usual=False
    )
    name = f"{family} {given}" if leads else f"{given} {family}"
    note_language(name, code)
    return name


def _language_of_name(name: TranslatedText, conference: Conference, language: str) -> str:
    """Return the document's language, else one in the script of its readers, else any."""
    if language not in name:
        script = usual_script(language)
        for code in (*conference.languages, *sorted(name)):
            if code in name and script_of(name[code]) == script:
                return code
    return name.best((language, *conference.languages))[0]


def second_name(person: Person, conference: Conference, first: str) -> str:
    """Return the name in another script, for other readers: Latin beside any other, else the local one."""
    script = script_of(first)
    others = {
        script_of(name): name
        for language in reversed(conference.languages)
        if (name := _written(person, language)) and script_of(name) != script
    }
    return others.get("LATIN") or next(iter(others.values()), "")


def country_of(person: Person) -> str:
    """Return the country's name in the reading language; '' if unknown."""
    country: Any = person.country
    return str(country.name or "")


def entity_of(registration: Registration, conference: Conference, language: str) -> str:
    """Return whom someone represents: the delegation, else the organization, else the country."""
    if registration.delegation:
        return in_document(registration.delegation.name, conference, language)
    organization = in_document(registration.person.organization, conference, language)
    return organization or country_of(registration.person)
