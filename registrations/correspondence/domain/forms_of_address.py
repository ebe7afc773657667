"""Address an institution in a letter and in a note verbale.

A letter speaks to a person: salutation and complimentary close follow rank and sex. A note verbale speaks of both sides
in the third person, so that in many languages the name of the institution stands in the dative.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.documents.domain.texts import in_document
from confman.people.models import Sex
from confman.people.models.address_book import FormOfAddress, Rank

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

_WORDS = re.compile(r"(\s+)")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]+(-[А-Яа-яЁё]+)*")
_BODY_FIRST = frozenset(("ru", "uz"))
# Marks of a word in the dative that names an office; a name has others.
_OFFICE, _NAMES = {"NOUN", "anim", "datv", "sing"}, {"Name", "Surn", "Patr", "Abbr"}
# An address that begins so goes on with a name; a deputy is named by the office of another, which stays in its case.
_NO_OFFICE = {"господин", "госпожа", "заместитель"}
# In Uzbek the ending agrees with the last letter.
_UZBEK_ENDINGS = {"k": "ka", "q": "qa", "gʻ": "qa"}


def salutation(addressee: FormOfAddress | None, language: str) -> str:
    """Return how a letter in the reading language begins: the addressee's own salutation, else by rank and sex."""
    if addressee and (own_salutation := in_document(addressee.salutation, addressee.conference, language)):
        return own_salutation
    if addressee and addressee.rank == Rank.EXCELLENCY:
        return _("Excellency,")
    if addressee and addressee.sex == Sex.MALE:
        return _to_office(_("Dear Sir,"), addressee, language)
    if addressee and addressee.sex == Sex.FEMALE:
        return _to_office(_("Dear Madam,"), addressee, language)
    return _("Dear Sir or Madam,")


def _to_office(opening: str, addressee: FormOfAddress, language: str) -> str:
    """Return the opening with the office that the address names: "Ректору" is spoken to as "господин Ректор".

    Only Russian says it; an address that begins otherwise than with an office leaves the opening as it is.
    """
    first_word = _WORDS.split(str(addressee.received_by.get(language)))[0]
    if language != "ru" or not _CYRILLIC.fullmatch(first_word):
        return opening
    likeliest = _russian().parse(first_word)[0]
    office = (
        likeliest.inflect({"nomn"})
        if _OFFICE in likeliest.tag
        and likeliest.is_known
        and likeliest.normal_form not in _NO_OFFICE
        and not _NAMES & likeliest.tag.grammemes
        else None
    )
    return f"{opening[:-1]} {capfirst(office.word)}{opening[-1]}" if office else opening


def complimentary_close(addressee: FormOfAddress | None) -> str:
    """Return how a letter in the reading language ends, above the signature."""
    if addressee and addressee.rank == Rank.EXCELLENCY:
        return _("Please accept, Excellency, the assurances of our highest consideration.")
    return pgettext("end of a letter", "Yours sincerely,")


def address_lines(recipient: str, body: str, address: str, *, language: str) -> tuple[str, ...]:
    """Return the lines of an address: who receives the letter, the body, the place; the body once.

    In Russian and Uzbek the body stands first, and below it the office in the dative.
    """
    names = [recipient, "" if body in recipient else body]
    if language.split("-")[0] in _BODY_FIRST:
        names.reverse()
    return tuple(line.strip() for text in (*names, address) for line in text.splitlines() if line.strip())


def name_in_note(addressee: FormOfAddress, language: str) -> str:
    """Return the institution as it stands in a note verbale, after "presents its compliments to"."""
    own_name = addressee.name_in_note.get(language)
    name = in_document(addressee.name, addressee.conference, language)
    return str(own_name or suggest_name_in_note(name, language))


def suggest_name_in_note(name: str, language: str) -> str:
    """Suggest how the name of an institution is declined in a note verbale; a person confirms or corrects it."""
    if language == "en":
        return name if re.match(r"the\b", name, re.IGNORECASE) or name.isupper() else f"the {name}"
    if language == "ru":
        return _russian_dative(name)
    if language == "uz":
        return _uzbek_dative(name)
    return name


def _uzbek_dative(name: str) -> str:
    # An abbreviation in brackets stands behind the ending.
    noun, *bracketed = name.partition(" (") if name.endswith(")") else (name,)
    ending = next((suffix for last, suffix in _UZBEK_ENDINGS.items() if noun.lower().endswith(last)), "ga")
    return "".join((noun, ending, *bracketed))


def _russian_dative(name: str) -> str:
    """Decline the words up to the first noun; what depends on it stays ("Посольству Турецкой Республики")."""
    words = _WORDS.split(name)
    for number, word in enumerate(words):
        if not word.strip():
            continue
        # Names in quotes, in other scripts, and abbreviations have no cases.
        if not _CYRILLIC.fullmatch(word) or (word.isupper() and len(word) > 1):
            break
        noun = next((parse for parse in _russian().parse(word) if "nomn" in parse.tag), None)
        declined = noun.inflect({"datv"}) if noun else None
        if noun is None or declined is None:
            break
        words[number] = declined.word[0].upper() + declined.word[1:] if word[0].isupper() else declined.word
        if "NOUN" in noun.tag:
            break
    return "".join(words)


@cache
def _russian() -> "MorphAnalyzer":
    import pymorphy3  # 0.15 s, for the person who writes notes in Russian

    return pymorphy3.MorphAnalyzer(lang="ru")
