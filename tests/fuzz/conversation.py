"""Requests that none of our pages sends: any method, address, body, header and size, derived from those they send."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes, urlencode, urljoin, urlsplit

from django.test import Client
from lxml import html

from tests.fuzz.oddities import TEXTS, odd_bytes, odd_text, odd_value

# Repetitions of a value: a database accepts some hundred conditions in one query.
MANY_TIMES = 1500
# As often as given.
USUAL_METHODS = ("GET", "GET", "GET", "POST", "POST", "POST", "POST")
ODD_METHODS = (
    "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "LOCK", "QUERY", "PRI", "FOO",
    "get", "post", "Post", "dispatch", "setup", "view", "__class__", "http_method_not_allowed", "", " ", "*", "ГЕТ",
    "A" * 5000,
)  # fmt: skip
PARAMETERS = (
    "page", "sort", "order", "q", "search", "status", "state", "kind", "day", "room", "group", "theme", "language",
    "next", "view", "since", "format", "number", "delegation", "category", "columns", "ids", "person", "session",
    "id", "key", "tab", "size", "per_page", "from", "to", "date", "at", "action", "csrfmiddlewaretoken",
    "words", "unanswered", "column", "after", "again", "amend", "as", "before", "below", "beside", "code", "donor",
    "inline", "invitee", "mark", "method", "minutes", "other", "over", "paragraph", "part", "request", "seen",
    "selected", "sheet", "show", "slide", "source", "standard", "starts", "suggest", "text", "type", "with", "section",
    "new", "more",
)  # fmt: skip
CONTENT_TYPES = (
    "", "text/plain", "text/plain; charset=utf-16", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=idna", "application/x-www-form-urlencoded; charset=punycode",
    "application/x-www-form-urlencoded; charset=base64", "application/x-www-form-urlencoded; charset=\x00",
    "application/x-www-form-urlencoded; charset=rot13", "application/x-www-form-urlencoded; charset=utf-32",
    "application/x-www-form-urlencoded; charset=undefined", "application/x-www-form-urlencoded; charset=ascii",
    "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=unicode_escape",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=a; charset=utf-16",
    "multipart/form-data; boundary=\xff", f"multipart/form-data; boundary={'a' * 300}", "multipart/mixed; boundary=a",
    "application/json", "application/json; charset=utf-16", "application/json; charset=nosuch", "application/xml",
    ";", "/", "a" * 5000, "text/html;;;=;charset", "application/x-www-form-urlencoded; charset*=utf-16''a",
)  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ("", "*", "xx", "en;q=abc", "ru," * 400, "\xff", "a" * 10_000, "en-" + "a" * 50),
    "HTTP_ACCEPT": ("", "*", "application/json", ";q=9", "text/html;q=x"),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=x", "*", "br,,,"),
    "HTTP_HOST": ("a", "[", "a:b", "a:999999", "\x00", "a b", "[::1]:80", ".." , "xn--", "example.org:"),
    "HTTP_REFERER": ("http://[", "//", "http://testserver/\x00", "a" * 9000, "http://testserver:x/", "\xff"),
    "HTTP_ORIGIN": ("null", "http://[", "http://testserver:x", "\xff"),
    "HTTP_COOKIE": (
        "sessionid=\x00", "sessionid=" + "a" * 5000, "csrftoken=\xff", "messages=[[", "messages=a$[]", "=", ";;;",
        "a", "django_language=xx", "django_language=\x00", "sessionid=a; charset=utf-16", "$Version=1; a=\"\\400\"",
        "ticket=a",
    ),
    "HTTP_RANGE": (
        "bytes=0-", "bytes=-1", "bytes=9-1", "bytes=a", "bytes=99999999999999999999-", "bytes=0-0,2-3,", "bytes=",
        "bytes=-0", "lines=1-2", "bytes=٣-", "\xff",
    ),
    "HTTP_IF_NONE_MATCH": ("*", '"', 'W/"a"', "a" * 5000, "\xff"),
    "HTTP_IF_MODIFIED_SINCE": (
        "", "abc", "Thu, 01 Jan 0001 00:00:00 GMT", "Thu, 99 Jan 9999 00:00:00 GMT",
        "Thu, 01 Jan 9999999999 00:00:00 GMT", "Thu, 01 Jan 70 25:61:61 GMT", "٣",
    ),
    "HTTP_IF_MATCH": ("*", '"a"'),
    "HTTP_HX_REQUEST": ("true", "maybe"),
    "HTTP_HX_TARGET": ("a", "\xff"),
    "HTTP_HX_CURRENT_URL": ("http://[", "\x00", "http://testserver/"),
    "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": ("true",),
    "HTTP_X_FORWARDED_FOR": ("", ",", "a", "1.2.3.4, ::1", "\x00"),
    "HTTP_AUTHORIZATION": ("", "Basic", "Basic \xff", "Bearer", "Bearer \xff", "Device a", "Bearer " + "a" * 9000),
    "HTTP_SEC_FETCH_SITE": ("cross-site", "a"),
    "HTTP_X_CSRFTOKEN": ("a", "\xff"),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_EXPECT": ("100-continue",),
    "HTTP_TRANSFER_ENCODING": ("chunked",),
    "HTTP_CONTENT_ENCODING": ("gzip", "br", "\xff"),
    "HTTP_USER_AGENT": ("", "\xff", "\x00", "a" * 70_000),
    "HTTP_X_NOBODY_KNOWS": ("a" * 70_000, "a\r\nb: c"),
    "HTTP_ACCEPT_CHARSET": ("utf-16", "\xff"),
    "HTTP_IF_RANGE": ('"a"', "abc"),
    "HTTP_IF_UNMODIFIED_SINCE": ("abc", "Thu, 01 Jan 1970 00:00:00 GMT"),
    "HTTP_UPGRADE": ("websocket", "h2c"),
    "HTTP_FORWARDED": ("for=\"[", "for=1.2.3.4;host=a"),
    "HTTP_X_FORWARDED_HOST": ("a", "["),
    "HTTP_X_FORWARDED_PROTO": ("https", "a"),
    "CONTENT_LENGTH": ("", "abc", "-1", "0"),
    "REMOTE_ADDR": ("", "::1", "unix:"),
}  # fmt: skip
BOUNDARY = "a-boundary"
# Of a part of a body.
ODD_HEADS = (
    "", "Content-Disposition: form-data", "Content-Disposition: form-data; name*=utf-8''%ff", "Content-Disposition: a",
    "Content-Disposition: form-data; name=a; filename*=nosuch''a", 'Content-Disposition: form-data; name="a; filename=',
    "Content-Disposition: form-data; name=a; filename*=utf-16''%00", "Content-Length: -1", ": ", "\x00: \xff",
    "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b", "X: " + "a" * 5000,
)  # fmt: skip

Pairs = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Request:
    """A request for the test client."""

    actor: str
    method: str
    url: str
    content_type: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def shown(self) -> bytes:
        """Return the request as text, for a report."""
        told = [f"{self.method} {self.url} as {self.actor}", f"Content-Type: {self.content_type}"]
        told += [f"{name}: {value!r}" for name, value in self.headers.items()]
        return "\n".join(told).encode("utf-8", "surrogateescape") + b"\n\n" + self.body

    def send(self, client: Client) -> Any:
        """Send it and return the answer, read to its end."""
        response = client.generic(
            self.method, self.url, self.body, self.content_type or "application/octet-stream", **self.headers
        )
        if getattr(response, "streaming", False):
            b"".join(response.streaming_content)
        return response


@dataclass(frozen=True)
class Form:
    """A form of a page: the values it sends, and the other choices a user has."""

    method: str
    action: str
    pairs: Pairs
    choices: Pairs
    files: list[str]


@dataclass(frozen=True)
class Page:
    """The forms that lead to an address, and the actor who sees them."""

    actor: str
    forms: list[Form]


def forms_of(page: bytes, url: str = "") -> list[Form]:
    """Return all forms of the page at an address."""
    try:
        forms = html.fromstring(page).forms
    except (ValueError, html.etree.ParserError):
        return []
    return [
        Form(
            (form.method or "GET").upper(),
            urlsplit(urljoin(url, form.action or url)).path,
            [_pair(name, value) for name, value in (*form.form_values(), *_left_empty(form))],
            [_pair(name, value) for name, value in _choices(form)],
            [control.name for control in form.inputs if control.get("type") == "file"],
        )
        for form in forms
    ]


def _pair(name: str, value: str | None) -> tuple[str, bytes]:
    return name, (value or "").encode("utf-8", "replace")


def _left_empty(form: Any) -> Iterable[tuple[str, None]]:
    """Return what a browser sends for fields that were not filled in."""
    pressed = ("checkbox", "radio", "submit", "button", "image", "reset", "file")
    for control in form.iter("input"):
        if control.name and control.value is None and control.get("type") not in pressed:
            yield control.name, None


def _choices(form: Any) -> Iterable[tuple[str, str | None]]:
    for control in form.iter("select", "input", "button"):
        if not (name := control.get("name")):
            continue
        if control.tag == "select":
            yield from ((name, value) for value in control.value_options)
        elif control.tag == "button" or control.get("type") in ("checkbox", "radio", "submit"):
            yield name, control.get("value", "on")


@dataclass
class Talk:
    """Makes requests about one world: its addresses, and the forms that lead to each."""

    addresses: list[str]
    actors: list[str]
    values: list[str]
    page: Callable[[str], Page]

    def ask(self, random: Random) -> Request:
        """Return a random request."""
        method = random.choice(USUAL_METHODS if random.random() < 0.8 else ODD_METHODS)
        own = random.choice(self.addresses)
        actor = self.page(own).actor if random.random() < 0.6 else random.choice(self.actors)
        address = self.bent(own, random) if random.random() < 0.25 else own
        if random.random() < 0.5:
            address += "?" + self.query(own, random)
        headers = {}
        if random.random() < 0.3:
            for name in random.sample(sorted(HEADERS), random.randrange(1, 4)):
                headers[name] = random.choice(HEADERS[name])
        content_type, body = "", b""
        if method not in ("GET", "HEAD", "TRACE") or random.random() < 0.03:
            content_type, body = self.body(own, random)
        return Request(actor, method, address, content_type, body, headers)

    def odd(self, random: Random) -> bytes:
        """Return a value for a field."""
        chance = random.random()
        if chance < 0.2:
            return random.choice(self.values).encode()
        if chance < 0.3:
            return odd_bytes(random)
        return odd_text(random).encode("utf-8", "surrogatepass")

    def bent(self, address: str, random: Random) -> str:
        """Return an address with another word in one of its places."""
        parts = address.split("/")
        place = random.randrange(1, max(2, len(parts)))
        if place >= len(parts):
            return address
        parts[place] = quote_from_bytes(self.odd(random), safe=random.choice(("", "%/", "<>{}")))
        if random.random() < 0.1:
            parts[place] = random.choice(
                ("%", "%zz", "%ff%fe", "..", "%2e%2e", "%00", "%u0041", "a;b=c", "a%0d%0ab")
            )
        if random.random() < 0.1:
            parts.pop()
        return "/".join(parts) or "/"

    def query(self, address: str, random: Random) -> str:
        """Return parameters: those of the page's own searches, known and unknown, twice, as arrays, malformed."""
        own = [
            pair
            for form in self.page(address).forms
            if form.method == "GET"
            for pair in form.pairs + form.choices
        ]
        said = []
        for _each in range(random.randrange(1, 4)):
            name = random.choice(PARAMETERS) if random.random() < 0.8 else odd_text(random)[:100]
            value = self.odd(random)[:20_000]
            if own and random.random() < 0.6:
                name, usual = random.choice(own)
                value = usual if random.random() < 0.3 else value
            if random.random() < 0.1:
                name += random.choice(("[]", "[0]", "[a][b]", "__in", "__gt"))
            value_said = quote_from_bytes(value, safe=random.choice(("", "%&=")))
            times = MANY_TIMES if len(value) < 50 and random.random() < 0.05 else random.choice((1, 1, 1, 2))
            said += [f"{quote_from_bytes(name.encode('utf-8', 'surrogatepass'))}={value_said}"] * times
        return random.choice(("&", "&", "&", ";")).join(said)

    def body(self, address: str, random: Random) -> tuple[str, bytes]:
        """Return a content type, and a body that claims to have it."""
        pairs = self.bent_form(address, random)
        chance = random.random()
        if chance < 0.005:
            return self.too_much(random)
        if chance < 0.40:
            made = urlencode(pairs).encode()
            kind = "application/x-www-form-urlencoded"
        elif chance < 0.70:
            made = multipart(pairs, random)
            kind = f"multipart/form-data; boundary={BOUNDARY}"
        elif chance < 0.92:
            made = self.json(pairs, random)
            kind = "application/json"
        else:
            made, kind = random.randbytes(random.randrange(200)), random.choice(CONTENT_TYPES)
        if random.random() < 0.12:
            kind = random.choice(CONTENT_TYPES)
        if random.random() < 0.08:
            place = random.randrange(len(made) + 1)
            made = random.choice((made[:place], made[:place] + odd_bytes(random) + made[place:], made + made))
        return kind, made

    def too_much(self, random: Random) -> tuple[str, bytes]:
        """Return more than any page accepts."""
        form = "application/x-www-form-urlencoded"
        return random.choice(
            (
                (form, b"a=1&" * 6000),
                (form, b"a=" + b"9" * 6_000_000),
                (form, b"%" * 100_000),
                ("application/json", b"[" * 10_000 + b"]" * 10_000),
                ("application/json", b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
                ("application/json", b"9" * 10_000),
                (f"multipart/form-data; boundary={BOUNDARY}", _part("a", b"1") * 6000),
                (f"multipart/form-data; boundary={BOUNDARY}", _part('a"; filename="a', b"1") * 200),
                (f"multipart/form-data; boundary={BOUNDARY}", _part("a" * 100_000, b"1")),
            )
        )

    def json(self, pairs: Pairs, random: Random) -> bytes:
        """Return JSON, or almost."""
        value: Any = {name: content.decode("utf-8", "replace") for name, content in pairs}
        keys = (
            "start",
            "end",
            "room",
            "revision",
            "unschedule",
            "scans",
            "token",
            "code",
            "seq",
            "at",
            "id",
            "key",
        )
        value |= {random.choice(keys): odd_value(random) for _each in range(random.randrange(4))}
        value = value if random.random() < 0.8 else odd_value(random)
        try:
            return json.dumps(value).encode("utf-8", "surrogatepass")
        except (ValueError, RecursionError):
            return b"[" * 100_000

    def bent_form(self, address: str, random: Random) -> Pairs:
        """Return what a form of that page would send, with a field missing, doubled or odd, a box ticked, a button
        used.
        """
        forms = [form for form in self.page(address).forms if form.method == "POST"]
        form = random.choice(forms) if forms else Form("POST", address, [], [], [])
        pairs = list(form.pairs)
        for name in form.files:
            pairs.append((name, self.odd(random)))
        if form.choices and random.random() < 0.7:
            chosen = random.choice(form.choices)
            pairs = [pair for pair in pairs if pair[0] != chosen[0] or random.random() < 0.3]
            pairs += [chosen] * (MANY_TIMES if random.random() < 0.05 else 1)
        # Valid forms get deepest.
        for _each in range(random.choice((0, 1, 1, 1, 2, 3))):
            if not pairs or random.random() < 0.15:
                pairs.append((random.choice(PARAMETERS), self.odd(random)))
                continue
            place = random.randrange(len(pairs))
            name, _value = pairs[place]
            action = random.randrange(5)
            if action == 0:
                del pairs[place]
            elif action == 1:
                pairs.insert(place, (name, self.odd(random)))
            else:
                pairs[place] = (name, self.odd(random))
        return pairs


def multipart(pairs: Pairs, random: Random) -> bytes:
    """Return a multipart body, partly with unexpected files, or malformed."""
    made = b""
    for name, value in pairs:
        head = f'Content-Disposition: form-data; name="{name}"'
        if random.random() < 0.15:
            head += f'; filename="{random.choice(TEXTS)[:300]}"'
        if random.random() < 0.03:
            head = random.choice(ODD_HEADS)
        if random.random() < 0.05:
            head += "\r\nContent-Transfer-Encoding: " + random.choice(("base64", "quoted-printable", "a"))
        if random.random() < 0.05:
            head += "\r\nContent-Type: " + random.choice(CONTENT_TYPES)
        made += f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode("utf-8", "surrogatepass") + value + b"\r\n"
    made += f"--{BOUNDARY}--\r\n".encode()
    if random.random() < 0.1:
        made = made[: random.randrange(len(made))]
    return made


def _part(name: str, value: bytes) -> bytes:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
