"""The certificate of participation: A4 landscape, in the participant's language, signed, with the sessions attended."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.mastheads import document_meta, logo_picture
from confman.documents.domain.texts import date_in_text, dates_in_text, from_to, in_document
from confman.documents.meta import DocumentMeta, Picture, QrCode
from confman.people.models import Person, Sex
from confman.translation.text import TranslatedText
from confman.web.colours import text_colour_of
from confman.web.errors import Refused
from registrations.attendance.domain.share import HOURS, hours_and_minutes
from registrations.certificates.models import Certificate
from registrations.core.domain.names import badge_name, by_name, entity_of
from registrations.core.domain.ticket_codes import shown_code
from registrations.correspondence.models import Signatory

# More than two names at the foot are a list, without signatures.
MAX_SIGNATORIES = 2


@dataclass(frozen=True)
class CertificateCard:
    """`attended` is a sentence, and `sessions` are titles, as of the time of issue."""

    name: str
    took_part: str  # "took part in the conference", as it is said of this person
    entity: str
    number: str
    code: str
    qr: QrCode
    issued: str
    attended: str
    sessions: tuple[str, ...]


@dataclass(frozen=True)
class SignatureBlock:
    """`picture` is the scanned signature; without one, room is left to sign by hand."""

    name: str
    job_title: str
    picture: Picture | None


@dataclass(frozen=True)
class CertificateWords:
    """The words common to all certificates, in the document's language."""

    title: str
    certifies: str
    verified: str
    number: str
    code: str


@dataclass(frozen=True)
class Certificates:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[CertificateCard, ...]
    words: CertificateWords
    conference: str
    place_and_dates: str
    signatures: tuple[SignatureBlock, ...]
    logo: Picture | None
    accent: str


def build_certificates(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Certificates:
    """Build all valid certificates, or one (`options`: registration). Raises Refused if there is none."""
    rows = Certificate.objects.of(conference).in_force()
    if options.get("category"):
        rows = rows.filter(registration__category=options["category"])
    if options.get("registration"):
        rows = rows.filter(registration=options["registration"])
    rows = rows.select_related("registration__person", "registration__delegation")
    alphabetical = by_name(conference, language)
    certificates = sorted(rows, key=lambda row: alphabetical(row.registration.person))
    if options.get("registration") and not certificates:
        raise Refused(_("There is no certificate yet."))
    venue_and_city = (conference.venue, conference.city)
    place = ", ".join(text for part in venue_and_city if (text := in_document(part, conference, language)))
    dates = dates_in_text(conference.starts_on, conference.ends_on, language)
    signatories = Signatory.objects.filter(conference=conference, signs_certificates=True)
    return Certificates(
        meta=document_meta(conference, language=language, title=_("Certificate of participation")),
        sheet=CARD_SHEETS["a4-landscape"],
        cards=tuple(_card(row, conference, language) for row in certificates),
        words=_words(),
        conference=in_document(conference.title, conference, language),
        place_and_dates=" · ".join(part for part in (dates, place) if part),
        signatures=tuple(_signature(row, conference, language) for row in signatories[:MAX_SIGNATORIES]),
        logo=logo_picture(conference.logo, str(conference.title)),
        accent=text_colour_of(conference.colour),
    )


def _card(row: Certificate, conference: Conference, language: str) -> CertificateCard:
    code = shown_code(row.code)
    return CertificateCard(
        name=badge_name(row.registration.person, conference, language),
        took_part=_took_part(row.registration.person),
        entity=entity_of(row.registration, conference, language),
        number=row.number,
        code=code,
        qr=QrCode(f"{_verify_url()}?code={code}", _("QR code of the page that verifies this certificate")),
        issued=date_in_text(conference.local(row.issued_at).date(), language),
        attended=_attended(row.record, language),
        sessions=_sessions(row.record, conference, language),
    )


def _took_part(person: Person) -> str:
    if person.sex == Sex.MALE:
        return pgettext("of a man", "took part in the conference")
    if person.sex == Sex.FEMALE:
        return pgettext("of a woman", "took part in the conference")
    return _("took part in the conference")


def _attended(record: Mapping[str, Any], language: str) -> str:
    """Return a sentence on what was attended; '' for certificates issued before this was recorded."""
    if record.get("basis") == HOURS and record["minutes"]:
        return _("Total duration of the sessions attended: %(duration)s") % {
            "duration": _duration(record["minutes"])
        }
    days = [dt.date.fromisoformat(day) for day in record.get("days", ())]
    periods = [dates_in_text(first, last, language) for first, last in _periods(days)]
    sentence = ngettext("Attended on %(days)s", "Attended on %(days)s", len(days))
    if not days:
        return ""
    if len(periods) == 1:
        sentence = from_to(sentence, periods[0], "%(days)s")
    return sentence % {"days": "; ".join(periods)}


def _duration(minutes: int) -> str:
    """Return a duration within a sentence: "3 hours", or "3 h 30 min"."""
    if minutes % 60:
        return hours_and_minutes(minutes)
    hours = minutes // 60
    return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}


def _periods(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Return the first and the last of the days that follow one another within a month."""
    periods: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if periods and (day - periods[-1][1]).days == 1 and day.month == periods[-1][1].month:
            periods[-1] = (periods[-1][0], day)
        else:
            periods.append((day, day))
    return periods


def _sessions(record: Mapping[str, Any], conference: Conference, language: str) -> tuple[str, ...]:
    titles = (
        in_document(TranslatedText(row["title"]), conference, language) for row in record.get("sessions", ())
    )
    return tuple(dict.fromkeys(title for title in titles if title))


def _words() -> CertificateWords:
    return CertificateWords(
        title=_("Certificate of participation"),
        certifies=_("This is to certify that"),
        verified=_("Can be verified by code and surname at %(address)s") % {"address": _verify_url()},
        number=_("Number"),
        code=_("Code"),
    )


def _verify_url() -> str:
    return f"{settings.BASE_URL}{reverse('registrations_verify:verify')}"


def _signature(signatory: Signatory, conference: Conference, language: str) -> SignatureBlock:
    name = in_document(signatory.name, conference, language)
    return SignatureBlock(
        name=name,
        job_title=in_document(signatory.job_title, conference, language),
        picture=logo_picture(signatory.signature, _("Signature of %(name)s") % {"name": name}),
    )
