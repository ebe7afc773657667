"""A note verbale with a text of its own: the secretariat writes what it is about, the courtesies around it are ours."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.texts import date_in_text, dates_in_text, in_document
from confman.documents.models import DocumentJob
from confman.documents.plain_values import fingerprint
from confman.web.errors import Refused
from registrations.correspondence.documents.letters import LetterData, Letters, filled_paragraphs, letterhead
from registrations.correspondence.domain.correspondence import record_text, require_its_text
from registrations.correspondence.domain.forms_of_address import (
    address_lines,
    name_in_note,
    suggest_name_in_note,
)
from registrations.correspondence.models import Correspondence, CorrespondenceQuerySet


def notes_in_the_register(conference: Conference) -> CorrespondenceQuerySet:
    """Return the notes verbales that go out and stand in the register, the latest first, without the invitations."""
    return (
        Correspondence.objects.of(conference)
        .in_force()
        .notes()
        .filter(kind="")
        .select_related("conference", "invitee__conference")
        .order_by("-date", "-created_at", "id")
    )


def build_note_verbale(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Letters:
    """Build the note (`options`: letter, an id of the register; text); without a letter it is a draft numbered “…”.

    Raises Refused for an entry that is void, names no addressee, or has been made with another text.
    """
    letter = _entry(conference, options)
    digest = _digest(letter, language, options) if letter else ""
    if letter:
        require_its_text(letter, digest)
    meta, contact = letterhead(conference, language=language, title=_("Note verbale"), draft=letter is None)
    note = _note(letter, conference, language, str(options.get("text") or ""))
    return Letters(meta=meta, letters=(note,), contact=contact, digest=digest)


def record_note(job: DocumentJob, data: Letters) -> None:
    """Keep which note was made under the number of the register. Raises Refused if meanwhile another was."""
    if letter := _entry(job.conference, job.options):
        record_text(letter, data.digest)


def _entry(conference: Conference, options: Mapping[str, Any]) -> Correspondence | None:
    if not options.get("letter"):
        return None
    letter: Correspondence | None = notes_in_the_register(conference).filter(pk=options["letter"]).first()
    if letter is None:
        raise Refused(
            _(
                "The entry of this note was struck out or changed: it is no longer an outgoing note verbale. "
                "Choose another, or enter the note under a new number."
            )
        )
    if not letter.invitee and not letter.recipient.strip():
        raise Refused(
            _("No. %(number)s of the register does not say to whom the note goes. Add that to it first.")
            % {"number": letter.number}
        )
    return letter


def _institution(letter: Correspondence, language: str) -> str:
    if letter.invitee:
        return in_document(letter.invitee.name, letter.conference, language)
    return letter.recipient


def _digest(letter: Correspondence, language: str, options: Mapping[str, Any]) -> str:
    """Return what tells the note from another under its number: its day, addressee, language and words."""
    text = filled_paragraphs(str(options.get("text") or ""), {})
    return fingerprint([language, letter.date.isoformat(), _institution(letter, language), text])


def _note(letter: Correspondence | None, conference: Conference, language: str, text: str) -> LetterData:
    invitee = letter.invitee if letter else None
    institution = _institution(letter, language) if letter else _("Ministry of Foreign Affairs")
    values = {
        "conference": in_document(conference.title, conference, language),
        "addressee": name_in_note(invitee, language)
        if invitee
        else suggest_name_in_note(institution, language),
    }
    opening = _(
        "The secretariat of the conference “{conference}” presents its compliments to {addressee} and has the honour "
        "to communicate the following."
    )
    closing = _(
        "The secretariat avails itself of this opportunity to renew to {addressee} the assurances of its "
        "highest consideration."
    )
    city = in_document(conference.city, conference, language)
    specimen: dict[str, str] = {}
    if not (letter or text):
        # A specimen shows where the text stands.
        text = "\n\n".join(
            (
                _("The conference will be held on {dates} in {place}."),
                _("Questions may be addressed to {contact_email}."),
            )
        )
        specimen = {
            "place": city,
            "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
            "contact_email": conference.reply_address,
        }
    date = date_in_text(letter.date if letter else conference.today(), language)
    return LetterData(
        number=letter.number if letter else "…",
        date=", ".join(filter(None, (city, date))),
        addressee=address_lines("", institution, invitee.address if invitee else "", language=language),
        # Texts of the secretariat have no placeholders: braces in them stay.
        paragraphs=(
            *filled_paragraphs(opening, values),
            *filled_paragraphs(text, specimen),
            *filled_paragraphs(closing, values),
        ),
        is_note=True,
    )
