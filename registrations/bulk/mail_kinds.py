"""The mail in the secretariat's own words."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

WRITTEN = "registrations.written"

KINDS = (
    MailKind(
        key=WRITTEN,
        label=_("A mail in the secretariat's own words"),
        audience=_("those chosen in the review list"),
        subject=_("{subject}"),
        body=_("{greeting},\n\n{text}\n\nYour page: [{link}]({link})"),
        placeholders=(
            Placeholder("subject", _("what it is about"), _("The bus leaves at 8:30")),
            Placeholder("text", _("what was written"), _("Please meet at the hotel's entrance.")),
            Placeholder("link", _("the person's own page"), "https://example.org/…/me/link/…"),
        ),
        position=97,
    ),
)
