"""The program of docs/api.md, against a server."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.api.conftest import secret_of
from tests.factories import UserFactory

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_program_of_the_page_makes_a_conference(live_server, tmp_path):
    [program] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.S | re.M)
    lines = [line for line in program.splitlines() if line.strip()]
    assert len(lines) <= 40
    file = tmp_path / "program.py"
    file.write_text(program)
    token = secret_of(UserFactory(may_hold_conferences=True))
    said = subprocess.run(
        [sys.executable, file],
        env={**os.environ, "CONFMAN": live_server.url, "TOKEN": token},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() == (
        "water2030: agenda provisional, 3 approved: Anna Meier, Aziza Karimova, Ivan Petrov"
    )
