"""The mails of the floors below this one, which cannot use MailKind themselves."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

KINDS = (
    MailKind(
        key="conferences.invitation",
        label=_("Invitation to the team"),
        subject=_("You are invited to work on {conference}"),
        body=_(
            "{greeting},\n\n"
            "{inviter} has invited you to the team of {conference} ({dates}) as: {role}.\n\n"
            "[Open the secretariat’s pages]({link})\n\n"
            "Sign in with the address {account}: you will be sent a code, "
            "and may set a password afterwards."
        ),
        placeholders=(
            Placeholder("inviter", _("who invites"), _("Anna Sample")),
            Placeholder("role", _("the role"), _("programme (agenda)")),
            Placeholder("link", _("address of the secretariat’s pages"), "https://example.org/sample/"),
            Placeholder("account", _("address to sign in with"), "colleague@example.org"),
        ),
        audience=_("a new member of the team"),
        position=10,
    ),
    MailKind(
        key="conferences.contact_answer",
        label=_("Answer to a message to the secretariat"),
        subject=_("Re: {subject}"),
        body=_(
            "{greeting},\n\n{answer}\n\nThe secretariat of {conference}\n\nYou had written:\n\n{question}"
        ),
        placeholders=(
            Placeholder("subject", _("subject of the message"), _("Accommodation")),
            Placeholder("answer", _("the answer"), _("Rooms are held at the hotel until 1 March.")),
            Placeholder("question", _("what was asked"), _("Where can I stay?")),
        ),
        audience=_("the person who wrote to the secretariat"),
        position=20,
    ),
    MailKind(
        key="people.coming_erasure",
        label=_("Personal data are about to be erased"),
        subject=_("Personal data will be erased on {day}: {conference}"),
        body=_(
            "{greeting},\n\n"
            "on {day} {data} of {conference} will be erased for ever: of everyone who did not choose to be public. "
            "The months for which they are kept are over then. Totals, and what was published, stay.\n\n"
            "Before that day:\n\n"
            "- [export the lists and reports]({link}) that you still need and that name people;\n"
            "- if the data must be kept longer, [set more months]({settings_link}), and tell the participants.\n\n"
            "If this is as it should be, there is nothing for you to do."
        ),
        placeholders=(
            Placeholder("day", _("the day on which they are erased"), _("14 March 2029")),
            Placeholder("data", _("how much is erased"), _("the personal data of 120 people")),
            Placeholder("link", _("address of the secretariat’s pages"), "https://example.org/sample/"),
            Placeholder("settings_link", _("address of the settings"), "https://example.org/sample/"),
        ),
        audience=_("the owners of the conference"),
        position=30,
    ),
    MailKind(
        key="registrations.code",
        label=_("A code to sign in"),
        audience=_("the person who asks for it to open their page"),
        subject=_("{code} is your code: {conference}"),
        body=_(
            "Hello,\n\n"
            "your code to open your pages of {conference} is\n\n"
            "**{code}**\n\n"
            "It is good for {minutes} minutes and once. If you did not ask for it, please do nothing: nobody has "
            "signed in."
        ),
        placeholders=(
            Placeholder("code", _("the nine digits"), "123 456 789", secret=True),
            Placeholder("minutes", _("for how many minutes it is good"), "20"),
        ),
        position=92,
        urgent=True,
    ),
)
