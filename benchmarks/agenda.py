"""Measure the agenda: importing, publishing, its pages, exports and documents, for 674 sessions in 32 rooms.

    .venv/bin/python -m benchmarks.agenda [FILE]

FILE is a schedule to measure with; without one, a programme of the same size is made up. Works in a database of its
own, which is thrown away.
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["CONFMAN_DATA"] = tempfile.mkdtemp(prefix="confman-benchmark-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from agenda.conflicts.domain.report import conflicts_of  # noqa: E402
from agenda.imports.exchange.importer import import_as_new, import_schedule  # noqa: E402
from agenda.imports.exchange.uploads import read_schedule  # noqa: E402
from agenda.releases.domain.publication import publish_agenda  # noqa: E402
from agenda.releases.exchange import export_agenda  # noqa: E402
from agenda.releases.registries import export_formats  # noqa: E402
from agenda.sessions.domain.sessions import change_session  # noqa: E402
from agenda.sessions.models.session import Session  # noqa: E402
from benchmarks.schedules import invented_schedule  # noqa: E402
from confman.accounts.models import User  # noqa: E402
from confman.accounts.system_users import system_user  # noqa: E402
from confman.conferences.models import Conference, Membership  # noqa: E402
from confman.documents.domain.builder import build_document  # noqa: E402
from confman.documents.registry import document_kinds  # noqa: E402
from confman.web.errors import Refused  # noqa: E402

SLUG = "benchmark"


def measure(what: str, action: Callable[[], Any], *, times: int = 1) -> Any:
    """Print how long an action takes (the best of `times`), with its queries."""
    best, queries, result = float("inf"), 0, None
    for _run in range(times):
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            result = action()
            best = min(best, time.perf_counter() - begun)
        queries = len(captured.captured_queries)
    print(f"| {what:<52} | {best * 1000:>8.0f} ms | {queries:>7} |", flush=True)
    return result


def main() -> None:
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    by = system_user("command")
    content = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else invented_schedule()
    print(f"| {'What':<52} | {'Time':>11} | Queries |")
    print(f"|{'-' * 54}|{'-' * 13}|{'-' * 9}|")
    schedule = measure("read the file", lambda: read_schedule(content))
    measure(
        f"import into a new conference ({len(schedule.events)} sessions)",
        lambda: import_as_new(SLUG, schedule, by=by, timezone="Europe/Brussels"),
    )
    conference = Conference.objects.get(slug=SLUG)
    Conference.objects.update(status="announced")
    measure(
        "import again, nothing changed",
        lambda: import_schedule(conference, read_schedule(content), by=by, timezone="Europe/Brussels"),
    )
    measure("conflicts of the working agenda", lambda: conflicts_of(conference), times=3)
    measure("publish", lambda: publish_agenda(conference, by=by))
    session = Session.objects.of(conference).first()
    assert session
    measure(
        "change a session",
        lambda: change_session(session, by=by, revision=None, start=session.start),
        times=3,
    )
    measure_pages(conference)
    for format in [each.key for each in export_formats]:
        measure(
            f"export {format}", lambda format=format: export_agenda(conference, format=format, language="en")
        )
    measure_documents(conference)


def measure_documents(conference: Conference) -> None:
    for kind in [each for each in document_kinds if each.app == "agenda"]:
        for format in ("pdf", "docx"):
            measure(
                f"{kind.label} as {format.upper()}",
                lambda kind=kind, format=format: _document(kind.key, conference, format),
            )


def _document(key: str, conference: Conference, format: str) -> None:
    try:
        build_document(key, conference, language="en", format=format)
    except Refused as refusal:
        print(f"| {key}: {refusal.message}")


def measure_pages(conference: Conference) -> None:
    public, desk = Client(), Client()
    owner = User.objects.create_user("owner@example.org", "a-password-for-benchmarks")
    Membership.objects.create(conference=conference, user=owner, role="owner")
    desk.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    for what, client, address in (
        ("page: agenda, one day as a list", public, "en/agenda/"),
        ("page: agenda, both days as a list", public, "en/agenda/?day=all"),
        ("page: agenda, one day as a table", public, "en/agenda/?view=grid"),
        ("page: a session", public, f"en/agenda/{Session.objects.first().pk}/"),
        ("page: speakers", public, "en/speakers/"),
        ("page: the secretariat's list of sessions", desk, "secretariat/agenda/"),
        ("page: publish", desk, "secretariat/agenda/publish/"),
    ):

        def ask(client: Client = client, address: str = address) -> None:
            response = client.get(f"/{SLUG}/{address}")
            assert response.status_code == 200, (address, response.status_code)
            io.BytesIO(response.content)

        measure(what, ask, times=3)


if __name__ == "__main__":
    main()
