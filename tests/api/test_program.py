"""The program of docs/integration/api.md, against a server."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from tests.api.conftest import secret_of
from tests.factories import UserFactory

# The line that it prints at its end.
SAID = "water2030: agenda provisional, badges of Anna Meier, Aziza Karimova, Ivan Petrov"
PAGE = Path(__file__).parents[2] / "docs" / "integration" / "api.md"
MAX_SECONDS = 120


def test_the_program_of_the_page_makes_a_conference_and_prints_its_badges(live_server, tmp_path):
    file = tmp_path / "program.py"
    file.write_text(program_of_the_page())
    environment = {
        **os.environ,
        "CONFMAN": live_server.url,
        "TOKEN": secret_of(UserFactory(may_hold_conferences=True)),
    }
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, file], env=environment, cwd=tmp_path, **pipes) as running:
        work_until_it_ends(running)
        said, errors = running.communicate()
    assert running.returncode == 0, errors
    assert said.strip() == SAID
    assert (tmp_path / "badges.pdf").read_bytes().startswith(b"%PDF-")


def program_of_the_page() -> str:
    [program] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.S | re.M)
    assert len([line for line in program.splitlines() if line.strip()]) <= 40
    return program


def work_until_it_ends(running: subprocess.Popen) -> None:
    """Do what the worker does, until the program has ended."""
    end = time.monotonic() + MAX_SECONDS
    while time.monotonic() < end:
        for job in DocumentJob.objects.unfinished():
            run_document_job(str(job.pk))
        try:
            running.wait(timeout=0.5)
            return
        except subprocess.TimeoutExpired:
            continue
    running.kill()
