"""The configurations of nginx and Caddy as an operator takes them, before the real server, where these programs are."""

import contextlib
import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from confman.web.uploads.fields import MEGABYTE
from tests.docs.pages import section
from tests.script.test_server import free_port

pytestmark = [pytest.mark.nightly, pytest.mark.sqlite, pytest.mark.timeout(600)]
ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
HOST = "conference.example.org"
EMAIL, PASSWORD = "reader@example.org", "a long passphrase of words"
ACCOUNT = (
    "from confman.accounts.models import User; from allauth.account.models import EmailAddress; "
    f"User.objects.create_user(email={EMAIL!r}, password={PASSWORD!r}); "
    "EmailAddress.objects.update(verified=True)"
)
NETWORKS = (
    "from confman.accounts.models import Session; print([row.network for row in Session.objects.all()])"
)
CADDY_HERE = """{{
admin off
http_port {plain}
https_port {secure}
skip_install_trust
local_certs
storage file_system {folder}/caddy
}}
"""
# nginx keeps what it is sent in folders of its own.
NGINX_HERE = """
user {user}; error_log {folder}/errors.log; pid {folder}/nginx.pid; daemon off; events {{}}
http {{
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{http}
}}
"""


def program(name: str) -> str | None:
    """Return the path of a program: Debian keeps nginx where only administrators look."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


class Server:
    """confman as in production, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("CONFMAN_", "DJANGO_"))
            },
            "CONFMAN_DATA": str(folder),
            "CONFMAN_ENV": "production",
            "CONFMAN_SECRET_KEY": "k" * 60,
            "CONFMAN_FIELD_KEYS": "f" * 40,
            "CONFMAN_ALLOWED_HOSTS": HOST,
            "CONFMAN_BASE_URL": f"https://{HOST}",
        }

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "serve", "--port", str(self.port)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, code: str) -> str:
        command = [sys.executable, ROOT / "manage.py", "shell", "-v", "0", "-c", code]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True
        ).stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("data"))
    process = made.start()
    try:
        for line in process.stdout:
            if line.startswith("confman is running: "):
                break
        else:
            raise AssertionError("The server ended before it ran.")
        made.run(ACCOUNT)
        yield made
    finally:
        process.terminate()
        process.communicate()


class Browser:
    """Asks a proxy under the name of the conference, with cookies; curl reads an answer that comes early, too."""

    def __init__(self, folder: Path, secure: int, plain: int) -> None:
        self.folder, self.secure, self.plain = folder, secure, plain

    def ask(self, path: str, *options: str, scheme: str = "https") -> tuple[int, str, str]:
        """Return the status, the head and the text of an answer."""
        usual, port = (443, self.secure) if scheme == "https" else (80, self.plain)
        jar, page, head = (str(self.folder / name) for name in ("jar", "page", "head"))
        said = subprocess.run(
            ["curl", "-sk", "--compressed", "-b", jar, "-c", jar, "-o", page, "-D", head, "-w", "%{http_code}",
             "--connect-to", f"{HOST}:{usual}:127.0.0.1:{port}", "-e", f"https://{HOST}/", *options,
             f"{scheme}://{HOST}{path}"],
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        # The last head: curl notes "100 Continue", too.
        heads = Path(head).read_text().strip().split("\n\n")
        return int(said.stdout), heads[-1].lower(), Path(page).read_text(errors="replace")

    def token(self) -> str:
        """The token of the form to sign in."""
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("/accounts/login/")[2])[1]

    def send(self, path: str, size: int, **fields: str) -> tuple[int, str, str]:
        """Send a form with a file of so many bytes."""
        file = self.folder / "paper.pdf"
        with file.open("wb") as opened:
            opened.truncate(size)
        told = [word for name, value in fields.items() for word in ("-F", f"{name}={value}")]
        return self.ask(path, *told, "-F", f"file=@{file}")


PROXIES = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            not (program(name) and program("curl")), reason=f"{name} or curl is not there"
        ),
    )
    for name in ("nginx", "caddy")
]


@pytest.fixture(scope="module", params=PROXIES)
def browser(request, server, tmp_path_factory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp(request.param)
    made = Browser(folder, free_port(), free_port())
    command, environment = CONFIGURED[request.param](program(request.param), made, server)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(made.secure, process)
        yield made
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError(f"The proxy ended: {process.returncode}")


def nginx(path: str, browser: Browser, server: Server) -> tuple[list[str], dict[str, str]]:
    """Write the configuration of running.md with our ports, folders and certificate."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-keyout", browser.folder / "privkey.pem", "-out", browser.folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    page = section("running.md", "The reverse proxy")
    servers, logs = (
        textwrap.dedent(block) for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.M)
    )
    http, marked, in_both = logs.partition("# In both servers above\n")
    assert marked
    written = http + re.sub(r"(?<=server {\n)", lambda _found: in_both, servers)
    for theirs, ours in {
        "listen 443 ssl": f"listen 127.0.0.1:{browser.secure} ssl",
        "listen 80": f"listen 127.0.0.1:{browser.plain}",
        "127.0.0.1:8000": f"127.0.0.1:{server.port}",
        f"/etc/letsencrypt/live/{HOST}": str(browser.folder),
        "/srv/confman/deploy": str(DEPLOY),
        "/var/log/nginx": str(browser.folder),
    }.items():
        assert theirs in written
        written = written.replace(theirs, ours)
    file = browser.folder / "nginx.conf"
    file.write_text(NGINX_HERE.format(user=getpass.getuser(), folder=browser.folder, http=written))
    return [path, "-e", str(browser.folder / "errors.log"), "-c", str(file)], {}


def caddy(path: str, browser: Browser, server: Server) -> tuple[list[str], dict[str, str]]:
    """Write the Caddyfile of deploy/ with our ports and folders, and a certificate that Caddy makes."""
    written = (DEPLOY / "Caddyfile").read_text()
    for theirs, ours in {"web:8000": f"127.0.0.1:{server.port}", "/etc/caddy": str(DEPLOY)}.items():
        assert theirs in written
        written = written.replace(theirs, ours)
    file = browser.folder / "Caddyfile"
    file.write_text(CADDY_HERE.format(**vars(browser)) + written)
    command = [path, "run", "--config", str(file), "--adapter", "caddyfile"]
    return command, {"HOST_NAME": HOST, "HOME": str(browser.folder)}


CONFIGURED = {"nginx": nginx, "caddy": caddy}


def test_a_page_and_its_files_come_through_secure_and_once(browser):
    status, head, page = browser.ask("/accounts/login/")
    assert status == 200 and "<form" in page
    # By TLS, as confman knows from the proxy: it leads nowhere, and its cookies are for TLS alone.
    assert "strict-transport-security: max-age=31536000" in head and "__host-" in head and "secure" in head
    for file in set(re.findall(r'"(/static/[^"]+\.(?:css|js))"', page)):
        status, head, _text = browser.ask(file)
        assert status == 200 and "immutable" in head and head.count("content-encoding:") == 1, file


def test_plain_http_leads_on_and_programs_are_refused(browser):
    status, head, _page = browser.ask("/agenda/?day=1", scheme="http")
    assert status == 301 and f"location: https://{HOST}/agenda/?day=1" in head
    assert browser.ask("/x/my-agenda/secret.ics", scheme="http")[0] == 403


def test_the_address_is_the_visitors_and_what_they_claim_is_not_believed(browser, server):
    signed_in = browser.ask(
        "/accounts/login/",
        "-H", "X-Forwarded-For: 203.0.113.9", "-H", "X-Forwarded-Proto: http", "-H", "X-Request-ID: chosen",
        "--data-urlencode", f"csrfmiddlewaretoken={browser.token()}",
        "--data-urlencode", f"login={EMAIL}", "--data-urlencode", f"password={PASSWORD}",
    )  # fmt: skip
    assert signed_in[0] == 302 and "chosen" not in signed_in[1]
    networks = server.run(NETWORKS)
    assert "127.0" in networks and "203.0" not in networks


@pytest.mark.parametrize(
    ("size", "status", "said"),
    [
        # Fits: the form answers, which is not about files.
        (20, 200, "<form"),
        # More than confman takes: it says so itself, or for it the page of the proxy.
        (200, 413, "50 MB at most"),
        # More than the proxy takes.
        (270, 413, "50 MB at most"),
    ],
    ids=["fits", "too large for confman", "too large for the proxy"],
)
def test_a_file_is_taken_or_refused_in_our_words(browser, size, status, said):
    browser.folder.joinpath("jar").unlink(missing_ok=True)
    answered, _head, page = browser.send(
        "/accounts/login/",
        size * MEGABYTE,
        csrfmiddlewaretoken=browser.token(),
        login=EMAIL,
        password="wrong",
    )
    assert answered == status and re.search(said, page)
