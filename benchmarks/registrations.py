"""Measure whole commands, start included: import of people after its preview, the import again, badges and export.

    .venv/bin/python -m benchmarks.registrations [PEOPLE]          10,000 where no number is named

In processor's time, of the processes that a command starts too, and of most memory; of Python that was compiled before,
as in every installation, whatever the environment says. Works in a data folder of its own,
which it throws away, on SQLite; or on the database of CONFMAN_DATABASE_URL, which must be empty. People are made up.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.start import ROOT, seconds

PEOPLE = 10_000
# Of more, benchmarks.cards tells.
MAX_BADGES = 1000
CONFERENCE = [
    *("forum", "--title", "Forum", "--starts", "2027-05-12", "--ends", "2027-05-13"),
    *("--timezone", "Asia/Tashkent", "--languages", "en,ru"),
]
IMPORT = ("importpeople", "forum")
# The command's own most memory, in kilobytes, as it is about to end.
MEMORY = """
import atexit, resource, runpy, sys
said = sys.argv.pop(1)
atexit.register(lambda: open(said, "w").write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)))
sys.argv[0] = "manage.py"
runpy.run_path("manage.py", run_name="__main__")
"""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        os.environ |= {"CONFMAN_DATA": folder, "PYTHONPYCACHEPREFIX": str(ROOT / ".venv/bytecode")}
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        people = Path(folder, "people.csv")
        rows = (
            f"Participant Sample{each},Expert,Institute {each % 40},Uzbekistan,sample{each}@example.org"
            for each in range(number)
        )
        people.write_text("Name,Function,Organization,Country,E-mail\n" + "\n".join(rows), encoding="utf-8")
        manage("migrate", "-v0")
        manage("newconference", *CONFERENCE)
        # Not measured: it compiles what no earlier run has.
        manage(*IMPORT, str(people), "--approve", "--dry-run")
        print(f"{number:,} people. Of a whole command, with the start of Python:\n")
        print("| What | Work | A second | Memory |\n|---|---|---|---|")
        spent = tell("preview (dry run)", number, *IMPORT, str(people), "--approve", "--dry-run")
        spent += tell("import, approved", number, *IMPORT, str(people), "--approve")
        print(f"| both | {spent:.2f} s | {number / spent:,.0f} | |", flush=True)
        tell("the same file again, nothing changed", number, *IMPORT, str(people))
        if number <= MAX_BADGES:
            tell("badges (PDF, A6)", number, "badges", "forum", "-o", f"{folder}/badges.pdf")
        tell(
            "export (XLSX)",
            number,
            "exportpeople",
            "forum",
            "--format",
            "xlsx",
            "-o",
            f"{folder}/people.xlsx",
        )


def tell(what: str, number: int, *arguments: str) -> float:
    """Run a command, print what it took, and return its processor seconds."""
    with tempfile.NamedTemporaryFile() as said:
        spent = seconds(("-c", MEMORY, said.name, *arguments), dict(os.environ))
        memory = int(said.read()) / 1024
    print(f"| {what} | {spent:.2f} s | {number / spent:,.0f} | {memory:.0f} MB |", flush=True)
    return spent


def manage(*arguments: str) -> None:
    """Run one command of confman, as it is run by hand."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
