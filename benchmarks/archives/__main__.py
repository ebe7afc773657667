"""Measure the time and the memory of an archive and its restore, and compare the archive of what was restored.

    .venv/bin/python -m benchmarks.archives [PEOPLE]

On SQLite in data folders of its own, as for backups: many registrations, each with a photograph of 40 kB.
"""

import sys
import tempfile
import time
import zipfile
from pathlib import Path

from benchmarks.backups import MAKE, PHOTO, run

SLUG = "from confman.conferences.models import Conference; print(Conference.objects.get().slug)"


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        here, there = Path(folder, "here"), Path(folder, "there")
        first, second = Path(folder, "first.zip"), Path(folder, "second.zip")
        for data in (here, there):
            (data / "static").mkdir(parents=True)
            run(data, "manage.py", "migrate", "--verbosity=0")
        run(here, "-c", MAKE, str(people), str(PHOTO))
        slug = run(here, "manage.py", "shell", "-v0", "-c", SLUG)[0].split()[-1]
        print("| what | time | memory |\n|---|---|---|")
        for what, data, arguments in (
            ("archive", here, ["archive", slug, "-o", str(first)]),
            ("restore", there, ["unarchive", str(first)]),
            ("archive again", there, ["archive", slug, "-o", str(second)]),
        ):
            began = time.monotonic()
            said, memory = run(data, "manage.py", *arguments)
            print(f"| {what} | {time.monotonic() - began:.1f} s | {memory} MB |")
            print(said.strip(), file=sys.stderr)
        differing = [
            name for name, content in contents(first).items() if contents(second).get(name) != content
        ]
        print(f"{len(contents(first))} files, {len(differing)} of them different", *differing[:5])


def contents(path: Path) -> dict[str, int]:
    """Return the checksums of the files of an archive, without those that name the day."""
    with zipfile.ZipFile(path) as bag:
        return {entry.filename: entry.CRC for entry in bag.infolist() if "/data/" in entry.filename}


if __name__ == "__main__":
    main()
