"""One badge at a time: opened from a list, printed once more, or reprinted in place of a lost one; and other cards."""

from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.documents.domain.builder import RenderedDocument, build_data, build_document
from confman.documents.registry import document_kinds
from confman.web.errors import Refused
from registrations.badges.documents.preview import DesignPreview, faces_of
from registrations.badges.documents.print_runs import BadgeRun, render_run
from registrations.badges.domain.print_log import opened_just_now, record_prints, reprint_badge
from registrations.badges.models import BadgePrint
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.registration import Registration

KIND = "registrations.badges"


def _run(registration: Registration, language: str, code: str = "") -> BadgeRun:
    key = str(registration.pk)
    options: dict[str, Any] = {"registration": key}
    if code:
        options["new_codes"] = {key: code}
    kind = document_kinds.get(KIND)
    return cast("BadgeRun", build_data(kind, registration.conference, language=language, options=options))


def printed_badge(registration: Registration, *, by: User, language: str) -> bytes:
    """Return the badge as PDF with its present code; log it unless `by` opened it just now. Raises Refused."""
    run = _run(registration, language)
    content = render_run(run)
    if not opened_just_now(registration, run.prints[0], by=by):
        record_prints(registration.conference, run.prints, by=by, language=language)
    return content


def reprinted_badge(
    registration: Registration,
    *,
    by: User,
    reason: str,
    note: str = "",
    seen: int | None = None,
    language: str,
) -> tuple[BadgePrint, bytes]:
    """Return the log line and the PDF of the badge with a new code. Raises Refused as `reprint_badge` does.

    It is drawn first, so that no badge is replaced by one that cannot be printed.
    """
    run = _run(registration, language, new_ticket_token())
    content = render_run(run)
    line = reprint_badge(
        registration, by=by, reason=reason, note=note, seen=seen, card=run.prints[0], language=language
    )
    return line, content


def draw_badge(registration: Registration, *, language: str) -> DesignPreview:
    """Return its picture, for the page on which it is reprinted; the code is left out."""
    if language not in registration.conference.languages:
        language = registration.conference.default_language
    try:
        return faces_of(_run(registration, language, "0" * 12).parts[0])
    except Refused as error:
        return DesignPreview(faults=(error.message,))


CARD_KINDS = ("ticket", "name_plates", "confirmation")


def make_card(registration: Registration, kind: str, *, by: User) -> RenderedDocument:
    """Return a card of `CARD_KINDS` as PDF, in the person's language. Raises Refused for a person not approved."""
    if not registration.is_approved:
        raise Refused(_("There is no card: the registration is not approved."))
    card = build_document(
        f"registrations.{kind}",
        registration.conference,
        language=registration.person.preferred_language(),
        format="pdf",
        options={"registration": str(registration.pk)},
    )
    with transaction.atomic():
        record_audit("registrations.card_made", by=by, target=registration, details={"kind": kind})
    return card
