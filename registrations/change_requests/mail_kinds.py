"""Mails to a person who requested a change: accepted or refused."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

_PLACEHOLDERS = (
    Placeholder("fields", _("what was to be changed"), _("Name, Organization")),
    Placeholder("reason", _("reason given"), _("The quota is used.")),
    Placeholder("link", _("the person's own page"), "https://example.org/…/me/link/…"),
)

KINDS = (
    MailKind(
        key="registrations.change_accepted",
        label=_("A change accepted"),
        audience=_("participants who asked for a change"),
        subject=_("The change you asked for: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the change you asked for ({fields}) is made. Your ticket stays good.\n\n"
            "{reason}\n\n"
            "[Open my page]({link})"
        ),
        placeholders=_PLACEHOLDERS,
        position=100,
    ),
    MailKind(
        key="registrations.change_refused",
        label=_("A change refused"),
        audience=_("participants who asked for a change"),
        subject=_("The change you asked for: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the change you asked for ({fields}) could not be made. Your registration and your ticket stay as they "
            "are.\n\n"
            "{reason}\n\n"
            "[Open my page]({link})"
        ),
        placeholders=_PLACEHOLDERS,
        position=105,
    ),
)
