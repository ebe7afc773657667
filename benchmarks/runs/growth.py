"""Measure how work grows with its number, beside what nothing can be faster than.

    .venv/bin/python -m benchmarks.runs.growth [NUMBER …]          100, 1,000 and 10,000 where none is named

Beside each stands, in the same run, the least that has to be done: the rows of an import written by bulk_create, the
cells of an export by the library alone, the bytes of a page read from a file, the document without what is asked of the
database; of mails their rows, their tickets drawn and their text written by Python's own library, of conflicts the
sessions read by the driver and sorted. In processor's time, of the processes that lay out cards too. Works in a data
folder of its own, which is thrown away, on SQLite; or on the empty database of CONFMAN_DATABASE_URL.
"""

import csv
import datetime as dt
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain, count, pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.installation import installed

NUMBERS = (100, 1000, 10_000)
PAGE = 200
# Things made by the thousand at a conference of ten thousand; a list of them on paper or a mail to each takes minutes.
MAX_PAPERS = 1000
# Whatever takes less is repeated until it has taken so long: a file is read in less than the clock can tell.
LEAST_SECONDS = 0.02

Pair = tuple[str, Callable[[], Any], Callable[[], Any]]


def main() -> None:
    numbers = [int(text) for text in sys.argv[1:]] or NUMBERS
    with installed():
        from django.conf import settings
        from django.core.checks import run_checks

        settings.ALLOWED_HOSTS = ["*"]
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        settings.CONFMAN_KEEPS_BODIES = True
        run_checks()
        print("| What | Of | Work | each | Beside | times as much |\n|---|---|---|---|---|---|")
        for number in numbers:
            for what, action, limit in chain(people(number), agenda(number)):
                tell(what, number, action, limit)


def tell(what: str, number: int, action: Callable[[], Any], limit: Callable[[], Any]) -> None:
    """Print what an action takes and what is beside it, the better of two: the first loads what is loaded once."""
    worked, beside = (min(work_of(each) for _time in range(2)) for each in (action, limit))
    each = f"{worked / number * 1e6:,.0f} µs"
    print(
        f"| {what} | {number:,} | {worked * 1000:,.1f} ms | {each} | {beside * 1000:,.2f} ms | {worked / beside:.1f} |",
        flush=True,
    )


def work_of(action: Callable[[], Any]) -> float:
    from benchmarks.registrations_documents import work

    begun = work()
    taken, times = 0.0, 0
    while taken < LEAST_SECONDS:
        action()
        taken, times = work() - begun, times + 1
    return taken / times


def people(number: int) -> Iterator[Pair]:
    """Yield what is done with so many people, and what it cannot be faster than."""
    from django.db import transaction

    from confman.accounts.system_users import system_user
    from confman.people.models import Person
    from registrations.core.models.registration import Registration
    from registrations.imports.exchange.plan import import_people
    from registrations.lists.exchange import export_people
    from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet

    by = system_user("command")
    content = "\n".join(["name,organization,country,email,delegation", *rows(number)]).encode()

    def bring_in() -> Any:
        conference = conference_of(by)
        table = read_list_sheet(content)
        import_people(conference, table, guess_columns(table, conference.languages), by=by, approve=True)
        return conference

    def write_rows() -> None:
        persons = [copied(each) for each in imported[0]]
        for row, person in zip(imported[1], persons, strict=True):
            row.pk, row.person, row.ticket_token = uuid4(), person, uuid4().hex
        with transaction.atomic():
            Person.objects.bulk_create(persons, batch_size=500)
            Registration.objects.bulk_create(imported[1], batch_size=500)
            transaction.set_rollback(True)

    conference = bring_in()
    imported = (
        list(Person.objects.of(conference).order_by("pk")),
        list(Registration.objects.of(conference).order_by("person_id")),
    )
    yield "import of people", bring_in, write_rows
    exported = export_people(conference, format="csv")
    cells = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"))))
    yield (
        "export as CSV",
        lambda: export_people(conference, format="csv"),
        lambda: csv.writer(io.StringIO()).writerows(cells),
    )
    yield "export as XLSX", lambda: export_people(conference, format="xlsx"), lambda: workbook(cells)
    yield reading_by_the_api(conference)
    if number <= MAX_PAPERS:
        yield document("registrations.participants", conference, "pdf")
        yield (
            "confirmations with a ticket",
            lambda: write_to_all(conference, by=by),
            mails_alone(Registration.objects.of(conference).first(), number),
        )
    yield document("registrations.badges", conference, "pdf")


def rows(number: int) -> Iterator[str]:
    for each in range(number):
        yield f"Participant Sample{each},Institute {each % 90},Uzbekistan,p{each}@example.org,Delegation {each % 200}"


def conference_of(by: Any) -> Any:
    from confman.conferences.domain.creation import create_conference
    from confman.conferences.models import Conference

    day = dt.date(2027, 5, 12)
    slug = f"growth-{uuid4().hex[:8]}"
    conference = create_conference(
        by=by, slug=slug, title="Forum", starts_on=day, ends_on=day + dt.timedelta(days=1)
    )
    Conference.objects.filter(pk=conference.pk).update(status="announced")
    conference.refresh_from_db()
    return conference


def copied(person: Any) -> Any:
    person.pk = uuid4()
    return person


def workbook(cells: list[list[str]]) -> None:
    """Write cells as a workbook, by the library alone."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in cells:
        sheet.append(row)
    book.save(io.BytesIO())


def reading_by_the_api(conference: Any) -> Pair:
    """Return the reading of all people, page by page, and the writing of the same as JSON."""
    from django.test import Client

    from confman.accounts.models import User
    from confman.api.domain.tokens import create_token
    from confman.conferences.models import Membership

    user = User.objects.create_user(f"{conference.slug}@example.org", name="Benchmark")
    Membership.objects.create(conference=conference, user=user, role="owner")
    _token, secret = create_token(
        by=user,
        name="growth",
        scopes=["people.export_people", "people.view_person"],
        expires_on=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1),
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def read_all() -> list[Any]:
        items, cursor = [], ""
        while cursor is not None:
            page = client.get(
                f"/api/v1/conferences/{conference.slug}/people?limit={PAGE}&cursor={cursor}"
            ).json()
            items.extend(page["items"])
            cursor = page["next"]
        return items

    items = read_all()
    return "all people by the API", read_all, lambda: json.dumps(items)


def document(key: str, conference: Any, format: str) -> Pair:
    """Return the making of a document, and its drawing alone: of what was asked of the database before."""
    from confman.documents.domain.builder import build_data, build_document, render_parts, split_data
    from confman.documents.registry import document_kinds

    kind = document_kinds.get(key)
    data = build_data(kind, conference, language="en")
    return (
        f"{kind.label} as {format.upper()}",
        lambda: build_document(kind, conference, language="en", format=format),
        lambda: list(render_parts(kind, split_data(kind, data, format), format=format, language="en")),
    )


def write_to_all(conference: Any, *, by: Any) -> None:
    """Queue a confirmation with its ticket for everybody, and send them to nowhere."""
    from confman.mail.domain.delivery import deliver_outbox
    from registrations.core.domain.mails import send_registration_mail
    from registrations.core.models.registration import Registration

    found = list(Registration.objects.of(conference).with_names())
    for row in found:
        send_registration_mail("approved", row, by=by)
    assert deliver_outbox(limit=len(found)).sent == len(found)


def mails_alone(registration: Any, number: int) -> Callable[[], None]:
    """Return the writing of so many mails with the ticket of a registration: rows, tickets and text, asking nothing."""
    from email.message import EmailMessage

    from django.db import transaction

    from confman.documents.domain.builder import build_data, render_parts
    from confman.documents.registry import document_kinds
    from confman.mail.models import Message

    kind, options = document_kinds.get("registrations.ticket"), {"registration": str(registration.pk)}
    ticket = build_data(kind, registration.conference, language="en", options=options)
    text = "You are registered for the Forum. Your ticket is attached.\n" * 20

    def write() -> None:
        rows = [Message(to=f"p{each}@example.org", message_id=str(each)) for each in range(number)]
        with transaction.atomic():
            Message.objects.bulk_create(rows, batch_size=500)
            transaction.set_rollback(True)
        for row in rows:
            mail = EmailMessage()
            mail["Subject"], mail["From"], mail["To"] = "Your registration", "forum@example.org", row.to
            mail.set_content(text)
            mail.add_alternative(f"<p>{text}</p>", subtype="html")
            (content,) = render_parts(kind, [ticket], format="pdf", language="en")
            mail.add_attachment(content, maintype="application", subtype="pdf", filename="ticket.pdf")
            mail.as_bytes()

    return write


def agenda(number: int) -> Iterator[Pair]:
    """Yield what is done with an agenda of so many sessions, and what it cannot be faster than."""
    from django.test import Client
    from icalendar import Calendar

    from agenda.conflicts.domain.report import conflicts_of
    from agenda.releases.domain.publication import publish_agenda
    from agenda.releases.exchange import export_agenda
    from agenda.rooms.models import Room
    from agenda.sessions.models.session import Session
    from confman.accounts.system_users import system_user

    by = system_user("command")
    conference = conference_of(by)
    rooms = Room.objects.bulk_create(
        Room(conference=conference, name={"en": f"Room {each}"}) for each in range(max(number // 40, 1))
    )
    begins = dt.datetime.combine(conference.starts_on, dt.time(8), conference.zone)
    Session.objects.bulk_create(
        Session(
            conference=conference, kind="talk", title={"en": f"Session {each}"}, room=rooms[each % len(rooms)],
            start=(start := begins + dt.timedelta(minutes=15 * (each // len(rooms)))),
            end=start + dt.timedelta(minutes=15),
        )
        for each in range(number)
    )  # fmt: skip
    last, taken = Session.objects.filter(pk=Session.objects.of(conference).last().pk), count(1)

    def compare() -> None:
        # Conflicts are kept until a session changes.
        last.update(taken=next(taken))
        conflicts_of(conference)

    yield "conflicts of an agenda", compare, lambda: compared_alone(conference)
    publish_agenda(conference, by=by)
    made = {
        format: export_agenda(conference, format=format, language="en") for format in ("ics", "frab-json")
    }
    calendar, state = Calendar.from_ical(made["ics"]), json.loads(made["frab-json"])
    yield (
        "agenda as ICS",
        lambda: export_agenda(conference, format="ics", language="en"),
        lambda: calendar.to_ical(),
    )
    yield (
        "agenda as JSON",
        lambda: export_agenda(conference, format="frab-json", language="en"),
        lambda: json.dumps(state, indent=2),
    )
    client = Client()
    address = f"/{conference.slug}/en/agenda/"
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(page.content)
        kept.flush()
        yield "agenda page, kept", lambda: client.get(address), lambda: Path(kept.name).read_bytes()


def compared_alone(conference: Any) -> int:
    """Return how many sessions begin in a room before another has ended: read by the driver and compared."""
    from django.db import connection

    from agenda.sessions.models.session import Session

    # The frame of a new conference stands in no room yet.
    placed = Session.objects.of(conference).filter(room__isnull=False)
    columns = placed.order_by().values_list("room", "start", "end")
    with connection.cursor() as cursor:
        cursor.execute(*columns.query.sql_with_params())
        rows = sorted(cursor.fetchall())
    return sum(one[0] == other[0] and other[1] < one[2] for one, other in pairwise(rows))


if __name__ == "__main__":
    main()
