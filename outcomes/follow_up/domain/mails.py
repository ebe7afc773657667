"""What is written to addressees after the conference: their letter, their link, reminders, what became of reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from confman.documents.domain import build_document
from confman.mail.domain import send_to_address, send_to_person
from confman.mail.domain.queueing import Attachment
from confman.mail.domain.sending import Letter, write_to_address, write_to_person
from confman.mail.models import Message
from confman.mail.registry import BuiltAttachment, MailKind, Placeholder
from confman.web.errors import Refused
from outcomes.follow_up.domain.focal_points import letter_language
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal

LETTER_ATTACHMENT = "outcomes.transmittal_letter"
LETTER = "outcomes.transmittal_letter"
# Stands in a draft of a reminder for the personal link, which is put in when it is sent.
LINK = "{link}"

_ADDRESSEE = Placeholder("addressee", _("the addressee"), _("Ministry of Justice"))
_LINK = Placeholder(
    "link", _("personal link of the focal point"), "https://example.org/sample/me/follow-up/…"
)
_NUMBER = Placeholder("number", _("number of the letter"), "CONF/2017/L/12")
_DEADLINE = Placeholder("deadline", _("until when it is asked for"), "12 March 2018")
_ACTION = Placeholder("action", _("the follow-up action"), _("Draft joint work plan"))

KINDS = (
    MailKind(
        key="outcomes.transmittal",
        label=_("Letter of transmittal to an addressee"),
        audience=_("addressees of published recommendations"),
        subject=_("Recommendations addressed to you: {conference}"),
        body=_(
            "{greeting},\n\n"
            "please find attached the letter No. {number} with the recommendations of {conference} that are addressed "
            "to {addressee}.\n\n"
            "You may answer each of them here, save, and come back later; the link is for you alone: {link}\n\n"
            "For any question please write to {contact_email}."
        ),
        placeholders=(_ADDRESSEE, _NUMBER, _LINK),
        position=120,
    ),
    MailKind(
        key="outcomes.follow_up_link",
        label=_("Link to the pages of follow-up"),
        audience=_("focal points of addressees"),
        subject=_("Your link to the follow-up: {conference}"),
        body=_(
            "{greeting},\n\n"
            "here you answer the recommendations of {conference} that are addressed to {addressee}, and report on what "
            "is done: {link}\n\n"
            "The link is for you alone. It is valid for as long as you are the focal point."
        ),
        placeholders=(_ADDRESSEE, _LINK),
        position=121,
        urgent=True,
    ),
    MailKind(
        key="outcomes.reminder_response",
        label=_("Reminder: answer to the letter of transmittal"),
        audience=_("addressees that have not answered"),
        subject=_("An answer is awaited: {conference}"),
        body=_(
            "{greeting},\n\n"
            "by our letter No. {number} we sent {addressee} its recommendations of {conference}, and asked for an "
            "answer by {deadline}. We have not received one to all of them yet, and should be grateful for it: "
            "{link}\n\n"
            "If you have answered meanwhile, please regard this mail as done with."
        ),
        placeholders=(_ADDRESSEE, _NUMBER, _DEADLINE, _LINK),
        position=122,
    ),
    MailKind(
        key="outcomes.reminder_report",
        label=_("Reminder: progress report"),
        audience=_("addressees that lead actions and have not reported"),
        subject=_("A progress report is due on {deadline}: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the reports on the follow-up of the recommendations of {conference} are due on {deadline}. Those of "
            "{addressee} are not all here yet; you write them on your page: {link}"
        ),
        placeholders=(_ADDRESSEE, _DEADLINE, _LINK),
        position=123,
    ),
    MailKind(
        key="outcomes.reminder_action",
        label=_("Reminder: an action is due"),
        audience=_("addressees that lead actions"),
        subject=_("Due on {deadline}: {action}"),
        body=_(
            "{greeting},\n\n"
            "{addressee} leads an action by which recommendations of {conference} are carried out. It is due on "
            "{deadline} and not yet reported as done:\n\n"
            "{action}\n\n"
            "On your page you say how far it is: {link}"
        ),
        placeholders=(_ADDRESSEE, _DEADLINE, _ACTION, _LINK),
        position=124,
    ),
    MailKind(
        key="outcomes.report_returned",
        label=_("Progress report returned"),
        audience=_("focal points whose report is returned"),
        subject=_("Your report needs another look: {action}"),
        body=_(
            "{greeting},\n\n"
            "thank you for the report on “{action}”. We return it to you, because: {reason}\n\n"
            "What you wrote is kept. Please complete it and send it again: {link}"
        ),
        placeholders=(
            _ADDRESSEE, _ACTION, _LINK,
            Placeholder("reason", _("why it is returned"), _("the period is missing")),
        ),
        position=125,
    ),
    MailKind(
        key="outcomes.assessment_shown",
        label=_("Verified assessment, before it is published"),
        audience=_("focal points of the addressee that is assessed"),
        subject=_("Before it is published: assessment of “{action}”"),
        body=_(
            "{greeting},\n\n"
            "we assess the state of “{action}” as: {assessment}\n\n"
            "You see the reasons on your page, and may comment until {deadline}. Only then is it published: {link}"
        ),
        placeholders=(
            _ADDRESSEE, _ACTION, _DEADLINE, _LINK,
            Placeholder("assessment", _("the verified assessment"), _("partially implemented")),
        ),
        position=126,
    ),
)  # fmt: skip


def send_to_term(
    kind: str,
    term: FocalPointTerm,
    *,
    context: Mapping[str, object],
    by: Any,
    attachments: Iterable[Attachment] = (),
    idempotency_key: str | None = None,
) -> Message | None:
    """Queue a mail to who answers for an addressee, in their language; None without an address to write to."""
    addressee = term.addressee
    values = {"addressee": addressee.name, **context}
    options: dict[str, Any] = {
        "conference": addressee.conference, "context": values, "by": by, "attachments": attachments,
        "idempotency_key": idempotency_key,
    }  # fmt: skip
    if term.person and term.person.mailbox:
        return send_to_person(kind, person=term.person, **options)
    if not addressee.email:
        return None
    options["context"] = {**values, **_greeting(term)}
    return send_to_address(
        kind,
        address=addressee.email,
        language=letter_language(addressee),
        reply_to=addressee.conference.contact_email,
        own=True,
        **options,
    )


def write_to_term(kind: str, term: FocalPointTerm, *, context: Mapping[str, object]) -> Letter | None:
    """What `send_to_term` would send, to be looked at."""
    addressee = term.addressee
    values = {"addressee": addressee.name, **context}
    if term.person and term.person.mailbox:
        return write_to_person(kind, person=term.person, conference=addressee.conference, context=values)
    if not addressee.email:
        return None
    return write_to_address(
        kind,
        address=addressee.email,
        conference=addressee.conference,
        language=letter_language(addressee),
        context={**values, **_greeting(term)},
        own=True,
    )


def _greeting(term: FocalPointTerm) -> dict[str, str]:
    """The addressee's own salutation where it has one; it ends where the mail puts its comma."""
    language = letter_language(term.addressee)
    salutation = term.addressee.salutation.in_language(language, term.addressee.conference.languages)
    words = salutation.rstrip(" ,!")
    return {"greeting": words} if words else {}


def build_letter_attachment(conference: Any, arguments: dict[str, Any]) -> BuiltAttachment:
    """The letter as PDF, made by the worker when the mail goes out. Raises Refused where it was struck out."""
    row = (
        Transmittal.objects.of(conference)
        .in_force()
        .select_related("correspondence")
        .filter(pk=arguments["transmittal"])
        .first()
    )
    if row is None:
        raise Refused(str(_("The letter was struck out of the register.")))
    made = build_document(
        LETTER,
        conference,
        language=row.language,
        format="pdf",
        options={"letters": [str(row.correspondence_id)]},
    )
    return BuiltAttachment(made.filename, made.content_type, made.content)
