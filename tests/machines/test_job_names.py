"""The queue holds paths of functions, which workers of the next version must find."""

import ast

import pytest
from django.utils.module_loading import import_string

from confman.mail.registry import scheduled_jobs
from tests.modules import modules_with

pytestmark = pytest.mark.sqlite

# Queued by this version, besides those of the schedule. One that moves stays here until the release after the one
# that no longer queues it, and its module leaves the name where it was: the job of a page sent off before must be done.
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


def test_each_function_that_may_be_in_the_queue_is_found():
    assert set(queued_by_code()) <= QUEUED
    for name in QUEUED | {job.function for job in scheduled_jobs}:
        assert callable(import_string(name)), name
