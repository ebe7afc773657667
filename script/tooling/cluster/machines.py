"""The machines of the cluster: each a program with its own processes, log and number in the folder."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from confman.server.processes import web_commands
from script.tooling.cluster.layout import (
    DATABASES,
    ETCD,
    FILES,
    FILES_PORT,
    FOLDER,
    ROOT,
    WEB_PORT,
    WEBS,
    WORKERS,
    environment,
    program,
)

# In the order in which they start.
NAMES = ("etcd", *DATABASES, "redis", "files", "haproxy", *WEBS, *WORKERS)
PATIENCE = 15  # seconds for what is asked to end


def owner() -> str:
    """Return whose PostgreSQL and Patroni are, if not ours: PostgreSQL refuses to run as root."""
    if os.getuid():
        return ""
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


def command_of(name: str) -> list[str]:
    """Return the command that is a machine of this name."""
    if name == "etcd":
        peer, client = f"http://{ETCD}:2380", f"http://{ETCD}:2379"
        return [
            program("etcd"), "--name", "etcd", "--data-dir", str(FOLDER / "etcd"),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", f"etcd={peer}", "--log-level", "warn",
        ]  # fmt: skip
    if name in DATABASES:
        as_owner = []
        if user := owner():
            group = pwd.getpwnam(user).pw_gid
            as_owner = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        return [
            *as_owner,
            "env",
            f"HOME={FOLDER / name}",
            program("patroni"),
            str(FOLDER / name / "patroni.yml"),
        ]
    if name == "redis":
        return [program("redis-server"), str(FOLDER / "redis.conf")]
    if name == "files":
        # It keeps what it has in its memory: it may be held up, but not be killed.
        return [sys.executable, "-m", "moto.server", "-H", FILES, "-p", str(FILES_PORT)]
    if name == "haproxy":
        return [program("haproxy"), "-db", "-f", str(FOLDER / "haproxy.cfg")]
    if name in WEBS:
        return web_commands(WEBS[name], WEB_PORT, processes=1)[0]
    if name in WORKERS:
        return [sys.executable, "-m", "confman", "worker"]
    raise SystemExit(f"confman: there is no machine {name!r}; there are {', '.join(NAMES)}.")


def start(name: str) -> None:
    """Start a machine, which outlives us; one that was held up goes on."""
    command = command_of(name)
    if is_running(name):
        for process in processes_of(name):
            os.kill(process, signal.SIGCONT)
        return
    as_confman = name in WEBS or name in WORKERS
    with (FOLDER / "logs" / name).open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT if as_confman else "/",
            env=environment(name) if as_confman else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (FOLDER / "pids" / name).write_text(f"{process.pid} {_started(process.pid)}")


def kill(name: str) -> None:
    """End all processes of a machine at once, as a power cut does."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for process in list(processes_of(name)):
            with suppress(ProcessLookupError):
                os.kill(process, number)
    while any(True for _each in processes_of(name)):
        time.sleep(0.02)


def hold_up(name: str) -> None:
    """Have a machine say nothing more, as one does whose disk hangs, until it is started again."""
    for process in processes_of(name):
        os.kill(process, signal.SIGSTOP)


def stop(name: str) -> None:
    """Ask a machine to end; kill what is left of it."""
    if number := _number(name):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while any(True for _each in processes_of(name)) and time.monotonic() < until:
        time.sleep(0.1)
    kill(name)
    (FOLDER / "pids" / name).unlink(missing_ok=True)


def is_running(name: str) -> bool:
    """Tell whether the machine has a process."""
    return any(True for _each in processes_of(name))


def processes_of(name: str) -> Iterator[int]:
    """Yield the numbers of a machine's living processes: those below the first, and PostgreSQL's, which leave it."""
    parents = _parents()
    roots = {_number(name), _postmaster(name)} - {0}
    for process in parents:
        above = process
        while above:
            if above in roots:
                yield process
                break
            above = parents.get(above, 0)


def _number(name: str) -> int:
    """Return the number of a machine's first process; 0 if it has ended, even where another has its number now."""
    with suppress(FileNotFoundError, ValueError):
        number, started = (FOLDER / "pids" / name).read_text().split()
        return int(number) if _started(int(number)) == started else 0
    return 0


def _started(number: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[19]
    return ""


def _postmaster(name: str) -> int:
    with suppress(OSError, ValueError, IndexError):  # the file is empty for a moment
        number = int((FOLDER / name / "data" / "postmaster.pid").read_text().split()[0])
        if str(FOLDER / name) in Path(f"/proc/{number}/cmdline").read_text():
            return number
    return 0


def _parents() -> dict[int, int]:
    """Return the parent of each living process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(path.parent.name)] = int(parent)
    return found
