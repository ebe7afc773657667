"""A participant's pages: their mails, and what is held on them there."""

from __future__ import annotations

from confman.conferences import registries as r
from confman.mail.registry import mail_kinds
from registrations.certificates.mail_kinds import KINDS as CERTIFICATE
from registrations.change_requests.dashboard import changes_to_decide
from registrations.change_requests.mail_kinds import KINDS as CHANGE_KINDS
from registrations.portal.domain.messages import senders
from registrations.portal.mail_kinds import KINDS as CODE


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    for kind in (*CODE, *CERTIFICATE, *CHANGE_KINDS):
        mail_kinds.register(kind)
    r.sender_finders.register(r.SenderFinder("registrations", "registrations.view_registrations", senders))
    r.dashboard_panels.register(
        r.DashboardPanel("registrations.changes", "registrations.review", changes_to_decide, 12)
    )
