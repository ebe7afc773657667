"""The mails to invitees: the letter of invitation as a PDF, and the reminder."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

LETTER = "registrations.invitation_letter"
REMINDER = "registrations.invitation_reminder"
LETTER_ATTACHMENT = "registrations.invitation_letter"

_INSTITUTION = Placeholder("institution", _("the institution invited"), _("Ministry of Justice"))
_NUMBER = Placeholder("number", _("number of the letter"), "LTR/2017/12")
_DEADLINE = Placeholder("deadline", _("until when a reply is asked for"), _("12 March 2027"))
_NOTE = Placeholder("note", _("what is added to this reminder"), _("The provisional agenda is on our site."))

KINDS = (
    MailKind(
        key=LETTER,
        label=_("Letter of invitation to an institution"),
        audience=_("invitees whose letter goes by e-mail"),
        subject=_("Letter of invitation: {conference}"),
        body=_(
            "{greeting},\n\n"
            "please find attached the letter No. {number} by which {institution} is invited to {conference}, {dates}, "
            "{place}.\n\n"
            "Please reply to this mail, or to {contact_email}."
        ),
        placeholders=(_INSTITUTION, _NUMBER),
        position=82,
    ),
    MailKind(
        key=REMINDER,
        label=_("Reminder to an institution that has not replied"),
        audience=_("invitees whose deadline is over"),
        subject=_("A reply is awaited: {conference}"),
        body=_(
            "{greeting},\n\n"
            "on {sent} we had the honour to invite {institution} to {conference}, {dates}, {place}, and asked for a "
            "reply by {deadline}. We have not received the names of your participants yet and should be grateful to "
            "hear from you.\n\n"
            "{note}\n\n"
            "Please reply to this mail, or to {contact_email}."
        ),
        placeholders=(_INSTITUTION, _DEADLINE, Placeholder("sent", _("day of the letter"), _("1 March 2027")), _NOTE),
        position=83,
    ),
)  # fmt: skip
