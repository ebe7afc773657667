"""Faults are named to the operator in their language, and to programs in English."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache.backends.dummy import DummyCache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from lxml import html

from confman.audit.guard import TABLE
from confman.backups.models import BackupRun
from confman.machines.file_settings import shared_files
from confman.mail.domain.closed_outbox import close_outbox
from confman.mail.domain.schedules import ensure_schedules
from tests.factories import MessageFactory, UserFactory
from tests.sign_in import signed_in

LONG_AGO = dt.timedelta(hours=2)

# The space left on the disk is another from one look to the next.
SPACE = re.compile(r"\d+(?= MB free)")


@pytest.fixture
def operator(transactional_db: None) -> Client:
    return signed_in(UserFactory(is_staff=True))


@pytest.fixture
def faults(
    transactional_db: None, operator: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Something is wrong with all that is looked at, except for the database, which has to tell of the rest."""
    monkeypatch.setattr("confman.web.readiness.SECONDS", 60)
    now = timezone.now()
    settings.CONFMAN_MIN_FREE_MB = 10**9
    key = tmp_path / "seal.p12"
    key.write_bytes(b"no key")
    settings.CONFMAN_SEAL_KEY = str(key)
    settings.CONFMAN_REDIS_URL = "redis://127.0.0.1:1/0"
    settings.STORAGES = {
        **settings.STORAGES, "default": shared_files("s3://key:secret@127.0.0.1:1/bucket?tls=no"),
    }  # fmt: skip
    monkeypatch.setattr("confman.readers.checks.caches", {"default": DummyCache("", {})})
    monkeypatch.setattr("confman.readers.checks.REPLICA", "default")
    monkeypatch.setattr("confman.readers.checks.MAX_LAG", dt.timedelta())
    monkeypatch.setattr("confman.readers.checks._is_in_replica", lambda _entry: False)
    close_outbox(by=UserFactory())
    ensure_schedules()
    first, second = Schedule.objects.order_by("name")[:2]
    Schedule.objects.filter(pk=first.pk).update(next_run=now - LONG_AGO)
    Schedule.objects.filter(pk=second.pk).update(next_run=now + dt.timedelta(days=3))
    OrmQ.objects.create(key="mail.1", payload="", lock=now - LONG_AGO)
    for _each in range(2):
        MessageFactory(status="queued", queued_at=now - LONG_AGO, next_attempt_at=now - LONG_AGO)
    BackupRun.objects.create(status="done", started_at=now, files_missing=2)
    trigger = "guard_rows" if connection.vendor == "postgresql" else "guard_update"
    of_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {TABLE}_{trigger}{of_table}")
    yield
    call_command("migrate", run_syncdb=True, verbosity=0)


def on_the_page(operator: Client, language: str) -> list[str]:
    operator.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    page = html.fromstring(operator.get("/operator/").content)
    found = page.xpath('//main//*[contains(concat(" ", @class, " "), " message-error ")]')
    return [" ".join(message.text_content().split()) for message in found]


def by_readyz(**headers: str) -> dict[str, str]:
    checks = Client().get("/readyz", headers=headers).json()["checks"]
    return {check["name"]: check["words"] for check in checks}


def test_the_page_says_it_in_the_readers_language_and_readyz_in_english(
    operator: Client, faults: None, caplog: pytest.LogCaptureFixture
) -> None:
    for_programs = by_readyz(**{"Accept-Language": "ru"})
    sentences = tuple(SPACE.sub("…", words) for words in for_programs.values() if words)
    assert [name for name, words in for_programs.items() if not words] == ["database"], (
        "a check needs its fault here"
    )
    said = {language: on_the_page(operator, language) for language in ("en", "ru", "uz")}
    assert [len(found) for found in said.values()] == [len(for_programs) - 1] * 3
    for english, russian, uzbek in zip(*said.values(), strict=True):
        assert SPACE.sub("…", english).endswith(sentences), english
        assert re.search("[а-я]{4}", russian), russian
        # Names of commands and settings are the same in all, phrases are not.
        for phrase in re.findall(r"(?:[A-Za-z’]+ ){3,}[A-Za-z’]+", english):
            assert phrase not in russian and phrase not in uzbek
    # Lines of the log are the programs' as well, whoever has looked.
    assert not re.search("[а-я]", caplog.text)
