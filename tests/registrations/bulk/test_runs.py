"""One action for many registrations: by the page or the worker, each once, with those that could not be named."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.mailings.domain.recipients import plan_recipients
from confman.mailings.models import Mailing
from registrations.bulk import domain as runs
from registrations.bulk.models import BulkRun
from registrations.certificates.domain import issue_certificate
from registrations.certificates.models import Certificate
from registrations.core.models.registration import Registration
from tests.factories import CategoryFactory, RegistrationFactory, ScanFactory
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


def test_of_all_that_match_only_those_of_the_question_are_decided(conference, desk):
    """Not more than it said, and nothing where a filter names what is gone, which would be all of the list."""
    category = CategoryFactory(conference=conference)
    first, _second = RegistrationFactory.create_batch(2, conference=conference, category=category)
    form = {"action": "approve", "everything": "1", "reason": ""}
    listed = f"{address(conference, 'registration-list')}?category={category.pk}"

    asked = desk.post(address(conference, "bulk"), form | {"next": listed})
    form |= {"confirmed": "1", "rows": asked.context["digest"]}
    # As many as before, and not the same ones.
    Registration.objects.filter(pk=first.pk).update(category=CategoryFactory(conference=conference))
    RegistrationFactory(conference=conference, category=category)
    page = desk.post(address(conference, "bulk"), form | {"next": listed})
    assert "The list has changed meanwhile." in page.content.decode()
    assert page.context["digest"] in page.content.decode()
    gone = f"{address(conference, 'registration-list')}?category=00000000-0000-4000-8000-000000000000"
    page = desk.post(address(conference, "bulk"), form | {"next": gone}, follow=True)
    assert "names something that no longer exists" in page.content.decode()
    assert not Registration.objects.approved().exists() and not BulkRun.objects.exists()


def test_everything_that_matches_is_approved_by_the_worker_and_what_could_not_be_is_said(
    conference, desk, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(runs, "MAX_AT_ONCE", 2)
    monkeypatch.setattr(runs, "_STEP", 2)
    tasks = []
    monkeypatch.setattr(runs, "queue_job", lambda function, *arguments, **_options: tasks.append(arguments))
    category = CategoryFactory(conference=conference, capacity=3)
    rows = [RegistrationFactory(conference=conference, category=category) for _n in range(5)]
    other = RegistrationFactory(conference=conference)
    listed = f"{address(conference, 'registration-list')}?category={category.pk}&sort=submitted"

    form = {"action": "approve", "everything": "1", "next": listed, "reason": ""}
    asked = desk.post(address(conference, "bulk"), form)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(
            address(conference, "bulk"), {**form, "confirmed": "1", "rows": asked.context["digest"]}
        )
    run = BulkRun.objects.get()
    assert answer.url == address(conference, "bulk-run", run.pk)
    assert "0 of 5" in desk.get(answer.url).content.decode()
    assert Registration.objects.approved().count() == 0

    runs.carry_out_bulk(*tasks[0])
    runs.carry_out_bulk(*tasks[0])  # a task may come twice

    run.refresh_from_db()
    assert (run.status, run.done, len(run.refused)) == ("done", 3, 2)
    page = desk.get(answer.url).content.decode()
    assert "3 of 5 done; 2 could not be." in page
    assert "All 3 places of the category" in page
    assert [Registration.objects.get(pk=row.pk).status for row in rows].count("approved") == 3
    other.refresh_from_db()
    assert other.status == "submitted"
    assert Message.objects.filter(key="registrations.approved").count() == 3


def test_whom_no_place_was_left_for_is_put_on_the_waiting_list_together(conference, desk):
    """Exactly those, and the first who registered first: not who lacks something else."""
    category = CategoryFactory(conference=conference, capacity=1)
    rows = RegistrationFactory.create_batch(3, conference=conference, category=category)
    unconfirmed = RegistrationFactory(conference=conference, confirmed_at=None)
    chosen = [str(row.pk) for row in (*rows, unconfirmed)]
    form = {"action": "approve", "confirmed": "1", "selected": chosen, "next": "", "reason": ""}
    page = desk.post(address(conference, "bulk"), form, follow=True)
    left = {str(row.pk) for row in rows if Registration.objects.get(pk=row.pk).status == "submitted"}
    offer = next(
        form for form in html.fromstring(page.content).forms if form.action == address(conference, "bulk")
    )
    offered = {name: offer.inputs[name].value for name in ("action", "next")}
    offered["selected"] = offer.xpath(".//input[@name='selected']/@value")
    assert "For 2 of them no place was left." in page.content.decode()
    assert set(offered["selected"]) == left and len(left) == 2

    asked = desk.post(address(conference, "bulk"), offered).content.decode()
    assert all(str(row.person.name) in asked for row in rows if str(row.pk) in left)
    desk.post(address(conference, "bulk"), {**offered, "confirmed": "1", "reason": ""})
    line = Registration.objects.filter(status="waiting").order_by("waiting_since")
    assert {str(row.pk) for row in line} == left
    assert list(line) == sorted(line, key=lambda row: row.submitted_at)
    assert "no place was left" not in desk.get(page.redirect_chain[-1][0]).content.decode()


def test_certificates_for_all_are_issued_by_the_worker_each_once(
    conference, desk, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(runs, "MAX_AT_ONCE", 2)
    tasks = []
    monkeypatch.setattr(runs, "queue_job", lambda function, *arguments, **_options: tasks.append(arguments))
    there = [
        ScanFactory(registration__conference=conference, registration__status="approved") for _n in range(4)
    ]
    absent = RegistrationFactory(conference=conference, status="approved")
    had = issue_certificate(there[0].registration, by=conference.memberships.first().user)

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(address(conference, "certificates-issue"))

    assert Certificate.objects.count() == 1, "nothing is done within the request"
    assert "0 of 3" in desk.get(answer.url).content.decode()
    runs.carry_out_bulk(*tasks[0])
    runs.carry_out_bulk(*tasks[0])  # a task may come twice
    assert "Done: 3 of 3." in desk.get(answer.url).content.decode()
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert len(set(numbers)) == 4 and numbers[0] == had.number
    assert Message.objects.filter(key="registrations.certificate").count() == 3
    again = desk.post(address(conference, "certificates-issue"), follow=True).content.decode()
    assert "Everyone who attended has a certificate." in again

    # Chosen in the list: who was not there is named, with the reason.
    listed = address(conference, "registration-list")
    assert "Issue certificates" not in desk.get(listed).content.decode(), "it has not begun"
    type(conference).objects.filter(pk=conference.pk).update(starts_on=conference.today())
    assert "Issue certificates" in desk.get(listed).content.decode()
    answer = desk.post(
        address(conference, "bulk"), {"action": "certificates", "selected": str(absent.pk), "confirmed": "1"}
    )
    assert "There is no record that" in desk.get(answer.url).content.decode()


def test_a_run_that_was_cut_off_goes_on_where_it_was(conference, owner):
    rows = [RegistrationFactory(conference=conference) for _n in range(3)]
    run = BulkRun.objects.create(
        conference=conference,
        user=owner,
        action="wait",
        options={"reason": ""},
        keys=[str(row.pk) for row in rows],
        position=1,
        done=1,
        status="running",
        claimed_at=timezone.now() - dt.timedelta(minutes=10),
    )
    rows[2].delete()

    runs.carry_out_bulk(str(run.pk), "en")

    run.refresh_from_db()
    assert (run.status, run.position, run.done) == ("done", 3, 2)
    assert [Registration.objects.get(pk=row.pk).status for row in rows[:2]] == ["submitted", "waiting"]


def test_those_chosen_are_written_to_by_a_mailing(conference, desk):
    chosen = RegistrationFactory(conference=conference)
    RegistrationFactory(conference=conference)

    answer = desk.post(address(conference, "bulk"), {"action": "mail", "selected": str(chosen.pk)})

    mailing = Mailing.objects.get(conference=conference)
    assert answer.url == reverse("mailings_secretariat:mailing-words", args=[conference.slug, mailing.pk])
    assert [row.pk for row in plan_recipients(mailing).sent_to] == [chosen.person_id]
    # Naming it again keeps the people who were chosen.
    desk.post(
        reverse("mailings_secretariat:mailing-change", args=[conference.slug, mailing.pk]),
        {"name": "To Anna"},
    )
    mailing.refresh_from_db()
    assert [row.pk for row in plan_recipients(mailing).sent_to] == [chosen.person_id]


def test_those_chosen_are_exported_and_the_export_is_in_the_history(conference, desk):
    chosen = RegistrationFactory(conference=conference, person__name={"en": "Anna Chosen"})
    RegistrationFactory(conference=conference, person__name={"en": "Boris Left"})

    answer = desk.post(address(conference, "bulk"), {"action": "export", "selected": str(chosen.pk)})

    cells = [
        cell
        for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        for cell in row
    ]
    assert "Anna Chosen" in cells
    assert "Boris Left" not in cells
    assert AuditEntry.objects.get(verb="registrations.people_exported").details["chosen"] == 1


def test_a_role_that_may_look_may_not_decide(conference, protocol):
    row = RegistrationFactory(conference=conference)
    chosen = {"action": "approve", "selected": str(row.pk), "confirmed": "1", "reason": ""}
    assert protocol.post(address(conference, "bulk"), chosen).status_code == 403
    row.refresh_from_db()
    assert row.status == "submitted"
