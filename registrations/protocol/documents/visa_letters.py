"""Visa-support letters, numbered and signed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.texts import (
    at_beginning,
    date_in_text,
    dates_in_text,
    document_date,
    document_dates,
    in_document,
)
from confman.people.models import Person
from confman.translation.scripts import script_of
from registrations.core.domain.names import entity_of, name_for_authorities
from registrations.core.models.registration import Registration, Travel
from registrations.correspondence.documents.letters import (
    LetterData,
    LetterFact,
    Letters,
    filled_paragraphs,
    letterhead,
    letters_of,
    signed_by,
)
from registrations.correspondence.models import Signatory
from registrations.protocol.documents.passports import Passport, passports_of
from registrations.protocol.domain.arrangements import VISA_LETTER
from registrations.protocol.domain.hotels import HotelNames


def build_visa_letters(
    conference: Conference, *, language: str, options: Mapping[str, Any], by: User
) -> Letters:
    """Build the register's letters in a language (`options`: letters, ids); a specimen where there are none yet.

    A letter whose participant was erased is left out: its number stays in the register.
    """
    correspondence = letters_of(conference, kind=VISA_LETTER, language=language, options=options)
    rows = list(
        Registration.objects.filter(pk__in=[letter.registration_id for letter in correspondence])
        .filter(person__forgotten_at=None)
        .with_names()
        .select_related("travel")
    )
    people: dict[UUID | None, Registration] = {row.pk: row for row in rows}
    current_letters = [letter for letter in correspondence if letter.registration_id in people]
    passports = passports_of(conference, rows, by=by, reason=_("Visa-support letter"))
    hotels = HotelNames(conference, language)
    letters = tuple(
        _letter(
            conference,
            language,
            number=letter.number,
            date=date_in_text(letter.date, language),
            recipient=letter.recipient,
            signatory=letter.signatory,
            facts=_facts(row, conference, language, passports.get(row.pk), hotels),
        )
        for letter in current_letters
        for row in [people[letter.registration_id]]
    )
    meta, contact = letterhead(conference, language=language, title=_("Visa support"), draft=not letters)
    return Letters(meta=meta, letters=letters or (_specimen(conference, language),), contact=contact)


def _letter(
    conference: Conference,
    language: str,
    *,
    number: str,
    date: str,
    recipient: str,
    signatory: Signatory | None,
    facts: tuple[LetterFact, ...],
) -> LetterData:
    title = in_document(conference.title, conference, language)
    places = (in_document(part, conference, language) for part in (conference.venue, conference.city))
    values = {
        "conference": title,
        "place": ", ".join(part for part in places if part),
        "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
        "contact_email": conference.reply_address,
    }
    return LetterData(
        number=number,
        date=date,
        addressee=(recipient,),
        subject=_("Visa support"),
        salutation=_("Dear Sir or Madam,"),
        paragraphs=filled_paragraphs(_text(), values),
        closing=_("Please accept the assurances of our highest consideration."),
        signatory=signed_by(signatory, conference, language),
        facts=facts,
    )


def _text() -> str:
    """Return the words of the letter, in the reading language; a sentence without its value is left out."""
    return "\n\n".join(
        (
            _(
                "We confirm that the person named below has been invited to take part in the conference "
                "“{conference}”, to be held on {dates}, and should be grateful if you would issue the necessary visa."
            ),
            _("Venue of the conference: {place}."),
            _("Questions may be addressed to {contact_email}."),
        )
    )


def _full_name(person: Person, conference: Conference, language: str) -> str:
    """Return the name of the letter's language, and the one in Latin letters that a passport has, where it is known."""
    name, in_latin = (name_for_authorities(person, conference, code) for code in (language, "en"))
    is_needed = script_of(name) != "LATIN" and script_of(in_latin) == "LATIN"
    return f"{name} ({in_latin})" if is_needed else name


def _facts(
    row: Registration, conference: Conference, language: str, passport: Passport | None, hotels: HotelNames
) -> tuple[LetterFact, ...]:
    passport_data = passport or Passport()
    travel: Travel = getattr(row, "travel", None) or Travel()
    stay = (
        travel.check_in and travel.check_out and document_dates(travel.check_in, travel.check_out, language)
    )
    facts = (
        LetterFact(_("Full name"), _full_name(row.person, conference, language)),
        LetterFact(_("Nationality"), passport_data.nationality),
        LetterFact(
            _("Born"), document_date(passport_data.born_on, language) if passport_data.born_on else ""
        ),
        LetterFact(_("Passport"), passport_data.number),
        LetterFact(
            _("Passport valid until"),
            document_date(passport_data.valid_until, language) if passport_data.valid_until else "",
        ),
        LetterFact(_("Function"), at_beginning(in_document(row.person.job_title, conference, language))),
        LetterFact(_("Representing"), entity_of(row, conference, language)),
        LetterFact(
            _("Registered on"),
            document_date(conference.local(row.submitted_at or row.created_at).date(), language),
        ),
        LetterFact(_("Stay"), stay or ""),
        LetterFact(_("Hotel"), hotels.name_of(travel)),
    )
    return tuple(fact for fact in facts if fact.value)


def _specimen(conference: Conference, language: str) -> LetterData:
    """Return a sample letter that is for nobody, to try a Word template with."""
    return _letter(
        conference,
        language,
        number="…",
        date=date_in_text(conference.today(), language),
        recipient=capfirst(_("the competent consular authorities")),
        signatory=Signatory.objects.filter(conference=conference).first(),
        facts=(
            LetterFact(_("Full name"), _("name of the participant")),
            LetterFact(_("Passport"), _("number of the passport")),
        ),
    )
