"""kill -9 in the middle: what a form, a job or a command did is there whole or not at all; repeated, it is finished.

Each act is done once undisturbed, for one conference, and once more for a second one, by a process that is killed at
some point between its first statement and its answer; then whoever asked for it asks again, as a browser that reloads
or an operator who repeats the command. Both must leave the same number of rows in every table.
"""

import datetime as dt
import os
import signal
import traceback
from contextlib import closing

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ

from confman.accounts.system_users import system_user
from confman.documents.domain import request_document, run_document_job
from confman.documents.models import DocumentJob
from confman.documents.rendering.card_engine import laid_out_by
from confman.documents.rendering.card_loop import CardLayouters
from confman.documents.rendering.fonts import font_folders
from confman.mail.models import OutboxSignal
from registrations.models import BulkRun
from registrations.tasks import carry_out_bulk_run, take_up_lost_runs_task
from tests.access.actors import signed_in
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    MembershipFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
)
from tests.outcomes.making import recommendation
from tests.submissions import submission

# At the first statement, then after shares of all that the act asks of the database, then after its last one.
POINTS = (
    pytest.param(0.0, marks=pytest.mark.nightly),
    pytest.param(0.4, marks=pytest.mark.nightly),
    0.75,
    1.0,
)
PEOPLE = "name,email,organization\n" + "".join(
    f"Person {number},person{number}@example.org,Ministry\n" for number in range(12)
)


# --- A process that is killed -------------------------------------------------------------------------------


def in_a_process(act, *, killed_at=None):
    """Do it in a process of its own; returns how many statements and commits it took, None where it was killed."""
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # One that hangs is a failure of its test alone.
        signal.alarm(100)
        code = 1
        try:
            os.write(writing, str(_counted(act, killed_at)).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        events = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    assert os.waitstatus_to_exitcode(status) == 0, "the act failed by itself; see above"
    return int(events)


def _counted(act, killed_at):
    events = 0

    def event():
        nonlocal events
        if events == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        events += 1

    def statement(execute, *args):
        event()
        return execute(*args)

    commit = connection._commit

    def committed():
        event()
        commit()
        event()

    connection._commit = committed
    with connection.execute_wrapper(statement):
        act()
    if killed_at is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return events


def rows():
    """Rows of every table, but of those that say how often somebody came."""
    passing = {"sessions.session"}
    return {
        model._meta.label_lower: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.label_lower not in passing
    }


def grown(before, after):
    return {label: after[label] - before[label] for label in after if after[label] != before[label]}


# --- What is done -------------------------------------------------------------------------------------------


class Form:
    """Fill in a page and send it; sent again, it is the same form, from the same browser."""

    def __init__(self, owner, page, data, *, stands_on="", looked_at=False):
        self.browser = signed_in(owner)
        self.page = page
        shown = self.browser.post(page, data) if looked_at else self.browser.get(stands_on or page)
        self.data = {**data, **({"confirmed": "1"} if looked_at else {}), **submission(shown)}

    def __call__(self):
        answer = self.browser.post(self.page, self.data, HTTP_REFERER=f"http://testserver{self.page}")
        assert answer.status_code == 302, answer.content.decode()[:3000]


def publish(conference, owner):
    for _session in range(3):
        SessionRoleFactory(session=SessionFactory(conference=conference), status="confirmed")
    return Form(owner, reverse("agenda_secretariat:publish", args=[conference.slug]), {})


def approve(conference, owner):
    row = RegistrationFactory(conference=conference, status="submitted")
    return Form(
        owner,
        reverse("registrations_secretariat:decide", args=[conference.slug, row.pk, "approve"]),
        {"reason": ""},
    )


def adopt(conference, owner):
    row = recommendation(conference, stage="agreed")
    return Form(
        owner,
        reverse("outcomes_secretariat:adopt", args=[conference.slug, row.pk]),
        {"method": "consensus", "decided_on": str(conference.starts_on)},
    )


def print_badges(conference, owner):
    for _number in range(3):
        RegistrationFactory(conference=conference, status="approved")
    return Form(
        owner,
        reverse("registrations_secretariat:badge-print", args=[conference.slug]),
        {"language": "en", "new_codes": "on"},
        stands_on=reverse("registrations_secretariat:badge-list", args=[conference.slug]),
    )


def make_the_file(conference, owner):
    """The job of a print, as the worker runs it; where its process was killed, it comes again."""
    RegistrationFactory(conference=conference, status="approved")
    job = request_document(
        "registrations.badges", conference, language="en", format="pdf", options={}, by=owner
    )

    def act():
        long_ago = timezone.now() - dt.timedelta(hours=1)
        DocumentJob.objects.filter(pk=job.pk, status="running").update(claimed_at=long_ago)
        # The engine has threads, of which a forked process has none: cards are laid out by a process of their own.
        with (
            closing(CardLayouters([str(folder) for folder in font_folders()], 1)) as apart,
            laid_out_by(apart),
        ):
            run_document_job(job.pk)
        made = DocumentJob.objects.get(pk=job.pk)
        assert made.status == "done", made.message
        assert made.file.read().startswith(b"%PDF")

    return act


def write_to_many(conference, owner):
    """By the page; if its process is killed, the worker finishes what it had in hand."""
    chosen = [
        RegistrationFactory(conference=conference, person__email=f"person{number}@example.org")
        for number in range(3)
    ]
    form = Form(
        owner,
        reverse("registrations_secretariat:bulk", args=[conference.slug]),
        {
            "action": "mail",
            "selected": [str(row.pk) for row in chosen],
            "subject_en": "The bus",
            "text_en": "It leaves at 8:30.",
        },
        looked_at=True,
    )

    def act():
        form()
        BulkRun.objects.filter(status="running").update(claimed_at=timezone.now() - dt.timedelta(hours=1))
        take_up_lost_runs_task()
        for task in OrmQ.objects.filter(key=Conf.PREFIX):
            if task.func() == "registrations.tasks.carry_out_bulk_run":
                carry_out_bulk_run(*task.task["args"])
                task.delete()

    return act


def import_people(conference, owner, tmp_path):
    table = tmp_path / f"{conference.slug}.csv"
    table.write_text(PEOPLE)
    return lambda: call_command("importpeople", conference.slug, str(table), approve=True)


ACTS = {
    "publish": publish,
    "approve": approve,
    "adopt": adopt,
    "print": print_badges,
    "file": make_the_file,
    "send": write_to_many,
    "import": import_people,
}


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", ACTS)
def test_repeated_after_a_kill_it_is_done_once_and_whole(transactional_db, tmp_path, name, point):
    # Made once for an installation, by whichever comes first; they belong to neither act.
    system_user("command")
    OutboxSignal.objects.create(pk=1, pending=True)
    prepared = []
    for _which in range(2):
        conference = ConferenceFactory(languages=["en"])
        CategoryFactory(conference=conference)
        owner = MembershipFactory(conference=conference, user=UserFactory(), role="owner").user
        extra = [tmp_path] if name == "import" else []
        prepared.append(ACTS[name](conference, owner, *extra))
    undisturbed, killed = prepared

    before = rows()
    events = in_a_process(undisturbed)
    once = rows()
    assert in_a_process(killed, killed_at=int(events * point)) is None
    in_a_process(killed)

    again = rows()
    if name == "import" and point == 1.0:
        # That the list was brought in once more, and changed nothing, is an entry of its own.
        again["audit.auditentry"] -= 1
    assert grown(before, once)
    assert grown(once, again) == grown(before, once)
