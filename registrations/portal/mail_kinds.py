"""The mail with a code to sign in."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

SIGN_IN_CODE = "registrations.code"

KINDS = (
    MailKind(
        key=SIGN_IN_CODE,
        label=_("A code to sign in"),
        audience=_("whoever asks for it on the way to their page"),
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
