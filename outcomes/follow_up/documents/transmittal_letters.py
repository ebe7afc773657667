"""Letters of transmittal, some as notes verbales: as in the register, the recommendations on a separate sheet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.documents.domain.texts import by_its_title, date_in_text, dates_in_text, in_document
from confman.documents.meta import Picture
from confman.documents.rendering.qr import qr_png
from outcomes.follow_up.domain.focal_points import current_term, term_link
from outcomes.follow_up.domain.transmittals import TRANSMITTAL, letters_to_write
from outcomes.follow_up.models.reporting import FollowUpSettings
from outcomes.follow_up.models.transmittal import Transmittal
from outcomes.recommendations.documents import PrintedParagraph, text_lines
from outcomes.recommendations.domain.outcome_documents import as_ranges
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationQuerySet
from registrations.correspondence.documents.letters import (
    LetterData,
    Letters,
    filled_paragraphs,
    letterhead,
    letters_of,
    signed_by,
)
from registrations.correspondence.domain.forms_of_address import (
    address_lines,
    complimentary_close,
    name_in_note,
    salutation,
)
from registrations.correspondence.models import Signatory

# The placeholders that the text of the letter may have in braces.
PLACEHOLDERS = (
    "addressee", "conference", "dates", "place", "recommendations", "deadline", "answer_link", "contact_email",
)  # fmt: skip


@dataclass(frozen=True)
class SentRecommendation:
    """A recommendation on the sheet: what it is called, its text."""

    label: str
    lines: tuple[PrintedParagraph, ...]


@dataclass(frozen=True)
class TransmittalLetter(LetterData):
    """The letter, and its enclosure; the QR code leads to the page for the answer."""

    sheet: str = ""
    recommendations: tuple[SentRecommendation, ...] = ()
    code: Picture | None = None
    code_text: str = ""


def standard_transmittal() -> str:
    """Return the standard text of the letter in the reading language, for a conference without its own."""
    return "\n\n".join(
        (
            _(
                "We have the honour to transmit to you the recommendations of the conference “{conference}”, held on "
                "{dates} ({place}), that are addressed to you ({recommendations}). Their texts are enclosed."
            ),
            _(
                "We should be grateful if you would inform us, for each recommendation, whether you support it, "
                "support it in part or take note of it, and what action you intend to take."
            ),
            _("A reply is requested by {deadline}."),
            _("Please quote the number of this letter in your reply."),
            _("{answer_link}"),
            _("Questions may be addressed to {contact_email}."),
        )
    )


def standard_note() -> str:
    """Return the standard text of a note verbale in the reading language, for a conference without its own."""
    return "\n\n".join(
        (
            _(
                "The secretariat of the conference “{conference}” presents its compliments to {addressee} and has the "
                "honour to transmit herewith the recommendations adopted by the conference, held on {dates} "
                "({place}), that are addressed to it ({recommendations}). Their texts are enclosed."
            ),
            _(
                "The secretariat would be grateful to be informed, for each recommendation, whether it is supported, "
                "supported in part or noted, and what action is intended."
            ),
            _("A reply quoting the number of this note is requested by {deadline}."),
            _("{answer_link}"),
            _("Questions may be addressed to {contact_email}."),
            _(
                "The secretariat avails itself of this opportunity to renew to {addressee} the assurances of its "
                "highest consideration."
            ),
        )
    )


def transmittal_text(conference: Conference, language: str, *, note: bool = False) -> str:
    """Return the conference's own text in the language, of the letter or the note verbale, else the standard one."""
    follow_up_settings = FollowUpSettings.objects.for_conference(conference)
    if note:
        return str(follow_up_settings.note_text.get(language) or standard_note())
    return str(follow_up_settings.letter_text.get(language) or standard_transmittal())


def build_transmittal_letters(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> Letters:
    """Build the letters of transmittal in a language (`options`: letters, ids of the register).

    Without any, a specimen marked as a draft; `addressees` asks for drafts to addressees, each with what it was not
    sent yet, numbered “…”.
    """
    texts = {note: transmittal_text(conference, language, note=note) for note in (False, True)}
    correspondence = [] if options.get("addressees") else letters_of(
        conference, kind=TRANSMITTAL, language=language, options=options
    )  # fmt: skip
    rows = {
        row.correspondence_id: row
        for row in Transmittal.objects.filter(correspondence__in=correspondence)
        .select_related("addressee__conference", "addressee__focal_point")
        .prefetch_related(Prefetch("recommendations", queryset=_texts()))
    }
    job = system_user("job")
    written_letters: tuple[LetterData, ...] = tuple(
        _letter(
            rows[entry.pk].addressee, list(rows[entry.pk].recommendations.all()), conference, language, texts,
            is_note=rows[entry.pk].is_note, number=entry.number, date=date_in_text(entry.date, language),
            signatory=entry.signatory,
            deadline=rows[entry.pk].answer_by, link=term_link(current_term(rows[entry.pk].addressee, by=job)),
        )
        for entry in correspondence
        if entry.pk in rows
    )  # fmt: skip
    letters = written_letters or _drafts(conference, language, texts, options)
    meta, contact = letterhead(
        conference, language=language, title=_("Transmittal of recommendations"), draft=not written_letters
    )
    return Letters(meta=meta, letters=letters, contact=contact)


def _texts() -> RecommendationQuerySet:
    return Recommendation.objects.select_related("current_version").defer("search_text").in_order()


def _letter(
    addressee: Addressee,
    recommendations: Sequence[Recommendation],
    conference: Conference,
    language: str,
    texts: Mapping[bool, str],
    *,
    is_note: bool,
    number: str,
    date: str,
    signatory: Signatory | None,
    deadline: dt.date | None = None,
    link: str = "",
) -> TransmittalLetter:
    name = in_document(addressee.name, conference, language)
    where = (in_document(part, conference, language) for part in (conference.venue, conference.city))
    if is_note:
        answer_link = _("A reply may also be given online: the code below opens the page for it.")
    else:
        # On paper the reader scans the code: nobody types an address of two lines.
        answer_link = _("You may also reply online: the code below opens your page.")
    values = {
        "addressee": name_in_note(addressee, language) if is_note else name,
        "conference": in_document(conference.title, conference, language),
        "place": ", ".join(part for part in where if part),
        "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
        "recommendations": _named(recommendations),
        "deadline": date_in_text(deadline, language) if deadline else "",
        "answer_link": answer_link if link else "",
        "contact_email": conference.contact_email,
    }
    return TransmittalLetter(
        number=number,
        date=", ".join(filter(None, (in_document(conference.city, conference, language), date)))
        if is_note
        else date,
        addressee=address_lines(
            in_document(addressee.recipient, conference, language), name, addressee.address, language=language
        ),
        is_note=is_note,
        subject=by_its_title(_("Recommendations of the conference “%(conference)s”"), values["conference"])
        % {"conference": values["conference"]},
        salutation=salutation(addressee, language),
        paragraphs=filled_paragraphs(texts[is_note], values),
        closing=complimentary_close(addressee),
        signatory=signed_by(signatory, conference, language),
        annex=(_("Recommendations. Addressee: %(addressee)s") % {"addressee": name},),
        sheet=_("Enclosure to No. %(number)s: recommendations. Addressee: %(addressee)s")
        % {"number": number, "addressee": name},
        recommendations=tuple(_sent(row, conference, language) for row in recommendations),
        code=Picture(qr_png(link), description=_("Code that opens the page to answer"), width_mm=28)
        if link
        else None,
        code_text=_(
            "The code opens the page for answers and reports. It is for the focal point alone, and not to be passed on."
        )
        if link
        else "",
    )


def _named(recommendations: Sequence[Recommendation]) -> str:
    """Name the recommendations for the letter: by their numbers; those carried over by their origin."""
    numbers = [row.number for row in recommendations if row.number]
    parts = []
    if numbers:
        listed = ngettext("No. %(numbers)s", "Nos. %(numbers)s", len(numbers))
        parts.append(listed % {"numbers": as_ranges(numbers, last=_("and"))})
    parts += [row.label for row in recommendations if not row.number]
    return "; ".join(parts)


def _sent(row: Recommendation, conference: Conference, language: str) -> SentRecommendation:
    return SentRecommendation(row.label, text_lines(row.body, (language, *conference.languages)))


def _drafts(
    conference: Conference, language: str, wording: Mapping[bool, str], options: Mapping[str, Any]
) -> tuple[LetterData, ...]:
    """Draft the letters to the chosen addressees, else to the first addressee with something to send."""
    addressee_ids = options.get("addressees")
    entries = (
        letters_to_write(conference, addressee_ids) if addressee_ids else letters_to_write(conference)[:1]
    )
    chosen_signatory = options.get("signatory")
    signatories = Signatory.objects.filter(conference=conference)
    signatory = signatories.filter(pk=chosen_signatory).first() if chosen_signatory else signatories.first()
    texts = {
        row.pk: row
        for row in _texts().filter(pk__in=[pk for entry in entries for pk in (*entry.new, *entry.sent_before)])
    }  # fmt: skip
    register: dict[str, Any] = {"number": "…", "date": date_in_text(conference.today(), language)}
    drafts = tuple(
        _letter(
            entry.addressee, [texts[pk] for pk in texts if pk in (entry.new or entry.sent_before)], conference,
            language, wording, is_note=entry.addressee.by_note, signatory=signatory,
            deadline=options.get("answer_by"), **register,
        )
        for entry in entries
    )  # fmt: skip
    nobody = Addressee(conference=conference, name={language: _("Name of the addressee")})
    return drafts or (
        _letter(nobody, (), conference, language, wording, is_note=False, signatory=signatory, **register),
    )
