"""Signing in by a code in a mail: six digits, for a quarter of an hour, five tries, once."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from confman.accounts.domain.tries import count_try, keyed, may_try
from confman.conferences.models import Conference
from confman.mail.domain import send_to_address
from confman.mail.registry import MailKind, Placeholder
from confman.people.domain.hats import Held, hats_of_mailbox
from confman.web.errors import Refused
from registrations.models import MailedCode

LASTS = dt.timedelta(minutes=15)

KIND = MailKind(
    key="registrations.code",
    label=gettext_lazy("A code to sign in"),
    audience=gettext_lazy("whoever asks for it on the way to their page"),
    subject=gettext_lazy("{code} is your code: {conference}"),
    body=gettext_lazy(
        "Hello,\n\n"
        "your code to open your pages of {conference} is\n\n"
        "**{code}**\n\n"
        "It is good for {minutes} minutes and once. If you did not ask for it, please do nothing: nobody has signed in."
    ),
    placeholders=(
        Placeholder("code", gettext_lazy("the six digits"), "123 456", secret=True),
        Placeholder("minutes", gettext_lazy("for how many minutes it is good"), "15"),
    ),
    position=92,
    urgent=True,
)


def send_code(conference: Conference, email: str, *, address: str, by: Any) -> UUID:
    """Mail a code to a mailbox of somebody who is anything here. Returns the id under which it is typed in.

    Says and does the same whether the mailbox is known or not; only to a known one the mail leaves. Raises TooManyTries
    where too many were asked for from one network address, or for one mailbox.
    """
    mailbox = email.strip().lower()
    count_try("code asked for", address=address)
    count_try("mail from strangers", mailbox=mailbox)
    digits = f"{secrets.randbelow(1_000_000):06}"
    with transaction.atomic():
        MailedCode.objects.filter(expires_at__lt=timezone.now() - dt.timedelta(days=1)).delete()
        code = MailedCode(
            conference=conference,
            mailbox=keyed(conference.pk, mailbox),
            expires_at=timezone.now() + LASTS,
        )
        code.code = keyed(code.pk, digits)
        code.save(force_insert=True)
        known = bool(hats_of_mailbox(conference, mailbox))
        with transaction.atomic():
            send_to_address(
                KIND,
                address=mailbox,
                conference=conference,
                context={"code": f"{digits[:3]} {digits[3:]}", "minutes": int(LASTS.total_seconds() // 60)},
                language=get_language() or "",
                by=by,
            )
            # A letter to an unknown mailbox is written as well, and taken back: neither answer nor time tells.
            transaction.set_rollback(not known)
    return code.pk


def open_by_code(conference: Conference, code_id: UUID, email: str, digits: str) -> list[Held]:
    """What the code opens: all that this mailbox is here. Raises Refused where it is wrong, used, too old or tried too
    often.

    Each try is counted before it is looked at; that it is used is one conditional UPDATE.
    """
    mailbox = email.strip().lower()
    typed = "".join(character for character in digits if character.isdigit())
    rows = MailedCode.objects.filter(
        pk=code_id,
        conference=conference,
        mailbox=keyed(conference.pk, mailbox),
        expires_at__gt=timezone.now(),
        used_at=None,
    )
    if not may_try("code typed", code=code_id) or not rows.exists():
        raise Refused(_("This code is no longer good. Please have a new one sent."))
    expected = rows.values_list("code", flat=True).first() or ""
    if not constant_time_compare(keyed(code_id, typed), expected):
        raise Refused(_("This is not the code in the mail. Please look again, or have a new one sent."))
    if not rows.update(used_at=timezone.now()):
        raise Refused(_("This code is no longer good. Please have a new one sent."))
    return hats_of_mailbox(conference, mailbox)
