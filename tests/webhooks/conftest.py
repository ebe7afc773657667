"""A receiver of webhooks: a real HTTP server that keeps what it gets and answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from confman.conferences.models import Conference
from confman.webhooks.domain.occurrences import note_wanted_events
from confman.webhooks.domain.signatures import new_secret, seal_secret
from confman.webhooks.models import Webhook
from confman.webhooks.registries import known_events


class Receiver:
    """`answers` are codes for the next requests, then 204; `respond` writes an answer of its own."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.respond: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.at_request: Callable[[int], None] = lambda number: None
        self.ended = threading.Event()
        self.arrived = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                outer.at_request(len(outer.got))
                outer.arrived.set()
                if outer.respond:
                    outer.respond(self)
                    return
                self.send_response(outer.answers.pop(0) if outer.answers else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """A client that goes before the end is what the tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def close(self) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine, which the operator has listed."""
    settings.CONFMAN_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.CONFMAN_WEBHOOK_HTTP = True
    found = Receiver()
    yield found
    found.close()


SECRET = new_secret()


@pytest.fixture
def make_webhook(conference: Conference) -> Callable[..., Webhook]:
    """`make_webhook(url=…)`: a webhook of `conference` that wants every event."""

    def make(**values: Any) -> Webhook:
        defaults = {
            "conference": conference,
            "name": "Portal",
            "url": "https://portal.example.org/hook",
            "events": [known.key for known in known_events()],
            "secret": seal_secret(SECRET),
        }
        webhook = Webhook.objects.create(**{**defaults, **values})
        note_wanted_events(conference)
        return webhook

    return make


@pytest.fixture
def webhook(make_webhook: Callable[..., Webhook], receiver: Receiver) -> Webhook:
    """A webhook that leads to the receiver."""
    return make_webhook(url=receiver.url)
