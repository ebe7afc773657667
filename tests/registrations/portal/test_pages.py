"""A participant's own pages: code, seats, messages, documents, certificate, deletion."""

import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import change_session
from confman.accounts.models import RateLimitCount
from confman.accounts.system_users import system_user
from confman.conferences.domain.contact import answer_message
from confman.conferences.models import ContactMessage
from confman.mail.models import Message
from confman.people.domain.privacy import person_data_file
from registrations.certificates.models import Certificate
from registrations.core.models.registration import Registration
from registrations.correspondence.models import Correspondence
from registrations.portal.domain import write_to_secretariat
from registrations.protocol.domain.arrangements import write_visa_letters
from registrations.questionnaire.domain.sealed_data import seal_answer
from registrations.seats.models import Seat
from tests.factories import (
    CorrespondenceFactory,
    DelegationFactory,
    FormFieldFactory,
    InviteeFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
    SessionFactory,
    WorkingGroupFactory,
)
from tests.letters import as_sent
from tests.outcomes.recommendation_samples import recommendation
from tests.registrations.forms import send_open_form

pytestmark = pytest.mark.django_db


def at(registration: Registration, name: str, *more: Any) -> str:
    return reverse(
        f"registrations_portal:{name}", args=[registration.conference.slug, registration.pk, *more]
    )


def text(response: Any) -> str:
    return response.content.decode()


class TestMailedCode:
    def ask(self, conference: Any, email: str) -> tuple[Client, str]:
        """A browser that has asked for a code, and what it reads."""
        client = Client()
        address = reverse("people_portal:sign-in", args=[conference.slug])
        return client, text(client.post(address, {"email": email}, follow=True))

    def type(self, client: Client, conference: Any, code: str) -> Any:
        address = reverse("people_portal:code", args=[conference.slug])
        return client.post(address, {"code": code}, follow=True)

    def code(self) -> str:
        message = Message.objects.filter(key="registrations.code").latest("created_at")
        return re.search(r"\d{3} \d{3} \d{3}", as_sent(message))[0]

    def test_it_opens_the_page_once(self, conference, mine):
        client, _said = self.ask(conference, "Anna@Example.org")
        late, _said = self.ask(conference, "anna@example.org")
        code = self.code()
        assert "Anna Sample" in text(self.type(client, conference, code))
        assert "no longer good" in text(self.type(late, conference, code))
        other, _said = self.ask(conference, "anna@example.org")
        assert Message.objects.count() == 2
        assert "not the code" in text(self.type(other, conference, code))
        assert "Anna Sample" in text(self.type(other, conference, self.code()))

    def test_a_mailbox_of_several_opens_all_of_them(self, conference, mine):
        RegistrationFactory(
            conference=conference,
            person=PersonFactory(
                conference=conference, email="", contact=mine.person, name={"en": "Boris Sample"}
            ),
        )
        client, _said = self.ask(conference, "anna@example.org")
        page = text(self.type(client, conference, self.code()))
        assert "Anna Sample" in page and "Boris Sample" in page and "serves several people" in page

    def test_an_unknown_mailbox_reads_the_same_and_gets_nothing(self, conference, mine):
        _client, known = self.ask(conference, "anna@example.org")
        _client, unknown = self.ask(conference, "nobody@example.org")
        tokens = r'value="[^"]+"|content="[^"]+"'
        assert re.sub(tokens, "", known.replace("anna@", "")) == re.sub(
            tokens, "", unknown.replace("nobody@", "")
        )
        assert Message.objects.count() == 1

    def test_its_owner_types_the_one_that_strangers_have_asked_for(self, conference, mine):
        for _stranger in range(3):
            stranger, said = self.ask(conference, "anna@example.org")
            assert "no other is sent" in said
            for number in range(3):
                assert "not the code" in text(self.type(stranger, conference, f"000 000 00{number}"))
        client, _said = self.ask(conference, "anna@example.org")
        assert Message.objects.count() == 1, "a mailbox is not flooded"
        assert "Anna Sample" in text(self.type(client, conference, self.code().replace(" ", "")))

    def test_it_is_good_for_twenty_minutes_whoever_asked_before_and_three_are_sent_an_hour(
        self, conference, mine
    ):
        begun = timezone.now()
        with time_machine.travel(begun, tick=False) as clock:
            early, _said = self.ask(conference, "anna@example.org")
            clock.shift(dt.timedelta(minutes=19))
            client, _said = self.ask(conference, "anna@example.org")
            clock.shift(dt.timedelta(minutes=2))
            code = self.code()
            assert "no longer good" in text(self.type(early, conference, code))
            clock.shift(dt.timedelta(minutes=17))
            assert Message.objects.count() == 1 and "Anna Sample" in text(self.type(client, conference, code))
            clock.shift(dt.timedelta(minutes=3))
            assert "no longer good" in text(self.type(early, conference, code))
        with time_machine.travel(begun + dt.timedelta(hours=2), tick=False) as clock:
            Message.objects.all().delete()
            for _time in range(12):
                self.ask(conference, "anna@example.org")
                clock.shift(dt.timedelta(minutes=4, seconds=59))
            assert Message.objects.count() == 3

    def test_a_thousand_wrong_ones_end_it_and_the_next_is_good(self, conference, mine):
        client, _said = self.ask(conference, "anna@example.org")
        self.type(client, conference, "000 000 000")
        assert RateLimitCount.objects.filter(number=1).update(number=1000)
        refused = self.type(client, conference, self.code())
        assert refused.status_code == 429 and "too many attempts" in text(refused)
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=21)):
            client, _said = self.ask(conference, "anna@example.org")
            assert "Anna Sample" in text(self.type(client, conference, self.code()))

    def test_one_of_another_conference_opens_nothing(self, conference, other_conference, mine):
        client, _said = self.ask(conference, "anna@example.org")
        code = self.code()
        address = reverse("people_portal:code", args=[other_conference.slug])
        assert client.post(address, {"code": code})["Location"].endswith("/me/sign-in/")


class TestSeats:
    def test_choosing_waiting_and_giving_up(self, conference, mine, browser):
        group = WorkingGroupFactory(conference=conference, capacity=1, name={"en": "Finance"})
        assert "1 place left" in text(browser.get(at(mine, "own-agenda")))
        taken = browser.post(at(mine, "own-seat"), {"action": "take", "group": group.pk}, follow=True)
        assert "You have a seat in" in text(taken) and Seat.objects.get().is_held
        assert "no longer signed up" in text(
            browser.post(at(mine, "own-seat"), {"action": "give-up", "group": group.pk}, follow=True)
        )
        assert browser.post(at(mine, "own-seat"), {"action": "take"}).status_code == 404

    def test_a_clash_is_said_and_refused_nothing(self, conference, mine, browser):
        one = SessionFactory(conference=conference, sign_up=True, title={"en": "Visit"})
        other = SessionFactory(conference=conference, sign_up=True, title={"en": "Dinner"})
        publish_agenda(conference, by=system_user("command"))
        # Readers know neither a session nor a name that is not published yet.
        secret = SessionFactory(conference=conference, sign_up=True, title={"en": "Secret"})
        change_session(one, by=system_user("command"), revision=None, title={"en": "Secret"})
        answers = [
            browser.post(at(mine, "own-seat"), {"action": "take", "session": session.pk}).status_code
            for session in (one, other, secret)
        ]
        page = text(browser.get(at(mine, "own-agenda")))
        assert answers == [302, 302, 404] and "Secret" not in page
        assert Seat.objects.count() == 2 and "At the same time as “Visit”" in page

    def test_a_session_of_ones_own_group_is_no_clash(self, conference, mine, browser):
        group = WorkingGroupFactory(conference=conference, capacity=5, name={"en": "Finance"})
        SessionFactory(
            conference=conference, sign_up=True, working_group=group, title={"en": "Finance meets"}
        )
        SessionFactory(conference=conference, sign_up=True, title={"en": "Visit"})
        publish_agenda(conference, by=system_user("command"))
        browser.post(at(mine, "own-seat"), {"action": "take", "group": group.pk})
        page = text(browser.get(at(mine, "own-agenda")))
        assert page.count("At the same time as") == 1 and "Finance meets" in page  # that of the visit

    def test_the_calendar_has_ones_own_and_a_new_address_revokes_the_old(self, conference, mine, browser):
        session = SessionFactory(
            conference=conference, sign_up=True, title={"en": "Visit"}, visibility="participants"
        )
        SessionFactory(conference=conference, title={"en": "Plenary"})
        publish_agenda(conference, by=system_user("command"))
        browser.post(at(mine, "own-seat"), {"action": "take", "session": session.pk})
        shown = re.compile(r"<code[^>]*>([^<]+)</code>")
        assert not shown.search(text(browser.get(at(mine, "own-agenda"))))
        # Not where a device keeps pages; its owner may look at it as long as it lives.
        address = shown.search(text(browser.get(at(mine, "own-calendar-address"))))[1]
        assert at(mine, "own-calendar-address") in text(browser.get(at(mine, "own-agenda")))
        for content in (Client().get(address), browser.get(at(mine, "own-calendar-file"))):
            events = Calendar.from_ical(content.content).walk("VEVENT")
            assert [str(event["SUMMARY"]) for event in events] == ["Visit"]
        assert not Client().get(address).cookies
        page = browser.post(at(mine, "own-calendar-address"), follow=True)
        assert Client().get(address).status_code == 404
        assert Client().get(shown.search(text(page))[1]).status_code == 200

    def test_the_secretariat_sees_puts_in_and_takes_out(
        self, conference, mine, owner_client, assert_constant_queries
    ):
        group = WorkingGroupFactory(conference=conference)
        address = reverse("registrations_secretariat:seat-list", args=[conference.slug, "group", group.pk])
        assert "Anna Sample" in text(owner_client.get(address, {"q": "anna"}))
        parts = [conference.slug, "group", group.pk]
        owner_client.post(reverse("registrations_secretariat:seat-add", args=[*parts, mine.pk]))
        seat = Seat.objects.get()
        exported = owner_client.post(reverse("registrations_secretariat:seat-export", args=parts))
        assert exported.content[:2] == b"PK"
        assert reverse("registrations_secretariat:seat-list", args=parts) in text(
            owner_client.get(reverse("agenda_secretariat:group-change", args=[conference.slug, group.pk]))
        )
        owner_client.post(
            reverse("registrations_secretariat:seat-action", args=[*parts, seat.pk, "take-back"])
        )
        assert not Seat.objects.exists()
        assert_constant_queries(
            address,
            lambda: Seat.objects.create(
                registration=RegistrationFactory(conference=conference, status="approved"), group=group
            ),
            client=owner_client,
        )


def test_a_message_and_its_answer_stand_on_the_page(conference, mine, browser, owner):
    for _time in range(2):  # sent twice, it is one message
        said = browser.post(at(mine, "messages"), {"subject": "Visa", "body": "Do I need one?"}, follow=True)
    assert "Not answered yet" in text(said)
    answer_message(ContactMessage.objects.get(), answer="No, you do not.", by=owner)
    page = text(browser.get(at(mine, "messages")))
    assert "No, you do not." in page and "Not answered yet" not in page
    assert b"Do I need one?" in person_data_file(mine.person, by=owner)


def test_the_box_and_the_registration_lead_to_each_other_and_the_answer_goes_both_ways(
    conference, mine, browser, member, client_as, assert_constant_queries
):
    browser.post(at(mine, "messages"), {"subject": "Visa", "body": "Do I need one?"})
    message = ContactMessage.objects.get()
    desk, programme = client_as(member("registration")), client_as(member("programme"))
    box = reverse("conferences_secretariat:message-list", args=[conference.slug])
    one = reverse("conferences_secretariat:message", args=[conference.slug, message.pk])
    record = reverse("registrations_secretariat:registration", args=[conference.slug, mine.pk])
    assert record in text(desk.get(box)) and record in text(desk.get(one))
    assert one in text(desk.get(record)) and "Not answered yet" in text(desk.get(record))
    if programme.get(box).status_code == 200:
        assert record not in text(programme.get(box)), "they may not see registrations"

    desk.post(one, {"answer": "No, you do not."})
    assert "No, you do not." in text(browser.get(at(mine, "messages")))
    assert "No, you do not." in Message.objects.get(to="anna@example.org").body_text
    assert "Not answered yet" not in text(desk.get(record))

    def write():
        row = RegistrationFactory(conference=conference)
        write_to_secretariat(row, subject="Hall", body="Where?", language="en")

    assert_constant_queries(box, write, client=desk)


def test_what_was_issued_to_a_person_stands_among_their_documents(conference, mine, browser, owner):
    passport = FormFieldFactory(conference=conference, key="passport", type="passport")
    seal_answer(mine, passport.pk, {"number": "AA7654321", "nationality": "UZ"})
    delegation = DelegationFactory(conference=conference)
    Registration.objects.filter(pk=mine.pk).update(delegation=delegation)
    [letter] = write_visa_letters([mine], language="en", signatory=None, by=owner)
    invited = CorrespondenceFactory(
        conference=conference, direction="out", kind="invitation", language="en", delegation=delegation,
        invitee=InviteeFactory(conference=conference),
    )  # fmt: skip
    theirs = RegistrationFactory(conference=conference, status="approved")
    [other] = write_visa_letters([theirs], language="en", signatory=None, by=owner)
    recommendation(conference, stage="published")

    page = text(browser.get(at(mine, "documents")))

    for link in (
        at(mine, "confirmation-file"),
        at(mine, "own-letter", letter.pk),
        at(mine, "own-letter", invited.pk),
    ):
        assert link in page
        assert browser.get(link).content.startswith(b"%PDF"), link
    assert "Adopted recommendations" in page
    written = browser.get(at(mine, "own-letter", letter.pk)).content
    said = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(written)).pages)
    assert "AA7654321" in said and "Anna Sample" in said, "it is their own passport"
    assert at(mine, "own-letter", other.pk) not in page
    assert browser.get(at(mine, "own-letter", other.pk)).status_code == 404
    Correspondence.objects.filter(pk=letter.pk).update(struck_out_at=timezone.now())
    assert browser.get(at(mine, "own-letter", letter.pk)).status_code == 404
    Registration.objects.filter(pk=mine.pk).update(status="cancelled")
    assert browser.get(at(mine, "confirmation-file")).status_code == 404
    Correspondence.objects.filter(pk=letter.pk).update(struck_out_at=None)
    assert at(mine, "own-letter", letter.pk) not in text(browser.get(at(mine, "documents")))
    assert browser.get(at(mine, "own-letter", letter.pk)).status_code == 404, "they are no longer invited"


class TestCertificate:
    def over(self, conference: Any) -> None:
        yesterday = timezone.now().date() - dt.timedelta(days=1)
        type(conference).objects.filter(pk=conference.pk).update(starts_on=yesterday, ends_on=yesterday)

    def verify(self, code: str, surname: str) -> str:
        client, address = Client(), reverse("registrations_verify:verify")
        page = send_open_form(client, address, {"code": code, "surname": surname})
        assert not page.cookies
        return text(page)

    def test_only_on_attendance_and_verified_by_code_and_surname_together(
        self, conference, mine, browser, owner_client
    ):
        browser.post(at(mine, "certificate-take"))
        assert not Certificate.objects.exists()
        ScanFactory(registration=mine)
        browser.post(at(mine, "certificate-take"))
        assert not Certificate.objects.exists(), "not before the last day is over"
        self.over(conference)
        assert "Make my certificate" in text(browser.get(at(mine, "documents")))
        browser.post(at(mine, "certificate-take"))
        certificate = Certificate.objects.get()
        pdf = PdfReader(io.BytesIO(browser.get(at(mine, "certificate-file")).content))
        page = pdf.pages[0]
        words = page.extract_text()
        assert page.mediabox.width > page.mediabox.height and len(pdf.pages) == 1
        assert "Anna Sample" in words and certificate.number in words

        assert "genuine" in self.verify(certificate.code.lower(), "sample")
        wrong_name, wrong_code = (
            self.verify(certificate.code, "Smith"),
            self.verify("0000-0000-0000", "Sample"),
        )
        assert all("No. There is no document with this code" in said for said in (wrong_name, wrong_code))
        owner_client.post(
            reverse("registrations_secretariat:certificate-revoke", args=[conference.slug, mine.pk]),
            {"reason": "Issued in error"},
        )
        assert "genuine" not in self.verify(certificate.code, "Sample")
        assert browser.get(at(mine, "certificate-file")).status_code == 404
        for _time in range(20):
            said = self.verify("0000-0000-0000", "Sample")
        assert "too many attempts" in said

    def test_for_all_who_attended_once(self, conference, mine, owner_client):
        scans = [
            ScanFactory(registration=row)
            for row in RegistrationFactory.create_batch(2, conference=conference, status="approved")
        ]
        for _time in range(2):
            owner_client.post(reverse("registrations_secretariat:certificates-issue", args=[conference.slug]))
        issued = Certificate.objects.order_by("number")
        assert {row.registration_id for row in issued} == {scan.registration_id for scan in scans}
        assert [row.number[-6:] for row in issued] == ["C-0001", "C-0002"]
        assert Message.objects.filter(key="registrations.certificate").count() == 2


def test_deleting_oneself_needs_the_word_and_leaves_a_count(conference, mine, browser):
    browser.post(at(mine, "messages"), {"subject": "Visa", "body": "Do I need one?"})
    type(mine).objects.update(vetting="objected", vetting_note="Anna Sample, by the host")
    type(conference).objects.update(taken=1)
    type(mine.category).objects.update(taken=1)
    assert "Nothing was deleted" in text(browser.post(at(mine, "erase"), {"word": "yes"}))
    gone = browser.post(at(mine, "erase"), {"word": "delete"})
    assert gone["Clear-Site-Data"]
    mine.refresh_from_db()
    assert (mine.vetting, mine.vetting_note) == ("not-started", "")
    mine.person.refresh_from_db()
    assert mine.status == "cancelled" and mine.person.forgotten_at and not dict(mine.person.name)
    assert not ContactMessage.objects.exists()
    assert browser.get(at(mine, "registration")).status_code == 302


def test_this_device_forgets(conference, mine, browser):
    answer = browser.post(reverse("people_portal:forget", args=[conference.slug]))
    assert answer["Clear-Site-Data"] == '"cache"', "a door app on the same phone keeps its unsent scans"
    assert browser.get(at(mine, "registration")).status_code == 302
