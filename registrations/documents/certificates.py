"""The certificate of participation: A4 across, in the participant's language, signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain import document_date, document_dates, document_meta
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.rendering.fitting import FittedText, fit
from confman.web.colours import ink_of
from confman.web.errors import Refused
from registrations.documents.names import badge_name, entity_of, in_document
from registrations.domain.tickets import shown_code
from registrations.models import Certificate, Signatory


@dataclass(frozen=True)
class CertificateCard:
    name: FittedText
    entity: str
    number: str
    code: str
    issued: str


@dataclass(frozen=True)
class Certificates:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[CertificateCard, ...]
    conference: str
    dates: str
    place: str
    signatory: str
    signatory_function: str
    signature: Picture | None
    verify_url: str
    accent: str


def build_certificates(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Certificates:
    """All that are issued and not revoked, or one (`options`: registration). Raises Refused where there is none."""
    rows = Certificate.objects.filter(registration__conference=conference, revoked_at=None)
    if options.get("category"):
        rows = rows.filter(registration__category=options["category"])
    if options.get("registration"):
        rows = rows.filter(registration=options["registration"])
    found = list(
        rows.select_related(
            "registration__person", "registration__delegation", "registration__conference"
        ).order_by("registration__person__sort_key", "pk")
    )
    if options.get("registration") and not found:
        raise Refused(_("There is no certificate yet."))
    signatory = Signatory.objects.filter(conference=conference).first()
    place = (conference.venue, conference.city)
    return Certificates(
        meta=document_meta(conference, language=language, title=_("Certificate of participation")),
        sheet=CARD_SHEETS["a4-landscape"],
        cards=tuple(
            CertificateCard(
                name=fit(
                    badge_name(row.registration.person, conference, language),
                    width_mm=230,
                    height_mm=26,
                    largest=34,
                    smallest=18,
                ),
                entity=entity_of(row.registration, conference, language),
                number=row.number,
                code=shown_code(row.code),
                issued=document_date(conference.local(row.issued_at).date(), language),
            )
            for row in found
        ),
        conference=in_document(conference.title, conference, language),
        dates=document_dates(conference.starts_on, conference.ends_on, language),
        place=", ".join(text for part in place if (text := in_document(part, conference, language))),
        signatory=in_document(signatory.name, conference, language) if signatory else "",
        signatory_function=in_document(signatory.job_title, conference, language) if signatory else "",
        signature=_signature(signatory),
        verify_url=f"{settings.BASE_URL}{reverse('registrations_verify:verify')}",
        accent=ink_of(conference.colour),
    )


def _signature(signatory: Signatory | None) -> Picture | None:
    """The picture of the signature; without one, or where it is none, room is left to sign by hand."""
    if signatory is None or not signatory.signature:
        return None
    try:
        with signatory.signature.open("rb") as source:
            picture = Picture(source.read(), description=str(signatory.name), width_mm=45)
        return picture if picture.media_type else None
    except (OSError, ValueError):
        return None
