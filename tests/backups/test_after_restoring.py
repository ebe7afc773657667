"""After a restore people do not get once more what they got since the backup: someone looks before it is sent."""

import contextlib
import datetime as dt
from collections import Counter
from pathlib import Path

import allauth
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_q.models import Schedule
from django_q.scheduler import scheduler

from confman.audit.models import AuditEntry
from confman.conferences.domain.team import invite_member
from confman.conferences.models import Conference
from confman.mail.domain.closed_outbox import close_outbox
from confman.mail.keys import ACCOUNT_CODES
from confman.mail.models import Message
from confman.mail.registry import scheduled_jobs
from confman.mail.secret_marks import seal_secrets
from confman.mail.tasks import deliver_outbox_task
from tests.factories import ConferenceFactory, MembershipFactory, MessageFactory, PersonFactory, UserFactory
from tests.mail.test_worker_faults import Workers
from tests.sign_in import signed_in


def statuses(**of):
    return Counter(Message.objects.filter(**of).values_list("status", flat=True))


def test_what_jobs_write_is_held_until_the_operator_opens_the_outbox(installation, tmp_path, capsys):
    """Two weeks before an erasure its owners get a mail: after the backup they got it, and it is due again."""
    today = dt.datetime.now(dt.UTC).date()
    conference = ConferenceFactory(
        starts_on=today - dt.timedelta(days=21), ends_on=today - dt.timedelta(days=20), retention_months=1
    )
    owner = MembershipFactory(conference=conference, role="owner").user
    PersonFactory(conference=conference)
    file = tmp_path / "backup.zip"
    call_command("backup", output=str(file))
    with installation(connection.vendor) as address, contextlib.closing(Workers(tmp_path, address)) as worker:
        call_command("restorebackup", str(file))
        assert "The outbox is closed to what jobs write" in capsys.readouterr().err
        with pytest.raises(CommandError, match="jobs are still to be done"):
            call_command("openoutbox")
        worker.start()
        worker.wait_for(lambda: "still to be done" not in said_by_the_command(capsys))
        assert statuses(key="people.coming_erasure") == {"held": 1}
        # A new act leaves at once, a mail to the team as well as a code to sign in.
        invite_member(Conference.objects.get(), email="new@example.org", role="protocol", by=owner)
        worker.wait_for(lambda: statuses(key="conferences.invitation") == {"sent": 1})
        assert (
            "1 mail is held back" in signed_in(owner).get(f"/{conference.slug}/secretariat/").content.decode()
        )
        assert f"{conference.slug}: 1 mails held back" in said_by_the_command(capsys)

        worker.wait_for(opened)
        assert statuses(key="people.coming_erasure") == {"held": 1}, "what is held stays so"
        Message.objects.all().delete()
        Schedule.objects.filter(name="people.forget_expired").update(next_run=dt.datetime.now(dt.UTC))
        scheduler()  # as the worker does every half minute
        worker.wait_for(lambda: statuses(key="people.coming_erasure") == {"sent": 1})


def test_mails_of_accounts_are_released_or_discarded_by_the_operator_and_codes_are_over(
    installation, tmp_path, capsys
):
    root = UserFactory(is_staff=True, is_superuser=True)
    anna, boris = UserFactory(email="anna@example.org"), UserFactory(email="boris@example.org")
    with time_machine.travel(dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC), tick=False):
        for user in (anna, boris):
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            Client().post("/accounts/login/code/", {"email": user.email})
            new = {
                "oldpassword": "a-password-for-tests",
                "password1": "quaint-ferry-41",
                "password2": "quaint-ferry-41",
            }
            signed_in(user).post("/accounts/password/change/", new)
        assert statuses() == {"queued": 4}
        file = tmp_path / "backup.zip"
        call_command("backup", output=str(file))
    with (
        installation(connection.vendor),
        time_machine.travel(dt.datetime(2027, 3, 1, 11, tzinfo=dt.UTC), tick=False),
    ):
        call_command("restorebackup", str(file))
        assert "2 of them with a code or link that is no longer good are expired" in capsys.readouterr().err
        assert statuses(key="accounts.login_code") == {"expired": 2}
        assert set(Message.objects.filter(status="expired").values_list("sealed", flat=True)) == {"gone"}
        operator = signed_in(root)
        page = operator.get("/operator/").content.decode()
        assert "anna@example.org" in page and "2 mails tell people of their accounts" in page
        keys = {message.to: str(message.pk) for message in Message.objects.filter(status="held")}
        chosen = {"action": "release", "selected": [keys[anna.email]]}
        # Staff looks; without being chosen none is sent.
        assert signed_in(UserFactory(is_staff=True)).post("/operator/mails/", chosen).status_code == 403
        assert (
            "No mail was chosen"
            in operator.post("/operator/mails/", {"action": "release"}, follow=True).content.decode()
        )
        assert operator.post("/operator/mails/", chosen).status_code == 302
        operator.post("/operator/mails/", {"action": "cancel", "selected": [keys[boris.email]]})
        call_command("deliveroutbox")
        assert [one.to for one in mail.outbox] == [[anna.email]] and "password" in mail.outbox[0].body
        assert statuses() == {"expired": 2, "sent": 1, "cancelled": 1}
        assert "Mails of accounts held back" not in operator.get("/operator/").content.decode()


def test_a_code_that_is_held_back_ends_by_itself(conference, owner_client):
    """Whatever held it back. What tells of an account waits for its operator, however long."""
    code, told = (
        MessageFactory(
            conference=None,
            key=f"accounts.{kind}",
            status="held",
            sealed=seal_secrets({"~secret-text~": kind}),
        )
        for kind in ("login_code", "password_changed")
    )
    own = MessageFactory(conference=conference, status="held", sealed=seal_secrets({"~secret-code~": "1"}))
    deliver_outbox_task()
    assert statuses() == {"held": 3}
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61), tick=False):
        deliver_outbox_task()
    assert dict(Message.objects.values_list("pk", "status")) == {
        code.pk: "expired",
        told.pk: "held",
        own.pk: "expired",
    }
    page = owner_client.get(
        reverse("mail_secretariat:message", args=[conference.slug, own.pk])
    ).content.decode()
    assert "expired before it could be sent" in page


def test_every_mail_of_accounts_is_waited_for_or_tells_of_what_was_done():
    """allauth says which tell: they are written upon one frame. Those with a code would wait for ever among them."""
    templates = [Path(allauth.__file__).parent / "templates" / part for part in ("account", "mfa")]
    for path in (found for folder in templates for found in (folder / "email").glob("*_message.txt")):
        tells = "base_notification" in path.read_text()
        kind = path.name.removesuffix("_message.txt")
        assert kind.startswith("base") or tells != (kind in ACCOUNT_CODES), kind


def test_the_operators_page_says_what_is_held_and_opens_the_outbox(
    transactional_db, conference, client_as, member, monkeypatch
):
    monkeypatch.setattr("confman.web.readiness.SECONDS", 60)
    root, staff = UserFactory(is_staff=True, is_superuser=True), UserFactory(is_staff=True)
    MessageFactory(conference=conference, status="queued")
    assert "After the restore" not in client_as(root).get("/operator/").content.decode()
    outbox = reverse("mail_secretariat:outbox", args=[conference.slug])
    close_outbox(by=root)
    page = client_as(root).get("/operator/").content.decode()
    assert "After the restore" in page and f"{outbox}?status=held" in page
    assert (
        "Restored from a backup on" in page
        and "Restored from a backup on" in Client().get("/readyz").content.decode()
    )
    seen = client_as(member("registration")).get(outbox).content.decode()
    assert "This installation was restored from a backup" in seen
    assert "Open the outbox" not in client_as(staff).get("/operator/").content.decode()
    assert client_as(staff).post("/operator/outbox/").status_code == 403
    assert (
        "jobs are still to be done" in client_as(root).post("/operator/outbox/", follow=True).content.decode()
    )
    for job in scheduled_jobs:
        Schedule.objects.create(name=job.key, func=job.function, task="done")
    assert "The outbox is open" in client_as(root).post("/operator/outbox/", follow=True).content.decode()
    assert "After the restore" not in client_as(root).get("/operator/").content.decode()
    assert statuses() == {"held": 1}
    assert AuditEntry.objects.get(verb="mail.outbox_opened").by == root


def said_by_the_command(capsys):
    call_command("openoutbox", dry_run=True)
    return capsys.readouterr().out


def opened():
    """The worker has a job in hand every now and then."""
    try:
        call_command("openoutbox")
    except CommandError:
        return False
    return True
