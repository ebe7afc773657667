"""The mail that one participant writes to another."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

FROM_PARTICIPANT = "registrations.from_participant"

KINDS = (
    MailKind(
        key=FROM_PARTICIPANT,
        label=_("From a participant"),
        audience=_("a participant to whom another one writes"),
        subject=_("{writer} writes to you: {subject}"),
        body=_(
            "{greeting},\n\n"
            "{writer}, who takes part in {conference} like you, has written to you on the page of participants:\n\n"
            "{message}\n\n"
            "Your address was not shown to them. If you answer this mail, your answer goes to them directly, with "
            "your address.\n\n"
            "If you do not want such mails, say so on your page of the conference under “My data”. If a mail offends "
            "you, write to {contact_email}."
        ),
        placeholders=(
            Placeholder("writer", _("name of the participant who writes"), _("Ms. Nargiza Sample")),
            Placeholder("subject", _("subject of the participant"), _("Our talk on water")),
            Placeholder("message", _("words of the participant"), _("Could we meet after the plenary?")),
        ),
        position=94,
    ),
)
