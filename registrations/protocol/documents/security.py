"""The host's security list: those who come in person, with what the host's services need and nothing else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.domain.texts import at_beginning, in_document
from registrations.core.domain.names import name_on_record
from registrations.core.models.registration import Mode, Registration, Vetting
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta
from registrations.protocol.documents.passports import Passport, passports_of


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
