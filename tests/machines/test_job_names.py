"""The queue holds paths of functions, which workers of the next version must find."""

import ast
import inspect

import pytest
from django.utils.module_loading import import_string

from confman import __version__
from confman.machines.jobs import MOVED
from confman.mail.registry import scheduled_jobs
from tests.modules import ROOT, modules_with

pytestmark = pytest.mark.sqlite

# The jobs of each release, with the names of their arguments: the job of a page sent off before must be done.
RELEASED = sorted((ROOT / "tests" / "script" / "released").glob("*.jobs.txt"))
# Queued by this version, besides those of the schedule.
QUEUED = {
    "agenda.imports.tasks.run_schedule_upload",
    "confman.archives.tasks.make_archive",
    "confman.archives.tasks.restore_archive",
    "confman.backups.tasks.make_backup_task",
    "confman.documents.domain.builder.cache_document",
    "confman.documents.domain.jobs.run_document_job",
    "confman.machines.shared_files.delete_later",
    "confman.mail.tasks.deliver_outbox_task",
    "confman.mailings.domain.dispatch.carry_out_mailing",
    "confman.people.tasks.erase_expired_of",
    "confman.webhooks.tasks.deliver_webhooks_task",
    "outcomes.imports.tasks.run_spreadsheet_upload",
    "registrations.bulk.domain.carry_out_bulk",
    "registrations.imports.exchange.plan.run_people_upload",
    "registrations.invitations.exchange.run_invitee_upload",
    "registrations.source_systems.tasks.run_takeover",
    "registrations.surveys.domain.lifecycle.erase_order",
}


def queued_by_code():
    """The paths that are given to the queue, or to what gives them to it: as `task`, DELIVER_TASK or in the call."""
    for _path, _text, code in modules_with("queue_job|^ *task = |DELIVER_TASK", and_migrations=True):
        for node in ast.walk(code):
            given = None
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "queue_job":
                given = node.args[0]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
                "task",
                "DELIVER_TASK",
            ):
                given = node.value
            if isinstance(given, ast.Constant):
                yield given.value


def jobs_of_this_version():
    """Return the functions with the names of their arguments; a release keeps them (script/tooling/release_dump.py)."""
    return {
        name: list(inspect.signature(import_string(name)).parameters)
        for name in sorted(QUEUED | {job.function for job in scheduled_jobs})
    }


def test_each_function_that_may_be_in_the_queue_is_listed():
    assert set(queued_by_code()) == QUEUED
    assert jobs_of_this_version()


def test_the_jobs_of_the_last_release_are_done_by_this_version():
    """A function that has moved is found by MOVED; one that takes other arguments needs a higher FORMAT."""
    jobs = jobs_of_this_version()
    for line in RELEASED[-1].read_text().splitlines():
        name, *arguments = line.split()
        assert jobs.get(MOVED.get(name, name)) == arguments, line
    assert set(MOVED) <= {line.split()[0] for line in RELEASED[-1].read_text().splitlines()}


def test_what_is_not_released_has_a_version_of_its_own():
    """Styles, and what is shared in Redis, go by the version while old and new processes run beside each other."""
    heads = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    released = heads[1].split()[1] if heads[0] == "## Unreleased" else ""
    assert __version__ != released
