"""The mails to addressees after the conference: their letter, their link, reminders, the result of reports."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

TRANSMITTAL_MAIL = "outcomes.transmittal"
FOLLOW_UP_LINK = "outcomes.follow_up_link"
REPORT_RETURNED = "outcomes.report_returned"
ASSESSMENT_SHOWN = "outcomes.assessment_shown"

_ADDRESSEE = Placeholder("addressee", _("the addressee"), _("Ministry of Justice"))
_LINK = Placeholder(
    "link", _("personal link of the focal point"), "https://example.org/sample/me/follow-up/…"
)
_NUMBER = Placeholder("number", _("number of the letter"), "LTR/2017/12")
_DEADLINE = Placeholder("deadline", _("until when it is asked for"), _("12 March 2018"))
_ACTION = Placeholder("action", _("the follow-up action"), _("Draft joint work plan"))

KINDS = (
    MailKind(
        key=TRANSMITTAL_MAIL,
        label=_("Letter of transmittal to an addressee"),
        audience=_("addressees of published recommendations"),
        subject=_("Recommendations addressed to you: {conference}"),
        body=_(
            "{greeting},\n\n"
            "please find attached the letter No. {number} with the recommendations of {conference} that are addressed "
            "to {addressee}.\n\n"
            "You may answer each of them here, save, and come back later; the link is for you alone: {link}\n\n"
            "Questions may be addressed to {contact_email}."
        ),
        placeholders=(_ADDRESSEE, _NUMBER, _LINK),
        position=120,
    ),
    MailKind(
        key=FOLLOW_UP_LINK,
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
        key=REPORT_RETURNED,
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
        key=ASSESSMENT_SHOWN,
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
