"""No-shows: approved, never scanned, never signed; set once the conference is over, and taken back by a late record."""

import html
import io
import json

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.mail.models import Message
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from registrations.core.domain.personal_links import focal_point_link, registration_link
from registrations.core.models.registration import Registration
from registrations.delegations.domain.delegations import add_focal_point
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.statistics.domain.figures import registrations_by_day
from tests.factories import (
    CategoryFactory,
    CheckInDeviceFactory,
    CheckpointFactory,
    DelegationFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
    SessionRoleFactory,
)
from tests.registrations.addresses import address
from tests.registrations.check_in.door import DoorDevice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afterwards():
    """Three weeks after the conference."""
    with time_machine.travel("2027-04-20 12:00+00:00", tick=False):
        yield


def approved(conference, name="Ada Sample", **more):
    person = PersonFactory(conference=conference, name={"en": name}, email="ada@example.org", **more)
    return RegistrationFactory(conference=conference, person=person, status="approved")


def no_show(conference, name="Ada Sample", **more):
    row = approved(conference, name, **more)
    Registration.objects.filter(pk=row.pk).update(status="no-show")
    row.refresh_from_db()
    return row


def decide(desk, row, action="no-show"):
    return html.unescape(
        desk.post(
            address(row.conference, "decide", row.pk, action), {"reason": "Counted twice"}, follow=True
        ).content.decode()
    )


def in_bulk(desk, rows, action="no-show"):
    conference = rows[0].conference
    answer = desk.post(
        address(conference, "bulk"),
        {
            "action": action,
            "selected": [str(row.pk) for row in rows],
            "next": address(conference, "registration-list"),
            "confirmed": "1",
            "reason": "",
        },
        follow=True,
    )
    return html.unescape(answer.content.decode())


def status_of(row):
    return Registration.objects.get(pk=row.pk).status


def counters():
    return Conference.objects.values_list("taken", flat=True).get()


class TestSet:
    def test_the_desk_sets_it_and_nobody_is_told(self, conference, desk):
        row = approve_registration(
            RegistrationFactory(conference=conference), by=conference.memberships.first().user
        )
        before, mails = (row.decided_at, row.ticket_token), Message.objects.count()
        asked = desk.get(address(conference, "decide", row.pk, "no-show")).content.decode()
        assert "Appears in the history." in asked
        page = decide(desk, row)
        row.refresh_from_db()
        assert row.status == "no-show"
        assert '<span class="status status-warn">No-show</span>' in page
        assert (row.decided_at, row.ticket_token) == before
        assert counters() == 1
        assert Message.objects.count() == mails
        entry = AuditEntry.objects.about(row).get(verb="registrations.no_show")
        assert (entry.action, entry.reason) == ("Set as a no-show", "Counted twice")

    def test_not_before_the_conference_is_over(self, conference, member, client_as):
        row = approved(conference)
        with time_machine.travel("2027-03-31 12:00+00:00", tick=False):
            desk = client_as(member("registration"))
            page = decide(desk, row)
            assert "The conference lasts until 31 March 2027; who did not come is known after it." in page
            shown = desk.get(address(conference, "registration", row.pk)).content.decode()
            listed = desk.get(address(conference, "registration-list")).content.decode()
        assert status_of(row) == "approved"
        assert address(conference, "decide", row.pk, "no-show") not in shown
        assert '"no-show">Set' not in listed

    def test_not_whoever_was_scanned(self, conference, desk):
        row = approved(conference)
        ScanFactory(registration=row)
        assert "Ada Sample was there: a scan or a signed sheet says so." in decide(desk, row)
        assert status_of(row) == "approved"

    def test_not_whoever_takes_part_online(self, conference, desk):
        row = approved(conference)
        Registration.objects.filter(pk=row.pk).update(mode="online")
        assert "Ada Sample takes part online, where nobody is recorded." in decide(desk, row)
        assert status_of(row) == "approved"

    @pytest.mark.parametrize("status", ["submitted", "waiting", "offered", "declined", "cancelled"])
    def test_not_whoever_was_not_approved(self, conference, desk, status):
        row = approved(conference)
        Registration.objects.filter(pk=row.pk).update(status=status)
        assert "and cannot be set as a no-show" in decide(desk, row)
        assert status_of(row) == status

    def test_many_at_once_and_who_was_there_is_named(self, conference, desk):
        rows = [approved(conference, name) for name in ("Anna Sample", "Boris Sample", "Clara Sample")]
        ScanFactory(registration=rows[1])
        listed = desk.get(address(conference, "registration-list")).content.decode()
        assert '"no-show">Set as no-show' in listed
        page = in_bulk(desk, rows)
        assert [status_of(row) for row in rows] == ["no-show", "approved", "no-show"]
        assert "2 of 3 done; 1 could not be." in page
        assert "Boris Sample was there: a scan or a signed sheet says so." in page


class TestTakenBack:
    def test_by_the_desk(self, conference, desk):
        row = no_show(conference)
        page = decide(desk, row, "restore")
        assert status_of(row) == "approved"
        assert '<span class="status status-good">Approved</span>' in page
        assert AuditEntry.objects.about(row).get(verb="registrations.restored").action == "No-show taken back"
        assert not Message.objects.exists()

    def test_for_many(self, conference, desk):
        rows = [no_show(conference, name) for name in ("Anna Sample", "Boris Sample")]
        in_bulk(desk, rows, "restore")
        assert [status_of(row) for row in rows] == ["approved", "approved"]

    @pytest.mark.parametrize("direction", ["in", "out"])
    def test_by_a_scan_that_comes_late(self, conference, direction):
        row = no_show(conference)
        phone = DoorDevice(CheckInDeviceFactory(checkpoint=CheckpointFactory(conference=conference)))
        answered = phone.scan(row, direction=direction)
        assert answered["result"] == "admitted"
        assert status_of(row) == "approved"
        assert Registration.objects.attended().get() == row
        entry = AuditEntry.objects.about(row).get(verb="registrations.restored")
        assert entry.reason.startswith("Recorded: Door ")

    def test_not_by_a_scan_that_is_refused(self, conference):
        row = no_show(conference)
        phone = DoorDevice(CheckInDeviceFactory(checkpoint=CheckpointFactory(conference=conference)))
        at = timezone.now() + timezone.timedelta(hours=2)
        assert phone.scan(row, at=at.isoformat())["result"] == "refused"
        assert status_of(row) == "no-show"

    def test_by_a_sheet_that_is_entered_late(self, conference, desk):
        row, other = no_show(conference), no_show(conference, "Boris Sample")
        checkpoint = CheckpointFactory(conference=conference)
        url = f"{address(conference, 'sheet')}?checkpoint={checkpoint.pk}&day={conference.starts_on}"
        assert str(row.pk) in desk.get(url).content.decode()
        desk.post(url, {"signed": [row.pk]})
        assert (status_of(row), status_of(other)) == ("approved", "no-show")

    def test_of_two_records_of_one_person_that_which_was_there_stays(self, conference, owner):
        here, away = approved(conference), no_show(conference)
        for counted in (Conference, type(here.category)):
            counted.objects.update(taken=2)
        ScanFactory(registration=here)
        merge_people(away.person, here.person, by=owner)
        assert (status_of(here), status_of(away)) == ("approved", "cancelled")


class TestCounted:
    @pytest.fixture
    def people(self, conference):
        """Five who came, six who did not."""
        category = CategoryFactory(conference=conference)
        rows = [
            approved(conference, f"Seen Sample{number}", country="UZ", sex="female") for number in range(5)
        ]
        rows += [
            no_show(conference, f"Away Sample{number}", country="UZ", sex="female") for number in range(6)
        ]
        Registration.objects.update(category=category)
        for row in rows[:5]:
            ScanFactory(registration=row)
        return rows

    def test_apart_in_the_figures(self, conference, desk, people):
        page = desk.get(address(conference, "figures"))
        stats = {str(stat["label"]): stat["value"] for stat in page.context["stats"]}
        counted = {key: stats[key] for key in ("Registered", "Approved", "Attended", "No-shows")}
        assert counted == {"Registered": "11", "Approved": "11", "Attended": "5", "No-shows": "6"}
        text = page.content.decode()
        assert '<th class="number" scope="col">No-shows</th>' in text
        assert "No-shows: approved individuals who were neither scanned nor signed a sheet" in text

    def test_apart_in_the_reports(self, conference, member, client_as, people):
        writer = client_as(member("rapporteur"))
        page = writer.get(reverse("outcomes_secretariat:report", args=[conference.slug]))
        totals = {str(total["label"]): total["value"] for total in page.context["totals"]}
        assert (totals["approved"], totals["attended"], totals["no-shows"]) == ("11", "5", "6")
        for kind in ("outcomes.conference-report", "outcomes.donor-report"):
            content = build_document(kind, conference, language="en", format="xlsx", options={}).content
            rows = [
                [cell.value for cell in row]
                for sheet in load_workbook(io.BytesIO(content))
                for row in sheet.iter_rows()
            ]
            assert ["No-shows", 6] in [row[:2] for row in rows]
            assert ["Sex", "Registered", "Approved", "Attended", "No-shows"] in [row[:5] for row in rows]

    def test_where_they_are_few_no_report_says_how_many(self, conference, member, client_as, people):
        Registration.objects.filter(pk__in=[row.pk for row in people[-4:]]).update(status="approved")
        page = client_as(member("rapporteur")).get(
            reverse("outcomes_secretariat:report", args=[conference.slug])
        )
        assert "no-shows" not in page.content.decode().lower()

    def test_texts_of_a_report_may_name_their_number(self, conference, member, client_as, people):
        writer = client_as(member("rapporteur"))
        url = reverse("outcomes_secretariat:report-text", args=[conference.slug, "conference", "summary"])
        writer.post(url, {"text_en": "Absent: {no_show}.", "revision": "0"})
        page = writer.get(reverse("outcomes_secretariat:report-texts", args=[conference.slug, "conference"]))
        assert "Absent: 6." in page.content.decode()

    def test_a_figure_opens_its_people(self, conference, desk, people):
        found = desk.get(
            reverse("outcomes_secretariat:report-people", args=[conference.slug]), {"measure": "no_show"}
        )
        assert found.context["page"].paginator.count == 6

    def test_where_nobody_is_one_nothing_is_said_of_them(self, conference, desk):
        approved(conference)
        page = desk.get(address(conference, "figures")).content.decode()
        assert "No-show" not in page

    def test_the_line_over_time_ends_where_the_figure_stands(self, conference, desk, people):
        assert [(day.registered, day.approved) for day in registrations_by_day(conference)] == [(11, 11)]

    def test_found_by_their_status(self, conference, desk, people):
        page = desk.get(address(conference, "registration-list"), {"status": "no-show"})
        assert page.context["page"].paginator.count == 6

    def test_an_export_says_it_and_an_import_leaves_it(self, conference, desk, people):
        rows = [
            [cell.value for cell in row]
            for row in load_workbook(
                io.BytesIO(
                    desk.post(
                        address(conference, "bulk"),
                        {
                            "action": "export",
                            "everything": "1",
                            "next": address(conference, "registration-list"),
                        },
                    ).getvalue()
                )
            ).active.iter_rows()
        ]
        place = rows[0].index("status")
        assert sorted(row[place] for row in rows[1:]) == ["approved"] * 5 + ["no-show"] * 6

    def test_on_no_list_of_participants_and_without_certificate(self, conference, desk, people):
        content = build_document(
            "registrations.participants", conference, language="en", format="xlsx", options={}
        ).content
        words = [
            str(cell.value) for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row
        ]
        assert not any("Away" in word for word in words)
        answer = desk.post(
            address(conference, "certificate-issue", people[-1].pk), {"reason": "Kind"}, follow=True
        )
        assert "There is no record that Away Sample5 attended" in html.unescape(answer.content.decode())

    def test_a_delegation_reads_it_beside_the_name(self, conference, people, owner):
        delegation = DelegationFactory(conference=conference)
        Registration.objects.update(delegation=delegation)
        focal = add_focal_point(delegation, name="Focal Sample", email="focal@example.org", by=owner)
        page = Client().get(
            focal_point_link(focal, conference).replace("http://localhost:8000", ""), follow=True
        )
        facts = {str(label): value for label, value in page.context["facts"]}
        assert facts["Approved"] == "11"
        assert page.content.decode().count('<span class="status status-warn">No-show</span>') == 6


class TestKept:
    def test_a_speaker_who_did_not_come_had_a_registration(self, conference, member, client_as):
        row = no_show(conference)
        SessionRoleFactory(session__conference=conference, person=row.person)
        page = client_as(member("programme")).get(
            reverse("agenda_secretariat:checks", args=[conference.slug])
        )
        assert "the registration is not approved" not in page.content.decode()

    def test_the_totals_keep_one_who_is_erased(self, conference, owner):
        row = no_show(conference)
        Conference.objects.update(taken=1)
        erase_person(row.person, by=owner)
        assert (status_of(row), counters()) == ("no-show", 1)

    def test_cancelling_frees_the_place(self, conference, desk):
        row = no_show(conference)
        Conference.objects.update(taken=1)
        type(row.category).objects.update(taken=1)
        decide(desk, row, "cancel")
        assert (status_of(row), counters()) == ("cancelled", 0)

    def test_their_own_page_and_file_say_it(self, conference):
        row = no_show(conference)
        browser = Client()
        page = browser.get(registration_link(row).replace("http://localhost:8000", ""), follow=True)
        text = html.unescape(page.content.decode())
        assert "there is no record that you were there. If you were, please write to the secretariat." in text
        own = reverse("registrations_portal:messages", args=[conference.slug, row.pk])
        assert f'<a href="{own}">Write to the secretariat</a>' in text
        assert "My ticket" not in text
        file = browser.get(reverse("registrations_portal:data", args=[conference.slug, row.pk]))
        assert '"status": "no-show"' in json.dumps(json.loads(file.getvalue()))


@pytest.mark.parametrize(("language", "name"), [("ru", "Неявка"), ("uz", "Kelmagan")])
def test_it_is_told_in_every_language(conference, desk, language, name):
    row = no_show(conference)
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = desk.get(address(conference, "registration", row.pk), headers={"Accept-Language": language})
    assert f'<span class="status status-warn">{name}</span>' in page.content.decode()
