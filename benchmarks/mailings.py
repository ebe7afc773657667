"""Measure a mailing to 10,000 people: the look at it, its approval, its sending by the worker, its log, and what failed
sent again.

    .venv/bin/python -m benchmarks.mailings [PEOPLE]

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where a conference is left behind. The people are made up.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.installation import installed
from benchmarks.registrations_list import conference_of, someone_at_the_desk

PEOPLE, TIMES = 10_000, 3


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with installed():
        measure(people)


def measure(people: int) -> None:
    """Print what each page and each action takes."""
    from django.urls import reverse

    from confman.mail.models import MessageStatus
    from confman.mailings.domain.dispatch import carry_out_mailing, messages_of, resend_failed, send_mailing
    from confman.mailings.domain.mailings import add_mailing, approve_mailing, change_mailing
    from confman.mailings.domain.recipients import plan_recipients
    from confman.mailings.web.base import step_address

    conference = conference_of(people)
    give_addresses(conference)
    client = someone_at_the_desk(conference)
    user = conference.memberships.first().user
    mailing = add_mailing(conference, by=user, name="Bus", audience="registrations.registrations")
    mailing = change_mailing(
        mailing,
        by=user,
        subject={"en": "The bus of {name}", "ru": "Автобус"},
        body={"en": "{greeting},\n\nit leaves at *8:30*. [Your page]({link})", "ru": "{greeting}!\n\n8:30."},
    )
    look, log = step_address(mailing, "preview"), step_address(mailing, "send")
    print(f"| A mailing to {people:,} | By the clock | Of work | Queries |\n|---|---|---|---|")
    show("look", lambda: get(client, look))
    count = len(plan_recipients(mailing).sent_to)
    approve = lambda: approve_mailing(mailing, revision=mailing.revision, people=count, by=user)  # noqa: E731
    show("approval", approve, times=1)
    show("approval again", approve, times=1)
    show("log, approved", lambda: get(client, log))
    send_mailing(mailing, by=user)
    show("sending into the outbox", lambda: carry_out_all(mailing, carry_out_mailing), times=1)
    show("log, in the outbox", lambda: get(client, log))
    show("log, in the outbox, page 50", lambda: get(client, f"{log}?page=50"))
    show("log, searched", lambda: get(client, f"{log}?q=sample77"))
    show("progress alone", lambda: get(client, f"{log}?part=progress"))
    messages_of(mailing).update(status=MessageStatus.FAILED, last_error="550 no such user")
    outbox = reverse("mail_secretariat:outbox", args=[conference.slug])
    failed = messages_of(mailing).order_by("-created_at", "-id")[count // 2]
    mail = reverse("mail_secretariat:message", args=[conference.slug, failed.pk])
    show("log, all failed", lambda: get(client, f"{log}?state=failed"))
    show("outbox, folded", lambda: get(client, outbox))
    show("outbox, what failed", lambda: get(client, f"{outbox}?status=failed"))
    show("a mail among those that failed", lambda: get(client, f"{mail}?in=status%3Dfailed"))
    show("failed mails sent again", lambda: resend_failed(mailing, by=user), times=1)
    messages_of(mailing).update(status=MessageStatus.RETURNED)
    show("those that came back sent again", lambda: resend_failed(mailing, by=user), times=1)


def carry_out_all(mailing: Any, carry_out: Callable[[str], int]) -> None:
    while carry_out(str(mailing.pk)):
        pass


def give_addresses(conference: Any) -> None:
    """Give everybody an address and a language; every hundredth has none, every fiftieth shares one."""
    from confman.people.models import Person

    people = list(Person.objects.of(conference))
    for number, person in enumerate(people):
        person.email = "" if number % 100 == 0 else f"person{number - (number % 50 == 1)}@example.org"
        person.language = ("en", "ru")[number % 2]
    Person.objects.bulk_update(people, ["email", "language"], batch_size=500)


def get(client: Any, address: str) -> None:
    answer = client.get(address, SERVER_NAME="localhost")
    assert answer.status_code == 200, answer


def show(what: str, action: Callable[[], Any], times: int = TIMES) -> None:
    """Print the fastest of several runs, by the clock and of this process's work, and the queries of the first."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()  # The log of queries has an end.
    taken, worked = [], []
    with CaptureQueriesContext(connection) as captured:
        for run in range(times):
            start, begun = time.perf_counter(), time.process_time()
            action()
            taken.append(time.perf_counter() - start)
            worked.append(time.process_time() - begun)
            if not run:
                queries = len(captured)
    print(f"| {what} | {min(taken) * 1000:.0f} ms | {min(worked) * 1000:.0f} ms | {queries} |", flush=True)


if __name__ == "__main__":
    main()
