"""Register more people than there are places at once, over HTTP, with the server that script/server runs.

    .venv/bin/python -m benchmarks.registrations_race [--people 600] [--places 500] [--at-once 8] [--both] [--json]

Each of them is shown the form and sends it, opens the personal link of the mail that comes, and confirms on the page
behind it: a whole registration. All steps come at once, as in the hour when registration opens: while some send their
form, others are shown it. On SQLite in a data folder of its own, which is thrown away; where
CONFMAN_DATABASE_URL names another database, in that one, where a conference is left behind. `--unguarded` serves
benchmarks/choices/unguarded_wsgi.py instead, which counts places before it gives them; `--both` runs one after the
other. `--twice` sends every form by two connections at the same moment. Then the same server answers /healthz: how many
times as many that is tells of the software, on whatever machine.
"""

import argparse
import contextlib
import dataclasses
import datetime as dt
import http.client
import http.cookies
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
# A form sent faster than this is taken for a robot's (confman/web/forms/base.py): people think meanwhile.
THINKING_SECONDS = 2.1
# So many forms lie open with each of those who register at once: they think while others send theirs.
AHEAD = 16
# For so long /healthz is asked for.
HEALTH_SECONDS = 3
APPLICATIONS = {True: "confman.wsgi:application", False: "benchmarks.choices.unguarded_wsgi:application"}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CATEGORY = re.compile(r'name="category"[^>]*value="([^"]+)"')
CONFIRM = re.compile(r'action="([^"]+/confirm/)"')


@dataclass
class Applicant:
    """A person who registers: their mailbox, their cookies, and when their confirmation was sent and answered."""

    number: int
    shown_at: float = 0.0
    form: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    sent_at: float = 0.0
    answered_at: float = 0.0

    @property
    def email(self) -> str:
        return f"racer{self.number}@example.org"


@dataclass(frozen=True)
class Outcome:
    """The state of the record after the race."""

    guarded: bool
    people: int
    places: int
    approved: int
    waiting: int
    lost: int
    doubled: int
    taken: int
    tickets: int
    in_order: bool
    seconds: float
    server_seconds: float
    database_seconds: float
    client_seconds: float
    healthz_per_second: float = 0.0

    @property
    def per_second(self) -> float:
        return self.people / self.seconds

    @property
    def is_right(self) -> bool:
        return (
            (self.approved, self.waiting) == (self.places, self.people - self.places)
            and self.lost == self.doubled == 0
            and self.taken == self.tickets == self.places
            and self.in_order
        )


# --- The server ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(guarded: bool, processes: int) -> Iterator[tuple[int, set[int]]]:
    """Serve the web application on a port of its own, in processes of its own. Yields the port and their sessions."""
    from confman.server.processes import end_with_parent, free_port, web_commands

    port = free_port("127.0.0.1", 18100 + os.getpid() % 800)
    # As an installation does, the server keeps what it has rendered for the public.
    environment = {**os.environ, "CONFMAN_BASE_URL": f"http://127.0.0.1:{port}", "CONFMAN_KEEPS_BODIES": "1"}
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=end_with_parent
        )
        for command in web_commands("127.0.0.1", port, APPLICATIONS[guarded], processes)
    ]
    try:
        wait_until_they_answer(port, started)
        yield port, {process.pid for process in started}
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def wait_until_they_answer(port: int, started: list[subprocess.Popen[bytes]]) -> None:
    """Wait until each listens: the kernel deals connections out among those that do."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and all(process.poll() is None for process in started):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
            if listening(port) >= len(started):
                return
        time.sleep(0.05)
    raise SystemExit("The server did not answer.")


def listening(port: int) -> int:
    """Count the sockets that listen on a port of this machine. Linux only; elsewhere one server serves."""
    with contextlib.suppress(OSError):
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows)
    return 1


def processor_seconds(sessions: set[int]) -> float:
    """Return the processor time of sessions' processes so far: when busy, it says more than the clock. Linux only."""
    return _worked(lambda process, after_name: int(after_name[3]) in sessions)


def database_seconds() -> float:
    """Return PostgreSQL's processor time for our database so far, where it runs on this machine; 0 for SQLite.

    A backend that has ended counts with what it had worked when it was last looked at, so the sum never falls.
    """
    from django.db import connection

    name = f" {connection.settings_dict['NAME']} "
    return _worked(
        lambda process, after_name: (
            (title := (process / "cmdline").read_text()).startswith("postgres:") and name in title
        ),
        _backends,
    )


def times_so_far(sessions: set[int]) -> dict[str, float]:
    """Return the clock, and the processor's time of the server, the database and ourselves."""
    return {
        "seconds": time.monotonic(),
        "server_seconds": processor_seconds(sessions),
        "database_seconds": database_seconds(),
        "client_seconds": time.process_time(),
    }


# The work of each backend of the database when it was last looked at, by its id and the time it began.
_backends: dict[tuple[str, str], int] = {}


def _worked(
    belongs: Callable[[Path, list[str]], bool], seen: dict[tuple[str, str], int] | None = None
) -> float:
    seen = {} if seen is None else seen
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            after_name = path.read_text().rpartition(")")[2].split()
            if belongs(path.parent, after_name):
                seen[path.parent.name, after_name[19]] = int(after_name[11]) + int(after_name[12])
    return sum(seen.values()) / os.sysconf("SC_CLK_TCK")


def healthz_per_second(port: int) -> float:
    """Return how many times a second the server says that it is there, to four who ask again at once."""
    until, answers = time.monotonic() + HEALTH_SECONDS, []

    def ask() -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            while time.monotonic() < until:
                connection.request("GET", "/healthz")
                answers.append(connection.getresponse().read())

    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(ask) for _number in range(4)]:
            asked.result()
    return len(answers) / HEALTH_SECONDS


# --- The people ---------------------------------------------------------------------------------------------


class Browser:
    """A connection, as the browser of one person opens it; it sends the cookies of whom it is asked for."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def close(self) -> None:
        self.connection.close()

    def ask(
        self, path: str, applicant: Applicant, data: dict[str, Any] | None = None
    ) -> tuple[int, str, str]:
        """Return the status, the body, and where a redirect leads."""
        headers = {"Accept-Language": "en"}
        if applicant.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in applicant.cookies.items())
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if data is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        for header in answer.headers.get_all("Set-Cookie") or ():
            applicant.cookies |= {
                name: morsel.value for name, morsel in http.cookies.SimpleCookie(header).items()
            }
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")


def look_at_the_form(browser: Browser, slug: str, applicant: Applicant) -> None:
    status, page, _to = browser.ask(f"/{slug}/en/register/", applicant)
    expect(status == 200, "the form", page)
    applicant.form = dict(HIDDEN.findall(page))
    category = CATEGORY.search(page)
    expect(category is not None, "a category on the form", page)
    applicant.form["category"] = category[1] if category else ""
    applicant.shown_at = time.monotonic()


def send_the_form(browser: Browser, slug: str, applicant: Applicant) -> None:
    time.sleep(max(0.0, applicant.shown_at + THINKING_SECONDS - time.monotonic()))
    status, page, _to = browser.ask(
        f"/{slug}/en/register/",
        applicant,
        {
            **applicant.form,
            "name": f"Racer Sample{applicant.number}",
            "organization": f"Institute {applicant.number % 40}",
            "email": applicant.email,
            "mode": "in-person",
            "sex": "not-stated",
            "listing": "participants",
            "data_consent": "on",
        },
    )
    expect(status == 302, "the form taken", page)


def send_the_form_twice(browsers: list[Browser], slug: str, applicant: Applicant) -> None:
    """Send the form by two connections at the same moment, as an impatient finger does."""
    with ThreadPoolExecutor(len(browsers)) as hands:
        for sent in [hands.submit(send_the_form, browser, slug, applicant) for browser in browsers]:
            sent.result()


def confirm(browser: Browser, slug: str, applicant: Applicant) -> None:
    """Open the link of the mail, press the button on the page behind it."""
    to = link_in_the_mail(slug, applicant.email)
    for _step in range(2):  # the link is exchanged for the session, then leads to its page
        status, page, to = browser.ask(to, applicant)
        expect(status == 303, "the link opened", page)
    status, page, _to = browser.ask(to, applicant)
    button = CONFIRM.search(page)
    expect(status == 200 and button is not None, "the page of the registration", page)
    data = {"csrfmiddlewaretoken": dict(HIDDEN.findall(page))["csrfmiddlewaretoken"]}
    applicant.sent_at = time.monotonic()
    status, page, _to = browser.ask(button[1] if button else "", applicant, data)
    applicant.answered_at = time.monotonic()
    expect(status == 302, "the e-mail confirmed", page)


def link_in_the_mail(slug: str, email: str) -> str:
    """Return the path of the personal link, as the mailbox has it."""
    from confman.mail.domain.delivery import compose
    from confman.mail.models import Message

    text = compose(Message.objects.get(conference__slug=slug, to=email, key="registrations.confirm")).body
    link = re.search(rf"http://[^\s)]+(/{slug}/me/[^\s)]+)", text)
    expect(link is not None, "a link in the mail", text)
    return link[1] if link else ""


def expect(is_so: bool, what: str, page: str) -> None:
    if not is_so:
        raise RuntimeError(
            f"Expected {what}, and got: {' '.join(re.sub('<[^>]+>', ' ', page).split())[:500]}"
        )


def race(
    port: int, slug: str, applicants: list[Applicant], at_once: int, sessions: set[int], twice: bool = False
) -> dict[str, float]:
    """Register everyone, `at_once` at a time, while as many others are shown the form.

    Returns how long it took, and whom how much of the processor. Raises what went wrong for one.
    """
    faults: queue.Queue[BaseException] = queue.Queue()
    ready = threading.Barrier(at_once + 1)

    def register(mine: list[Applicant]) -> None:
        # Those after the last are shown the form, and do not send it.
        shown_next = [*mine[AHEAD:], *(Applicant(-1) for _one in mine[:AHEAD])]
        try:
            for applicant in mine[:AHEAD]:
                with contextlib.closing(Browser(port)) as browser:
                    look_at_the_form(browser, slug, applicant)
            time.sleep(THINKING_SECONDS)
            ready.wait()
            for applicant, another in zip(mine, shown_next, strict=True):
                with contextlib.closing(Browser(port)) as browser:
                    look_at_the_form(browser, slug, another)
                with contextlib.closing(Browser(port)) as browser:
                    if twice:
                        send_the_form_twice([browser, Browser(port)], slug, applicant)
                    else:
                        send_the_form(browser, slug, applicant)
                    confirm(browser, slug, applicant)
        except BaseException as fault:
            faults.put(fault)
            ready.abort()
        finally:
            from django.db import connection

            connection.close()

    threads = [
        threading.Thread(target=register, args=(applicants[number::at_once],)) for number in range(at_once)
    ]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        ready.wait()
    before = times_so_far(sessions)
    for thread in threads:
        thread.join()
    if not faults.empty():
        raise faults.get()
    # The connections that worked are open still.
    return {name: end - before[name] for name, end in times_so_far(sessions).items()}


# --- The record ---------------------------------------------------------------------------------------------


def open_conference(places: int) -> Any:
    """Return a conference whose one category is open, with so many places."""
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.creation import create_conference
    from confman.conferences.models import Conference
    from registrations.core.models.category import Category

    day = dt.date(2027, 5, 12)
    conference = create_conference(
        by=system_user("command"), slug=f"race-{uuid4().hex[:8]}", title="Race", starts_on=day, ends_on=day,
        languages=["en", "ru"],
    )  # fmt: skip
    Conference.objects.filter(pk=conference.pk).update(registration_mode="open", status="announced")
    Category.objects.filter(conference=conference).update(approval="open", capacity=places)
    for name in ("visitor", "participant"):
        system_user(name)
    return conference


def judge(
    conference: Any, applicants: list[Applicant], places: int, guarded: bool, times: dict[str, float]
) -> Outcome:
    """Count what became of everyone."""
    from registrations.core.models.category import Category
    from registrations.core.models.registration import Registration

    rows = list(Registration.objects.of(conference).select_related("person"))
    by_mail = {row.person.email for row in rows}
    line = [
        row.person.email for row in Registration.objects.of(conference).in_line().select_related("person")
    ]
    return Outcome(
        guarded=guarded,
        people=len(applicants),
        places=places,
        approved=sum(row.status == "approved" for row in rows),
        waiting=len(line),
        lost=sum(applicant.email not in by_mail for applicant in applicants),
        doubled=len(rows) - len(by_mail),
        taken=Category.objects.get(conference=conference).taken,
        tickets=len({row.ticket_token for row in rows if row.ticket_token}),
        in_order=is_in_order(
            [row.person.email for row in rows if row.status == "approved"], line, applicants
        ),
        **times,
    )


def is_in_order(approved: list[str], line: list[str], applicants: list[Applicant]) -> bool:
    """Tell whether nobody whose confirmation was answered before another's was sent stands behind that other one.

    Which of two that were under way at the same moment came first, nobody outside can say.
    """
    by_mail = {applicant.email: applicant for applicant in applicants}
    latest_sent = max((by_mail[email].sent_at for email in approved), default=0.0)
    for email in line:
        # Nobody who is before them, approved or in line, may have been sent the mail after they had answered theirs.
        if latest_sent > by_mail[email].answered_at:
            return False
        latest_sent = max(latest_sent, by_mail[email].sent_at)
    return True


def run(options: argparse.Namespace) -> list[Outcome]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    outcomes = []
    for guarded in (True, False) if options.both else (not options.unguarded,):
        conference = open_conference(options.places)
        applicants = [Applicant(number) for number in range(options.people)]
        with serving(guarded, options.processes) as (port, sessions):
            times = race(port, conference.slug, applicants, options.at_once, sessions, options.twice)
            if not options.json:
                times["healthz_per_second"] = healthz_per_second(port)
        outcomes.append(judge(conference, applicants, options.places, guarded, times))
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.registrations_race")
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--places", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--processes", type=int, default=0, help="of the server (default: as script/server)")
    parser.add_argument("--unguarded", action="store_true", help="count places, then give them")
    parser.add_argument("--both", action="store_true", help="with the guard, then without")
    parser.add_argument("--twice", action="store_true", help="send every form twice at the same moment")
    parser.add_argument("--json", action="store_true", help="write what came of it as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="confman-race-") as folder:
        (Path(folder) / "static").mkdir()
        os.environ |= {"CONFMAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "confman.settings"}
        outcomes = run(options)
    if options.json:
        print(json.dumps([{**dataclasses.asdict(each), "is_right": each.is_right} for each in outcomes]))
        return 0
    print(
        "| Guard | Approved | Waiting | Lost | Doubled | In order | A second | /healthz a second | of it "
        "| Server | Database | Client |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for each in outcomes:
        guard, order = "on" if each.guarded else "off", "yes" if each.in_order else "no"
        counts = f"{each.approved} of {each.places} | {each.waiting} | {each.lost} | {each.doubled}"
        worked = (each.server_seconds, each.database_seconds, each.client_seconds)
        work = " | ".join(f"{seconds / each.people * 1000:.0f} ms" for seconds in worked)
        health = each.healthz_per_second
        speed = f"{each.per_second:.1f} | {health:,.0f} | {each.per_second / health:.2%} | {work}"
        print(f"| {guard} | {counts} | {order} | {speed} |")
    return int(any(each.guarded and not each.is_right for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
