"""Files that no row names go, a day later; none goes that one does, or that is on its way."""

import os
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse

from agenda.history.domain.undo import undo
from agenda.materials.domain import add_material, remove_material
from agenda.materials.models import Material
from agenda.programme.documents.cached_files import cached_agenda
from agenda.releases.domain.publication import publish_agenda
from confman.audit.models import AuditEntry
from confman.backups.tasks import sweep_files_task
from tests.access.world import picture
from tests.backups.filled import fill
from tests.factories import PersonFactory, SessionFactory
from tests.submissions import submission

pytestmark = pytest.mark.django_db

HOUR = 3600


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def lie_since(folder: Path, hours: float) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - hours * HOUR,) * 2)


def test_no_file_goes_that_a_field_names_whichever_field_it_is(settings):
    fill()
    fields = [
        (model, field.attname)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    ]
    held = set()
    for model, name in fields:
        for row in model._base_manager.all():
            if not getattr(row, name):
                setattr(row, name, default_storage.save(f"{name}/{model.__name__}.txt", ContentFile(b"x")))
                model._base_manager.filter(pk=row.pk).update(**{name: str(getattr(row, name))})
            held.add(str(getattr(row, name)))
        assert model._base_manager.exists()
    default_storage.save("photos/nobodys.png", ContentFile(b"x"))
    lie_since(settings.MEDIA_ROOT, 25)

    call_command("sweepfiles", "--most")

    assert len(fields) > 15
    assert held <= names(settings.MEDIA_ROOT) and not default_storage.exists("photos/nobodys.png")


def test_a_file_of_an_upload_under_way_stays(settings, capsys):
    """It is kept before its row is there."""
    default_storage.save("photos/under-way.png", ContentFile(b"x"))
    assert sweep_files_task() == "0 of 0 files, 0 bytes"
    lie_since(settings.MEDIA_ROOT, 23)
    assert sweep_files_task() == "0 of 0 files, 0 bytes"
    lie_since(settings.MEDIA_ROOT, 25)

    call_command("sweepfiles", "--dry-run")
    assert "1 are named by no row and would be deleted" in capsys.readouterr().out
    assert names(settings.MEDIA_ROOT) and not AuditEntry.objects.exists()

    assert sweep_files_task() == "1 of 1 files, 1 bytes"
    assert names(settings.MEDIA_ROOT) == set()
    entry = AuditEntry.objects.get(verb="backups.files_swept")
    assert (entry.details, entry.by.is_system) == ({"files": 1, "bytes": 1}, True)


def test_what_a_refused_form_had_kept_goes(conference, member, client_as, monkeypatch, settings):
    desk = client_as(member("owner"))
    desk.raise_request_exception = False
    page = reverse("conferences_secretariat:partner-add", args=[conference.slug])
    typed = {
        "name_en": "A partner",
        "role": "partner",
        "position": "1",
        "logo_required_on": [],
        **submission(desk.get(page)),
    }
    with monkeypatch.context() as patched:
        patched.setattr("confman.audit.domain.recorder.insert_all", lambda _entries: 1 / 0)
        assert desk.post(page, typed | {"logo": SimpleUploadedFile("logo.png", picture())}).status_code == 500
    assert len(names(settings.MEDIA_ROOT)) == 1
    lie_since(settings.MEDIA_ROOT, 25)

    sweep_files_task()

    assert names(settings.MEDIA_ROOT) == set()


def test_a_file_that_a_step_may_bring_back_stays(conference, member, settings):
    by = member("owner")
    session = SessionFactory(conference=conference)
    material = add_material(session, by=by, title={"en": "Slides"}, file=ContentFile(b"x", name="slides.pdf"))
    remove_material(material, by=by)
    lie_since(settings.MEDIA_ROOT, 25)

    assert sweep_files_task() == "0 of 1 files, 0 bytes"

    undo(conference, by=by)
    assert Material.objects.get().file.read() == b"x"


def test_a_kept_document_stays_as_long_as_somebody_reads_it(conference, member, settings):
    """No row names it; what is not read for a day may be one of before, which a killed process did not delete."""
    SessionFactory(conference=conference)
    publish_agenda(conference, by=member("owner"))

    def read():
        return cached_agenda(conference, language="en", format="docx").content

    first = read()
    [kept] = names(settings.MEDIA_ROOT)
    lie_since(settings.MEDIA_ROOT, 25)
    assert read() == first
    assert sweep_files_task().startswith("0 of 0")
    lie_since(settings.MEDIA_ROOT, 25)
    assert sweep_files_task().startswith("1 of 1")
    assert read() and names(settings.MEDIA_ROOT) == {kept}


def test_the_folder_of_another_database_is_left_alone(settings):
    """Anyone who starts a worker with the wrong address loses nothing."""
    for number in range(30):
        default_storage.save(f"photos/{number}.png", ContentFile(b"x"))
    PersonFactory()
    lie_since(settings.MEDIA_ROOT, 25)
    with pytest.raises(CommandError, match=r"30 of 30 files .* are named by no row. Nothing was deleted"):
        call_command("sweepfiles")
    assert len(names(settings.MEDIA_ROOT)) == 30
    call_command("sweepfiles", "--most")
    assert not names(settings.MEDIA_ROOT)


def test_hidden_files_and_links_are_none_of_ours(settings, tmp_path):
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("x")
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / ".restore-1").mkdir()
    (settings.MEDIA_ROOT / ".restore-1" / "staged.txt").write_text("x")
    (settings.MEDIA_ROOT / "link.txt").symlink_to(elsewhere)
    lie_since(settings.MEDIA_ROOT, 25)
    assert sweep_files_task() == "0 of 0 files, 0 bytes"
