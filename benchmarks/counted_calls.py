"""Count calls and queries of pages, acts, documents and files of the demo: equal on a busy and on a quiet machine.

    .venv/bin/python -m benchmarks.counted_calls counted.json
    .venv/bin/python -m benchmarks.counted_calls counted.json --beside before.json

Calls of Python functions, the second time that something is done in the process; queries beside them. To compare two
revisions, copy this file into a checkout of the other and give what it wrote with `--beside`. Works on a demo of its
own, on a fixed day. What the process caches by itself (translations, templates, registries) is there; the
store of public pages is off (benchmarks.readers measures it). Each act is taken back.
"""

import argparse
import datetime as dt
import io
import json
import random
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.installation import installed

SLUG = "tashkent2017"
NOON = dt.datetime(2027, 2, 15, 12, tzinfo=dt.UTC)
PUBLIC = {
    "home": "",
    "agenda": "agenda/",
    "speakers": "speakers/",
    "recommendations": "recommendations/",
    "follow-up": "follow-up/",
    "calendar": "agenda/calendar.ics",
    "schedule (XML)": "agenda/schedule.xml",
    "registration form": "register/",
}
SECRETARIAT = {
    "Today": "",
    "list of sessions": "agenda/",
    "editor": "agenda/editor/",
    "conflicts": "agenda/conflicts/",
    "list of registrations": "registrations/",
    "delegations": "delegations/",
    "people": "people/",
    "list of recommendations": "recommendations/",
    "plenary desk": "plenary/",
    "follow-up": "follow-up/",
    "documents": "documents/",
    "outbox": "mail/",
    "history": "history/",
    "search": "search/?q=water",
    "statistics": "registrations/figures/",
}
DOCUMENTS = {
    "programme": ("agenda.agenda", "pdf"),
    "programme in Word": ("agenda.agenda", "docx"),
    "list of participants": ("registrations.participants", "xlsx"),
    "recommendations": ("outcomes.recommendations", "pdf"),
    "recommendations in Akoma Ntoso": ("outcomes.recommendations", "akn"),
    "badges": ("registrations.badges", "pdf"),
}
COMMANDS = {
    "export of people (CSV)": ("exportpeople", "--format=csv"),
    "export of the agenda (frab XML)": ("exportagenda", "--format=frab-xml"),
    "export of recommendations (CSV)": ("exportrecommendations", "--format=csv"),
    "check of the agenda": ("checkagenda",),
}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("file", type=Path, help="where to write what was counted")
    options.add_argument("--beside", type=Path, help="what another revision wrote: prints the ratios")
    given = options.parse_args()
    with installed():
        import time_machine

        random.seed(1)
        with time_machine.travel(NOON, tick=False):
            counted = count_all()
    given.file.write_text(json.dumps(counted, indent=1))
    before = json.loads(given.beside.read_text()) if given.beside else {}
    print(
        "| What | Calls | Queries |" + (" Calls before | Queries before | Ratio of calls |" if before else "")
    )
    print("|---|---|---|" + ("---|---|---|" if before else ""))
    for what, (calls, queries) in counted.items():
        line = f"| {what} | {calls:,} | {queries} |"
        if then := before.get(what):
            line += f" {then[0]:,} | {then[1]} | {calls / then[0]:.2f} |"
        print(line)


def count_all() -> dict[str, tuple[int, int]]:
    """Count everything, by its name in the table: calls and queries."""
    from django.core.management import call_command
    from django.test import Client

    from confman.accounts.models import User
    from confman.conferences.models import Conference
    from confman.documents.domain.builder import build_document

    quiet = io.StringIO()
    call_command("demo", verbosity=0, stdout=quiet)
    conference = Conference.objects.get(slug=SLUG)
    reader, desk = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    owner = User.objects.filter(memberships__conference=conference, memberships__role="owner").first()
    desk.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    root = f"/{SLUG}/secretariat/"

    counted = {}
    for name, path in PUBLIC.items():
        counted[f"public: {name}"] = count(partial(_open, reader, f"/{SLUG}/en/{path}"))
    for name, path in SECRETARIAT.items():
        counted[f"secretariat: {name}"] = count(partial(_open, desk, root + path))
    for name, (path, sent) in acts(conference).items():
        counted[f"act: {name}"] = count(partial(_send, desk, root + path, sent))
    for name, (kind, form) in DOCUMENTS.items():
        counted[f"document: {name}"] = count(
            partial(build_document, kind, conference, language="en", format=form)
        )
    with tempfile.TemporaryDirectory() as folder:
        for name, (command, *more) in COMMANDS.items():
            file = ("-o", f"{folder}/out") if more else ()
            counted[f"command: {name}"] = count(
                partial(call_command, command, SLUG, *more, *file, stdout=quiet, stderr=quiet)
            )
    return counted


def acts(conference: Any) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what is sent to which page of the secretariat."""
    from django.apps import apps

    waiting = apps.get_model("registrations", "Registration").objects.filter(conference=conference)
    approved = waiting.filter(status="approved").order_by("created_at", "id").first()
    submitted = (
        waiting.filter(status="submitted", confirmed_at__isnull=False).order_by("created_at", "id").first()
    )
    session = (
        apps.get_model("agenda", "Session").objects.filter(conference=conference).order_by("guid").first()
    )
    return {
        "publish the agenda": ("agenda/publish/", {}),
        "approve a registration": (f"registrations/{submitted.pk}/approve/", {"reason": "Wanted."}),
        "cancel a registration": (f"registrations/{approved.pk}/cancel/", {"reason": "Wished so."}),
        "delete a session": (f"agenda/sessions/{session.pk}/delete/", {}),
    }


def count(act: Callable[[], Any]) -> tuple[int, int]:
    """Do it twice, each time taken back; return the calls and queries of the second."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    calls = 0

    def note(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event == "call"

    for is_second in (False, True):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            random.seed(1)
            if is_second:
                sys.setprofile(note)
            try:
                act()
            finally:
                sys.setprofile(None)
            asked = len(queries)
            transaction.set_rollback(True)
    return calls, asked


def _open(client: Any, address: str) -> None:
    _require(client.get(address), 200)


def _send(client: Any, address: str, values: dict[str, str]) -> None:
    _require(client.post(address, values), 302)


def _require(answer: Any, status: int) -> None:
    if answer.status_code != status:
        print(f"{answer.request['PATH_INFO']}: {answer.status_code}, not {status}", file=sys.stderr)
    if answer.streaming:
        b"".join(answer.streaming_content)


if __name__ == "__main__":
    main()
