"""Mails of accounts: written by allauth, sent by the outbox like all others."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language

from confman.accounts.adapter import AccountAdapter
from confman.accounts.domain.rate_limits import count_try, within_rate_limit
from confman.accounts.system_users import is_system_address
from confman.mail.domain.queue import queue_message
from confman.mail.keys import ACCOUNT_MAIL
from confman.mail.secret_marks import secret_mark

# Sent to users who have just set a new password by a link; strangers cannot cause it.
TOLD_AFTERWARDS = "account/email/password_reset"
# Links that anyone may request, and the mail that unknown addresses get instead: a link mailed before stays good.
LINKS = {"account/email/password_reset_key", "account/email/unknown_account"}


class OutboxAccountAdapter(AccountAdapter):
    """Adapter for allauth: no request waits for the mail server. Codes and links are stored encrypted until sent."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail within the limits for strangers. Known and unknown mailboxes count alike: both get a mail."""
        if not self.request.user.is_authenticated and template_prefix != TOLD_AFTERWARDS:
            if template_prefix not in LINKS:
                count_try("mail from strangers", mailbox=email)
            elif not within_rate_limit("link by mail", mailbox=email):
                return
        self.write_mail(template_prefix, email, context)

    def write_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail as urgent. No conference's outbox shows it; the operator's only counts it."""
        if is_system_address(email):
            return
        # allauth takes the site and its links from the request, whose host a stranger chooses.
        origin = self.request.build_absolute_uri("/")[:-1]
        links = {
            name: settings.BASE_URL + value.removeprefix(origin)
            for name, value in context.items()
            if isinstance(value, str) and value.startswith(f"{origin}/")
        }
        host = urlsplit(settings.BASE_URL).netloc
        site = SimpleNamespace(domain=host, name=host)
        values = {"request": self.request, "email": email, **context, **links, "current_site": site}
        mail = self.render_mail(template_prefix, email, values)
        mark = secret_mark("text")
        queue_message(
            kind=f"{ACCOUNT_MAIL}.{template_prefix.rsplit('/', 1)[-1]}",
            to=email,
            subject=mail.subject,
            text=mark,
            secrets={mark: f"{mail.body}\n"},
            language=get_language() or "en",
            urgent=True,
            by=None,
        )
