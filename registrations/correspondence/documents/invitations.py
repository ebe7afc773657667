"""The letters of invitation, in the text that the conference has chosen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.documents.domain.dates import document_date, document_dates
from registrations.core.domain.names import in_document
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.documents.letters import (
    LetterData,
    Letters,
    filled_paragraphs,
    letterhead,
    letters_of,
    signed_by,
)
from registrations.correspondence.models import INVITATION, Correspondence, Invitee, Signatory

# The placeholders, in braces, of the text of an invitation.
PLACEHOLDERS = ("institution", "conference", "dates", "place", "theme", "deadline", "places", "contact_email")


def standard_invitation() -> str:
    """Return the standard text of an invitation, for a conference without its own, in the reader's language."""
    return "\n\n".join(
        (
            _(
                "We have the honour to invite you to take part in the conference “{conference}”, "
                "to be held in {place} on {dates}."
            ),
            _("{theme}"),
            _("{places}"),
            _("We should be grateful if you would let us know the names of the participants by {deadline}."),
            _("For any question please write to {contact_email}."),
        )
    )


def build_invitation_letters(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Letters:
    """Build the letters of invitation in a language (`options`: letters, ids of the register).

    Without any, a specimen marked as a draft shows what one will look like; `invitees` asks for drafts to invitees
    without a letter, numbered “…”.
    """
    found = letters_of(conference, kind=INVITATION, language=language, options=options)
    text = invitation_text(conference, language)
    if found and not options.get("invitees"):
        letters = tuple(_invitation(row, conference, language, text) for row in found)
    else:
        letters = _drafts(conference, language, text, options)
    meta, contact = letterhead(
        conference, language=language, title=_("Invitation"), draft=not found or bool(options.get("invitees"))
    )
    return Letters(meta=meta, letters=letters, contact=contact)


def invitation_text(conference: Conference, language: str) -> str:
    """Return the conference's own text in the language, else the standard one."""
    own = RegistrationSettings.objects.for_conference(conference).invitation_text
    return str(own.get(language) or standard_invitation())


def _invitation(row: Correspondence, conference: Conference, language: str, text: str) -> LetterData:
    if row.invitee is None:
        # The invitee was deleted, the letter was not: only the register's entry remains.
        return _letter(
            conference, language, text, number=row.number, date=document_date(row.date, language),
            addressee=(row.recipient,), institution=row.recipient, signatory=row.signatory,
        )  # fmt: skip
    return _to_invitee(
        row.invitee, conference, language, text,
        number=row.number, date=document_date(row.date, language), signatory=row.signatory,
    )  # fmt: skip


def _to_invitee(
    invitee: Invitee, conference: Conference, language: str, text: str, **register: Any
) -> LetterData:
    return _letter(
        conference,
        language,
        text,
        addressee=addressed_to(invitee, language),
        institution=in_document(invitee.name, conference, language),
        salutation=in_document(invitee.salutation, conference, language),
        places=invitee.places,
        deadline=document_date(invitee.deadline, language) if invitee.deadline else "",
        **register,
    )


def addressed_to(invitee: Invitee, language: str) -> tuple[str, ...]:
    """Return the lines of the address: addressee, institution, place."""
    conference = invitee.conference
    addressee = in_document(invitee.addressee, conference, language)
    name = in_document(invitee.name, conference, language)
    lines = [addressee, "" if name in addressee else name, *invitee.address.splitlines()]
    return tuple(line.strip() for line in lines if line.strip())


def _letter(
    conference: Conference,
    language: str,
    text: str,
    *,
    number: str,
    date: str,
    addressee: tuple[str, ...],
    institution: str,
    signatory: Signatory | None,
    salutation: str = "",
    places: int | None = None,
    deadline: str = "",
) -> LetterData:
    title = in_document(conference.title, conference, language)
    where = (in_document(part, conference, language) for part in (conference.venue, conference.city))
    values = {
        "institution": institution,
        "conference": title,
        "place": ", ".join(part for part in where if part),
        "dates": document_dates(conference.starts_on, conference.ends_on, language),
        "theme": in_document(conference.theme, conference, language),
        "deadline": deadline,
        "contact_email": conference.contact_email,
        "places": ngettext(
            "%(number)d place is reserved for you.", "%(number)d places are reserved for you.", places
        )
        % {"number": places}
        if places
        else "",
    }
    return LetterData(
        number=number,
        date=date,
        addressee=addressee,
        subject=_("Invitation to the conference “%(conference)s”") % {"conference": title},
        salutation=salutation or _("Dear Sir or Madam,"),
        paragraphs=filled_paragraphs(text, values),
        closing=_("Please accept the assurances of our highest consideration."),
        signatory=signed_by(signatory, conference, language),
    )


def _drafts(
    conference: Conference, language: str, text: str, options: Mapping[str, Any]
) -> tuple[LetterData, ...]:
    """Return drafts of letters; without an invitee, one draft to an institution that does not exist."""
    invitees: Iterable[Invitee] = (
        Invitee.objects.of(conference)
        .filter(pk__in=options["invitees"])
        .select_related("conference", "signatory")
        if options.get("invitees")
        else ()
    )
    signatory = Signatory.objects.filter(conference=conference).first()
    register: dict[str, Any] = {"number": "…", "date": document_date(conference.today(), language)}
    drafts = tuple(
        _to_invitee(row, conference, language, text, signatory=row.signatory or signatory, **register)
        for row in invitees
    )
    return drafts or (
        _letter(
            conference, language, text, addressee=(_("Name of the institution"),),
            institution=_("your institution"), signatory=signatory, **register,
        ),
    )  # fmt: skip
