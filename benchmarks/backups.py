"""Measure the time and the memory of a backup and its restore: many registrations, each with a photograph.

    .venv/bin/python -m benchmarks.backups [PEOPLE]

On SQLite in data folders of its own, which are thrown away; each command is a process of its own, as an operator runs
it. The people are made up; the photographs are noise of 40 kB, because photographs do not get smaller either.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PHOTO = 40_000
MAKE = """
import os, sys, django
django.setup()
from django.core.files.base import ContentFile
from benchmarks.registrations_list import conference_of
from confman.people.models import Person
conference = conference_of(int(sys.argv[1]))
for person in Person.objects.of(conference).only("pk", "photo").iterator():
    name = person.photo.field.generate_filename(person, "photo.jpg")
    name = person.photo.storage.save(name, ContentFile(os.urandom(int(sys.argv[2]))))
    Person.objects.filter(pk=person.pk).update(photo=name)
"""


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        here, there, file = Path(folder, "here"), Path(folder, "there"), Path(folder, "backup.zip")
        for data in (here, there):
            (data / "static").mkdir(parents=True)
            run(data, "manage.py", "migrate", "--verbosity=0")
        run(here, "-c", MAKE, str(people), str(PHOTO))
        print("| what | time | memory |\n|---|---|---|")
        for what, data, arguments in (
            ("backup", here, ["backup", "-o", str(file)]),
            ("restore", there, ["restorebackup", str(file)]),
        ):
            began = time.monotonic()
            said, memory = run(data, "manage.py", *arguments)
            print(f"| {what} | {time.monotonic() - began:.1f} s | {memory} MB |")
            print(said.strip(), file=sys.stderr)


def run(data: Path, *arguments: str, database: str = "") -> tuple[str, int]:
    """Run a command, on SQLite or in the database at this address; return its output, and its most memory in MB."""
    with tempfile.TemporaryFile("w+") as output:
        started = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                **({"CONFMAN_DATABASE_URL": database} if database else {}),
                "DJANGO_SETTINGS_MODULE": "confman.settings",
                "CONFMAN_DATA": str(data),
            },
            stdout=output,
        )
        _pid, status, usage = os.wait4(started.pid, 0)
        if status:
            raise SystemExit(f"{arguments} ended with {status}.")
        output.seek(0)
        return output.read(), usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
