"""Time the import, badges and review list of a thousand people. Run: .venv/bin/python -m benchmarks.registrations

Works in a data folder of its own, which it throws away. The people are made up.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 1000
CONFERENCE = [
    *("forum", "--title", "Forum", "--starts", "2027-05-12", "--ends", "2027-05-13"),
    *("--timezone", "Asia/Tashkent", "--languages", "en,ru"),
]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        os.environ["CONFMAN_DATA"] = folder
        people = Path(folder, "people.csv")
        rows = (
            f"Participant Sample{number},Expert,Institute {number % 40},Uzbekistan,sample{number}@example.org"
            for number in range(PEOPLE)
        )
        people.write_text("Name,Function,Organization,Country,E-mail\n" + "\n".join(rows), encoding="utf-8")
        manage("migrate", "-v0")
        manage("newconference", *CONFERENCE)
        print("| What (whole commands, with the start of Python) | Time |\n|---|---|")
        for what, arguments in {
            "import of 1,000 people, approved": ("importpeople", "forum", str(people), "--approve"),
            "the same file again, nothing changed": ("importpeople", "forum", str(people)),
            "1,000 badges (PDF, A6)": ("badges", "forum", "-o", f"{folder}/badges.pdf"),
            "export of 1,000 people (XLSX)": (
                "exportpeople", "forum", "--format", "xlsx", "-o", f"{folder}/people.xlsx",
            ),
        }.items():  # fmt: skip
            start = time.perf_counter()
            manage(*arguments)
            print(f"| {what} | {time.perf_counter() - start:.1f} s |", flush=True)


def manage(*arguments: str) -> None:
    """Run one command of confman, as it is run by hand."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
