"""The mail about a webhook that was switched off."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

SWITCHED_OFF = "webhooks.switched_off"

KINDS = (
    MailKind(
        key=SWITCHED_OFF,
        label=_("Webhook switched off"),
        subject=_("Webhook “{webhook}” has been switched off: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the webhook “{webhook}” of {conference} has been switched off because its receiver no longer accepts "
            "messages.\n\n"
            "The last answer: {reason}\n\n"
            "Messages that still wait: {waiting}. They are sent when the webhook is switched on again within 30 days; "
            "what happens while it is off is not sent.\n\n"
            "[See the log and switch it on]({link})"
        ),
        placeholders=(
            Placeholder("webhook", _("the webhook’s name"), _("Ministry’s portal")),
            Placeholder("reason", _("why it failed"), _("The receiver did not answer in time.")),
            Placeholder("waiting", _("number of messages that wait"), "12"),
            Placeholder("link", _("address of the webhook’s page"), "https://example.org/sample/"),
        ),
        audience=_("the owners of the conference"),
        position=35,
    ),
)
