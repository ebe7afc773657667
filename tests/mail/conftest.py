"""A kind of mail for these tests, and a mail server that stores what it gets."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder, mail_kinds

WELCOME = MailKind(
    key="tests.welcome",
    label=_("Welcome"),
    subject="Welcome to {conference}",
    body="{greeting},\n\nYour number is {number}.\n\n[Your page]({link})\n\n{contact_email}",
    placeholders=(
        Placeholder("number", _("number"), "17"),
        Placeholder("link", _("address"), "https://example.org/x"),
    ),
    audience="participants",
)


@pytest.fixture
def welcome() -> Iterator[MailKind]:
    """A kind with the placeholders {number} and {link}."""
    mail_kinds.register(WELCOME)
    yield WELCOME
    mail_kinds._entries.pop(WELCOME.key)


class Letterbox:
    """The mails that a mail server has accepted; its rules determine the answers."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.refuse: dict[str, str] = {}
        self.connections = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any
    ) -> Any:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 taken"


class FreePortController(Controller):
    """A server on a free port, which it reports."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def letterbox(settings: Any) -> Iterator[Letterbox]:
    """A real SMTP server on a free port, to which Django's mail goes."""
    handler = Letterbox()
    controller = FreePortController(handler, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    controller.stop()
