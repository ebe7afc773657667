"""The wheel: the person who installs it needs neither Node.js nor the repository."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from http.cookiejar import CookieJar
from itertools import takewhile
from pathlib import Path

import pytest

from confman.conferences.demo_accounts import PASSWORD
from tests.api.test_program import SAID, program_of_the_page
from tests.deploy.test_files import instructions
from tests.script.test_server import address_of, free_port

# An installation without settings has the embedded database.
pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")


def build(folder: Path) -> Path:
    subprocess.run([ROOT / "script" / "wheel", folder], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an empty environment into which the wheel was installed, with what it asks for."""
    environment = tmp_path_factory.mktemp("environment")
    uv = {**os.environ, "UV_SYSTEM_CERTS": "1", "VIRTUAL_ENV": str(environment)}
    for command in (
        ["venv", "--quiet", "--clear", "--python", sys.executable, environment],
        # As `pip install` does, at the versions that are tested here.
        ["pip", "install", "--quiet", "--constraint", wheel.with_name("requirements.txt"), wheel],
    ):
        subprocess.run([UV, *command], env=uv, check=True)
    return environment / "bin"


@pytest.fixture
def machine(installed: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of someone who has nothing but the package: no Node.js, no setting, an empty home."""
    return {"PATH": str(installed), "HOME": str(tmp_path)}


@pytest.mark.nightly
def test_the_same_revision_makes_the_same_wheel(wheel, tmp_path):
    (ROOT / "confman" / "__init__.py").touch()
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_what_runs_and_nothing_of_this_machine(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    bundled = {name.removeprefix("confman/bundled/") for name in names if name.startswith("confman/bundled/")}

    assert {"templates/web/base.html", "static/dist/app.css", "locale/ru/LC_MESSAGES/django.mo"} <= bundled
    assert {name.partition("/")[0] for name in names} <= {
        "agenda",
        "confman",
        "outcomes",
        "registrations",
        *{name.partition("/")[0] for name in names if ".dist-info/" in name},
    }
    assert not [name for name in names if name.endswith((".pyc", ".po", ".sqlite3", "secret-key"))]
    fonts = [name for name in bundled if "/@expo-google-fonts/" in name]
    # Every family comes with its licence.
    families = {name.split("/")[2] for name in fonts}
    assert families == {name.split("/")[2] for name in fonts if "LICENSE" in name}
    assert wheel.stat().st_size < 60_000_000


# On a busy machine an empty environment compiles all that it imports for a minute.
@pytest.mark.nightly
@pytest.mark.timeout(480)
def test_the_wheel_serves_the_demo_without_node_js(machine, installed, tmp_path):
    demo = subprocess.run(
        [installed / "confman", "demo"], env=machine, cwd=tmp_path, capture_output=True, text=True
    )
    assert demo.returncode == 0, demo.stderr
    assert "organizer@example.org" in demo.stdout

    with served(installed, machine, tmp_path) as address:
        look_around(address)
    # All it keeps is in one folder that nobody else may read; where it was called, nothing is left.
    kept = tmp_path / ".local" / "state" / "confman"
    assert (kept / "confman.sqlite3").exists()
    assert kept.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [".local"]


@contextlib.contextmanager
def served(installed: Path, machine: dict[str, str], folder: Path) -> Iterator[str]:
    """The address at which `confman serve` answers, with its worker, until what happens within is over."""
    with subprocess.Popen(
        [installed / "confman", "serve", "--port", str(free_port())],
        env=machine, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as server:  # fmt: skip
        try:
            yield address_of(server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)
    assert server.returncode == 0


# As the owner of an account does on its page.
TOKEN = """
from datetime import date, timedelta
from confman.accounts.models import User
from confman.api.domain.tokens import known_scopes
from confman.api.domain.tokens import create_token
by = User.objects.create_user("program@example.org", may_hold_conferences=True)
scopes = [each.permission for each in known_scopes()]
print(create_token(by=by, name="Program", scopes=scopes, expires_on=date.today() + timedelta(days=30))[1])
"""


@pytest.mark.nightly
@pytest.mark.timeout(480)
def test_the_program_of_the_page_prints_its_badges_by_the_worker_of_the_wheel(machine, installed, tmp_path):
    with served(installed, machine, tmp_path) as address:
        made = subprocess.run(
            [installed / "confman", "shell", "--verbosity", "0", "--command", TOKEN],
            env=machine, cwd=tmp_path, capture_output=True, text=True,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        done = subprocess.run(
            [sys.executable, "-c", program_of_the_page()],
            env={"CONFMAN": address, "TOKEN": made.stdout.strip()},
            cwd=tmp_path, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == SAID
    assert (tmp_path / "badges.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.nightly
@pytest.mark.timeout(900)
def test_the_second_stage_of_the_image_installs_exactly_what_is_locked(wheel, tmp_path):
    """Its steps, in an empty folder: the lock names every package and checksum, so nothing else is accepted."""
    steps = steps_of("environment")
    assert any("--require-hashes" in step for step in steps)
    here = {
        "/opt/confman": str(tmp_path / "confman"),
        "/wheel": str(wheel.parent),
        "python -m venv": f"{sys.executable} -m venv",
        "uv pip": f"{UV} pip",
    }
    for step in steps:
        for there, place in here.items():
            step = step.replace(there, place)
        subprocess.run(
            ["sh", "-c", step], cwd=tmp_path, check=True, env={**os.environ, "UV_SYSTEM_CERTS": "1"}
        )
    program = tmp_path / "confman" / "bin" / "confman"
    said = subprocess.run(
        [program, "check"], env={"HOME": str(tmp_path)}, cwd=tmp_path, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr


def steps_of(stage: str) -> list[str]:
    """The commands of one stage of the Containerfile."""
    found = list(instructions())
    first = next(
        place for place, (name, said) in enumerate(found) if name == "FROM" and said.endswith(f"AS {stage}")
    )
    return [
        said for name, said in takewhile(lambda each: each[0] != "FROM", found[first + 1 :]) if name == "RUN"
    ]


def look_around(address: str) -> None:
    """As a visitor, then as the organizer."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def read(path: str, data: dict[str, str] | None = None) -> bytes:
        form = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(address + path, form, {"Referer": address + path})
        with contextlib.closing(browser.open(request, timeout=60)) as answer:
            assert answer.status == 200
            return answer.read()

    assert read("/healthz") == b"ok"
    home = read("/tashkent2017/ru/").decode()
    assert "Повестка дня" in home, "the catalogues are there"
    [style, *_others] = re.findall(r'href="(/static/[^"]+\.css)"', home)
    assert b"{" in read(style)
    assert read("/tashkent2017/en/agenda/agenda.pdf").startswith(b"%PDF")
    assert b"<h1" in read("/guide/")

    page = read("/accounts/login/").decode()
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[:1])
    desk = read(
        "/accounts/login/",
        {"csrfmiddlewaretoken": token, "login": "organizer@example.org", "password": PASSWORD},
    )
    assert b"/tashkent2017/secretariat/" in desk
