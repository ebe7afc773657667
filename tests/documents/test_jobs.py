"""Documents made by the worker: once, whole, and never from what the record no longer says."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from confman.audit.models import AuditEntry
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.registries import practice_cleaners
from confman.documents.domain import builder, jobs
from confman.documents.domain.jobs import (
    expire_documents,
    purge_documents,
    request_document,
    run_document_job,
)
from confman.documents.models import DocumentJob
from confman.documents.rendering import pdf
from confman.web.errors import Refused
from confman.web.models import WorkStatus
from tests.documents.inspection import assert_sound_pdf

PROGRAMME, BADGES = "agenda.test-programme", "registrations.test-badges"


@pytest.fixture
def ask(conference: Any, owner: Any) -> Callable[..., DocumentJob]:
    def make(kind: str = PROGRAMME, format: str = "xlsx", **options: Any) -> DocumentJob:
        return request_document(kind, conference, language="en", format=format, options=options, by=owner)

    return make


def made(job: DocumentJob) -> DocumentJob:
    run_document_job(str(job.pk))
    job.refresh_from_db()
    return job


def files_in(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_job_and_its_task_stand_or_fall_together(ask: Callable[..., DocumentJob]) -> None:
    from django_q.models import OrmQ

    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
        raise RuntimeError
    assert not OrmQ.objects.exists()

    job = ask()

    queued = OrmQ.objects.get().task
    assert (queued["func"], queued["args"]) == (
        "confman.documents.domain.jobs.run_document_job",
        (str(job.pk),),
    )
    entry = AuditEntry.objects.get(verb="documents.requested")
    assert entry.details == {"kind": PROGRAMME, "format": "xlsx", "language": "en"}


def test_job_becomes_a_private_file(ask: Callable[..., DocumentJob], settings: Any) -> None:
    job = made(ask(format="pdf"))

    assert (job.status, job.progress, job.message) == (WorkStatus.DONE, 100, "")
    assert job.file.name == f"documents/{job.conference_id}/{job.pk}/tashkent2027-test-programme-en.pdf"
    assert settings.MEDIA_URL in ("", "/")
    with job.file.open() as source:
        assert_sound_pdf(source.read())
    assert job.expires_at > timezone.now() + dt.timedelta(days=13)


def test_job_that_comes_twice_is_made_once(
    ask: Callable[..., DocumentJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = made(ask())
    monkeypatch.setattr(jobs, "render", lambda *args, **kwargs: pytest.fail("drawn a second time"))
    assert made(job).status == WorkStatus.DONE


def test_job_that_another_run_works_on_is_left_alone(ask: Callable[..., DocumentJob]) -> None:
    job = ask()
    claimed = jobs._claim(job.pk)
    assert claimed is not None
    assert made(job).status == WorkStatus.RUNNING
    assert job.claim == claimed.claim


def test_job_of_a_killed_worker_goes_on_from_its_parts(
    ask: Callable[..., DocumentJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(BADGES, "pdf", count=250)
    drawn: list[Any] = []
    render = builder.render

    def dying(kind: Any, data: Any, **how: Any) -> bytes:
        if len(drawn) == 2:
            raise KeyboardInterrupt  # as good as kill -9: no handler of ours runs
        drawn.append(data)
        return render(kind, data, **how)

    monkeypatch.setattr(builder, "render", dying)
    with pytest.raises(KeyboardInterrupt):
        run_document_job(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.parts, job.parts_done, job.progress) == (WorkStatus.RUNNING, 3, 2, 66)

    again: list[Any] = []

    def counting(kind: Any, data: Any, **how: Any) -> bytes:
        again.append(data)
        return render(kind, data, **how)

    monkeypatch.setattr(builder, "render", counting)
    assert made(job).status == WorkStatus.RUNNING, "the claim still holds"
    DocumentJob.objects.filter(pk=job.pk).update(
        claimed_at=timezone.now() - jobs.CLAIM_LASTS - dt.timedelta(seconds=1)
    )
    assert made(job).status == WorkStatus.DONE
    assert [len(part.cards) for part in again] == [50]
    assert default_storage.listdir(f"documents/{job.conference_id}/{job.pk}")[1] == [
        "tashkent2027-test-badges-en.pdf"
    ]


def test_long_job_is_handed_on_in_short_runs(
    ask: Callable[..., DocumentJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SECONDS_A_RUN", 0)
    monkeypatch.setattr(builder, "render", lambda kind, data, **how: f"part {len(data.cards)}".encode())
    monkeypatch.setattr(pdf, "join_pdfs", lambda parts: b"+".join(parts))
    handed_on: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue", handed_on.append)
    job = ask(BADGES, "pdf", count=250)
    handed_on.clear()

    states = [(made(job).status, job.parts_done) for _ in range(3)]

    assert states == [(WorkStatus.QUEUED, 1), (WorkStatus.QUEUED, 2), (WorkStatus.DONE, 3)]
    assert [entry.pk for entry in handed_on] == [job.pk, job.pk]
    with job.file.open() as source:
        assert source.read() == b"part 100+part 100+part 50"


def test_job_begun_again_and_again_ends(ask: Callable[..., DocumentJob]) -> None:
    job = ask()
    DocumentJob.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)
    assert made(job).status == WorkStatus.FAILED
    assert "never finished" in job.message


def test_refusal_and_fault_are_told_apart(ask: Callable[..., DocumentJob], caplog: Any) -> None:
    refused = made(ask(refuse=True))
    assert (refused.status, refused.message) == (WorkStatus.FAILED, "There is no session to print.")
    assert not caplog.records

    broken = made(ask(**{"break": True}))
    assert broken.status == WorkStatus.FAILED
    assert "internals" not in broken.message and "log" in broken.message
    assert "internals" in caplog.text


def test_unknown_language_or_format_is_refused_at_once(conference: Any, owner: Any) -> None:
    with pytest.raises(Refused):
        request_document(PROGRAMME, conference, language="fr", format="pdf", by=owner)
    assert not DocumentJob.objects.exists()


def test_same_content_is_drawn_once_and_kept_twice(
    ask: Callable[..., DocumentJob], monkeypatch: pytest.MonkeyPatch, conference: Any
) -> None:
    first = made(ask())
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "render", lambda *args, **kwargs: pytest.fail("drawn a second time"))
        second = made(ask())
    assert second.file.name != first.file.name
    with first.file.open() as one, second.file.open() as two:
        assert one.read() == two.read()

    conference.title = {"en": "Another title"}
    conference.save()
    assert made(ask()).fingerprint != first.fingerprint


def test_purging_takes_every_file_of_the_conference_and_of_no_other(
    ask: Callable[..., DocumentJob],
    conference: Any,
    other_conference: Any,
    owner: Any,
    member: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    done = made(ask())
    theirs = member("owner", other_conference)
    other = made(request_document(PROGRAMME, other_conference, language="en", format="xlsx", by=theirs))

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        run_hooks(Event.NAMES_CHANGED, conference)
        assert done.file.storage.exists(done.file.name), "nothing is deleted before the verb commits"
    done.refresh_from_db()
    other.refresh_from_db()
    assert (done.status, bool(done.file), done.requested_by) == (WorkStatus.EXPIRED, False, owner)
    assert other.is_ready
    assert [path.name for path in files_in(settings)] == ["geneva2027-test-programme-en.xlsx"]


def test_what_is_being_made_while_purging_never_becomes_a_file(
    ask: Callable[..., DocumentJob],
    conference: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    job = ask()
    render = jobs.render

    def purged_meanwhile(*args: Any, **how: Any) -> bytes:
        content = render(*args, **how)
        purge_documents(conference)
        return content

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "render", purged_meanwhile)
        with django_capture_on_commit_callbacks(execute=True):
            assert made(job).status == WorkStatus.QUEUED
    assert files_in(settings) == []
    assert made(job).status == WorkStatus.DONE


def test_files_past_their_time_go_and_the_line_stays(
    ask: Callable[..., DocumentJob], settings: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    old, young = made(ask()), made(ask(subtitle="other"))
    DocumentJob.objects.filter(pk=old.pk).update(expires_at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        assert expire_documents() == 1
    old.refresh_from_db()
    assert old.status == WorkStatus.EXPIRED
    assert [path.parent.name for path in files_in(settings)] == [str(young.pk)]


def test_sensitive_files_are_kept_for_a_day(ask: Callable[..., DocumentJob]) -> None:
    job = made(ask(BADGES, "pdf", count=1))
    assert job.expires_at < timezone.now() + dt.timedelta(days=1, minutes=1)


def test_clearing_practice_data_takes_the_documents_requested_in_practice_mode_and_no_others(
    ask: Callable[..., DocumentJob],
    conference: Any,
    owner: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    kept = made(ask())
    real = files_in(settings)
    conference.registration_mode = "test"
    conference.save()
    made(ask())
    waiting = ask(BADGES, "pdf")
    assert waiting.is_practice and not kept.is_practice and len(files_in(settings)) > len(real)
    cleaner = next(entry for entry in practice_cleaners if entry.key == "documents.jobs")
    assert cleaner.count(conference) == 2
    with django_capture_on_commit_callbacks(execute=True):
        cleaner.clear(conference, by=owner)
    assert list(DocumentJob.objects.all()) == [kept] and files_in(settings) == real
