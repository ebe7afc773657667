"""Jobs for workers in processes of their own: each writes a line to a file in a folder."""

import os
import signal
import time
from pathlib import Path


def note(folder: str, line: str) -> None:
    """Write a line."""
    with (Path(folder) / "done").open("a") as done:
        done.write(f"{line}\n")


def stand_still(folder: str) -> None:
    """The first time, write the process id and hang; later, write a line."""
    begun = Path(folder) / "begun"
    if begun.exists():
        note(folder, "begun again")
        return
    draft = begun.with_name("begun.part")
    draft.write_text(str(os.getpid()))
    draft.rename(begun)
    time.sleep(600)


def kill_own_process(folder: str) -> None:
    """Kill the process, as the system does if memory runs out."""
    note(folder, "killed")
    os.kill(os.getpid(), signal.SIGKILL)


def make_document_at_the_second_attempt(folder: str, job: str) -> None:
    """Make a document; the first time the process is killed right after taking the job."""
    from confman.documents.domain import jobs
    from confman.documents.domain.jobs import run_document_job

    if not (Path(folder) / "done").exists():
        jobs._work = lambda _job: kill_own_process(folder)
    run_document_job(job)
