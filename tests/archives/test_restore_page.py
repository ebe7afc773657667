"""The operator brings an archive to a page; the worker restores it, and what is refused is said with its reason."""

import datetime as dt
import io
import os

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.archives.domain.restorations import expire_restorations, order_restoration, restore_ordered
from confman.archives.models import Restoration
from confman.archives.web.forms import RestoreForm
from confman.audit.models import AuditEntry
from confman.backups.domain.orphaned_files import sweep_files
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.faults.pages import ThreadLimitMiddleware
from confman.web.uploads.fields import at_most
from tests.archives.conftest import edited
from tests.factories import UserFactory
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/operator/restore/"


@pytest.fixture
def operator(transactional_db):
    return UserFactory(is_superuser=True, is_staff=True)


def bring(client: Client, content: bytes, **values: str):
    file = SimpleUploadedFile("tashkent2017.zip", content, "application/zip")
    return client.post(PAGE, {"file": file, **values}, follow=True)


def files_kept() -> list[str]:
    folders = default_storage.listdir("restorations")[0]
    return [name for folder in folders for name in default_storage.listdir(f"restorations/{folder}")[1]]


@pytest.fixture
def elsewhere(installation, demo_bag):
    """Another installation, with an operator."""
    with installation(connection.vendor):
        yield signed_in(UserFactory(is_superuser=True, is_staff=True))


def test_a_conference_is_restored_and_the_page_leads_to_it(elsewhere, demo_bag):
    answer = bring(elsewhere, demo_bag.read_bytes(), slug="again2017")
    assert "The archive is being restored." in answer.text and 'hx-trigger="load delay:2s"' in answer.text
    row = Restoration.objects.get()
    restore_ordered(row.pk)
    restore_ordered(row.pk)  # the queue may hand it out again
    row.refresh_from_db()
    assert (row.status, row.progress, row.slug) == ("done", 100, "again2017")
    conference = Conference.objects.get()
    assert conference.slug == "again2017" and conference.restored_at
    part = elsewhere.get(f"{PAGE}progress/", headers={"HX-Request": "true"}).text
    assert reverse("conferences_secretariat:dashboard", args=["again2017"]) in part
    assert "held back" in part and "hx-get" not in part
    assert files_kept() == []
    entry = AuditEntry.objects.get(verb="archives.restored")
    assert entry.by == row.requested_by == AuditEntry.objects.get(verb="archives.restore_ordered").by


def test_what_is_refused_is_said_and_leaves_nothing(elsewhere, demo_bag, tmp_path):
    def damage(parts):
        parts["data/rows/people.Person.jsonl"] = b"{}\n"

    damaged = edited(demo_bag, tmp_path / "damaged.zip", damage, relisted=False).read_bytes()
    for content, said in ((b"no zip", "zip"), (damaged, "people.Person.jsonl")):
        bring(elsewhere, content)
        restore_ordered(Restoration.objects.get(status="queued").pk)
        row = Restoration.objects.order_by("created_at").last()
        assert row.status == "failed" and said in row.message
        assert row.message.split(":")[0] in elsewhere.get(PAGE).text
    assert not Conference.objects.exists() and files_kept() == []


def test_one_archive_is_restored_at_a_time(operator):
    client = signed_in(operator)
    bring(client, b"one")
    assert "Another archive is being restored" in bring(client, b"two").text
    assert Restoration.objects.count() == 1


def test_of_two_brought_at_the_same_moment_one_is_restored(operator, at_once):
    def order():
        return order_restoration(ContentFile(b"one", name="demo.zip"), by=operator)

    answers = at_once(order, order)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Restoration.objects.count() == 1 and len(files_kept()) == 1


def test_one_that_waited_long_is_not_taken_for_killed(operator):
    bring(signed_in(operator), b"one")
    long_ago = timezone.now() - dt.timedelta(days=1)
    Restoration.objects.update(status="running", created_at=long_ago, started_at=timezone.now())
    expire_restorations()
    assert Restoration.objects.get().status == "running"
    Restoration.objects.update(started_at=long_ago)
    expire_restorations()
    assert Restoration.objects.get().status == "failed"


def test_one_that_was_killed_is_given_up_with_its_file(operator):
    client = signed_in(operator)
    bring(client, b"one")
    row = Restoration.objects.get()
    Restoration.objects.update(status="running", created_at=row.created_at - dt.timedelta(days=1))
    assert expire_restorations() == 0
    row.refresh_from_db()
    assert (row.status, row.message, bool(row.file)) == ("failed", "It was interrupted.", False)
    assert files_kept() == []
    Restoration.objects.update(created_at=row.created_at - dt.timedelta(days=31))
    assert expire_restorations() == 1 and not Restoration.objects.exists()


def test_a_passphrase_is_nowhere_in_the_database(operator):
    client = signed_in(operator)
    bring(client, b"no zip", passphrase="correct horse battery")
    row = Restoration.objects.get()
    assert row.passphrase and "horse" not in row.passphrase
    restore_ordered(row.pk)
    row.refresh_from_db()
    assert row.passphrase == ""


def test_whoever_is_no_operator_any_more_restores_nothing(operator, demo_bag):
    bring(signed_in(operator), demo_bag.read_bytes())
    type(operator).objects.update(is_superuser=False)
    row = Restoration.objects.get()
    restore_ordered(row.pk)
    row.refresh_from_db()
    assert row.status == "failed" and "no longer has the right to do so" in row.message
    assert not Conference.objects.exists() and files_kept() == []


def test_only_the_operator_has_the_page(transactional_db):
    for client in (signed_in(UserFactory(is_staff=True)), signed_in(UserFactory())):
        assert client.get(PAGE).status_code in (302, 403)
        bring(client, b"one")
    assert not Restoration.objects.exists()
    page = signed_in(UserFactory(is_superuser=True, is_staff=True)).get("/operator/").text
    assert PAGE in page


def test_a_file_that_is_too_large_is_refused_at_the_form(operator, monkeypatch):
    monkeypatch.setattr(RestoreForm.base_fields["file"], "validators", [at_most(10)])
    answer = bring(signed_in(operator), b"x" * 11)
    assert answer.status_code == 200 and not Restoration.objects.exists()


class Body(io.BytesIO):
    """The body that a browser sends; it knows whether anything of it was read."""

    was_read = False

    def read(self, *_size):
        self.was_read = True
        return b""


def send(client: Client, length: int | None, path: str = PAGE) -> tuple[int, bool]:
    """Say that so many bytes come, or, by None, that they come in parts; return the status, and what the body knows."""
    browser, body = Client(enforce_csrf_checks=True, raise_request_exception=False), Body()
    browser.cookies = client.cookies
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    header = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    header |= {"CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": body}
    answer = browser.generic("POST", path, **header)
    return answer.status_code, body.was_read


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}progress/", "/", "/accounts/login/", "/no/such/page/"])
def test_a_stranger_brings_no_gigabyte_anywhere(transactional_db, path):
    assert send(Client(), 1024**3, path) == (413, False)


def test_who_is_signed_in_brings_more_so_that_a_page_says_which_file_is_too_large(transactional_db):
    client = signed_in(UserFactory())
    assert send(client, 200 * 1024**2, "/accounts/")[0] != 413
    assert send(client, 300 * 1024**2, "/accounts/") == (413, False)


def test_nor_while_all_threads_wait(transactional_db, monkeypatch):
    """The page that says so offers to send a form again, and reads none of that size."""
    monkeypatch.setattr(ThreadLimitMiddleware, "_take_place", lambda self: False)
    assert send(Client(), 1024**3) == (503, False)


def test_nor_does_who_may_restore_nothing_or_has_used_no_second_factor(operator):
    assert send(signed_in(UserFactory()), 1024**3) == (413, False)
    half = Client()
    half.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")
    assert send(half, 1024**3) == (302, False)


def test_the_operator_brings_a_gigabyte_to_this_page_alone(operator):
    client = signed_in(operator)
    assert send(client, 1024**3)[1]
    assert send(client, 1024**3, "/operator/") == (413, False)
    assert send(client, 1200 * 1000**2) == (413, False)


def test_what_does_not_say_its_length_is_not_read(transactional_db):
    assert send(Client(), None) == (403, False)
    assert send(Client(), 1000)[1]


def test_an_upload_that_a_killed_process_left_is_swept(transactional_db, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    old, new = tmp_path / "old.upload.zip", tmp_path / "new.upload.zip"
    for file in (old, new):
        file.touch()
    os.utime(old, (1, 1))
    sweep_files(by=system_user("job"))
    assert not old.exists() and new.exists()
