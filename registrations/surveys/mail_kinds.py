"""Mails about a survey: the invitation, and the reminder to those who have not answered."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

INVITATION = "registrations.survey_invitation"
REMINDER = "registrations.survey_reminder"

_PLACEHOLDERS = (
    Placeholder("survey", _("title of the survey"), _("Evaluation of the conference")),
    Placeholder("link", _("the survey, for this person"), "https://example.org/…/me/link/…"),
    Placeholder("privacy", _("what is known of who answers"), _("It is anonymous.")),
)

KINDS = (
    MailKind(
        key=INVITATION,
        label=_("Invitation to a survey"),
        audience=_("those whom the survey is for"),
        subject=_("{survey}: {conference}"),
        body=_(
            "{greeting},\n\n"
            "we should be grateful for a few minutes of your time: please answer “{survey}”.\n\n"
            "[Answer now]({link})\n\n"
            "{privacy}"
        ),
        placeholders=_PLACEHOLDERS,
        position=135,
    ),
    MailKind(
        key=REMINDER,
        label=_("Reminder of a survey"),
        audience=_("those who have not answered it"),
        subject=_("A reminder: {survey}"),
        body=_(
            "{greeting},\n\n"
            "you have not answered “{survey}” yet. There is still time, and every answer counts.\n\n"
            "[Answer now]({link})\n\n"
            "{privacy}"
        ),
        placeholders=_PLACEHOLDERS,
        position=136,
    ),
)
