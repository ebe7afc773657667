"""script/server: web and worker start together and end together, and nothing of them is left."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

# script/server without more has the embedded database.
pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty data folder for the module: the first start fills it, the next finds that done."""
    return tmp_path_factory.mktemp("data")


def free_port() -> int:
    """One that nobody listens on, nor another test's server, which looks for its own at the same moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def server(data_folder: Path) -> Iterator[subprocess.Popen[str]]:
    with started_in(data_folder) as process:
        yield process


@contextlib.contextmanager
def started_in(data_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The server with its data there; it is ended with what happens within."""
    # Nor the settings that pytest names to every process: the person who starts the server names none.
    ours = ("CONFMAN_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"CONFMAN_DATA": str(data_folder), "PORT": str(free_port())}
    process = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "serve"],
        env=environment, cwd=data_folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def address_of(server: subprocess.Popen[str]) -> str:
    """The address at which it answers, once it says so."""
    said = ""
    for line in server.stdout:
        said += line
        if line.startswith("confman is running: "):
            return line.split()[-1]
    raise AssertionError(f"The server ended before it ran:\n{said}")


def descendants(parent: int) -> dict[int, str]:
    """Process ids and command lines of all that a process started."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True).stdout
    table = [line.split(None, 2) for line in rows.splitlines()]
    found: dict[int, str] = {}
    ancestors = {parent}
    while ancestors:
        children = {int(pid): args for pid, ppid, args in table if int(ppid) in ancestors}
        found |= children
        ancestors = set(children)
    return found


def still_running(processes: dict[int, str]) -> dict[int, str]:
    rows = subprocess.run(["ps", "-A", "-o", "pid=,args="], capture_output=True, text=True).stdout
    now = dict(line.split(None, 1) for line in rows.splitlines())
    return {pid: args for pid, args in processes.items() if now.get(str(pid), "").strip() == args}


def assert_history_is_guarded(database: Path) -> None:
    """By whatever program opens the file."""
    with contextlib.closing(sqlite3.connect(database)) as opened:
        [count] = opened.execute("SELECT COUNT(*) FROM audit_auditentry").fetchone()
        assert count, "the demo has a history"
        for change in ("UPDATE audit_auditentry SET verb = 'x'", "DELETE FROM audit_auditentry"):
            with pytest.raises(sqlite3.IntegrityError, match="history cannot be changed"):
                opened.execute(change)


@pytest.mark.nightly
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "Ctrl-C"])
def test_web_and_worker_end_with_the_server(server, number):
    address = address_of(server)
    with urllib.request.urlopen(f"{address}/healthz") as answer:
        assert answer.status == 200
    started = descendants(server.pid)
    assert any("granian" in args for args in started.values())
    assert any(args.endswith("confman worker") for args in started.values())

    server.send_signal(number)

    assert server.wait(timeout=60) == 0
    assert still_running(started) == {}


def test_the_server_ends_with_a_clear_line_when_the_worker_dies(server, data_folder):
    address_of(server)
    assert_history_is_guarded(data_folder / "confman.sqlite3")
    started = descendants(server.pid)
    worker = next(pid for pid, args in started.items() if args.endswith("confman worker"))

    os.kill(worker, signal.SIGKILL)

    said, _ = server.communicate(timeout=60)
    assert server.returncode == 1
    assert "confman: worker ended by itself (exit code -9); ending web too." in said
    assert still_running(started) == {}
