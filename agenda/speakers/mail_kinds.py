"""The mails about a speaker's page, in words."""

from django.utils.translation import gettext_lazy

from confman.mail.registry import MailKind, Placeholder

SPEAKER_LINK = "agenda.speaker_link"
DECLINED = "agenda.role_declined"


KINDS = (
    MailKind(
        key=SPEAKER_LINK,
        label=gettext_lazy("Speaker’s page"),
        audience=gettext_lazy("speakers, chairs and all others with a role"),
        subject=gettext_lazy("Your part in {conference}: please confirm"),
        body=gettext_lazy(
            "{greeting},\n\n"
            "you are expected in {conference}, {dates}, {place}. On your page you confirm or decline, tell us what you "
            "need, and hand in your biography and your presentation; no password is asked for.\n\n"
            "[Open my page]({link})\n\n"
            "The link is yours alone: please do not pass it on. If something is not right, write to {contact_email}."
        ),
        placeholders=(
            Placeholder(
                "link", gettext_lazy("address of the speaker’s page"), "https://example.org/sample/me/"
            ),
        ),
        position=32,
    ),
    MailKind(
        key=DECLINED,
        label=gettext_lazy("A speaker withdrew"),
        audience=gettext_lazy("the secretariat"),
        subject=gettext_lazy("{person} withdrew: {session}"),
        body=gettext_lazy(
            "{person} had confirmed a role ({role}) in “{session}” and has now declined.\n\n{reason}\n\n"
            "[Open the session]({link})"
        ),
        placeholders=(
            Placeholder("person", gettext_lazy("the speaker"), gettext_lazy("Anna Sample")),
            Placeholder("role", gettext_lazy("the role"), gettext_lazy("speaker")),
            Placeholder("session", gettext_lazy("title of the session"), gettext_lazy("Opening")),
            Placeholder("reason", gettext_lazy("the reason given"), gettext_lazy("I am ill.")),
            Placeholder("link", gettext_lazy("address of the session"), "https://example.org/sample/"),
        ),
        position=33,
    ),
)
