"""Measure releases: publishing 674 sessions with a thousand people concerned, their mails, comparing and restoring.

    .venv/bin/python -m benchmarks.agenda_releases

Works in a database of its own, which is thrown away.
"""

import datetime as dt
import random

from benchmarks.agenda import SLUG, measure  # sets Django up in a folder of its own
from benchmarks.schedules import invented_schedule

from django.conf import settings  # isort: skip
from django.core.management import call_command  # isort: skip
from django.db.models import F  # isort: skip
from django.test import Client  # isort: skip

from agenda.releases.domain.notices import send_notices  # isort: skip
from agenda.conflicts.domain.report import conflicts_of  # isort: skip
from agenda.conflicts.domain.severities import agenda_settings  # isort: skip
from agenda.releases.domain.publication import preview_notices, preview_publishing, publish_agenda  # isort: skip
from agenda.releases.domain.diff_pages import Differences  # isort: skip
from agenda.releases.domain.restore import restore_release  # isort: skip
from agenda.imports.exchange.importer import import_as_new  # isort: skip
from agenda.imports.exchange.uploads import read_schedule  # isort: skip
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.sessions.models.session import Session

from agenda.sessions.models.personal import StarredSession  # isort: skip
from confman.accounts.models import User  # isort: skip
from confman.accounts.system_users import system_user  # isort: skip
from confman.conferences.models import Conference, Membership  # isort: skip
from confman.mail.domain.delivery import compose  # isort: skip
from confman.mail.models import Message  # isort: skip

READERS = 300


def main() -> None:
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    command = system_user("command")
    import_as_new(SLUG, read_schedule(invented_schedule()), by=command, timezone="Europe/Brussels")
    Conference.objects.update(status="announced")
    conference = Conference.objects.get(slug=SLUG)
    for number, person in enumerate(conference.people.all()):
        conference.people.filter(pk=person.pk).update(email=f"person{number}@example.org")
    owner = User.objects.create_user("owner@example.org", "a-password-for-benchmarks")
    Membership.objects.create(conference=conference, user=owner, role="owner")
    _star(conference)
    print(f"| {'What':<52} | {'Time':>11} | Queries |")
    print(f"|{'-' * 54}|{'-' * 13}|{'-' * 9}|")
    measure(
        "conflicts, which publishing asks first",
        lambda: conflicts_of(conference, agenda_settings(conference)),
    )
    first = measure("publish the first release", lambda: publish_agenda(conference, by=owner))
    measure("send its mails", lambda: send_notices(first, by=owner))
    Session.objects.update(
        start=F("start") + dt.timedelta(minutes=30), end=F("end") + dt.timedelta(minutes=30)
    )
    preview = preview_publishing(conference)
    drafts = measure("whom it concerns", lambda: preview_notices(preview, conference), times=3)
    second = measure(
        f"publish with every session moved ({len(drafts)} mails)",
        lambda: publish_agenda(conference, by=owner),
    )
    measure("publish again, the drafts folded into it", lambda: publish_agenda(conference, by=owner))
    third = AgendaRelease.objects.latest_of(conference)
    assert third is not None
    measure("publish once more, nothing else changed", lambda: publish_agenda(conference, by=owner))
    latest = AgendaRelease.objects.latest_of(conference)
    assert latest is not None and latest.notices.drafts().count() == len(drafts)
    _pages(conference, owner, latest)
    measure(f"send {len(drafts)} mails", lambda: send_notices(latest, by=owner))
    mail = Message.objects.filter(key="agenda.changed").first()
    assert mail is not None
    measure("make one mail with its calendar, in the worker", lambda: compose(mail), times=3)
    measure("compare two releases", lambda: _compare(conference, first, second), times=3)
    measure("restore the first release, every session differs", lambda: restore_release(first, by=owner))
    assert ReleaseNotice.objects.drafts().count() == 0


def _star(conference: Conference) -> None:
    """Make readers who are no persons of the conference, with ten stars each."""
    chance = random.Random(3)
    sessions = list(Session.objects.of(conference))
    users = User.objects.bulk_create(User(email=f"reader{number}@example.org") for number in range(READERS))
    StarredSession.objects.bulk_create(
        StarredSession(user=user, session=session)
        for user in users
        for session in chance.sample(sessions, 10)
    )


def _compare(conference: Conference, first: AgendaRelease, second: AgendaRelease) -> None:
    differences = Differences(conference, first.content, second.content, "en")
    assert differences.sessions() and differences.persons()


def _pages(conference: Conference, owner: User, release: AgendaRelease) -> None:
    desk = Client()
    desk.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    notice = release.notices.exclude(person=None)[0]
    for what, address in (
        ("page: publish", "publish/"),
        ("page: releases", "releases/"),
        ("page: a release", f"releases/{release.pk}/"),
        ("page: mails of a release", f"releases/{release.pk}/mails/"),
        ("page: one mail", f"releases/{release.pk}/mails/{notice.pk}/"),
    ):

        def ask(address: str = address) -> None:
            response = desk.get(f"/{conference.slug}/secretariat/agenda/{address}")
            assert response.status_code == 200, (address, response.status_code)

        measure(what, ask, times=3)


if __name__ == "__main__":
    main()
