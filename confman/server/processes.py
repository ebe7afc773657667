"""Runs web and worker of one installation, and ends them together. It imports no Django: its processes do."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from confman import paths

# In the repository the packages are found from its folder; installed, no folder may stand in for one of them.
FOLDER = None if paths.IS_INSTALLED else paths.BASE_DIR
PYTHON = [sys.executable, "-P"] if paths.IS_INSTALLED else [sys.executable]
MANAGE = [*PYTHON, "-m", "confman"]
# The settings read the same variable: one thread is reserved for health checks (confman/web/faults/pages.py).
THREADS = int(os.environ.get("GRANIAN_BLOCKING_THREADS") or 8)
PATIENCE = 15  # seconds for web and worker to finish
REQUEST_PATIENCE = 12  # and for the requests that a web process has in hand
PR_SET_PDEATHSIG = 1


class Stop(Exception):
    """We were asked to end, by Ctrl-C or by our parent."""


def main(arguments: Sequence[str]) -> int:
    """Serve until we are asked to end; return the exit code."""
    options = parser().parse_args(arguments)
    ends = {signal.SIGINT, signal.SIGTERM}
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to outlive the terminal
        ends.add(signal.SIGHUP)
    for number in ends:
        signal.signal(number, ask_to_stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        return serve(options, running)
    except Stop:
        return 0
    finally:
        # A second Ctrl-C must not leave one of them running.
        for number in ends:
            signal.signal(number, signal.SIG_IGN)
        end(running)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command's options."""
    arguments = argparse.ArgumentParser(
        prog="confman serve",
        description="Prepare the database, load the demo (but in production), and run web and worker until Ctrl-C.",
        epilog="CONFMAN_DATA is the folder it keeps everything in. docs/operation/running.md has all settings.",
    )
    arguments.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("PORT") or 8000),
        help="where it listens, or the next port that is free (default: PORT, or 8000)",
    )
    arguments.add_argument("--host", help="the address it listens on (default: this machine alone)")
    arguments.add_argument("--lan", action="store_true", help="serve the local network by TLS, for phones")
    arguments.add_argument(
        "--only-web",
        action="store_true",
        help="serve pages and do nothing else: the database is prepared, and the worker runs by itself",
    )
    return arguments


def ask_to_stop(*_: object) -> None:
    raise Stop


def serve(options: argparse.Namespace, running: dict[str, subprocess.Popen[bytes]]) -> int:
    """Start everything, entering each process into `running`, and wait until one ends."""
    production = os.environ.get("CONFMAN_ENV") == "production"
    if production and not os.environ.get("CONFMAN_SECRET_KEY"):
        print(
            "confman: CONFMAN_SECRET_KEY is not set; production does not start without it (docs/operation/running.md)."
        )
        return 1
    data = paths.data_folder()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "static").mkdir(exist_ok=True)  # whitenoise looks there even while it is empty
    host = options.host or ("0.0.0.0" if options.lan else "127.0.0.1")
    # Processes that serve pages alone share the port by agreement, as those under systemd do.
    port = options.port if options.only_web else free_port(host, options.port)
    addresses = []
    if options.lan:
        from confman.server.certificate import certificate_for, lan_addresses

        addresses = lan_addresses()
    scheme = "https" if options.lan else "http"
    address = f"{scheme}://{addresses[0] if addresses else '127.0.0.1'}:{port}"
    os.environ |= {"CONFMAN_DATA": str(data), "CONFMAN_BASE_URL": os.environ.get("CONFMAN_BASE_URL", address)}
    certificates = []
    fingerprint = ""
    if options.lan:
        os.environ["CONFMAN_TLS"] = "1"
        if not production:
            os.environ.setdefault("CONFMAN_ALLOWED_HOSTS", ",".join([*addresses, "localhost", "127.0.0.1"]))
        certificate, key, fingerprint = certificate_for(addresses, data / "tls")
        certificates = ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key),
                        "--ssl-protocol-min", "tls1.2"]  # fmt: skip

    if not options.only_web and not prepare(production):
        return 1
    for number, command in enumerate(web_commands(host, port), 1):
        running[f"web {number}"] = start([*command, *certificates])
    accounts = ""
    if not options.only_web:
        # The demo is loaded while the web processes import what they serve; both take long.
        accounts = "" if production else load_demo()
        running["worker"] = start([*MANAGE, "worker"])
    if not answers("127.0.0.1" if host == "0.0.0.0" else host, port, running):
        return log_who_ended(running)
    print_welcome(address, str(data), accounts, fingerprint)
    if options.only_web and run_to_end([*MANAGE, "migrate", "--check", "--verbosity", "0"]).returncode != 0:
        print(
            f"confman: the database is not prepared for this version: run `{paths.PROGRAM} migrate`.",
            flush=True,
        )
    while all(process.poll() is None for process in running.values()):
        time.sleep(0.5)
    return log_who_ended(running)


def web_commands(
    host: str, port: int, application: str = "confman.wsgi:application", processes: int = 0
) -> list[list[str]]:
    """Return the commands that serve the web application: two processes if there are cores for them.

    The benchmark of the race uses them, too. On Linux each is a server of its own on the same port, and the kernel
    distributes connections evenly. Workers of one server share a queue, and the fastest gets nearly all of them;
    elsewhere the kernel distributes nothing, so workers are needed.
    """
    processes = processes or min(2, os.cpu_count() or 1)
    servers, workers = (processes, 1) if sys.platform == "linux" else (1, processes)
    command = [*PYTHON, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
               "--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error",
               "--workers-kill-timeout", str(REQUEST_PATIENCE), application]  # fmt: skip
    return [command] * servers


def prepare(production: bool) -> bool:
    """Migrate, and in production name static files by their content; return False if that cannot be done."""
    # Say what is being done, since a first start takes a while.
    print("confman: preparing the database ...", flush=True)
    if run_to_end([*MANAGE, "migrate", "--verbosity", "0"]).returncode != 0:
        print("confman: the database could not be migrated; the reason is above.", flush=True)
        return False
    collect = [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"]
    return not production or run_to_end(collect).returncode == 0


def load_demo() -> str:
    """Load the demo unless it is there; return what the command says of its accounts, nothing if it fails."""
    demo = run_to_end([*MANAGE, "demo"], stdout=subprocess.PIPE)
    if demo.returncode != 0:
        print("confman: the demo could not be loaded (the reason is above); going on without it.", flush=True)
        return ""
    return demo.stdout.decode().rstrip()


def run_to_end(command: list[str], stdout: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a command, which is ended if we are asked to end meanwhile."""
    process = start(command, stdout=stdout)
    try:
        output, _ = process.communicate()
        return subprocess.CompletedProcess(command, process.returncode, output)
    finally:
        end({"command": process})


def start(command: list[str], stdout: int | None = None) -> subprocess.Popen[bytes]:
    """Start in a session of its own, so that only we receive Ctrl-C, and end both in good order."""
    return subprocess.Popen(
        command, cwd=FOLDER, stdout=stdout, start_new_session=True, preexec_fn=end_with_parent
    )


def end_with_parent() -> None:
    """Have the kernel end the process if we are killed (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every process and its children to end, wait, then kill them."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        # End the rest of its session: a child that outlived it, or all of it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def log_who_ended(running: dict[str, subprocess.Popen[bytes]]) -> int:
    for name, process in running.items():
        if process.poll() is not None:
            kind = name.split()[0]
            others = " and ".join(dict.fromkeys(other.split()[0] for other in running if other != name))
            print(f"confman: {kind} ended by itself (exit code {process.returncode}); ending {others} too.")
            break
    return 1


def free_port(host: str, first: int) -> int:
    """Return `first`, or the next port above it that is free."""
    for port in range(first, first + 100):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
            except OSError:
                continue
        if port != first:
            print(f"confman: port {first} is taken, using {port}.", flush=True)
        return port
    raise SystemExit(f"confman: no free port between {first} and {first + 99}; set PORT to another.")


def answers(host: str, port: int, running: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Wait until the web server accepts connections; return False if a process ended before."""
    while all(process.poll() is None for process in running.values()):
        try:
            socket.create_connection((host, port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def print_welcome(address: str, data: str, accounts: str, fingerprint: str) -> None:
    print(f"\nconfman is running: {address}")
    print(f"It keeps everything in {data}\n")
    if fingerprint:
        print("The browser will warn of a certificate it does not know; this is its SHA-256 fingerprint:")
        print(f"{fingerprint}\n")
    if accounts:
        print(f"{accounts}\n")
    print("Ctrl-C ends it.", flush=True)
