"""Runs web and worker of one installation, and ends them together."""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
# The settings read the same variable: one thread is reserved for health checks (confman/web/faults/pages.py).
THREADS = int(os.environ.get("GRANIAN_BLOCKING_THREADS") or 8)
PATIENCE = 15  # seconds for web and worker to finish
PR_SET_PDEATHSIG = 1


class Stop(Exception):
    """We were asked to end, by Ctrl-C or by our parent."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/server")
    parser.add_argument("--lan", action="store_true", help="serve the local network by TLS, for phones")
    options = parser.parse_args()
    ends = {signal.SIGINT, signal.SIGTERM}
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to outlive the terminal
        ends.add(signal.SIGHUP)
    for number in ends:
        signal.signal(number, ask_to_stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        return serve(options.lan, running)
    except Stop:
        return 0
    finally:
        # A second Ctrl-C must not leave one of them running.
        for number in ends:
            signal.signal(number, signal.SIG_IGN)
        end(running)


def ask_to_stop(*_: object) -> None:
    raise Stop


def serve(lan: bool, running: dict[str, subprocess.Popen[bytes]]) -> int:
    production = os.environ.get("CONFMAN_ENV") == "production"
    if production and not os.environ.get("CONFMAN_SECRET_KEY"):
        print(
            "confman: CONFMAN_SECRET_KEY is not set; production does not start without it (docs/running.md)."
        )
        return 1
    data = Path(os.environ.get("CONFMAN_DATA") or ROOT / "data").resolve()
    (data / "static").mkdir(parents=True, exist_ok=True)  # whitenoise looks there even while it is empty
    host = "0.0.0.0" if lan else "127.0.0.1"
    port = free_port(host, int(os.environ.get("PORT") or 8000))
    addresses = []
    if lan:
        from certificate import certificate_for, lan_addresses

        addresses = lan_addresses()
    scheme = "https" if lan else "http"
    address = f"{scheme}://{addresses[0] if addresses else '127.0.0.1'}:{port}"
    os.environ |= {"CONFMAN_DATA": str(data), "CONFMAN_BASE_URL": os.environ.get("CONFMAN_BASE_URL", address)}
    certificates = []
    fingerprint = ""
    if lan:
        os.environ["CONFMAN_TLS"] = "1"
        if not production:
            os.environ.setdefault("CONFMAN_ALLOWED_HOSTS", ",".join([*addresses, "localhost", "127.0.0.1"]))
        certificate, key, fingerprint = certificate_for(addresses, data / "tls")
        certificates = ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key),
                        "--ssl-protocol-min", "tls1.2"]  # fmt: skip

    if not migrate():
        return 1
    if production and run_to_end([*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"]).returncode != 0:
        return 1
    for number, command in enumerate(web_commands(host, port), 1):
        running[f"web {number}"] = start([*command, *certificates])
    # The demo is loaded while the web processes import what they serve; both take long.
    accounts = "" if production else load_demo()
    running["worker"] = start([*MANAGE, "worker"])
    if not answers(port, running):
        return say_who_ended(running)
    print_welcome(address, accounts, fingerprint)
    while all(process.poll() is None for process in running.values()):
        time.sleep(0.5)
    return say_who_ended(running)


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
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
               "--workers", str(workers), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error",
               "--workers-kill-timeout", "5", application]  # fmt: skip
    return [command] * servers


def migrate() -> bool:
    """Migrate; return False if the database cannot be used."""
    # Say what is being done, since a first start takes a while.
    print("confman: preparing the database ...", flush=True)
    if run_to_end([*MANAGE, "migrate", "--verbosity", "0"]).returncode != 0:
        print("confman: the database could not be migrated; the reason is above.", flush=True)
        return False
    return True


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
        command, cwd=ROOT, stdout=stdout, start_new_session=True, preexec_fn=end_with_parent
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


def say_who_ended(running: dict[str, subprocess.Popen[bytes]]) -> int:
    for name, process in running.items():
        if process.poll() is not None:
            kind = name.split()[0]
            others = " and ".join(dict.fromkeys(other.split()[0] for other in running if other != name))
            print(f"confman: {kind} ended by itself (exit code {process.returncode}); ending {others} too.")
            break
    return 1


def free_port(host: str, wanted: int) -> int:
    """Return `wanted`, or the next port above it that is free."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            print(f"confman: port {wanted} is taken, using {port}.", flush=True)
        return port
    raise SystemExit(f"confman: no free port between {wanted} and {wanted + 99}; set PORT to another.")


def answers(port: int, running: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Wait until the web server accepts connections; return False if a process ended before."""
    while all(process.poll() is None for process in running.values()):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def print_welcome(address: str, accounts: str, fingerprint: str) -> None:
    print(f"\nconfman is running: {address}\n")
    if fingerprint:
        print("The browser will warn of a certificate it does not know; this is its SHA-256 fingerprint:")
        print(f"{fingerprint}\n")
    if accounts:
        print(f"{accounts}\n")
    print("Ctrl-C ends it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
