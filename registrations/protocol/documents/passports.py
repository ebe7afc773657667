"""Papers with passport data, only for authorized users, every look recorded in the history.

The host's security list has what its services need and nothing else; visa-support letters are numbered and signed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
from confman.translation.countries import nationality_name
from confman.translation.scripts import script_of
from registrations.core.domain.names import entity_of, name_for_authorities, name_on_record
from registrations.core.models.registration import Mode, Registration, Travel, Vetting
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
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta
from registrations.protocol.domain.arrangements import VISA_LETTER
from registrations.questionnaire.domain.sealed_data import PERMISSION, own_protected, read_protected_of
from registrations.questionnaire.models import FieldType, FormField


@dataclass(frozen=True)
class Passport:
    """The passport data in a document; '' and None for questions that were not answered."""

    number: str = ""
    nationality: str = ""
    born_on: dt.date | None = None
    valid_until: dt.date | None = None


def passports_of(
    conference: Conference, rows: Sequence[Registration], *, by: User, reason: str
) -> dict[UUID, Passport]:
    """Map registrations to the passports given; every look is in the history, with `reason`.

    Empty where nobody asks (`by` None, as when a Word template is tried) or the user may not look. Looking at
    one's own is not recorded. Three queries.
    """
    if by is None or not rows:
        return {}
    if not by.has_perm(PERMISSION, conference):
        return _own_passports(rows, by)
    key = (
        FormField.objects.of(conference).filter(type=FieldType.PASSPORT).values_list("key", flat=True).first()
    )
    if key is None:
        return {}
    answers_by_registration = read_protected_of(conference, rows, by=by, reason=reason)
    return {
        pk: _passport(answers[key]) for pk, answers in answers_by_registration.items() if answers.get(key)
    }


def _own_passports(rows: Sequence[Registration], by: User) -> dict[UUID, Passport]:
    if len(rows) != 1 or not by.has_perm("registrations.use_own_registration", rows[0]):
        return {}
    [row] = rows
    fields = FormField.objects.of(row.conference_id).filter(type=FieldType.PASSPORT)
    values = own_protected(row).get(fields.values_list("key", flat=True).first() or "")
    return {row.pk: _passport(values)} if values else {}


def _passport(values: dict[str, Any]) -> Passport:
    return Passport(
        number=str(values.get("number") or ""),
        nationality=nationality_name(values.get("nationality") or ""),
        born_on=_day(values.get("born_on")),
        valid_until=_day(values.get("valid_until")),
    )


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def build_security_list(
    conference: Conference, *, language: str, options: Mapping[str, Any], by: User
) -> ListDocument:
    """Build the list of everyone approved who comes in person.

    `options`: recipient, purpose, numbers, vetting (a state). Passport numbers are included only where a user
    who may see them asked for them; each look is in the history, with recipient and purpose as its reason.
    """
    registrations = Registration.objects.of(conference).approved().filter(mode=Mode.IN_PERSON)
    if options.get("vetting") in Vetting.values:
        registrations = registrations.filter(vetting=options["vetting"])
    rows = list(registrations.select_related("person").order_by("person__sort_key", "pk"))
    passports: dict[UUID, Passport] = {}
    if options.get("numbers"):
        reason = _("Security list for %(recipient)s: %(purpose)s") % {
            "recipient": options.get("recipient", ""),
            "purpose": options.get("purpose", ""),
        }
        passports = passports_of(conference, rows, by=by, reason=reason)
    lines = tuple(
        _line(number, row, conference, language, passports.get(row.pk) or Passport())
        for number, row in enumerate(rows, start=1)
    )
    return ListDocument(
        meta=list_meta(conference, language=language, title=_("Security list"), options=options),
        columns=(
            ListColumn("number", _("No."), 12),
            ListColumn("name", pgettext("of a person", "Name"), 70),
            ListColumn("nationality", _("Nationality"), 40),
            *((ListColumn("document", _("Document"), 38),) if options.get("numbers") else ()),
            ListColumn("job_title", _("Function")),
            ListColumn("vetting", _("Vetting"), 36),
        ),
        groups=(ListGroup("", (ListSection("", lines),)),) if lines else (),
        empty=_("Nobody who comes in person is approved yet."),
    )


def _line(
    number: int, row: Registration, conference: Conference, language: str, passport: Passport
) -> dict[str, Any]:
    return {
        "number": number,
        "name": name_on_record(row.person, conference, language),
        "nationality": passport.nationality,
        "document": passport.number,
        "job_title": at_beginning(in_document(row.person.job_title, conference, language)),
        "vetting": capfirst(str(row.get_vetting_display())),
    }


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
    letters = tuple(
        _letter(
            conference,
            language,
            number=letter.number,
            date=date_in_text(letter.date, language),
            recipient=letter.recipient,
            signatory=letter.signatory,
            facts=_facts(row, conference, language, passports.get(row.pk)),
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
    row: Registration, conference: Conference, language: str, passport: Passport | None
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
        LetterFact(_("Hotel"), travel.hotel),
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
