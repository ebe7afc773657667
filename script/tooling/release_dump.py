"""Keep the database of a release, from which later migrations are tried: the demo's, as SQL statements.

And the names of its jobs, which lie in the queue while an update is under way.

Run for each database, on an empty one, and commit what it wrote:

    CONFMAN_DATA=<an empty folder> [CONFMAN_DATABASE_URL=…] script/manage shell -c \
        "from script.tooling.release_dump import main; main()"
"""

import lzma
import os
import re
import sqlite3
import subprocess
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from confman import __version__
from tests.machines.test_job_names import jobs_of_this_version

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "script" / "released"


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("demo")
    path = FOLDER / f"{__version__}.{connection.vendor}.sql.xz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(lzma.compress(statements().encode(), preset=9))
    jobs = "".join(f"{' '.join([name, *arguments])}\n" for name, arguments in jobs_of_this_version().items())
    (FOLDER / f"{__version__}.jobs.txt").write_text(jobs)
    print(f"Wrote {path}, and the names of the jobs beside it.")


def statements() -> str:
    """Return the SQL statements that recreate the tables and their rows."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"]) as database:
            return "\n".join(("PRAGMA foreign_keys = OFF;", *database.iterdump()))
    dumped = subprocess.run(
        ["pg_dump", "--inserts", "--no-owner", "--no-privileges", os.environ["CONFMAN_DATABASE_URL"]],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    # Lines that psql alone understands.
    return re.sub(r"^\\.*\n", "", dumped, flags=re.MULTILINE)
