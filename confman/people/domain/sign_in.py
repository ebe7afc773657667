"""Signing in by a code in a mail: nine digits, for twenty minutes, once."""

import string

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from confman.accounts.domain.mailed_codes import LASTS, MailedCode, code_of_mailbox
from confman.accounts.domain.rate_limits import count_try
from confman.accounts.models import User
from confman.conferences.domain.mail import send_mail
from confman.conferences.models import Conference
from confman.people.domain.open_pages import CODE, note_opening
from confman.people.domain.own_roles import OwnRole, roles_of_mailbox
from confman.web.errors import Refused

# Under this key conferences have texts of their own.
SIGN_IN_CODE = "registrations.code"


def send_code(conference: Conference, email: str, *, address: str, by: User) -> MailedCode:
    """Mail a code to a known mailbox, unless one sent there recently is still valid.

    Says and does the same whether the mailbox is known or not, and whether it has a code or not: a mail is
    written, and rolled back where none is to be sent. Raises TooManyTries if too many were requested from
    one network address.
    """
    mailbox = email.strip().lower()
    count_try("code asked for", address=address)
    has_role = bool(roles_of_mailbox(conference, mailbox))
    with transaction.atomic():
        code, is_new = code_of_mailbox(conference.slug, mailbox)
        digits = code.spelled(string.digits, 9)
        send_mail(
            SIGN_IN_CODE,
            address=mailbox,
            conference=conference,
            context={
                "code": f"{digits[:3]} {digits[3:6]} {digits[6:]}",
                "minutes": int(LASTS.total_seconds() // 60),
            },
            language=get_language() or "",
            by=by,
        )
        transaction.set_rollback(not (has_role and is_new))
    return code


def open_by_code(conference: Conference, code: MailedCode, digits: str, *, address: str) -> list[OwnRole]:
    """Return what the code opens: all the records of its mailbox. Raises Refused if it is wrong, used or too old.

    Each try is counted before it is checked. Raises TooManyTries if very many came from one network
    address, or for one code.
    """
    if code.purpose != conference.slug or not code.is_good:
        raise Refused(_("This code is no longer good. Please have a new one sent."))
    code.count_typed(address)
    typed = "".join(character for character in digits if character.isdigit())
    roles = roles_of_mailbox(conference, code.mailbox)
    right = constant_time_compare(typed, code.spelled(string.digits, 9))
    note_opening((row for _kind, row in roles), CODE, failed=not right)
    if not right:
        raise Refused(_("This is not the code in the mail. Please look again: it has nine digits."))
    if not code.use():
        raise Refused(_("This code is no longer good. Please have a new one sent."))
    return roles
