"""Mails to participants and focal points."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

TICKET_ATTACHMENT = "registrations.ticket"

_LINK = Placeholder("link", _("the person's own page"), "https://example.org/…/me/link/…")
_CATEGORY = Placeholder("category", _("category"), _("Participant"))
_REASON = Placeholder("reason", _("reason given"), _("The number of places is limited."))
_UNTIL = Placeholder("until", _("until when the place is held"), "12.03.2027 18:00")
_DELEGATION = Placeholder("delegation", _("delegation"), _("Ministry of Justice"))

_PAGE = _("Your page, where you find your registration and can change or cancel it: [{link}]({link})")


def _with_page(text: Any) -> Any:
    return format_lazy("{}\n\n{}", text, _PAGE)


@dataclass(frozen=True)
class RegistrationMail(MailKind):
    """A mail about one registration (`send_registration_mail`).

    `is_invitation`: its link is that of the invitation, while that is open. `is_nameless`: the name may have been typed
    by someone else, so the mail does not say it; `is_nomination`: that was a focal point.
    """

    attaches_ticket: bool = False
    is_invitation: bool = False
    is_nameless: bool = False
    is_nomination: bool = False


KINDS = (
    RegistrationMail(
        key="registrations.confirm",
        label=_("Confirm the e-mail address"),
        audience=_("the person who has filled in the form"),
        subject=_("Please confirm your registration: {conference}"),
        body=_(
            "{greeting},\n\n"
            "we have received your registration for {conference}, {dates}, {place}. "
            "One step is left: please confirm that this e-mail address is yours.\n\n"
            "[Confirm my registration]({link})\n\n"
            "Until then no place is held for you. If you did not register, please do nothing."
        ),
        placeholders=(_LINK, _CATEGORY),
        position=10,
        urgent=True,
        is_nameless=True,
    ),
    RegistrationMail(
        key="registrations.received",
        label=_("Registration received"),
        audience=_("participants whose registration is to be decided"),
        subject=_("Your registration has been received: {conference}"),
        body=_with_page(
            _(
                "{greeting},\n\n"
                "thank you: your registration as {category} is complete and with the secretariat. You will be told "
                "as soon as it is decided."
            )
        ),
        placeholders=(_LINK, _CATEGORY),
        position=20,
    ),
    RegistrationMail(
        key="registrations.approved",
        label=_("Registration approved, with the ticket"),
        audience=_("approved participants"),
        subject=_("Your registration is approved: {conference}"),
        body=_with_page(
            _(
                "{greeting},\n\n"
                "your registration as {category} for {conference}, {dates}, {place}, is approved. "
                "Your ticket is attached; please bring it with you, on paper or on the telephone.\n\n"
                "{reason}"
            )
        ),
        placeholders=(_LINK, _CATEGORY, _REASON),
        position=30,
        attaches_ticket=True,
    ),
    RegistrationMail(
        key="registrations.waiting",
        label=_("On the waiting list"),
        audience=_("participants for whom there is no place yet"),
        subject=_("You are on the waiting list: {conference}"),
        body=_with_page(
            _(
                "{greeting},\n\n"
                "at the moment there is no free place for you at {conference}. You are on the waiting list; as soon as "
                "a place is free it is offered to the first in line, and you will hear from us.\n\n"
                "{reason}"
            )
        ),
        placeholders=(_LINK, _CATEGORY, _REASON),
        position=40,
    ),
    RegistrationMail(
        key="registrations.offered",
        label=_("A place is offered"),
        audience=_("the first in line"),
        subject=_("A place is free for you: {conference}"),
        body=_(
            "{greeting},\n\n"
            "a place at {conference} has become free and is held for you until {until}. Please accept it on your "
            "page before then; otherwise it goes to the next in line.\n\n"
            "[Accept the place]({link})"
        ),
        placeholders=(_LINK, _CATEGORY, _UNTIL),
        position=50,
    ),
    RegistrationMail(
        key="registrations.declined",
        label=_("Registration declined"),
        audience=_("participants who cannot be admitted"),
        subject=_("Your registration: {conference}"),
        body=_(
            "{greeting},\n\n"
            "thank you for your interest in {conference}. We regret that we cannot accept your registration.\n\n"
            "{reason}\n\n"
            "If you have a question, please write to {contact_email}."
        ),
        placeholders=(_CATEGORY, _REASON),
        position=60,
    ),
    RegistrationMail(
        key="registrations.cancelled",
        label=_("Registration cancelled"),
        audience=_("participants whose registration was cancelled"),
        subject=_("Your registration is cancelled: {conference}"),
        body=_(
            "{greeting},\n\n"
            "your registration for {conference}, {dates}, is cancelled. Your ticket is no longer valid.\n\n"
            "{reason}\n\n"
            "If this is a mistake, please write to {contact_email}."
        ),
        placeholders=(_CATEGORY, _REASON),
        position=70,
    ),
    RegistrationMail(
        key="registrations.replaced",
        label=_("Replaced by someone else"),
        audience=_("members of a delegation whom their focal point replaced"),
        subject=_("Your registration: {conference}"),
        body=_(
            "{greeting},\n\n"
            "your delegation, {delegation}, has named someone else to take your place at {conference}. If you were "
            "sent a ticket, it is no longer valid.\n\n"
            "If this is a mistake, please speak to the focal point of your delegation."
        ),
        placeholders=(_DELEGATION,),
        position=75,
    ),
    RegistrationMail(
        key="registrations.nominated",
        label=_("Nominated by a delegation"),
        audience=_("persons whom a focal point has named"),
        subject=_("Nomination for {conference}"),
        body=_(
            "{greeting},\n\n"
            "{delegation} has nominated you for {conference}, {dates}, {place}. Please look at what was "
            "entered about you, complete it and confirm it.\n\n"
            "[Complete my registration]({link})"
        ),
        placeholders=(_LINK, _DELEGATION),
        position=80,
        is_nameless=True,
        is_nomination=True,
    ),
    RegistrationMail(
        key="registrations.invited",
        label=_("Invited to register"),
        audience=_("persons whom the secretariat invites"),
        subject=_("Invitation to register: {conference}"),
        body=_(
            "{greeting},\n\n"
            "you are invited to take part in {conference}, {dates}, {place}. Please complete your registration as "
            "{category}; what we know of you is filled in already.\n\n"
            "[Complete my registration]({link})\n\n"
            "The link is for you alone, opens once and until {until}."
        ),
        placeholders=(
            _LINK,
            _CATEGORY,
            Placeholder("until", _("until when the invitation is open"), "12.03.2027 23:59"),
        ),
        position=85,
        is_invitation=True,
    ),
    RegistrationMail(
        key="registrations.link",
        label=_("The personal link, sent again"),
        audience=_("the person who asks for it"),
        subject=_("Your page: {conference}"),
        body=_(
            "{greeting},\n\nhere is the link to your own page of {conference}.\n\n[Open my "
            "page]({link})\n\nAnyone with the link can see and change your registration: please do not pass it "
            "on."
        ),
        placeholders=(_LINK,),
        position=90,
        urgent=True,
    ),
    MailKind(
        key="registrations.focal_point",
        label=_("The focal point's page"),
        audience=_("focal points of delegations"),
        subject=_("Your delegation to {conference}: {delegation}"),
        body=_(
            "{greeting},\n\nyou are the focal point of {delegation} for {conference}, {dates}, {place}. On the "
            "page of your delegation you name its members, see what is missing, and replace or withdraw "
            "them.\n\n[Open the page of the delegation]({link})\n\nAnyone with the link can see and change your "
            "delegation: please do not pass it on."
        ),
        placeholders=(_LINK, _DELEGATION),
        position=95,
    ),
    MailKind(
        key="registrations.delegation_news",
        label=_("Decisions of a day on members of a delegation"),
        audience=_("focal points of delegations"),
        subject=_("Decisions on members of {delegation}: {conference}"),
        body=_(
            "{greeting},\n\nthese decisions on members of {delegation} were taken yesterday:\n\n"
            "{members}\n\n[Open the page of the delegation]({link})"
        ),
        placeholders=(
            _LINK,
            _DELEGATION,
            Placeholder("members", _("the members, each with the decision"), _("- Anna Sample: approved")),
        ),
        position=96,
    ),
)  # fmt: skip
