"""Mails about seats in working groups and sessions."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

_PLACE = Placeholder("what", _("working group or session"), _("WG1 Partnership"))
_WHEN = Placeholder("when", _("when it is"), "31.03.2027 10:00")
_LINK = Placeholder("link", _("the person's own page"), "https://example.org/…/me/link/…")
_UNTIL = Placeholder("until", _("until when the place is held"), "12.03.2027 18:00")

KINDS = (
    MailKind(
        key="registrations.seat_given",
        label=_("A seat in a working group or session"),
        audience=_("who moves up from the waiting list, or was put in by the secretariat"),
        subject=_("Your seat: {what}"),
        body=_(
            "{greeting},\n\n"
            "you have a seat in “{what}” of {conference}. {when}\n\n"
            "If you do not want it, please give it up on your page, so that someone else can come.\n\n"
            "[Open my page]({link})"
        ),
        placeholders=(_PLACE, _WHEN, _LINK),
        position=110,
    ),
    MailKind(
        key="registrations.seat_waiting",
        label=_("On the waiting list of a working group or session"),
        audience=_("who was put in by the secretariat where all places were taken"),
        subject=_("Waiting list: {what}"),
        body=_(
            "{greeting},\n\n"
            "you are on the waiting list of “{what}” of {conference}. {when}\n\n"
            "You will be told as soon as a place is free for you.\n\n"
            "[Open my page]({link})"
        ),
        placeholders=(_PLACE, _WHEN, _LINK),
        position=115,
    ),
    MailKind(
        key="registrations.seat_offered",
        label=_("A seat is offered"),
        audience=_("the first in line, who has another seat at the same time"),
        subject=_("A place is free for you: {what}"),
        body=_(
            "{greeting},\n\n"
            "a place in “{what}” of {conference} has become free. {when} You have another seat at the same time, so we "
            "ask: the place is held for you until {until}. Please accept it or leave the line on your page.\n\n"
            "[Accept the place]({link})"
        ),
        placeholders=(_PLACE, _WHEN, _LINK, _UNTIL),
        position=120,
    ),
    MailKind(
        key="registrations.seat_withdrawn",
        label=_("A seat taken back"),
        audience=_("whom the secretariat takes out of a working group or session"),
        subject=_("You are no longer signed up: {what}"),
        body=_(
            "{greeting},\n\n"
            "the secretariat has taken you out of “{what}” of {conference}. {when} Your registration for the "
            "conference stays as it is.\n\n"
            "If this is a mistake, please write to {contact_email}."
        ),
        placeholders=(_PLACE, _WHEN),
        position=125,
    ),
)
