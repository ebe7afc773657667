"""The worker does a job only if the person who asked for it may still do it when its turn has come."""

import io
import re
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from agenda.imports.models import ScheduleUpload
from confman.conferences.models import Membership
from confman.documents.models import DocumentJob
from registrations.bulk.models import BulkRun
from registrations.core.models.registration import Registration
from registrations.spreadsheets.models import ListUpload
from tests.factories import CategoryFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
# Few lines, and four megabytes.
LONG = ("title,date\n" + f"{'a' * 400_000},2027-03-30\n" * 10).encode()
REFUSED = "The person who asked for this no longer has the right to do so."

# By hand: what is put into the queue for someone, and what the worker does in nobody's name.
ORDERED = {
    "confman.archives.tasks.make_archive",  # tests/archives/test_pages.py
    "confman.archives.tasks.restore_archive",  # tests/archives/test_restore_page.py
    "confman.documents.domain.jobs.run_document_job",
    "confman.mailings.domain.dispatch.carry_out_mailing",  # tests/mailings/test_mailings.py
    "registrations.bulk.domain.carry_out_bulk",
    "task",  # of an upload: confman/web/uploads/imports.py
}
NOBODYS = {
    "confman.machines.shared_files.delete_later": "a file that no row names any more",
    "confman.backups.tasks.make_backup_task": "by the clock",
    "confman.documents.domain.builder.cache_document": "for the person who reads: public",
    "confman.people.tasks.erase_expired_of": "by the clock",
    "DELIVER_TASK": "mails and webhooks, each of which was written by a verb",
    "task": "one of the two before",
    "registrations.surveys.domain.lifecycle.erase_order": "after the last answer",
}
QUEUED = re.compile(r"(?:(?<!def )queue_job\(\s*|wake_worker\(\s*[A-Z]\w+,)\s*[\"']?([\w.]+)")


def brings(app, route, content=LONG):
    """Brings a list or a schedule that is too large for a page."""

    def order(client, conference):
        page = reverse(f"{app}_secretariat:{route}", args=[conference.slug])
        return client.post(page, {"file": SimpleUploadedFile("list.csv", content)})

    return order


def asks_for_a_document(client, conference):
    page = f"/{conference.slug}/secretariat/documents/registrations.delegations_report/"
    return client.post(page, {"language": "en", "format": "xlsx"})


def tries_a_template(client, conference):
    page = f"/{conference.slug}/secretariat/documents/registrations.rooming/template/"
    own = io.BytesIO()
    template = docx.Document()
    template.add_paragraph("{{ body }}")
    template.save(own)
    file = SimpleUploadedFile("own.docx", own.getvalue())
    return client.post(page, {"language": "en", "file": file})


def declines_many(client, conference):
    rows = RegistrationFactory.create_batch(30, conference=conference, status="submitted")
    page = reverse("registrations_secretariat:bulk", args=[conference.slug])
    chosen = {"action": "decline", "selected": [row.pk for row in rows], "confirmed": "1", "reason": "Full."}
    return client.post(page, chosen)


def said_of_upload(model):
    return lambda: model.objects.get().message


def said_of_document():
    return DocumentJob.objects.get().message


def said_of_many():
    run = BulkRun.objects.get()
    assert run.is_finished
    assert Registration.objects.filter(status="declined").count() == run.done
    return " ".join({why for _key, why in run.refused}) if run.done == 0 else ""


ORDERS = {
    "people": (brings("registrations", "import"), said_of_upload(ListUpload)),
    "invitees": (brings("registrations", "invitee-import"), said_of_upload(ListUpload)),
    "recommendations": (brings("outcomes", "table-import"), said_of_upload(ListUpload)),
    "schedule": (brings("agenda", "import"), said_of_upload(ScheduleUpload)),
    "document": (asks_for_a_document, said_of_document),
    "template": (tries_a_template, said_of_document),
    "many": (declines_many, said_of_many),
}


def works():
    """Let the worker empty its queue."""
    for row in OrmQ.objects.all():
        import_string(row.task["func"])(*row.task["args"])


@pytest.mark.parametrize("lost", ["nothing", "role", "account"])
@pytest.mark.parametrize("what", ORDERS)
def test_who_has_lost_the_right_while_a_job_waits_has_it_not_done(conference, owner, client_as, what, lost):
    order, said = ORDERS[what]
    CategoryFactory(conference=conference)
    answer = order(client_as(owner), conference)
    assert answer.status_code == 302
    assert OrmQ.objects.exists()
    if lost == "role":
        Membership.objects.filter(user=owner).update(role="observer")
    elif lost == "account":
        owner.is_active = False
        owner.save()
    works()
    assert said().startswith(REFUSED) == (lost != "nothing")


def test_of_an_action_on_many_what_is_left_is_not_done_when_the_right_goes(conference, owner, client_as):
    """Taken away after the first: the twenty that are in hand are done."""

    def lose(**_more):
        Membership.objects.filter(user=owner).update(role="observer")

    CategoryFactory(conference=conference)
    declines_many(client_as(owner), conference)
    post_save.connect(lose, sender=Registration)
    try:
        works()
    finally:
        post_save.disconnect(lose, sender=Registration)
    run = BulkRun.objects.get()
    assert (run.is_finished, run.done, len(run.refused)) == (True, 20, 10)
    assert Registration.objects.filter(status="declined").count() == 20


def test_whatever_is_queued_stands_here():
    found = {
        name
        for app in ("confman", "agenda", "registrations", "outcomes")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        for name in QUEUED.findall(path.read_text(encoding="utf-8"))
    }
    assert found == ORDERED | NOBODYS.keys()
