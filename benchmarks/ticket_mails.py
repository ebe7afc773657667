"""Measure mails with a ticket as the worker sends them: the processor's work for each, from the outbox to the server.

    .venv/bin/python -m benchmarks.ticket_mails [PEOPLE]

On SQLite in a data folder of its own, which is thrown away. The people are made up; no server takes the mails.
"""

import os
import sys
import tempfile

from benchmarks.registrations_documents import conference_of, work

PEOPLE = 300


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        os.environ["CONFMAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
        import django

        django.setup()
        measure(people)


def measure(people: int) -> None:
    """Print what the mails take, queued and sent."""
    from django.conf import settings
    from django.core.checks import run_checks
    from django.core.management import call_command

    from confman.accounts.system_users import system_user
    from confman.mail.domain.delivery import deliver_outbox
    from confman.people.models import Person
    from registrations.core.domain.mails import send_registration_mail
    from registrations.core.models.registration import Registration

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    call_command("migrate", verbosity=0)
    conference = conference_of(people)
    Person.objects.of(conference).update(email="someone@example.org", language="en")
    run_checks()
    by = system_user("command")
    begun = work()
    for row in Registration.objects.of(conference).select_related(
        "person", "category", "delegation", "conference"
    ):
        send_registration_mail("approved", row, by=by)
    queued = work()
    deliver_outbox(limit=10)
    first = work()
    report = deliver_outbox(limit=people)
    sent = work()
    print("| Mails with a ticket | Of work, each | A second |\n|---|---|---|")
    print(f"| queued | {(queued - begun) / people * 1000:.1f} ms | {people / (queued - begun):.0f} |")
    print(f"| sent | {(sent - first) / report.sent * 1000:.1f} ms | {report.sent / (sent - first):.0f} |")


if __name__ == "__main__":
    main()
