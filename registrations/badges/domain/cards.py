"""The card of one participant, made at once: ticket, name plate or confirmation. A badge has its print log."""

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.documents.domain.builder import RenderedDocument, build_document
from confman.web.errors import Refused
from registrations.core.models.registration import Registration

CARD_KINDS = ("ticket", "name_plates", "confirmation")


def make_card(registration: Registration, kind: str, *, by: User) -> RenderedDocument:
    """Return a card of `CARD_KINDS` as PDF, in the person's language. Raises Refused for who is not approved."""
    if not registration.is_approved:
        raise Refused(_("There is no card: the registration is not approved."))
    made = build_document(
        f"registrations.{kind}",
        registration.conference,
        language=registration.person.preferred_language(),
        format="pdf",
        options={"registration": str(registration.pk)},
    )
    with transaction.atomic():
        record_audit("registrations.card_made", by=by, target=registration, details={"kind": kind})
    return made
