"""Real processes that are killed: nothing that happened is lost, nothing that did not is told."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from confman.webhooks.models import DeliveryStatus, WebhookDelivery
from registrations.core.models.registration import Registration
from tests.factories import RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)

# Approves the registrations one by one, and is killed in the middle of the third: before or after its commit.
APPROVE = """
import os, signal
from django.db import transaction
from confman.accounts.models import User
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.decisions import approve_registration
from confman.webhooks.models import WebhookDelivery
for number, row in enumerate(Registration.objects.select_related("conference").order_by("submitted_at"), 1):
    with transaction.atomic():
        approve_registration(row, by=User.objects.get(email="owner@example.org"))
        assert WebhookDelivery.objects.count() == number
        if number == 3 and {before}:
            os.kill(os.getpid(), signal.SIGKILL)
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
"""
DELIVER = "from confman.webhooks.tasks import deliver_webhooks_task; print(deliver_webhooks_task())"


class Installation:
    """The test's database as other processes reach it."""

    def __init__(self, folder: Path, database: str) -> None:
        # Secrets are sealed: who sends must have the key of who made them.
        (folder / "secret-key").write_text(django_settings.SECRET_KEY)
        self.environment = {
            **os.environ,
            "CONFMAN_DATABASE_URL": database,
            "CONFMAN_DATA": str(folder),
            "CONFMAN_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "CONFMAN_WEBHOOK_HTTP": "true",
        }

    def start(self, code: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-c", code],
            cwd=django_settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@pytest.fixture
def installation(tmp_path: Path, database_address: str) -> Installation:
    return Installation(tmp_path, database_address)


@pytest.mark.parametrize(("before", "done"), [(True, 2), (False, 3)], ids=["before-the-commit", "after-it"])
def test_a_process_killed_around_a_commit_tells_of_what_was_done_and_of_nothing_else(
    installation, webhook, receiver, conference, owner, before, done
):
    RegistrationFactory.create_batch(5, conference=conference)
    killed = installation.start(APPROVE.replace("{before}", str(before)))
    output, _ = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, output

    output, _ = installation.start(DELIVER).communicate(timeout=60)
    approved = set(map(str, Registration.objects.approved().values_list("pk", flat=True)))
    told = [json.loads(body)["data"]["id"] for _headers, body in receiver.got]
    assert len(told) == done and set(told) == approved, output


def test_a_worker_killed_while_it_sends_loses_none_and_repeats_with_the_same_ids(
    installation, webhook, receiver
):
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=webhook,
            event="registration.approved",
            object_key=f"o{number % 10}",
            payload=f'"{number:02}"',
        )
        for number in range(30)
    )
    first = installation.start(DELIVER)

    def kill(number: int) -> None:
        if number == 12:
            os.kill(first.pid, signal.SIGKILL)

    receiver.at_request = kill
    first.communicate(timeout=60)
    assert first.returncode == -signal.SIGKILL
    in_flight = WebhookDelivery.objects.filter(status=DeliveryStatus.SENDING).count()
    assert 0 < in_flight <= 20

    # Two minutes later the claims of the dead are free (that they are not before: test_delivery).
    receiver.at_request = lambda number: None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE webhooks_webhookdelivery SET claimed_at = '2020-01-01 00:00:00' WHERE status = 'sending'"
        )
    output, _ = installation.start(DELIVER).communicate(timeout=60)
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {"delivered"}, output
    times = Counter(headers["webhook-id"] for headers, _body in receiver.got)
    assert len(times) == 30, "one was lost"
    assert sum(times.values()) - 30 <= in_flight, "one was repeated that was not in flight"
    firsts: dict[str, Any] = {}
    for headers, body in receiver.got:
        firsts.setdefault(headers["webhook-id"], json.loads(body))
    for object_ in range(10):
        order = [number for number in firsts.values() if int(number) % 10 == object_]
        assert order == sorted(order), "one object's messages came in another order"
