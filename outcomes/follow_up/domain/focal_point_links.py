"""Mail the personal link to the focal point of an addressee."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.domain.links import count_link_sent, may_mail_a_link
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import current_term, mailbox_of, require_follow_up, term_link
from outcomes.follow_up.domain.mails import send_to_term
from outcomes.follow_up.mail_kinds import FOLLOW_UP_LINK
from outcomes.follow_up.models.transmittal import FocalPointTerm
from outcomes.recommendations.models.addressee import Addressee


def send_focal_point_link(addressee: Addressee, *, by: User) -> None:
    """Mail the link of the current term, which begins now if there is none.

    Raises Refused without an address, TooManyTries if too many were sent to it, or by this account.
    """
    require_follow_up(addressee.conference, by)
    count_link_sent(mailbox_of(addressee), by=by)
    # Two clicks within a minute send one mail.
    minute = timezone.now().strftime("%Y%m%d%H%M")
    with transaction.atomic():
        term = current_term(addressee, by=by)
        sent = send_to_term(
            FOLLOW_UP_LINK, term, context={"link": term_link(term)}, by=by,
            idempotency_key=f"follow-up-link:{term.pk}:{minute}",
        )  # fmt: skip
        if sent is None:
            raise Refused(
                _("%(name)s has no e-mail. Give it one, or a focal point who has.") % {"name": addressee}
            )
        record_audit("outcomes.focal_point_link_sent", by=by, target=addressee, label=str(addressee))


def term_link_renewed(term: FocalPointTerm, *, by: User, asked: bool) -> bool:
    """Mail the new link, also to those who had theirs from a letter on paper; tell whether it was mailed."""
    mailbox = (term.person.mailbox if term.person else "") or term.addressee.email
    if not may_mail_a_link(mailbox):
        return False
    send_to_term(FOLLOW_UP_LINK, term, context={"link": term_link(term)}, by=by)
    return True
