"""The demo's ledger of invitees: one of every kind of reply, with their letters in the register."""

import datetime as dt
from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from registrations.core.models.invitation import LetterChannel
from registrations.core.models.registration import VisaCase, VisaStatus
from registrations.correspondence.domain.correspondence import add_signatory, register_letter, strike_out
from registrations.correspondence.models import CorrespondenceDirection, Invitee, Reply, Signatory
from registrations.delegations.domain.members import Nominee
from registrations.invitations.domain.invitees import add_invitee, enter_reply, remind_invitees, write_letters
from registrations.lifecycle.domain.settings import change_settings
from registrations.protocol.domain.arrangements import save_visa, write_visa_letters


class DemoLedger(DemoRow):
    prefix: str
    signatory: dict[str, Any]
    consulates: dict[str, str]
    invitees: list[dict[str, Any]]
    nominees: list[dict[str, Any]]


def load(conference: Conference, *, by: User) -> None:
    """Load the ledger. Does nothing if the conference has an invitee already."""
    if Invitee.objects.of(conference).exists():
        return
    with transaction.atomic():
        _load(conference, by)


def _load(conference: Conference, by: User) -> None:
    written_on = conference.starts_on - dt.timedelta(days=70)
    deadline = conference.starts_on - dt.timedelta(days=30)
    demo = read_rows(DemoLedger, __file__)
    change_settings(conference, by=by, letter_prefix=demo.prefix)
    signatory = add_signatory(conference, by=by, **demo.signatory)
    replies: dict[str, list[Invitee]] = {}
    for row in demo.invitees:
        reply = row.pop("reply", "")
        invitee = add_invitee(
            conference, by=by, places=3, deadline=deadline, signatory=signatory, **row
        )  # fmt: skip
        replies.setdefault(reply, []).append(invitee)
    addressees = [invitee for reply, rows in replies.items() if reply for invitee in rows]
    write_letters(conference, addressees, date=written_on, by=by)
    nominees = [
        Nominee(
            {"name": row["name"], "sex": row["sex"], "job_title": row["job_title"], "email": ""},
            row["function"],
        )
        for row in demo.nominees
    ]
    _enter_replies(replies, nominees, written_on + dt.timedelta(days=20), by)
    remind_invitees(conference, Invitee.objects.of(conference).filter(pk=replies[Reply.SILENT][0].pk), by=by)
    void = register_letter(
        conference, direction=CorrespondenceDirection.OUT, subject="SAMPLE", recipient="SAMPLE", date=written_on,
        signatory=signatory, by=by,
    )  # fmt: skip
    strike_out(void, by=by, reason="SAMPLE: written twice")
    _visa_letters(conference, signatory, demo.consulates, by=by)


def _visa_letters(
    conference: Conference, signatory: Signatory, consulates: dict[str, str], *, by: User
) -> None:
    """Write two letters in Russian and two in English to people who requested a visa; their passports are unknown."""
    cases = VisaCase.objects.filter(
        registration__conference=conference, state__in=(VisaStatus.NEEDED, VisaStatus.APPLIED)
    ).select_related("registration__person", "registration__conference")
    rows = [case.registration for case in cases.order_by("registration__created_at", "registration_id")[:4]]
    for language, registrations in (("ru", rows[:2]), ("en", rows[2:])):
        if registrations:
            # The consulate as the letter names it.
            for row in registrations:
                save_visa(row, by=by, consulate=consulates[language])
            write_visa_letters(registrations, language=language, signatory=signatory, by=by)


def _enter_replies(
    replies: dict[str, list[Invitee]], nominees: list[Nominee], date: dt.date, by: User
) -> None:
    enter_reply(
        replies[Reply.NOMINATES][0], reply=Reply.NOMINATES, date=date, their_number="01-12/34",
        channel=LetterChannel.POST,
        places=3, nominees=nominees, by=by,
    )  # fmt: skip
    for reply, number in ((Reply.REGRETS, "17"), (Reply.LATER, "03/5")):
        enter_reply(replies[reply][0], reply=reply, date=date, their_number=number, note="SAMPLE", by=by)
