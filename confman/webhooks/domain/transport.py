"""Sending by HTTP: to a checked address, with limits for everything a receiver may do."""

import asyncio
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from confman import __version__
from confman.own_thread import in_own_thread
from confman.timeouts import run_with_timeout
from confman.webhooks.domain import addresses
from confman.webhooks.domain.addresses import AddressRefused, literal, require_open, require_scheme
from confman.webhooks.models import DeliveryFault

# Seconds.
CONNECTING, IN_ALL = 5, 15
# Nothing else limits how long a name is looked up.
RESOLVE_TIMEOUT = 5
# Bytes that are read of an answer, and characters that are kept of it.
MAX_BYTES_READ, MAX_ANSWER_LENGTH = 64 * 1024, 1000
_GONE = 410


@dataclass(frozen=True)
class Request:
    """A request: its content and its address."""

    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class DeliveryAnswer:
    """The result of one attempt. `fault` may also say what was odd about an answer that counts."""

    code: int | None = None
    text: str = ""
    fault: str = ""
    detail: str = ""
    seconds: float = 0

    @property
    def is_accepted(self) -> bool:
        """Tell whether the receiver has taken it."""
        return self.code is not None and 200 <= self.code < 300

    @property
    def is_gone(self) -> bool:
        """Tell whether the receiver wants nothing more, ever."""
        return self.code == _GONE


class OpenResolver(AbstractResolver):
    """Looks a name up once and lets aiohttp connect to these very addresses, if all of them are allowed.

    So a name cannot be public when it is checked and private when it is used.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        ip_addresses = await asyncio.to_thread(
            run_with_timeout, RESOLVE_TIMEOUT, partial(addresses.resolve_host, host, port)
        )
        if not ip_addresses:
            raise OSError(f"{host} has no address")
        try:
            for address in ip_addresses:
                require_open(address)
        except AddressRefused as error:
            # The log names what was asked for: which addresses the network inside gives it is not the reader's.
            raise AddressRefused(error.fault, host) from error
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in ip_addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


def send_all(requests: Sequence[Request]) -> list[DeliveryAnswer]:
    """Send these requests at the same time; return their answers in order. It takes IN_ALL seconds at most."""
    return in_own_thread(asyncio.run, _send_all(requests))


async def _send_all(requests: Sequence[Request]) -> list[DeliveryAnswer]:
    # Neither proxies nor netrc of the environment, no cookies, no connection kept, nothing unpacked.
    async with ClientSession(
        connector=TCPConnector(resolver=OpenResolver(), use_dns_cache=False, force_close=True),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, sock_connect=CONNECTING),
        trust_env=False,
        auto_decompress=False,
    ) as session:
        return list(await asyncio.gather(*(_send(session, request) for request in requests)))


async def _send(session: ClientSession, request: Request) -> DeliveryAnswer:
    began = time.monotonic()
    code, text, fault, detail = await _attempt(session, request, began + IN_ALL)
    return DeliveryAnswer(code, text, fault, detail, round(time.monotonic() - began, 2))


async def _attempt(session: ClientSession, request: Request, ends: float) -> tuple[int | None, str, str, str]:
    """Return code, text, fault and detail of the answer."""
    try:
        url = URL(request.url)
        require_scheme(url.scheme)
        if address := literal(url.host or ""):
            # aiohttp looks up names alone.
            require_open(address)
        async with asyncio.timeout(ends - time.monotonic()):
            response = await session.post(
                url,
                data=request.body.encode(),
                headers={
                    "Content-Type": "application/json",
                    "Accept-Encoding": "identity",
                    "User-Agent": f"confman/{__version__} (webhooks)",
                    **request.headers,
                },
                allow_redirects=False,
            )
    except AddressRefused as error:
        return None, "", error.fault, error.detail
    except TimeoutError:
        return None, "", DeliveryFault.TIMEOUT, ""
    except (ClientConnectorDNSError, InvalidURL) as error:
        return None, "", DeliveryFault.UNKNOWN_NAME, _words(error)
    except (ClientConnectorCertificateError, ClientSSLError) as error:
        return None, "", DeliveryFault.CERTIFICATE, _words(error)
    except (ClientConnectorError, OSError) as error:
        return None, "", DeliveryFault.UNREACHABLE, _words_of_system(error)
    except (ClientError, ValueError) as error:
        return None, "", DeliveryFault.BROKEN, _words(error)
    try:
        text, oddity = await _read(response, ends)
    finally:
        # Closed and not drained: a receiver decides neither how much is read nor for how long.
        response.close()
    fault = _fault_of(response.status)
    where = response.headers.get("Location", "") if fault == DeliveryFault.REDIRECT else ""
    return response.status, text, fault or oddity, printable(where)


def _fault_of(code: int) -> str:
    if 200 <= code < 300:
        return ""
    if code == _GONE:
        return DeliveryFault.GONE
    return DeliveryFault.REDIRECT if 300 <= code < 400 else DeliveryFault.STATUS


async def _read(response: ClientResponse, ends: float) -> tuple[str, str]:
    """Return the beginning of the answer, and what is odd about it."""
    content, oddity = b"", ""
    try:
        async with asyncio.timeout(ends - time.monotonic()):
            while part := await response.content.read(MAX_BYTES_READ + 1 - len(content)):
                content += part
                if len(content) > MAX_BYTES_READ:
                    oddity = DeliveryFault.LONG
                    break
    except TimeoutError:
        oddity = DeliveryFault.UNENDING
    except (ClientError, OSError):
        oddity = DeliveryFault.BROKEN
    return printable(content.decode(errors="replace")), oddity


def printable(raw: str) -> str:
    """Return words of another server as a database can keep and a page can show them."""
    return "".join(
        character
        for character in raw[: 4 * MAX_ANSWER_LENGTH]
        if character.isprintable() or character == "\n"
    )[:MAX_ANSWER_LENGTH]


def _words_of_system(error: OSError) -> str:
    """Return what the system says, without the address: which one a name has inside the network is not the reader's."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def _words(error: BaseException) -> str:
    return printable(str(error) or type(error).__name__)
