"""After a person is hidden, merged or erased no kept file holds the name; after an erasure no row either.

Of a merge the record keeps what both said, for the secretariat.
"""

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connections, models
from django.urls import reverse

from agenda.imports.exchange.uploads import SCHEDULES
from agenda.imports.models import ScheduleUpload
from agenda.programme.documents.cached_files import cached_agenda
from agenda.releases.domain import publication
from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import SessionRole
from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.models import DocumentJob
from confman.mail.models import Message, MessageAttachment
from confman.people.domain.merge import merge_people
from confman.people.domain.people import change_person, record_consent, set_listing
from confman.people.domain.privacy import erase_person
from confman.people.models import Person
from registrations.questionnaire.models import AnswerFile
from registrations.spreadsheets.exchange.stored_uploads import store_upload
from registrations.spreadsheets.models import ListUpload
from tests.access.actors import client_of
from tests.access.test_admin import send_form
from tests.access.world import World, picture
from tests.factories import FormFieldFactory, PersonFactory, UserFactory
from tests.sign_in import signed_in
from tests.worker_days import works_for_a_day

FIRST, LAST = "Zyxomarker", "Quoxtestova"
NAME = f"{FIRST} {LAST}"
SCHEDULE = f"title,date,start,speakers\nBrought,2027-05-01,10:00,{NAME}\n".encode()


def words_of(content: bytes) -> str:
    """Return all text of a file, whatever its format."""
    if content.startswith(b"%PDF-") and len(content) > 100:
        document = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK") and zipfile.is_zipfile(BytesIO(content)):
        archive = zipfile.ZipFile(BytesIO(content))
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def files_with(folder: Path, *names: str) -> list[str]:
    """Return the files below a folder with one of the names in their text or their file name."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            said = (words_of(path.read_bytes()) + path.name).casefold()
            if any(name.casefold() in said for name in names):
                found.append(str(path.relative_to(folder)))
    return found


def rows_with(*names: str) -> Iterator[str]:
    """Return the columns of the database that contain one of the names."""
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.ForeignKey)]
        for row in model._base_manager.values_list("pk", *(field.attname for field in fields)):
            for field, value in zip(fields, row[1:], strict=True):
                said = json.dumps(value, ensure_ascii=False, default=str).casefold()
                if any(name.casefold() in said for name in names):
                    yield f"{model._meta.label}.{field.name}"


@pytest.fixture
def on_commit_at_once(monkeypatch):
    """Run on-commit callbacks at once: the world's transaction never ends."""
    monkeypatch.setattr(connections["default"], "on_commit", lambda action, robust=False: action())


@pytest.fixture
def known(world: World, on_commit_at_once) -> Person:
    """The participant, who takes part in everything, under a unique name, and in everything stored."""
    by = system_user("command")
    person = Person.objects.get(pk=world.people["participant"].pk)
    change_person(person, by=by, name={"en": NAME}, given_name={"en": FIRST}, family_name={"en": LAST},
                  organization={"en": f"Institute of {LAST}"}, biography={"en": f"{NAME} was born."})  # fmt: skip
    person.photo.save("portrait.png", ContentFile(picture()))
    set_listing(person, "public", by=by, source="the person")
    SessionRole.objects.filter(person=person).update(status="confirmed")
    publication.publish_agenda(world.conference, by=by)
    for format in ("pdf", "docx"):
        cached_agenda(world.conference, language="en", format=format)
        job = request_document("agenda.agenda", world.conference, language="en", format=format, by=by)
        run_document_job(job.pk)
    for kind, options in (
        ("registrations.participants", {"audience": "public"}),
        ("outcomes.conference-report", {"participants": "yes"}),
    ):
        job = request_document(kind, world.conference, language="en", format="docx", options=options, by=by)
        run_document_job(job.pk)
    visitor = client_of("visitor", world)
    at = [world.conference.slug, "en"]
    for name in ("calendar", "schedule-xml", "csv", "pdf"):
        assert NAME in words_of(visitor.get(reverse(f"agenda_public:{name}", args=at)).content), name
    return person


def made(conference) -> set[str]:
    return set(DocumentJob.objects.of(conference).exclude(file="").values_list("kind", flat=True))


@pytest.mark.parametrize("listing", ["secretariat", "counted-only"])
def test_of_whom_is_hidden_no_file_for_readers_is_kept(world, known, settings, listing):
    assert made(world.conference)
    assert files_with(settings.MEDIA_ROOT, FIRST)
    set_listing(known, listing, by=system_user("command"), source="the person")
    assert made(world.conference) == set()
    assert files_with(settings.MEDIA_ROOT, FIRST, LAST) == []
    visitor = client_of("visitor", world)
    for name in ("calendar", "schedule-xml", "csv", "pdf", "docx", "speaker-list"):
        answer = visitor.get(reverse(f"agenda_public:{name}", args=[world.conference.slug, "en"]))
        assert FIRST not in words_of(answer.content), name
    portrait = reverse("agenda_public:speaker-portrait", args=[world.conference.slug, "en", known.pk])
    assert visitor.get(portrait).status_code == 404


@pytest.mark.parametrize("said", [True, None], ids=["agreed-before", "never-asked"])
def test_of_who_refuses_photographs_and_nothing_else_none_is_kept(world, known, settings, said):
    by = system_user("command")
    if said:
        record_consent(known, "photo", given=True, by=by)
    assert made(world.conference)
    kept = files_with(settings.MEDIA_ROOT, FIRST)
    record_consent(known, "photo", given=False, by=by)
    # Still named: they refused to be pictured.
    assert made(world.conference) == set() and kept and files_with(settings.MEDIA_ROOT, FIRST) == []
    visitor = client_of("visitor", world)
    portrait = reverse("agenda_public:speaker-portrait", args=[world.conference.slug, "en", known.pk])
    assert visitor.get(portrait).status_code == 404
    assert NAME in words_of(
        visitor.get(reverse("agenda_public:csv", args=[world.conference.slug, "en"])).content
    )


def test_of_whom_is_merged_away_no_file_says_the_name(world, known, settings):
    assert files_with(settings.MEDIA_ROOT, FIRST)
    texts = {"name": "Abel Kept", "given_name": "Abel", "family_name": "Kept", "organization": "Court",
             "biography": "A judge."}  # fmt: skip
    kept = PersonFactory(
        conference=world.conference, listing="public", **{name: {"en": text} for name, text in texts.items()}
    )
    merge_people(kept, known, by=system_user("command"))
    assert made(world.conference) == set()
    assert files_with(settings.MEDIA_ROOT, FIRST, LAST) == []
    visitor = client_of("visitor", world)
    for name in ("calendar", "schedule-xml", "csv", "pdf", "docx", "speaker-list"):
        answer = visitor.get(reverse(f"agenda_public:{name}", args=[world.conference.slug, "en"]))
        assert answer.status_code == 200, name
        assert FIRST not in words_of(answer.content), name


def test_the_admin_is_no_way_to_hide_or_erase_past_the_verbs(world, known, settings):
    """Whoever runs the server hides a person there, or is refused; erased later, they stand in no log of it either."""
    root = signed_in(UserFactory(is_staff=True, is_superuser=True))
    page = reverse("admin:people_person_change", args=[known.pk])
    send_form(root, page, listing="counted-only")
    known.refresh_from_db()
    assert known.listing == "public" or files_with(settings.MEDIA_ROOT, FIRST, LAST) == []
    root.post(reverse("admin:people_person_delete", args=[known.pk]), {"post": "yes"})
    # The world's seat was taken by hand, and is not counted.
    WorkingGroup.objects.filter(pk=world.values["group"]).update(taken=1)
    erase_person(Person.objects.get(pk=known.pk), by=system_user("command"))
    assert sorted(set(rows_with(FIRST, LAST))) == []


def test_of_whom_is_erased_nothing_is_left(world, known, settings):
    by = system_user("command")
    # Things that others have brought and not decided about yet.
    upload = SCHEDULES.keep(world.conference, SCHEDULE, name=f"{LAST}.csv", by=by)
    SCHEDULES.decide(upload, {"columns": {}}, "preview")
    brought = store_upload(world.conference, f"Name\n{NAME}\n".encode())
    ListUpload.objects.create(
        conference=world.conference, user=by, kind="people", name="x", file=brought, preview={"lines": [NAME]}
    )
    assert files_with(settings.MEDIA_ROOT, FIRST) and list(rows_with(FIRST))
    # The world's seat was taken by hand, and is not counted.
    WorkingGroup.objects.filter(pk=world.values["group"]).update(taken=1)
    erase_person(known, by=by)
    assert files_with(settings.MEDIA_ROOT, FIRST, LAST) == []
    assert sorted(set(rows_with(FIRST, LAST))) == []
    assert not ScheduleUpload.objects.filter(pk=upload.pk).exists()


def test_what_is_over_goes_by_itself_with_its_files(world, known, settings):
    by = system_user("command")
    conference, paper = world.conference, f"Passport of {NAME}".encode()
    set_listing(known, "participants", by=by, source="the person")
    registration = known.registrations.get()
    AnswerFile.objects.create(
        registration=registration,
        field=FormFieldFactory(conference=conference, key="paper", type="file"),
        name="a.txt",
        file=ContentFile(paper, name="a.txt"),
    )
    mail = Message.objects.create(conference=conference, recipient=known, to=known.email, subject=NAME)
    MessageAttachment.objects.create(message=mail, name="b.txt", file=ContentFile(paper, name="b.txt"))
    job = request_document("registrations.participants", conference, language="en", format="docx", by=by)
    run_document_job(job.pk)
    photo = Path(known.photo.path)
    # The world's seat was taken by hand, and is not counted.
    WorkingGroup.objects.filter(pk=world.values["group"]).update(taken=1)
    last = conference.retained_until
    with time_machine.travel(dt.datetime.combine(last, dt.time(12), dt.UTC)):
        works_for_a_day()
    assert files_with(settings.MEDIA_ROOT, FIRST) and list(rows_with(FIRST)) and photo.exists()
    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=2), dt.time(12), dt.UTC)):
        works_for_a_day()
        works_for_a_day()
    assert files_with(settings.MEDIA_ROOT, FIRST, LAST) == []
    assert sorted(set(rows_with(FIRST, LAST))) == []
    assert not photo.exists()
    entries = AuditEntry.objects.of(conference)
    assert entries.get(verb="people.forgotten", target_id=known.pk).by == system_user("job")
    assert entries.filter(verb="people.expired_forgotten").count() == 1


def test_a_sample_stays_as_it_is_however_long_it_is_over(world, known):
    set_listing(known, "participants", by=system_user("command"), source="the person")
    Conference.objects.filter(pk=world.conference.pk).update(is_sample=True)
    over = world.conference.retained_until + dt.timedelta(days=2)
    with time_machine.travel(dt.datetime.combine(over, dt.time(12), dt.UTC)):
        works_for_a_day()
    known.refresh_from_db()
    assert known.forgotten_at is None and FIRST in str(known.name)
