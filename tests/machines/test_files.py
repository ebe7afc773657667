"""Files in a bucket that all machines share: a real server of S3, and servers that fail in every way."""

import contextlib
import datetime as dt
import http.server
import os
import threading

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from moto.server import ThreadedMotoServer

from agenda.materials.models import Material
from confman.archives.domain import orders
from confman.archives.domain.restorations import order_restoration, restore_ordered
from confman.archives.models import Archive, Restoration
from confman.backups.domain.backup import make_backup
from confman.backups.domain.orphaned_files import sweep_files
from confman.conferences.models import Conference
from confman.documents.domain.jobs import expire_documents, hand_out, request_document, run_document_job
from confman.documents.models import DocumentJob
from confman.machines import shared_files
from confman.machines.file_settings import shared_files as bucket_at
from confman.machines.files import FilesUnreachable, placed, staging, stored_files
from tests.factories import ConferenceFactory, MembershipFactory, SessionFactory, UserFactory

BUCKET = "confman"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(shared_files.SharedFiles, "paused_until", 0.0)
    monkeypatch.setattr(shared_files, "CONNECTED", 0.5)
    monkeypatch.setattr(shared_files, "ANSWERED", 0.5)


@pytest.fixture(scope="module")
def server():
    """A server of S3 on a port of its own."""
    made = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    made.start()
    yield "{}:{}".format(*made.get_host_and_port())
    made.stop()


@pytest.fixture
def bucket(server, settings, tmp_path):
    """An empty bucket, in which all files are kept; boto3's own view of it."""
    client = boto3.client(
        "s3", endpoint_url=f"http://{server}", region_name="us-east-1", aws_access_key_id="key",
        aws_secret_access_key="secret",
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)
    settings.DATA_DIR = tmp_path
    keep_files_at(settings, server)
    found = boto3.resource(
        "s3", endpoint_url=f"http://{server}", region_name="us-east-1", aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).Bucket(BUCKET)  # fmt: skip
    yield found
    found.objects.all().delete()
    found.delete()


def keep_files_at(settings, address):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": bucket_at(f"s3://key:secret@{address}/{BUCKET}?tls=no"),
    }


def logo_address(conference):
    return f"/{conference.slug}/logo"


def keys(bucket):
    return {each.key for each in bucket.objects.all()}


def with_logo(**values):
    conference = ConferenceFactory(**values)
    conference.logo.save("logo.png", ContentFile(PNG))
    return conference


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


# --- The address ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "s3://host/bucket", "s3://key@host/bucket", "s3://key:secret@host", "s3://key:secret@host/a/b", "https://k:s@h/b",
        "s3://key:secret@host/bucket?tls=perhaps", "s3://key:secret@host/bucket?zone=x", "s3://k:se/cret@host/bucket",
        "s3://k:secret@host:port/bucket", "files",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_refused_without_its_secret(address):
    with pytest.raises(ImproperlyConfigured, match="CONFMAN_FILES_URL") as refused:
        bucket_at(address)
    assert "secret@" not in str(refused.value).replace("KEY:SECRET@", "")


def test_what_is_special_in_a_secret_is_decoded():
    options = bucket_at("s3://key:a%2Fb%2Bc@s3.example.org/files?region=eu-central-1")["OPTIONS"]
    assert (options["secret_key"], options["endpoint_url"]) == ("a/b+c", "https://s3.example.org")
    assert options["region_name"] == "eu-central-1"


# --- A server that answers -------------------------------------------------------------------------------


def test_a_name_is_never_given_twice_and_nobody_gets_a_link_into_the_bucket(bucket):
    first = default_storage.save("a/file.txt", ContentFile(b"one"))
    second = default_storage.save("a/file.txt", ContentFile(b"two"))
    assert first != second and keys(bucket) == {first, second}
    with default_storage.open(first) as opened:
        assert opened.read() == b"one"
    assert default_storage.url(first) == first
    with pytest.raises(FileNotFoundError):
        default_storage.open("a/missing.txt")


def test_two_who_hear_at_once_that_a_name_is_free_get_a_file_each(bucket, monkeypatch):
    monkeypatch.setattr(shared_files.SharedFiles, "exists", lambda self, name: False)
    names = [default_storage.save("answers/passport.pdf", ContentFile(each)) for each in (b"one", b"two")]
    assert [default_storage.open(name).read() for name in names] == [b"one", b"two"]


def test_what_a_killed_job_left_behind_is_deleted_after_a_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    old, new = tmp_path / ".archive-old", tmp_path / ".archive-new"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (1, 1))
    with staging(".archive-"):
        assert (old.exists(), new.exists()) == (False, True)


def test_a_large_file_is_copied_to_the_disk_not_into_memory(bucket):
    content = b"x" * 20_000_000  # uploaded in parts
    name = default_storage.save("large.bin", ContentFile(content))
    with default_storage.open(name) as opened:
        assert opened.file._rolled
        assert opened.size == len(content) and sum(map(len, opened.chunks())) == len(content)


@pytest.mark.django_db
def test_a_file_leaves_by_our_views_after_their_rules_alone(bucket, client):
    shown, draft = with_logo(), with_logo(status="draft")
    assert keys(bucket) == {shown.logo.name, draft.logo.name}
    got = client.get(logo_address(shown))
    assert got.status_code == 200 and b"".join(got) == PNG and got["Content-Length"] == str(len(PNG))
    assert client.get(logo_address(draft)).status_code == 404
    shown.logo.delete()
    assert keys(bucket) == {draft.logo.name} and client.get(logo_address(shown)).status_code == 404


@pytest.mark.django_db
def test_a_form_says_that_there_is_a_file_and_replaces_it(bucket, client):
    session = SessionFactory()
    conference = session.conference
    material = Material.objects.create(session=session, file=ContentFile(b"%PDF-1.4 one", name="paper.pdf"))
    client.force_login(MembershipFactory(conference=conference).user)
    address = reverse("agenda_secretariat:material-change", args=[conference.slug, material.pk])
    page = client.get(address)
    assert "There is a file." in page.text
    values = {name: value or "" for name, value in page.context["form"].initial.items() if name != "file"}
    answer = client.post(address, values | {"file": ContentFile(b"%PDF-1.4 two", name="paper.pdf")})
    assert answer.status_code == 302, answer.context["form"].errors
    material.refresh_from_db()
    assert material.file.read() == b"%PDF-1.4 two"


@pytest.mark.django_db(transaction=True)
def test_a_document_is_made_by_the_worker_and_expires(bucket):
    conference = with_logo()
    by = MembershipFactory(conference=conference, role="owner").user
    job = request_document(
        "registrations.rooming", conference, language="en", format="xlsx", options={}, by=by
    )
    run_document_job(job.pk)
    job.refresh_from_db()
    assert job.status == "done", job.message
    assert job.file.name in keys(bucket)
    with hand_out(job, by=by) as opened:
        assert opened.read(4) == b"PK\x03\x04"
    DocumentJob.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    expire_documents()
    assert keys(bucket) == {conference.logo.name}


@pytest.mark.django_db(transaction=True)
def test_an_archive_is_made_fetched_and_restored(bucket, settings):
    conference = with_logo()
    owner = MembershipFactory(
        conference=conference, role="owner", user__is_staff=True, user__is_superuser=True
    ).user
    archive = orders.order_archive(conference, by=owner)
    orders.make_ordered(archive.pk)
    archive = Archive.objects.get(pk=archive.pk)
    assert archive.status == "done", archive.message
    assert archive.file.name in keys(bucket)
    with archive.file.open() as opened:
        content = opened.read()
    Archive.objects.all().delete()
    logo = conference.logo.name
    Conference.objects.all().delete()
    bucket.objects.all().delete()
    row = order_restoration(SimpleUploadedFile("archive.zip", content), by=owner)
    restore_ordered(row.pk)
    row = Restoration.objects.get(pk=row.pk)
    assert row.status == "done", row.message
    assert keys(bucket) == {Conference.objects.get().logo.name} and logo
    assert not list((settings.DATA_DIR / "staging").iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_backup_has_the_files_of_the_bucket(bucket, tmp_path):
    conference = with_logo()
    made = make_backup(tmp_path / "backup.zip")
    assert made.files == 1 and not made.lost
    bucket.objects.all().delete()
    made = make_backup(tmp_path / "backup.zip")
    assert made.lost == [conference.logo.name]


@pytest.mark.django_db
def test_files_that_belong_to_nothing_are_swept_from_the_bucket(bucket, monkeypatch):
    conference = with_logo()
    default_storage.save("logos/lost.png", ContentFile(PNG))
    monkeypatch.setattr("confman.backups.domain.orphaned_files.RETENTION", dt.timedelta(seconds=-60))
    swept = sweep_files(by=UserFactory())
    assert (swept.old, swept.files, swept.bytes) == (2, 1, len(PNG))
    assert {each.name for each in stored_files()} == {conference.logo.name}


# --- Servers that fail -----------------------------------------------------------------------------------


@contextlib.contextmanager
def answering(answer):
    """A server whose `answer(handler)` says what comes to each question; yields its address and the questions."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(self.command)
            with contextlib.suppress(OSError):
                answer(self)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do

        def log_message(self, *_args):
            pass

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    made.block_on_close = False
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{made.server_address[1]}", asked
    finally:
        made.shutdown()
        made.server_close()


def unavailable(handler):
    handler.send_response(503)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


ENDED = threading.Event()


def silent(handler):
    ENDED.wait(5)
    handler.close_connection = True


def half(handler):
    """Say that there are a hundred bytes, and send fifty."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.send_header("ETag", '"etag"')
    handler.send_header("Last-Modified", "Mon, 30 Nov 2026 10:00:00 GMT")
    handler.end_headers()
    if handler.command == "GET":
        handler.wfile.write(b"x" * 50)
        handler.close_connection = True


def shorter(handler):
    """Promise a hundred bytes when asked for the size, and later only fifty."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100" if handler.command == "HEAD" else "50")
    handler.send_header("Last-Modified", "Mon, 30 Nov 2026 10:00:00 GMT")
    handler.end_headers()
    if handler.command == "GET":
        handler.wfile.write(b"x" * 50)


def lost(handler):
    """Have the file when asked for the size, and no longer when asked for the file."""
    if handler.command == "HEAD":
        return half(handler)
    body = b"<Error><Code>NoSuchKey</Code></Error>"
    handler.send_response(404)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def counted(monkeypatch):
    counts = []
    for module in ("confman.machines.shared_files", "confman.web.uploads.stored_files"):
        monkeypatch.setattr(f"{module}.count", lambda name, *labels: counts.append((name, *labels)))
    return counts


@pytest.fixture
def logo(db):
    """A conference whose row names a file."""
    conference = ConferenceFactory()
    Conference.objects.filter(pk=conference.pk).update(logo="logos/logo.png")
    conference.refresh_from_db()
    return conference


@pytest.mark.parametrize("answer", [unavailable, silent, half, shorter])
def test_what_cannot_be_fetched_whole_is_a_503_that_says_when_to_come_back(
    settings, client, logo, answer, counted, caplog
):
    client.raise_request_exception = False
    with answering(answer) as (address, _asked):
        keep_files_at(settings, address)
        got = client.get(logo_address(logo))
    assert (
        got.status_code == 503 and got["Retry-After"] and b"The store of files does not answer" in got.content
    )
    assert {name for name, *_labels in counted} == {"confman_file_faults"}
    assert "store of files" in caplog.text


def test_a_file_that_the_store_has_lost_is_a_404_that_is_logged_and_counted(
    settings, client, logo, counted, caplog
):
    with answering(lost) as (address, _asked):
        keep_files_at(settings, address)
        assert client.get(logo_address(logo)).status_code == 404


def test_what_cannot_be_kept_is_not_said_to_be_kept(settings, logo, counted):
    for answer in (unavailable, silent):
        shared_files.SharedFiles.paused_until = 0.0
        with answering(answer) as (address, _asked):
            keep_files_at(settings, address)
            with pytest.raises(FilesUnreachable):
                default_storage.save("a/file.txt", ContentFile(b"one"))
    assert counted


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_deleted_now_is_deleted_by_the_worker(bucket, settings, server):
    name = default_storage.save("a/file.txt", ContentFile(b"one"))
    with answering(unavailable) as (address, _asked):
        keep_files_at(settings, address)
        default_storage.delete(name)
        task = OrmQ.objects.get().task
        with pytest.raises(FilesUnreachable):  # the queue hands it out again
            import_string(task["func"])(*task["args"])
    keep_files_at(settings, server)
    assert keys(bucket) == {name}
    import_string(task["func"])(*task["args"])
    assert not keys(bucket)


def test_one_that_says_nothing_is_left_alone_for_a_while(settings, db):
    with answering(silent) as (address, asked):
        keep_files_at(settings, address)
        for _time in range(20):
            with pytest.raises(FilesUnreachable):
                default_storage.open("a/file.txt")
    assert len(asked) <= 2


@pytest.mark.django_db
def test_readyz_says_so_and_pages_are_served(settings, client):
    with answering(unavailable) as (address, _asked):
        keep_files_at(settings, address)
        said = client.get("/readyz").json()
    (check,) = [each for each in said["checks"] if each["name"] == "files"]
    assert said["status"] != "down" and "does not answer" in check["words"]


def test_no_file_is_written_over_by_one_that_is_placed():
    """On a disk; the bucket has a test of its own. What was placed before it goes with the refusal."""
    default_storage.save("placed/taken.txt", ContentFile(b"first"))
    with staging(".placed-") as folder:
        for name in ("free", "taken"):
            (folder / name).write_bytes(b"second")
        files = [(folder / name, f"placed/{name}.txt") for name in ("free", "taken")]
        with pytest.raises(FileExistsError), placed(files):
            raise AssertionError("it goes on")
    assert default_storage.open("placed/taken.txt").read() == b"first"
    assert not default_storage.exists("placed/free.txt")
