"""The demo's ledger of invitees: one of every kind of reply, with their letters in the register.

No real body is given words that it never wrote: every institution here is made up and marked as a sample.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from confman.accounts.models import User
from confman.conferences.models import Conference
from registrations.core.models.arrangements import VisaCase, VisaState
from registrations.core.models.invitation import Channel
from registrations.core.models.registration import Function
from registrations.correspondence.domain.correspondence import register_letter, strike_out
from registrations.correspondence.domain.signatories import add_signatory
from registrations.correspondence.models import CorrespondenceDirection, Invitee, Reply, Signatory
from registrations.delegations.domain.members import Nominee
from registrations.invitations.domain.invitees import add_invitee, remind_invitees, write_letters
from registrations.invitations.domain.paper_replies import enter_reply
from registrations.lifecycle.domain.settings import change_settings
from registrations.protocol.domain.visa_letters import write_visa_letters

PREFIX = "CONF/2017/L/"
# Kind, country, name, addressee, e-mail, channel, language; what it replies ("" = it has no letter yet).
INVITEES: tuple[tuple[str, str, dict[str, str], dict[str, str], str, str, str, str], ...] = (
    (
        "institution", "UZ",
        {
            "uz": "Ijtimoiy tadqiqotlar akademiyasi (namuna)", "ru": "Академия социальных исследований (образец)",
            "en": "Academy of Social Research (sample)",
        },
        {"uz": "Rektorga", "ru": "Ректору", "en": "The Rector"},
        "academy@example.org", Channel.EMAIL, "uz", Reply.NOMINATES,
    ),
    (
        "state", "KG",
        {"uz": "Xorijiy vazirlik (namuna)", "ru": "Министерство иностранных дел (образец)",
         "en": "Ministry of Foreign Affairs (sample)"},
        {"ru": "Его Превосходительству господину Министру", "en": "His Excellency the Minister"},
        "", Channel.NOTE_VERBALE, "ru", Reply.LATER,
    ),
    (
        "ngo", "TJ",
        {"uz": "“Tayanch” markazi (namuna)", "ru": "Центр «Опора» (образец)", "en": "Centre “Support” (sample)"},
        {"ru": "Директору", "en": "The Director"},
        "support@example.org", Channel.EMAIL, "ru", Reply.REGRETS,
    ),
    (
        "un", "",
        {"uz": "Hududiy idora (namuna)", "ru": "Региональное представительство (образец)",
         "en": "Regional Office (sample)"},
        {"en": "The Regional Representative", "ru": "Региональному представителю"},
        "office@example.org", Channel.EMAIL, "en", Reply.SILENT,
    ),
    (
        "media", "UZ",
        {"uz": "“Kun xabarlari” nashri (namuna)", "ru": "Издание «Вести дня» (образец)",
         "en": "“News of the Day” (sample)"},
        {"uz": "Bosh muharrirga", "ru": "Главному редактору", "en": "The Editor-in-Chief"},
        "", Channel.POST, "uz", Reply.SILENT,
    ),
    (
        "ngo", "KZ",
        {"uz": "“Birlik” jamg‘armasi (namuna)", "ru": "Фонд «Единство» (образец)",
         "en": "“Unity” Foundation (sample)"},
        {}, "unity@example.org", Channel.EMAIL, "ru", "",
    ),
)  # fmt: skip
NOMINEES = (
    (
        {
            "uz": "Nasiba Qodirova (namuna)",
            "ru": "Насиба Кадырова (образец)",
            "en": "Nasiba Kadyrova (sample)",
        },
        {"uz": "Rektor o‘rinbosari (namuna)", "ru": "Проректор (образец)", "en": "Vice-Rector (sample)"},
        Function.HEAD,
    ),
    (
        {"uz": "Temur Hamidov (namuna)", "ru": "Темур Хамидов (образец)", "en": "Temur Khamidov (sample)"},
        {"uz": "Dotsent (namuna)", "ru": "Доцент (образец)", "en": "Associate Professor (sample)"},
        Function.ADVISER,
    ),
)


def load(conference: Conference, *, by: User) -> None:
    """Load the ledger. Does nothing where the conference has an invitee already."""
    if Invitee.objects.of(conference).exists():
        return
    with transaction.atomic():
        _load(conference, by)


def _load(conference: Conference, by: User) -> None:
    written_on = conference.starts_on - dt.timedelta(days=70)
    deadline = conference.starts_on - dt.timedelta(days=30)
    change_settings(conference, by=by, letter_prefix=PREFIX)
    signatory = add_signatory(
        conference,
        by=by,
        name={"uz": "N. Namuna", "ru": "Н. Образец", "en": "N. Sample"},
        job_title={
            "uz": "Tashkiliy qo‘mita raisi",
            "ru": "Председатель организационного комитета",
            "en": "Chair of the organizing committee",
        },
    )
    replies: dict[str, list[Invitee]] = {}
    for kind, country, name, addressee, email, channel, language, reply in INVITEES:
        invitee = add_invitee(
            conference, by=by, kind=kind, country=country, name=name, addressee=addressee, email=email,
            channel=channel, language=language, places=3, deadline=deadline, signatory=signatory,
        )  # fmt: skip
        replies.setdefault(reply, []).append(invitee)
    written = [invitee for reply, rows in replies.items() if reply for invitee in rows]
    write_letters(conference, written, date=written_on, by=by)
    _enter_replies(conference, replies, written_on + dt.timedelta(days=20), by)
    remind_invitees(conference, Invitee.objects.of(conference).filter(pk=replies[Reply.SILENT][0].pk), by=by)
    void = register_letter(
        conference, direction=CorrespondenceDirection.OUT, subject="SAMPLE", recipient="SAMPLE", date=written_on,
        signatory=signatory, by=by,
    )  # fmt: skip
    strike_out(void, by=by, reason="SAMPLE: written twice")
    _visa_letters(conference, signatory, by)


def _visa_letters(conference: Conference, signatory: Signatory, by: User) -> None:
    """Two in Russian and two in English, for people who have asked for a visa; their passports are not known."""
    cases = VisaCase.objects.filter(
        registration__conference=conference, state__in=(VisaState.NEEDED, VisaState.APPLIED)
    ).select_related("registration__person", "registration__conference")
    rows = [case.registration for case in cases.order_by("registration__created_at", "registration_id")[:4]]
    for language, chosen in (("ru", rows[:2]), ("en", rows[2:])):
        if chosen:
            write_visa_letters(chosen, language=language, signatory=signatory, by=by)


def _enter_replies(
    conference: Conference, replies: dict[str, list[Invitee]], date: dt.date, by: User
) -> None:
    nominees = [
        Nominee({"name": name, "job_title": job_title, "email": ""}, function)
        for name, job_title, function in NOMINEES
    ]
    enter_reply(
        replies[Reply.NOMINATES][0], reply=Reply.NOMINATES, date=date, their_number="01-12/34", channel=Channel.POST,
        places=3, nominees=nominees, by=by,
    )  # fmt: skip
    for reply, number in ((Reply.REGRETS, "17"), (Reply.LATER, "03/5")):
        enter_reply(replies[reply][0], reply=reply, date=date, their_number=number, note="SAMPLE", by=by)
