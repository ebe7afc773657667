"""Time an urgent mail from commit to the mail server while a thousand others wait: median and p95.

    .venv/bin/python -m benchmarks.urgent_mail [MAILS] [URGENT]

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, which must be empty. The mail server needs 20 ms for each mail.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


class Server:
    """A mail server that notes when each mail arrives, by its reader."""

    def __init__(self) -> None:
        self.arrived: dict[str, float] = {}
        self.change = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import asyncio

        with self.change:
            self.arrived[envelope.rcpt_tos[0]] = time.monotonic()
            self.change.notify_all()
        await asyncio.sleep(0.02)
        return "250 taken"


class FreePort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def main() -> None:
    bulk, urgent = (int(number) for number in (sys.argv[1:] + ["1000", "40"][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        Path(folder, "static").mkdir()
        os.environ["CONFMAN_DATA"] = folder
        measure(bulk, urgent)


def measure(bulk: int, urgent: int) -> None:
    """Print how long urgent mails take while others wait."""
    server = Server()
    controller = FreePort(server, hostname="127.0.0.1", port=0)
    controller.start()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "confman.settings",
        "CONFMAN_EMAIL_URL": f"smtp://127.0.0.1:{controller.port}",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from confman.mail.domain.queue import queue_message
    from confman.mail.models import Message

    call_command("migrate", verbosity=0)
    Message.objects.all().delete()

    def write(to: str, **options: Any) -> None:
        with transaction.atomic():
            queue_message(kind="b", to=to, subject="s", text="t\n", language="en", by=None, **options)

    with transaction.atomic():
        for number in range(bulk):
            write(f"bulk{number}@example.org")
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT)
    try:
        with server.change:
            server.change.wait_for(lambda: len(server.arrived) > 20, timeout=120)
        taken = []
        for number in range(urgent):
            to = f"urgent{number}@example.org"
            write(to, urgent=True)
            committed = time.monotonic()
            with server.change:
                assert server.change.wait_for(lambda to=to: to in server.arrived, timeout=60), to
            taken.append(server.arrived[to] - committed)
            time.sleep(0.05 * (number % 5))
        waiting = Message.objects.filter(status="queued").count()
    finally:
        worker.terminate()
        worker.wait(60)
        controller.stop()
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)]
    print("| Urgent mails | Of | still waiting | Median | p95 | Worst |\n|---|---|---|---|---|---|")
    median, worst = statistics.median(taken) * 1000, taken[-1] * 1000
    print(
        f"| {urgent} of them | {bulk:,} | {waiting:,} | {median:.0f} ms | {p95 * 1000:.0f} ms | {worst:.0f} ms |"
    )


if __name__ == "__main__":
    main()
