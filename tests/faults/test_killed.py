"""kill -9 in the middle: what a form, a job or a command did is there whole or not at all; repeated, it is finished.

Each action is done once undisturbed, for one conference, and again for others, each time by a process that is killed at
another point between its first statement and its answer; then the person who asked for it asks again, as a browser that
reloads, an operator who repeats the command or a worker to whom the job comes again. Each must leave the same number of
rows in every table, mails in the outbox and entries of the history among them, the same states and numbers in them, and
the same number of files.
"""

import datetime as dt
import faulthandler
import io
import json
import os
import signal
import traceback
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from agenda.imports.models import ScheduleUpload
from agenda.imports.tasks import run_schedule_upload
from confman.accounts.system_users import system_user
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.models import DocumentJob
from confman.documents.rendering.card_engine import laid_out_by
from confman.documents.rendering.card_loop import CardLayouters
from confman.documents.rendering.fonts import font_folders
from confman.mail.models import OutboxSignal
from confman.mailings.domain.dispatch import begin_due_mailings, carry_out_mailing
from confman.mailings.domain.mailings import add_mailing, approve_mailing, change_mailing
from confman.mailings.domain.recipients import plan_recipients
from confman.mailings.models import Mailing
from outcomes.imports.tasks import run_spreadsheet_upload
from outcomes.publication.domain.issues import publish_document
from outcomes.recommendations.models.addressee import Addressee
from registrations.bulk.domain import carry_out_bulk, requeue_lost_runs
from registrations.bulk.models import BulkRun
from registrations.imports.exchange.plan import run_people_upload
from registrations.invitations.exchange import run_invitee_upload
from registrations.spreadsheets.models import ListUpload
from tests.factories import (
    AddresseeFactory,
    CategoryFactory,
    ConferenceFactory,
    MembershipFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
)
from tests.outcomes.recommendation_samples import recommendation
from tests.sign_in import signed_in
from tests.submissions import submission

PEOPLE = "name,email,organization\n" + "".join(
    f"Person {number},person{number}@example.org,Ministry\n" for number in range(12)
)
AGENDA = "title,date,start,end,room,speakers\n" + "".join(
    f"Session {number},2027-03-30,{9 + number}:00,{10 + number}:00,Hall,Speaker {number}\n"
    for number in range(4)
)
TEXTS = "text,addressee\n" + "".join(
    f"Strengthen hotline {number}.,Ministry of {number}\n" for number in range(4)
)


# The words that say how often something was tried.
TRIED_AGAIN = {"documents.documentjob.attempts", "accounts.ratelimitcount.number"}


# --- A process that is killed -------------------------------------------------------------------------------


def in_a_process(action, *, killed_at=None):
    """Do the action in a process of its own, which is killed at a point, if one is given.

    Return the points at which it could be killed, all of them and the one from which on it is done; None if it was
    killed.
    """
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # If one hangs, only its own test fails, and says where.
        faulthandler.dump_traceback_later(90)
        signal.alarm(100)
        # No process may use what its parent has open, such as to the database of a browser test that came before.
        connection.connection = None
        code = 1
        try:
            os.write(writing, json.dumps(_points(action, killed_at)).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        points = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed by itself; see above"
    return json.loads(points)


def _points(action, killed_at):
    """Return twenty points from the first statement on: after the first commit, on both sides of the last, at the end.

    And the few of them that matter most: around commits, and in the middle.
    """
    events, commits = 0, []

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
        commits.append(events)
        event()
        commit()
        event()

    connection._commit = committed
    with connection.execute_wrapper(statement):
        action()
    if killed_at is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    around = {commits[0] + 1, commits[-1], commits[-1] + 1} if commits else set()
    few = {events // 2, *around}
    twenty = {events * number // 20 for number in range(21)}
    return {"few": sorted(few), "twenty": sorted(few | twenty), "done": max(around, default=events)}


def rows():
    """Return the number of rows of every table, except those that count visits and acts; and of each state, number and
    yes or no in a column, in how many rows it stands.
    """
    passing = {"sessions.session", "readers.editionstep"}
    found = Counter()
    for model in apps.get_models():
        label = model._meta.label_lower
        if model._meta.managed and label not in passing:
            found[label] = model._default_manager.count()
            # Most tables are empty, and it is asked often.
            for field in model._meta.concrete_fields if found[label] else ():
                if told_by_value(field) and f"{label}.{field.name}" not in TRIED_AGAIN:
                    told = model._default_manager.order_by().values_list(field.name).annotate(Count("pk"))
                    found.update({f"{label}.{field.name} {value}": number for value, number in told})
    return found


def told_by_value(field):
    is_number = isinstance(field, models.IntegerField) and not field.primary_key
    return bool(field.choices) or is_number or isinstance(field, models.BooleanField)


def files():
    """Return the number of files, after sweeping those that no row names, a day later.

    The process that stored them was killed before it could write their row, or before it could delete them.
    """
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    for path in kept:
        os.utime(path, (0, 0))
    call_command("sweepfiles", most=True, stdout=io.StringIO())
    return {"files": sum(path.exists() for path in kept)}


def grown(before, after):
    return {
        label: after.get(label, 0) - before.get(label, 0)
        for label in {**before, **after}
        if after.get(label, 0) != before.get(label, 0)
    }


# --- What is done -------------------------------------------------------------------------------------------


class Form:
    """Fill in a page and send it; sent again, it is the same form, from the same browser."""

    def __init__(self, owner, page, data, *, stands_on="", looked_at=False):
        self.browser = signed_in(owner)
        self.page = page
        shown = self.browser.post(page, data) if looked_at else self.browser.get(stands_on or page)
        self.data = {**data, **({"confirmed": "1"} if looked_at else {}), **submission(shown)}

    def __call__(self):
        self.answer = self.browser.post(self.page, self.data, HTTP_REFERER=f"http://testserver{self.page}")
        assert self.answer.status_code == 302, self.answer.content.decode()[:3000]


class Import(Form):
    """The last step of an import; repeated if its page still asks for it."""

    def __init__(self, owner, first_page, table):
        bringing = signed_in(owner)
        file = SimpleUploadedFile("table.csv", table.encode())
        brought = bringing.post(first_page, {"file": file, **submission(bringing.get(first_page))})
        form = bringing.get(brought.url).context["form"]
        shown = {field.html_name: field.value() for field in form}
        data = {name: value for name, value in shown.items() if value not in (None, False)}
        super().__init__(owner, brought.url, {**data, "action": "import"})

    def __call__(self):
        super().__call__()
        while self.answer.url == self.page and (asked := self.leave()):
            self.data |= submission(asked)
            super().__call__()

    def leave(self):
        """View the page, which forgets the table once it is imported; return it if it asks for the import."""
        shown = self.browser.get(self.page)
        return shown if shown.status_code == 200 else None


def publish(conference, owner):
    for _session in range(3):
        SessionRoleFactory(session=SessionFactory(conference=conference), status="confirmed")
    return Form(owner, reverse("agenda_secretariat:publish", args=[conference.slug]), {})


def publish_by_command(conference, owner):
    for _session in range(3):
        SessionRoleFactory(session=SessionFactory(conference=conference), status="confirmed")
    return lambda: call_command("publishagenda", conference.slug, stdout=io.StringIO(), stderr=io.StringIO())


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


def publish_texts(conference, owner):
    for _number in range(2):
        recommendation(conference, stage="adopted")
    return Form(owner, reverse("outcomes_secretariat:document-publish", args=[conference.slug]), {})


def correct(page):
    """Of one text that is published already: a corrigendum, or a revision."""

    def prepared(conference, owner):
        row = recommendation(conference, by=owner, stage="adopted")
        publish_document(row.document, by=owner)
        row.refresh_from_db()
        address = reverse(f"outcomes_secretariat:{page}", args=[conference.slug])
        address += f"?numbers={row.number}&languages=en"
        form = signed_in(owner).get(address).context["form"]
        data = {field.html_name: field.value() or "" for field in form}
        # A revision offers an empty paragraph besides.
        text = next(name for name in data if name.startswith(str(row.pk)) and name.endswith(".en"))
        return Form(owner, address, {**data, text: "Strengthen every hotline."})

    return prepared


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
    """Run the job of a print like the worker; if its process was killed, run it again."""
    RegistrationFactory(conference=conference, status="approved")
    job = request_document(
        "registrations.badges", conference, language="en", format="pdf", options={}, by=owner
    )

    def action():
        long_ago = timezone.now() - dt.timedelta(hours=1)
        DocumentJob.objects.filter(pk=job.pk, status="running").update(claimed_at=long_ago)
        # The engine has threads, which a forked process lacks: cards are laid out by a process of their own.
        with (
            closing(CardLayouters([str(folder) for folder in font_folders()], 1)) as apart,
            laid_out_by(apart),
        ):
            run_document_job(job.pk)
        made = DocumentJob.objects.get(pk=job.pk)
        assert made.status == "done", made.message
        assert made.file.read().startswith(b"%PDF")

    return action


def worked_off(function, name):
    """Do what the worker finds waiting, whose function has this name."""
    for task in OrmQ.objects.all():
        if task.func() == name:
            function(*task.task["args"])
            task.delete()


def remind_many(conference, owner):
    """Remind many by the page; if its process is killed, the worker finishes the run."""
    chosen = [
        RegistrationFactory(
            conference=conference, status="draft", person__email=f"person{number}@{conference.slug}.example"
        )
        for number in range(3)
    ]
    page = reverse("registrations_secretariat:bulk", args=[conference.slug])
    form = Form(
        owner, page, {"action": "remind", "selected": [str(row.pk) for row in chosen]}, looked_at=True
    )

    def action():
        form()
        BulkRun.objects.filter(status="running").update(claimed_at=timezone.now() - dt.timedelta(hours=1))
        requeue_lost_runs()
        worked_off(carry_out_bulk, "registrations.bulk.domain.carry_out_bulk")

    return action


def send_mailing(conference, owner):
    """Send a mailing by its page; if that process or the worker is killed, the worker takes it up."""
    for number in range(3):
        RegistrationFactory(
            conference=conference, status="approved", person__email=f"person{number}@example.org"
        )
    mailing = add_mailing(conference, by=owner, name="The bus", audience="registrations.registrations")
    words = {"subject": {"en": "The bus"}, "body": {"en": "It leaves at 8:30."}}
    mailing = change_mailing(mailing, by=owner, **words)
    approve_mailing(
        mailing, revision=mailing.revision, people=len(plan_recipients(mailing).sent_to), by=owner
    )
    page = reverse("mailings_secretariat:mailing-send", args=[conference.slug, mailing.pk])
    form = Form(owner, page, {"when": "now"})

    def action():
        if not Mailing.objects.get(pk=mailing.pk).has_begun:
            form()
        Mailing.objects.filter(status="sending").update(claimed_at=timezone.now() - dt.timedelta(hours=1))
        begin_due_mailings()
        worked_off(carry_out_mailing, "confman.mailings.domain.dispatch.carry_out_mailing")

    return action


def import_people(conference, owner, tmp_path):
    table = tmp_path / f"{conference.slug}.csv"
    table.write_text(PEOPLE)
    return lambda: call_command("importpeople", conference.slug, str(table), approve=True)


def transmit(conference, owner):
    recommendation(
        conference,
        stage="published",
        addressees=[
            AddresseeFactory(conference=conference, email=f"office@ministry{number}.example")
            for number in range(2)
        ],
    )
    page = reverse("outcomes_secretariat:transmittal-write", args=[conference.slug])
    chosen = [str(row.pk) for row in Addressee.objects.filter(conference=conference)]
    data = {
        "date": str(conference.ends_on),
        "answer_by": "",
        "signatory": "",
        "language": "",
        "format": "pdf",
    }
    return Form(owner, page, {**data, "send": "on", "selected": chosen, "action": "write"})


def import_agenda(conference, owner):
    return Import(owner, reverse("agenda_secretariat:import", args=[conference.slug]), AGENDA)


def import_texts(conference, owner):
    return Import(owner, reverse("outcomes_secretariat:table-import", args=[conference.slug]), TEXTS)


def import_list(conference, owner):
    return Import(owner, reverse("registrations_secretariat:import", args=[conference.slug]), PEOPLE)


def import_invitees(conference, owner):
    page = reverse("registrations_secretariat:invitee-import", args=[conference.slug])
    return Import(owner, page, "name,email\nMinistry,ministry@example.org\nAcademy,\n")


def by_the_worker(action, uploads, task):
    """The same for a file that is too large for a page; if its process was killed, the job runs again."""

    def prepared(conference, owner):
        form = action(conference, owner)
        uploads.objects.filter(conference=conference).update(action="import", status="queued")
        key = uploads.objects.get(conference=conference).pk

        def work():
            long_ago = timezone.now() - dt.timedelta(hours=1)
            uploads.objects.filter(pk=key, status="running").update(claimed_at=long_ago)
            task(str(key), "en")
            assert not uploads.objects.filter(pk=key).exclude(status="done").exists()
            form.leave()

        return work

    return prepared


ACTIONS = {
    "publish": publish,
    "publishagenda": publish_by_command,
    "approve": approve,
    "adopt": adopt,
    "publish-texts": publish_texts,
    "corrigendum": correct("corrigendum"),
    "revision": correct("revision"),
    "print": print_badges,
    "file": make_the_file,
    "remind": remind_many,
    "send": send_mailing,
    "transmit": transmit,
    "import": import_people,
    "import-list": import_list,
    "import-list-large": by_the_worker(import_list, ListUpload, run_people_upload),
    "import-invitees": import_invitees,
    "import-invitees-large": by_the_worker(import_invitees, ListUpload, run_invitee_upload),
    "import-agenda": import_agenda,
    "import-agenda-large": by_the_worker(import_agenda, ScheduleUpload, run_schedule_upload),
    "import-texts": import_texts,
    "import-texts-large": by_the_worker(import_texts, ListUpload, run_spreadsheet_upload),
}


# At each change one action of each kind is killed at a few points, with one of the databases: pages, a command, jobs,
# a mailing, a document, lists of all sizes. All are killed at twenty each night, with both.
OF_EACH_KIND = {
    "publish": pytest.mark.postgres,
    "approve": pytest.mark.sqlite,
    "adopt": pytest.mark.postgres,
    "print": pytest.mark.sqlite,
    "send": pytest.mark.postgres,
    "import": pytest.mark.sqlite,
    "import-list": pytest.mark.postgres,
    "import-agenda-large": pytest.mark.sqlite,
}


@pytest.mark.parametrize(
    ("name", "at"),
    [pytest.param(name, "few", marks=database) for name, database in OF_EACH_KIND.items()]
    + [pytest.param(name, "twenty", marks=pytest.mark.nightly) for name in ACTIONS],
)
def test_repeated_after_a_kill_it_is_done_once_and_whole(transactional_db, tmp_path, name, at):
    # Made once for an installation, by whichever comes first; they belong to neither action.
    system_user("command")
    OutboxSignal.objects.create(pk=1, pending=True)
    kept = files()

    def prepared():
        """Return the action, prepared for a conference of its own."""
        conference = ConferenceFactory(languages=["en"])
        CategoryFactory(conference=conference)
        owner = MembershipFactory(conference=conference, user=UserFactory(), role="owner").user
        extra = [tmp_path] if name == "import" else []
        return ACTIONS[name](conference, owner, *extra), {**rows(), **kept}

    undisturbed, before = prepared()
    found = in_a_process(undisturbed)
    points = found[at]
    after = rows()
    kept = files()
    once = grown(before, {**after, **kept})
    assert once
    for point in points:
        killed, before = prepared()
        assert in_a_process(killed, killed_at=point) is None
        in_a_process(killed)
        after = rows()
        if name == "import" and point >= found["done"]:
            # The list is brought in once more and changes nothing: an entry of its own.
            after["audit.auditentry"] -= 1
        kept = files()
        assert grown(before, {**after, **kept}) == once, f"killed at {point} of {points}"
