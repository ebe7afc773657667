"""The mail that delivers a certificate."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

CERTIFICATE = "registrations.certificate"
CERTIFICATE_ATTACHMENT = "registrations.certificate"

KINDS = (
    MailKind(
        key=CERTIFICATE,
        label=_("The certificate is ready"),
        audience=_("participants who attended"),
        subject=_("Your certificate: {conference}"),
        body=_(
            "{greeting},\n\n"
            "thank you for taking part in {conference}. Your certificate is attached; you also find it among the "
            "documents on your page.\n\n"
            "[Open my page]({link})"
        ),
        placeholders=(Placeholder("link", _("the person's own page"), "https://example.org/…/me/link/…"),),
        position=130,
    ),
)
