"""Official documents are sealed where there is a key, and anybody can verify a file."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from confman.documents.checks import check_seal, check_seal_is_set
from confman.documents.domain.builder import build_document, cached_document
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.documents.rendering.pdf import join_pdfs
from confman.documents.seals import keys, writer
from confman.documents.seals.keys import seal_fault
from confman.documents.seals.reader import SealState, read_seal
from confman.documents.seals.writer import bears_seal, seal
from confman.web.models import WorkStatus
from confman.web.readiness import readiness_checks
from registrations.certificates.web.views import seal_words
from tests.documents.accessibility import faults_of_tags
from tests.documents.inspection import assert_sound_pdf
from tests.documents.seals.keys import NAME, PASSWORD, write_key
from tests.documents.test_accessible import page
from tests.registrations.forms import send_open_form

pytestmark = pytest.mark.sqlite
KIND = "registrations.participants"


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Path:
    path = write_key(tmp_path)
    settings.CONFMAN_SEAL_KEY, settings.CONFMAN_SEAL_PASSWORD = str(path), PASSWORD
    return path


def changed(content: bytes) -> bytes:
    """One bit of a page's content is another."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = pdf.pages[0].Contents.read_raw_bytes()
    at = content.index(stream) + len(stream) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_sealed_document_is_genuine_and_still_pdf_a_and_accessible(
    settings: Any, tmp_path: Path, kind: str
) -> None:
    settings.CONFMAN_SEAL_KEY = str(write_key(tmp_path, kind=kind))
    settings.CONFMAN_SEAL_PASSWORD = PASSWORD
    plain = page(official=True)
    sealed = seal(plain)
    found = read_seal(sealed)
    assert (found.state, found.holder, found.title) == (SealState.GENUINE, NAME, "Title")
    assert sealed.startswith(plain), "what was made stands in it as it was"
    assert faults_of_tags(sealed, archival=True) == []
    assert_sound_pdf(sealed, official=True)
    with pikepdf.open(io.BytesIO(sealed)) as pdf, pikepdf.open(io.BytesIO(plain)) as before:
        assert pdf.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        [field] = pdf.Root.AcroForm.Fields
        assert (int(field.F) & 6, str(field.TU)) == (4, "Seal"), "printed, not hidden, with a name"
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached" and "/Perms" in pdf.Root


@pytest.mark.usefixtures("read_apart")
def test_every_change_of_a_sealed_document_is_seen(key: Path) -> None:
    sealed = seal(page(official=True))
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pdf.docinfo["/Title"] = "Another"
        target = io.BytesIO()
        pdf.save(target)
    for other in (changed(sealed), sealed + b"\n% more", target.getvalue(), sealed[: len(sealed) - 200]):
        assert read_seal(other).state == SealState.CHANGED


def test_other_files_are_told_apart(key: Path, settings: Any, tmp_path: Path) -> None:
    assert read_seal(page()).state == SealState.UNSEALED
    assert read_seal(b"PK\x03\x04").state == SealState.UNREADABLE
    assert read_seal(b"%PDF-1.7\n" + os.urandom(2000)).state == SealState.UNREADABLE
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(page())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="a", owner="b"))
    assert read_seal(target.getvalue()).state == SealState.ENCRYPTED
    # Of the same name, and none of ours.
    (tmp_path / "other").mkdir()
    settings.CONFMAN_SEAL_KEY = str(write_key(tmp_path / "other"))
    foreign = seal(page())
    settings.CONFMAN_SEAL_KEY = str(key)
    found = read_seal(foreign)
    assert (found.state, found.holder) == (SealState.FOREIGN, NAME)


@pytest.mark.usefixtures("read_apart")
def test_a_file_that_would_take_minutes_is_given_up(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("confman.documents.seals.verifier.TIME_LIMIT", 1)
    names = b"".join(b"/A%d 1 " % number for number in range(1_000_000))
    objects = b"%PDF-1.7\n1 0 obj\n<<" + names + b">>\nendobj\n"
    places = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    end = b"trailer\n<</Size 2/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(objects)
    assert read_seal(objects + places + end).state == SealState.UNREADABLE


@pytest.mark.usefixtures("read_apart")
def test_a_seal_that_is_not_checked_in_time_is_not_called_changed(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal(page())
    monkeypatch.setattr("confman.documents.seals.verifier.TIME_LIMIT", 0.01)
    assert read_seal(sealed).state == SealState.UNCHECKED
    assert "Try again" in seal_words(read_seal(sealed)).text


def test_seals_of_a_certificate_before_are_verified_by_it(key: Path, settings: Any, tmp_path: Path) -> None:
    sealed = seal(page())
    settings.CONFMAN_SEAL_KEY = str(write_key(tmp_path, "Another"))
    assert read_seal(sealed).state == SealState.FOREIGN or read_seal(sealed).state == SealState.GENUINE
    settings.CONFMAN_SEAL_CERTIFICATES = str(tmp_path)
    assert read_seal(sealed).state == SealState.GENUINE
    settings.CONFMAN_SEAL_KEY = ""
    assert read_seal(sealed).state == SealState.GENUINE, "also without a key"


def test_a_seal_is_good_after_its_certificate_expired_and_not_if_made_then(
    settings: Any, tmp_path: Path
) -> None:
    settings.CONFMAN_SEAL_KEY, settings.CONFMAN_SEAL_PASSWORD = (
        str(write_key(tmp_path, days=(-9, 9))),
        PASSWORD,
    )
    sealed = seal(page())
    with time_machine.travel("2099-01-01"):
        assert read_seal(sealed).state == SealState.GENUINE
        late = writer._signed(page(), keys._signer(keys.key_mark(), PASSWORD), None)
    assert read_seal(late).state == SealState.EXPIRED


# --- Documents --------------------------------------------------------------------------------------------


def test_official_documents_alone_are_sealed_whole(key: Path, conference: Any) -> None:
    kind = document_kinds.get(KIND)
    sealed = build_document(KIND, conference, language="en", format="pdf").content
    assert read_seal(sealed).state == SealState.GENUINE
    assert_sound_pdf(sealed, official=True)
    assert not bears_seal(io.BytesIO(build_document(KIND, conference, language="en", format="docx").content))
    plain = build_document("registrations.seating", conference, language="en", format="pdf").content
    assert read_seal(plain).state == SealState.UNSEALED
    joined = writer.with_seal(kind, join_pdfs([page(official=True)] * 3), keys.key_mark())
    assert read_seal(joined).state == SealState.GENUINE and faults_of_tags(joined, archival=True) == []


@pytest.mark.parametrize(
    ("kind", "is_sample"),
    [("registrations.note_verbale", False), ("outcomes.roll-call", False), (KIND, True)],
)
def test_drafts_samples_and_sheets_to_be_filled_in_bear_no_seal_and_their_page_says_so(
    key: Path, conference: Any, owner: Any, client_as: Any, kind: str, is_sample: bool
) -> None:
    type(conference).objects.filter(pk=conference.pk).update(is_sample=is_sample)
    conference.refresh_from_db()
    asked: dict[str, Any] = {"language": "en", "format": "pdf", "options": {"text": "We pay."}}
    assert read_seal(build_document(kind, conference, **asked).content).state == SealState.UNSEALED
    assert read_seal(cached_document(kind, conference, **asked).content).state == SealState.UNSEALED
    job = request_document(kind, conference, by=owner, **asked)
    run_document_job(job.pk)
    job.refresh_from_db()
    with job.file.open("rb") as file:
        assert read_seal(file.read()).state == SealState.UNSEALED
    address = reverse("documents_secretariat:job", args=[conference.slug, job.pk])
    # The page that waited for the document shows it without being loaded again.
    for part in (None, {"part": "progress"}):
        page = client_as(owner).get(address, part, headers={"HX-Request": "true"} if part else {})
        assert "not sealed: drafts, samples and sheets to be filled in bear no seal" in page.content.decode()


def test_a_document_is_made_where_the_key_cannot_be_used_and_says_so(
    key: Path, conference: Any, owner: Any, client_as: Any, settings: Any
) -> None:
    def words() -> str:
        job = request_document(KIND, conference, language="en", format="pdf", by=owner)
        run_document_job(job.pk)
        job.refresh_from_db()
        assert job.status == WorkStatus.DONE
        return (
            client_as(owner)
            .get(reverse("documents_secretariat:job", args=[conference.slug, job.pk]))
            .content.decode()
        )

    assert "sealed: anyone can verify the file" in words()
    settings.CONFMAN_SEAL_PASSWORD = "wrong"
    DocumentJob.objects.all().delete()
    assert "not sealed: the key could not be used" in words()
    settings.CONFMAN_SEAL_KEY = ""
    assert "not sealed: no key is set on this server" in words()


def test_a_document_kept_for_download_is_sealed_anew_with_another_key(
    conference: Any, settings: Any, tmp_path: Path
) -> None:
    before = cached_document(KIND, conference, language="en", format="pdf").content
    assert read_seal(before).state == SealState.UNSEALED
    settings.CONFMAN_SEAL_KEY, settings.CONFMAN_SEAL_PASSWORD = str(write_key(tmp_path)), PASSWORD
    sealed = cached_document(KIND, conference, language="en", format="pdf").content
    assert read_seal(sealed).state == SealState.GENUINE
    assert cached_document(KIND, conference, language="en", format="pdf").content == sealed, "kept"


# --- The operator -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"CONFMAN_SEAL_PASSWORD": "wrong"}, "the password (CONFMAN_SEAL_PASSWORD) is wrong"),
        ({"CONFMAN_SEAL_KEY": "/nowhere/seal.p12"}, "cannot be read at /nowhere/seal.p12: No such file"),
        ({"CONFMAN_SEAL_KEY": "pkcs11:token=a;object=b?module-path=/nowhere.so"}, "device"),
    ],
)
def test_a_key_that_cannot_be_used_says_why(
    key: Path, settings: Any, change: dict[str, str], said: str
) -> None:
    assert seal_fault() == "" and check_seal(None) == []
    for name, value in change.items():
        setattr(settings, name, value)
    assert said in seal_fault()
    [warning] = check_seal(None)
    assert said in warning.msg and PASSWORD not in warning.msg
    assert said in readiness_checks.get("seal").fault()


def test_a_certificate_that_expired_or_soon_will_is_said(settings: Any, tmp_path: Path) -> None:
    settings.CONFMAN_SEAL_PASSWORD = PASSWORD
    settings.CONFMAN_SEAL_KEY = str(write_key(tmp_path, "Old", days=(-99, -1)))
    assert "expired on" in seal_fault()
    settings.CONFMAN_SEAL_KEY = str(write_key(tmp_path, "Soon", days=(-99, 20)))
    assert "expires on" in seal_fault()


def test_that_nothing_is_sealed_is_said_when_the_installation_is_checked(settings: Any) -> None:
    settings.CONFMAN_SEAL_KEY = ""
    [info] = check_seal_is_set(None)
    assert "not sealed" in info.msg and not info.is_serious()
    assert seal_fault() == "", "a server need not have a key"


def test_without_a_server_of_time_that_answers_a_document_is_sealed_all_the_same(
    key: Path, settings: Any
) -> None:
    settings.CONFMAN_SEAL_TIMESTAMPS = "http://127.0.0.1:9/"
    assert read_seal(seal(page())).state == SealState.GENUINE


def test_without_a_key_pyhanko_is_not_loaded(tmp_path: Path) -> None:
    run = "import django; django.setup(); import confman.documents.domain.jobs, registrations.certificates.web.views"
    said = subprocess.run(
        [sys.executable, "-c", f"{run}, sys; print(*sys.modules)"], cwd=project.BASE_DIR, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "confman.settings", "CONFMAN_DATA": str(tmp_path)},
        capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert not {"pyhanko", "aiohttp", "asn1crypto"} & {name.partition(".")[0] for name in said.split()}


# --- The page ---------------------------------------------------------------------------------------------


def verified(content: bytes, name: str = "a.pdf") -> Any:
    address = reverse("registrations_verify:verify-file")
    return send_open_form(
        Client(), address, {"file-file": SimpleUploadedFile(name, content)}, form="file_form"
    )


@pytest.mark.usefixtures("read_apart")
@pytest.mark.django_db
def test_anybody_verifies_a_file_at_the_page(key: Path) -> None:
    sealed = seal(page(official=True))
    said = verified(sealed).content.decode()
    assert (
        f"“Title” was sealed by {NAME} on" in said and "message-success" in said
    ) or "alert-success" in said
    assert "(UTC), and has not been changed since." in said
    for other, words in (
        (changed(sealed), "has been changed since it was sealed"),
        (page(), "This PDF bears no seal"),
        (b"text", "This is not a PDF, or it is damaged"),
    ):
        assert words in verified(other).content.decode()


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registrations.certificates.web.views.read_seal", lambda content: 1 / 0)
    answer = verified(b"%PDF-1.7" + bytes(21 * 1024 * 1024))
    assert "at most 20.0\xa0MB fit" in answer.content.decode()


@pytest.mark.django_db
def test_without_a_key_the_page_says_that_there_are_no_seals(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONFMAN_SEAL_KEY = ""
    said = Client().get(reverse("registrations_verify:verify")).content.decode()
    assert "bear no seal" in said and 'type="file"' not in said
    monkeypatch.setattr("registrations.certificates.web.views.read_seal", lambda content: 1 / 0)
    assert "bear no seal" in verified(page()).content.decode(), "and no file is read"
