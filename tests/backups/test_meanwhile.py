"""A backup is of one moment, while people work: nobody waits for it, and nothing in it is half."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from confman.accounts.system_users import system_user
from confman.people.domain.privacy import erase_person
from confman.people.models import Person
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from tests.backups.comparison import everything, without_the_restore
from tests.factories import CategoryFactory, ConferenceFactory, PersonFactory

# Adds participants with a photograph, approves them, and erases every other one, until it is told to end. Like people
# it pauses: else anyone who waits for SQLite's one writer seldom has a turn, and the rows to be read become thousands.
WORK = """
import itertools, sys, time, django
django.setup()
from django.core.files.base import ContentFile
from django.db import transaction
from pathlib import Path
from confman.accounts.system_users import system_user
from confman.people.domain.privacy import erase_person
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.core.models.category import Category
from tests.factories import PersonFactory, RegistrationFactory
category, by, end = Category.objects.get(), system_user("job"), Path(sys.argv[1])
for number in itertools.count():
    with transaction.atomic():
        person = PersonFactory(conference=category.conference)
        person.photo.save("photo.png", ContentFile(str(person.pk).encode()))
        registration = RegistrationFactory(
            conference=category.conference, category=category, person=person, ticket_token=None
        )
    approve_registration(registration, by=by, notify=False)
    if number % 2:
        erase_person(person, by=by)
    if number == 1:
        print("at work", flush=True)
    if end.exists():
        print(number, flush=True)
        break
    time.sleep(0.05)
"""


def command(address: str, data: Path, *arguments: str) -> subprocess.Popen[str]:
    """Another process on the test's database and files."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "confman.settings",
            "CONFMAN_DATABASE_URL": address,
            "CONFMAN_DATA": str(data),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_is_of_the_moment_it_began_and_nobody_waits_for_it(installation, database_address, tmp_path):
    """A photograph that is a pipe holds the backup up, as long as we like, after it has begun."""
    conference = ConferenceFactory()
    person, leaves = PersonFactory(conference=conference), PersonFactory(conference=conference)
    leaves.photo.save("leaves.png", ContentFile(b"leaves"))
    os.mkfifo(tmp_path / "files" / "photos" / "pipe.png")
    Person.objects.filter(pk=person.pk).update(photo="photos/pipe.png")
    user = system_user("command")
    (tmp_path / "files" / "photos" / "pipe.png").rename(tmp_path / "pipe")
    before = everything()
    (tmp_path / "pipe").rename(tmp_path / "files" / "photos" / "pipe.png")

    file = tmp_path / "backup.zip"
    backup = command(database_address, tmp_path, "manage.py", "backup", "-o", str(file))
    with (tmp_path / "files" / "photos" / "pipe.png").open("wb") as pipe:
        # It reads: the moment is past. Anyone who works now does not wait.
        PersonFactory.create_batch(3, conference=conference)
        Person.objects.filter(pk=person.pk).update(badge_name="changed")
        erase_person(leaves, by=user)
        pipe.write(b"slow")
    said, warned = backup.communicate(timeout=60)
    assert backup.returncode == 0, warned
    assert "found whole" in said

    with installation(connection.vendor):
        call_command("restorebackup", str(file))
        after = without_the_restore(everything())
        files = after.pop("files")
        assert files.keys() >= {"photos/pipe.png"}
        missing = before.pop("files").keys() - files.keys()
        assert after == before
    # Either of the two may have been read first: a file that went meanwhile is in the backup, or it says that it is
    # not.
    assert ("1 files were deleted by others" in warned) == bool(missing)


def test_counters_keys_and_files_agree_however_many_work_in_other_processes(
    installation, database_address, tmp_path
):
    category = CategoryFactory(capacity=100_000)
    end = tmp_path / "end"
    workers = [command(database_address, tmp_path, "-c", WORK, str(end)) for _number in range(2)]
    for worker in workers:
        assert worker.stdout.readline() == "at work\n", worker.communicate()[1]
    call_command("backup", output=str(tmp_path / "backup.zip"))
    end.touch()
    for worker in workers:
        assert worker.wait(timeout=60) == 0, worker.stderr.read()

    with installation(connection.vendor) as _address:
        call_command("restorebackup", str(tmp_path / "backup.zip"))  # foreign keys are checked by it
        approved = Registration.objects.filter(category=category.pk, status="approved")
        assert Category.objects.get(pk=category.pk).taken == approved.count() > 0
        for person in Person.objects.exclude(photo=""):
            if person.photo.storage.exists(person.photo.name):
                with person.photo.open() as photo:
                    assert photo.read() == str(person.pk).encode()
