"""Measure commands, pages, actions and documents of this revision and of another in turns, and print the ratios.

    .venv/bin/python -m benchmarks.runs.revisions FOLDER [--turns 5] [--documents] [--only WORD …]

FOLDER is a checkout of the other revision with a .venv of its own. Either works by its own Python on an SQLite of its
own, filled from the same files by the same commands; only what both have is used: commands, addresses, names of models
and kinds of documents. In processor's time, of child processes too; the least of the turns, and the median of their
ratios. Of a document also how many times as many letters it has: a demo says more from version to version. Pages are
opened after a session was moved, so that nothing that either keeps until a write is there. Last it says what the other
revision does not have. With --documents only documents are made, and only what they need is filled in.
"""

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from importlib import import_module
from itertools import count
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

# The steps before, which are not measured, and those that are.
Actions = dict[str, tuple[Callable[[], Any], Callable[[], Any]]]
ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = {"hundreds": 300, "thousand": 1000, "many": 10_000}
NEW = ("--title", "Forum", "--starts", "2027-05-12", "--ends", "2027-05-13", "--timezone", "Asia/Tashkent")
DEMO = "tashkent2017"
# Kinds that hundreds of people make long; the others say nothing of people without travel, seats and letters.
OF_MANY = {
    f"registrations.{name}"
    for name in (
        "participants delegation delegations_report badges name_plates ticket confirmation attendance_sheet"
    ).split()
}
# Whole commands with the start of Python: in an empty folder, then in that of the data. {turn} is a number.
EMPTY = {"--help": "--help", "migrate, empty SQLite": "migrate -v0"}
COMMANDS = {
    "import of 1,000 people": "importpeople new{turn} thousand.csv --approve",
    "the same file again": "importpeople new{turn} thousand.csv",
    "10,000 people as CSV": "exportpeople many --format csv -o out",
    "10,000 people as XLSX": "exportpeople many --format xlsx -o out",
    "300 badges": "badges hundreds -o out",
    "import of 674 sessions": "importagenda agenda{turn} agenda.xml --create",
    "conflicts of 674 sessions": "checkagenda agenda",
    "674 sessions as PDF": "exportagenda agenda --format pdf -o out",
}
PAGES = {
    "agenda/en/": ("", "agenda/", "agenda/calendar.ics", "agenda/schedule.xml", "speakers/"),
    "agenda/secretariat/": ("", "agenda/", "agenda/editor/", "agenda/editor/state/", "agenda/conflicts/"),
    "many/secretariat/": (
        "registrations/",
        "registrations/?q=sample77",
        "delegations/",
        "people/",
        "badges/",
    ),
    "tashkent2017/secretariat/": ("", "registrations/", "recommendations/", "documents/", "mail/"),
}


def main() -> None:
    options = argparse.ArgumentParser(prog="benchmarks.runs.revisions")
    options.add_argument("folder", type=Path)
    options.add_argument("--turns", type=int, default=5)
    options.add_argument(
        "--only", nargs="+", default=[""], metavar="WORD", help="what has one of these in its name"
    )
    options.add_argument("--documents", action="store_true", help="no commands, pages and actions")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as before, tempfile.TemporaryDirectory() as now:
        sides = [
            Side(given.folder.resolve(), Path(before), given.documents),
            Side(ROOT, Path(now), given.documents),
        ]
        print("| What | Before | Now | Ratio | Median of the turns | Letters |\n|---|---|---|---|---|---|")
        names = [name for name in sides[1].names if any(word in name for word in given.only)]
        for name in names:
            if name in sides[0].names:
                turns = [[side.seconds(name, turn) for side in sides] for turn in range(given.turns + 1)][1:]
                then, after = (min(times) for times in zip(*turns, strict=True))
                ratio = median(second / first for first, second in turns)
                told = f"{then * 1000:,.0f} ms | {after * 1000:,.0f} ms | {after / then:.2f} | {ratio:.2f}"
                letters = [side.letters() for side in sides] if name.startswith("document") else [0]
                more = f"{letters[1] / letters[0]:.2f}" if all(letters) else ""
                print(f"| {name} | {told} | {more} |", flush=True)
        if missing := [name for name in names if name not in sides[0].names]:
            print(f"\nNot there before: {'; '.join(missing)}")


def work() -> float:
    used = (getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


class Side:
    """A revision with its data, and a process that acts in it."""

    def __init__(self, root: Path, data: Path, documents: bool) -> None:
        self.root, self.data, self.python = root, data, str(root / ".venv/bin/python")
        other = {
            key: value for key, value in os.environ.items() if not key.startswith(("CONFMAN_", "PYTHON"))
        }
        paths = {"PYTHONPATH": str(root), "PYTHONPYCACHEPREFIX": str(root / ".venv/bytecode")}
        self.environment = {**other, **paths, "DJANGO_SETTINGS_MODULE": "confman.settings"}
        self.fill(documents)
        what = "--act-documents" if documents else "--act"
        self.actor = subprocess.Popen(
            [self.python, "-P", __file__, what], cwd=data, env=self.environment | {"CONFMAN_DATA": str(data)},
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.actor.stdout
        self.names = [*([] if documents else [*EMPTY, *COMMANDS]), *json.loads(self.actor.stdout.readline())]

    def fill(self, documents: bool) -> None:
        """Make the database: the demo, an agenda of 674 sessions and lists of people."""
        from benchmarks.schedules import invented_schedule

        (self.data / "agenda.xml").write_bytes(invented_schedule())
        agenda = () if documents else ("importagenda agenda agenda.xml --create", "publishagenda agenda")
        for command in ("migrate -v0", "demo", *agenda):
            self.manage(*command.split())
        for slug, number in PEOPLE.items():
            if documents and slug != "hundreds":
                continue
            rows = (
                f"Guest Sample{guest},Expert,UZ,s{guest}@example.org,Delegation {guest % 60}"
                for guest in range(number)
            )
            (self.data / f"{slug}.csv").write_text(
                "\n".join(["Name,Function,Country,E-mail,Delegation", *rows])
            )
            self.manage("newconference", slug, *NEW)
            self.manage("importpeople", slug, f"{slug}.csv", *(["--approve"] if slug == "hundreds" else []))

    def manage(self, *arguments: str, data: Path | None = None) -> float:
        """Run a command and return its seconds."""
        folder = data or self.data
        (folder / "static").mkdir(exist_ok=True)
        begun, more = work(), {"CONFMAN_DATA": str(folder)}
        command = [self.python, str(self.root / "manage.py"), *arguments]
        subprocess.run(command, cwd=folder, env=self.environment | more, check=True, capture_output=True)
        return work() - begun

    def seconds(self, name: str, turn: int) -> float:
        if name in EMPTY:
            with tempfile.TemporaryDirectory() as folder:
                return self.manage(*EMPTY[name].split(), data=Path(folder))
        if name in COMMANDS:
            if name == next(iter(COMMANDS)):
                self.manage("newconference", f"new{turn}", *NEW)
            return self.manage(*COMMANDS[name].format(turn=turn).split())
        assert self.actor.stdin and self.actor.stdout
        print(name, file=self.actor.stdin, flush=True)
        if not (answer := self.actor.stdout.readline()):
            raise SystemExit(f"{self.root}: its process ended with {self.actor.wait()} at {name}")
        return float(answer)

    def letters(self) -> int:
        """Return how many letters the document has that was made last; 0 of a file without a text of its own."""
        content = (self.data / "made").read_bytes()
        if content.startswith(b"%PDF"):
            from pypdfium2 import PdfDocument

            return sum(len(page.get_textpage().get_text_bounded()) for page in PdfDocument(content))
        with ZipFile(io.BytesIO(content)) as archive:
            if (page := "word/document.xml") not in archive.namelist():
                return 0
            return sum(map(len, re.findall(r"<w:t(?: [^>]*)?>([^<]*)", archive.read(page).decode())))


def act(known_actions: Callable[[], Actions]) -> None:
    """Do what is asked for by its name, and answer with the seconds that it took; names first."""
    import django

    django.setup()
    answers, quiet = sys.stdout, io.StringIO()
    with redirect_stdout(quiet), redirect_stderr(quiet):
        known = known_actions()
        print(json.dumps([*known]), file=answers, flush=True)
        for line in sys.stdin:
            before, action = known[line.rstrip("\n")]
            before()
            begun = work()
            done = action()
            taken = work() - begun
            if content := getattr(done, "content", None):
                Path("made").write_bytes(content)
            print(taken, file=answers, flush=True)


def actions() -> Actions:
    """Return what is done, each with what is done before it and is not measured, by name."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.test.client import MULTIPART_CONTENT, Client

    settings.ALLOWED_HOSTS, settings.EMAIL_BACKEND = ["*"], "django.core.mail.backends.dummy.EmailBackend"
    conferences = apps.get_model("conferences", "Conference").objects
    conferences.update(status="announced", registration_mode="open")
    many, agenda = conferences.get(slug="many"), conferences.get(slug="agenda")
    owner = apps.get_model("accounts", "User").objects.create_user("o@example.org", "a-b-c-d-1")
    for conference in conferences.all():
        conference.memberships.create(user=owner, role="owner")
    desk, public = Client(), Client()
    desk.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    now, turn = datetime.now(UTC), count()
    apps.get_model("registrations", "CheckInDevice").objects.create(
        conference=many, name="Door", expires_at=now + timedelta(days=1), enrolled_at=now - timedelta(days=1),
        checkpoint=apps.get_model("registrations", "Checkpoint").objects.create(conference=many, name={"en": "Door"}),
        secret_digest=sha256(b"secret").hexdigest(),
    )  # fmt: skip
    guests = apps.get_model("registrations", "Registration").objects.filter(conference=many).order_by("pk")
    waiting, scanned = iter(list(guests[:5000])), iter(list(guests[5000:]))
    session = apps.get_model("agenda", "Session").objects.filter(conference=agenda).order_by("pk")[70]

    def open_page(client: Client, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        b"".join(answer)

    def post(address: str, data: Any, status: int = 200, **headers: str) -> None:
        kind = "application/json" if status == 200 else MULTIPART_CONTENT
        answer = desk.post(address, data, content_type=kind, headers=headers)
        assert answer.status_code == status, (address, answer.status_code, answer.content)

    def move() -> None:
        session.refresh_from_db()
        start = f"2027-03-31T{('09:10', '11:35', '14:20')[next(turn) % 3]}"
        address = f"/agenda/secretariat/agenda/editor/sessions/{session.pk}/move/"
        post(address, {"revision": session.revision, "start": start}, Accept="application/json")

    def scan(number: int) -> None:
        for _ in range(number):
            at, code = datetime.now(UTC).isoformat(), next(scanned).ticket_token
            row = {"id": str(uuid4()), "code": code, "at": at, "direction": "in", "shown": "admitted"}
            post("/many/onsite/door/scans/", {"sent_at": at, "scans": [row]}, Authorization="Device secret")

    def approve(number: int) -> None:
        for _ in range(number):
            post(f"/many/secretariat/registrations/{next(waiting).pk}/approve/", {}, 302)

    send = partial(call_command, "deliveroutbox", limit=10_000)
    found: Actions = {
        "a session moved in the editor": (move, move),
        "ten scans at a door": (partial(scan, 1), partial(scan, 10)),
        "ten registrations approved": (move, partial(approve, 10)),
        "ten confirmations with ticket sent": (partial(approve, 10), send),
        "an agenda of 674 sessions published": (
            move,
            partial(post, "/agenda/secretariat/agenda/publish/", {}, 302),
        ),
    }
    for base, paths in PAGES.items():
        client = public if base.endswith("/en/") else desk
        for path in paths:
            found[f"page: {base}{path}"] = (move, partial(open_page, client, f"/{base}{path}"))
    return found | documents()


def documents() -> Actions:
    """Return the making of each document: of the demo, and those of people of 300 of them too.

    One that cannot be made ends the run: none is missed in silence.
    """
    try:
        build = import_module("confman.documents.domain.builder").build_document
    except ImportError:
        build = import_module("confman.documents.domain").build_document
    conferences = import_module("django.apps").apps.get_model("conferences", "Conference").objects
    correct(conferences.get(slug=DEMO))
    found: Actions = {}
    for kind in import_module("confman.documents.registry").document_kinds:
        of = {DEMO: "document"} | ({"hundreds": "document of 300"} if kind.key in OF_MANY else {})
        for slug, name in of.items():
            for format in [format for format in ("pdf", "docx", "xlsx") if format in kind.formats]:
                make = partial(build, kind, conferences.get(slug=slug), language="en", format=format)
                found[f"{name}: {kind.key}, {format}"] = (int, make)
    return found


def correct(conference: Any) -> None:
    """Issue a corrigendum, which the demo lacks: it adds a mark to the first paragraph of the recommendations."""
    from django.apps import apps

    try:
        issues = import_module("outcomes.publication.domain.issues")
    except ImportError:
        issues = import_module("outcomes.domain.issuing")
    rows = apps.get_model("outcomes", "Recommendation").objects.of(conference)
    row = rows.published().with_text().in_document_order()[0]
    paragraph = row.current_version.body[0]
    texts = {code: f"{text.text} (*)" for code, text in paragraph.texts.items()}
    by = import_module("confman.accounts.system_users").system_user("command")
    document = apps.get_model("outcomes", "OutcomeDocument").objects.get(pk=row.document_id)
    correction = issues.Correction(row, row.current_version, texts, paragraph.id)
    issues.issue_corrigendum(document, by=by, corrections=[correction])


if __name__ == "__main__":
    acts = {"--act": actions, "--act-documents": documents}
    act(acts[sys.argv[1]]) if sys.argv[1] in acts else main()
