"""Measure the work and the queries of the documents of a thousand participants, and the work of mails with a ticket:

    .venv/bin/python -m benchmarks.registrations_documents [PEOPLE]

Works in a data folder of its own, which it throws away, on SQLite; or on the database of CONFMAN_DATABASE_URL, which
must be empty. The people are made up. Work is processors' time, of the processes that lay out cards too, so that it
says the same beside other work; what a process loads once is loaded before.
"""

import datetime as dt
import resource
import sys
from typing import Any

from benchmarks.installation import installed

# The documents that a secretariat makes of everybody, and the formats in which each is measured.
KINDS = {
    "participants": ("pdf", "docx", "xlsx"),
    "confirmation": ("pdf", "docx"),
    "rooming": ("pdf", "docx", "xlsx"),
    "arrivals": ("pdf", "docx", "xlsx"),
    "allowances": ("pdf", "docx", "xlsx"),
    "visa_tracker": ("pdf", "docx", "xlsx"),
    "security": ("pdf", "docx", "xlsx"),
    "seating": ("pdf",),
    "head_table": ("pdf",),
    "vip_cards": ("pdf",),
    "name_plates": ("pdf",),
    "badges": ("pdf",),
}
DELEGATIONS = 60
GUESTS = 30
MAILS = 100


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with installed():
        from django.core.checks import run_checks

        conference = conference_of(people)
        run_checks()
        _made(conference_of(1, slug="small"), "rooming", "pdf")
        print(
            f"{people:,} participants.\n\n| Document | Format | Queries | Builder | Whole |\n|---|---|---|---|---|"
        )
        for kind, formats in KINDS.items():
            for format in formats:
                _measure(conference, kind, format)
        _measure_mails(conference)


def _measure(conference: Any, kind: str, format: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from confman.documents.domain.builder import build_data
    from confman.documents.registry import document_kinds

    options = _options(kind)
    begun = work()
    with CaptureQueriesContext(connection) as captured:
        build_data(document_kinds.get(f"registrations.{kind}"), conference, language="en", options=options)
    built = work()
    _made(conference, kind, format)
    whole = work() - built
    print(f"| {kind} | {format} | {len(captured)} | {built - begun:.2f} s | {whole:.1f} s |", flush=True)


def _measure_mails(conference: Any) -> None:
    """Print what mails with a ticket take, queued and sent by the worker; no server takes them."""
    from django.conf import settings

    from confman.accounts.system_users import system_user
    from confman.mail.domain.delivery import deliver_outbox
    from confman.people.models import Person
    from registrations.core.domain.mails import send_registration_mail
    from registrations.core.models.registration import Registration

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    Person.objects.of(conference).update(email="someone@example.org", language="en")
    rows = list(Registration.objects.of(conference).with_names()[:MAILS])
    begun = work()
    for row in rows:
        send_registration_mail("approved", row, by=system_user("command"))
    queued = work()
    sent = deliver_outbox(limit=MAILS).sent
    whole = work() - queued
    print(f"\nA mail with a ticket: queued in {(queued - begun) / len(rows) * 1000:.1f} ms", end=", ")
    print(f"sent in {whole / sent * 1000:.1f} ms, {sent / whole:.0f} a second.")


def _made(conference: Any, kind: str, format: str) -> None:
    from confman.documents.domain.builder import build_document

    build_document(f"registrations.{kind}", conference, language="en", format=format, options=_options(kind))


def _options(kind: str) -> dict[str, str]:
    return {"of": "delegations"} if kind == "name_plates" else {}


def work() -> float:
    """Return the seconds that this process and those it has ended have worked."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def conference_of(people: int, slug: str = "forum") -> Any:
    """Return a conference with everyone approved, lodged, flown in and paid."""
    from confman.accounts.system_users import system_user
    from confman.conferences.models import Conference
    from confman.people.models import Person
    from registrations.core.domain.ticket_codes import new_ticket_token
    from registrations.core.models.category import Category
    from registrations.core.models.delegation import Delegation
    from registrations.core.models.registration import Registration, Travel, VisaCase
    from registrations.protocol.models import Allowance, Honours

    assert system_user("command")
    conference = Conference.objects.create(
        slug=slug, title={"en": "Forum"}, starts_on=dt.date(2027, 5, 12), ends_on=dt.date(2027, 5, 13),
        timezone="Asia/Tashkent", languages=["en", "ru"], city={"en": "Tashkent"},
    )  # fmt: skip
    category = Category.objects.create(conference=conference, name={"en": "Participant"}, letter="P")
    delegations = [
        Delegation.objects.create(
            conference=conference, kind=("state", "un", "ngo")[number % 3], name={"en": f"Delegation {number}"}, taken=1
        )
        for number in range(DELEGATIONS)
    ]  # fmt: skip
    rows = []
    for number in range(people):
        person = Person.objects.create(
            conference=conference, name={"en": f"Participant Sample{number}"}, job_title={"en": "Expert"},
            organization={"en": f"Institute {number % 40}"}, country=("UZ", "KZ", "BG")[number % 3],
        )  # fmt: skip
        rows.append(
            Registration(
                conference=conference, person=person, category=category, status="approved",
                delegation=delegations[number % DELEGATIONS], function="head" if number < DELEGATIONS else "delegate",
                ticket_token=new_ticket_token(),
            )
        )  # fmt: skip
    Registration.objects.bulk_create(rows)
    first = dt.datetime.combine(conference.starts_on, dt.time(), tzinfo=conference.zone)
    Travel.objects.bulk_create(
        Travel(
            registration=row, arrives_at=first - dt.timedelta(hours=number % 30), arrival_flight=f"XY {number % 30}",
            departs_at=first + dt.timedelta(hours=50 + number % 20), needs_transfer=True, transfer=f"Bus {number % 5}",
            hotel=f"Hotel {number % 4}", check_in=conference.starts_on, check_out=conference.ends_on,
        )
        for number, row in enumerate(rows)
    )  # fmt: skip
    VisaCase.objects.bulk_create(VisaCase(registration=row, state="needed") for row in rows)
    Allowance.objects.bulk_create(Allowance(registration=row, days=2, daily_rate=45) for row in rows)
    Honours.objects.bulk_create(
        Honours(registration=row, head_table_position=number + 1 if number < 11 else None, greeter="Head of protocol")
        for number, row in enumerate(rows[:GUESTS])
    )  # fmt: skip
    return conference


if __name__ == "__main__":
    main()
