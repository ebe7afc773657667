"""Without a mail server each mail is a file in the data folder: it stands there for a day, and for nobody hidden."""

import os

import pytest
from django.utils.module_loading import import_string

from confman.mail.registry import scheduled_jobs
from confman.people.domain.privacy import erase_person
from tests.factories import PersonFactory, UserFactory


@pytest.fixture
def files(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    (tmp_path / "20270330-100000-1.log").write_text("To: anna@example.org")
    return lambda: list(tmp_path.iterdir())


@pytest.mark.django_db
def test_it_is_deleted_after_a_day(files):
    [delete] = [import_string(job.function) for job in scheduled_jobs if job.key == "mail.delete_files"]
    assert delete() == 0 and len(files()) == 1
    os.utime(files()[0], (0, 0))
    assert delete() == 1 and not files()


@pytest.mark.django_db(transaction=True)
def test_it_is_deleted_when_somebody_is_erased(files, conference):
    erase_person(PersonFactory(conference=conference), by=UserFactory(), reason="asked")
    assert not files()
