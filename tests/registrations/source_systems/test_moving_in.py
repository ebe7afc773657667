"""Moving in: what comes along from each system, what does not and is said, and that a second time doubles nothing."""

import pytest
from django.utils import timezone

from agenda.rooms.models import Room
from agenda.sessions.models.session import Session, SessionRole
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, Theme
from confman.mail.models import Message
from confman.people.models import Person
from registrations.attendance.models import Scan
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.questionnaire.models import FormField
from registrations.source_systems.models import Takeover
from tests.registrations.source_systems import samples

pytestmark = pytest.mark.django_db


def statuses():
    return {str(row.person): row.status for row in Registration.objects.all()}


def places(report):
    return {each["path"]: (each["count"], each["example"]) for each in report["leftovers"]}


class TestPretalx:
    def test_a_conference_that_does_not_exist_is_made_of_it(self, move_in):
        move_in("pretalx", samples.pretalx())
        conference = Conference.objects.get(slug="aral")
        assert conference.title == {"en": "Waters of the Aral", "ru": "Воды Арала"}
        assert (str(conference.starts_on), str(conference.ends_on)) == ("2027-05-10", "2027-05-11")
        assert (conference.timezone, conference.languages) == ("Asia/Tashkent", ["en", "ru"])
        assert {str(room.name): room.capacity for room in Room.objects.all()} == {
            "Hall": 300,
            "Library": None,
        }
        assert [theme.name for theme in Theme.objects.all()] == [{"en": "Fish", "ru": "Рыба"}]

    def test_a_new_conference_has_the_colour_and_the_address_to_write_to(self, move_in):
        report = move_in("pretalx", samples.pretalx())
        conference = Conference.objects.get(slug="aral")
        assert (conference.colour, conference.contact_email) == ("#226699", "org@example.org")
        assert "Taken for the conference itself: e-mail of the secretariat, colour." in report["messages"]

    def test_one_that_is_here_keeps_what_it_says_of_itself(self, move_in, conference):
        Conference.objects.filter(pk=conference.pk).update(contact_email="ours@example.org", colour="#1f4e79")
        report = move_in("pretalx", samples.pretalx(), slug="tashkent2027")
        conference.refresh_from_db()
        assert (conference.colour, conference.contact_email) == ("#226699", "ours@example.org")
        assert "The conference keeps its own “e-mail of the secretariat”." in report["messages"]

    def test_what_no_conference_can_say_of_itself_is_left_out(self, move_in):
        event = samples.PRETALX_EVENT | {"email": "nobody", "primary_color": "blue"}
        report = move_in("pretalx", samples.pretalx(event=[event]))
        assert Conference.objects.get(slug="aral").contact_email == ""
        assert sum(line.startswith("The conference: “") for line in report["messages"]) == 2

    def test_submissions_are_sessions_with_time_room_people_and_language(self, move_in):
        move_in("pretalx", samples.pretalx())
        first = Session.objects.get(title__en="Talk S1")
        assert (str(first.room), str(first.theme), first.status) == ("Hall", "Fish", "confirmed")
        assert first.start.isoformat() == "2027-05-10T04:00:00+00:00"
        assert (first.end - first.start).seconds == 30 * 60
        assert first.summary == {"en": "About fish."}
        second = Session.objects.get(title__ru="Улов")
        assert (second.end - second.start).seconds == 45 * 60
        assert {str(role.person) for role in second.roles.all()} == {"Anora Sample", "Борис Пример"}
        anora = Person.objects.get(email="anora@example.org")
        assert str(anora.biography) == "Counts fish."

    def test_states_have_one_meaning_each(self, move_in):
        report = move_in("pretalx", samples.pretalx())
        found = {str(session.title): session.status for session in Session.objects.all()}
        assert found == {
            "Talk S1": "confirmed",
            "Улов": "tentative",
            "Talk S3": "cancelled",
            "Lunch": "confirmed",
        }
        assert (
            "Submissions with the state “rejected” are not part of a programme: 1 left out."
            in report["messages"]
        )

    def test_a_break_is_a_session_of_its_kind(self, move_in):
        move_in("pretalx", samples.pretalx())
        assert Session.objects.get(title__en="Lunch").kind in ("break", "meal")

    def test_what_has_no_place_is_listed_and_secrets_are_not_shown(self, move_in):
        report = move_in("pretalx", samples.pretalx())
        found = places(report)
        assert found["submissions.internal_notes"] == (4, "Pays late")
        assert found["submissions.do_not_record"] == (4, "True")
        assert found["submissions.invitation_token"] == (4, "•••")
        assert found["rooms.speaker_info"] == (1, "Quiet, please")
        assert "VERYSECRET" not in report["said"]
        assert Takeover.objects.get().report["leftovers"] == report["leftovers"]

    def test_a_field_that_nobody_has_heard_of_is_listed_too(self, move_in):
        report = move_in("pretalx", samples.pretalx(rooms=[{**samples.ROOMS[0], "smell": {"of": ["roses"]}}]))
        assert places(report)["rooms.smell.of"] == (1, "roses")

    def test_the_exported_schedule_alone_is_enough(self, move_in, pretalx_schedule):
        move_in("pretalx", {"schedule.json": pretalx_schedule})
        assert str(Session.objects.get().title) == "Talk S1"

    def test_a_schedule_that_was_imported_is_found_again_by_the_api(self, move_in, pretalx_schedule):
        move_in("pretalx", {"schedule.json": pretalx_schedule})
        report = move_in("pretalx", {**samples.pretalx(), "schedule.json": pretalx_schedule})
        assert Session.objects.filter(title__en="Talk S1").count() == 1
        assert report["figures"]["sessions_new"] == 3


class TestPretix:
    def test_orders_are_registrations_with_their_categories(self, move_in):
        move_in("pretix", samples.pretix())
        assert statuses() == {
            "Anora Sample": "approved", "Борис Пример": "submitted", "Cem Örnek": "cancelled",
            "Dilfuza Namuna": "approved", "Eve Sample": "approved", "Fay Sample": "cancelled",
        }  # fmt: skip
        anora = Registration.objects.get(person__email="a1@example.org")
        assert anora.category.name == {"en": "Ticket", "ru": "Билет"}
        assert (str(anora.person.organization), anora.person.country.code) == ("Fish Ltd", "UZ")
        assert str(Registration.objects.get(person__email="a3@example.org").category.name) == "Press: Paper"
        assert anora.submitted_at.isoformat() == "2026-11-01T10:00:00+00:00"
        assert anora.ticket_token

    def test_its_order_data_in_one_file_say_who_comes_as_what(self, move_in, conference):
        answer = {"question": 5, "answer": "Large"}
        order = samples.order("A1", samples.position(name="Anora Sample", answers=[answer]))
        report = move_in("pretix", samples.order_data([order, *samples.ORDERS[1:]]), slug="tashkent2027")
        assert report["figures"]["registrations"] == 6
        paper = Registration.objects.get(person__email="a3@example.org")
        assert str(paper.category.name) == "Press: Paper"
        # It has what was chosen in words, and not what else could be.
        assert FormField.objects.get(key="size").type == "text"
        assert Registration.objects.get(person__email="a1@example.org").answers["size"] == "Large"

    def test_answers_come_with_their_questions(self, move_in):
        move_in("pretix", samples.pretix())
        size = FormField.objects.get(key="size")
        assert (size.type, size.required, [str(each) for each in size.categories.all()]) == (
            "choice",
            True,
            ["Ticket"],
        )
        large = next(option["key"] for option in size.options if option["label"] == {"en": "Large"})
        anora = Registration.objects.get(person__email="a1@example.org")
        assert anora.answers == {"size": large, "diet": "no nuts", "veg": True}

    def test_check_ins_are_attendance_at_a_checkpoint_of_that_name(self, move_in):
        move_in("pretix", samples.pretix())
        scan = Scan.objects.get()
        assert (str(scan.checkpoint), str(scan.registration), scan.result) == (
            "Main door",
            "Anora Sample",
            "admitted",
        )
        assert scan.at.isoformat() == "2024-05-10T08:55:00+00:00"

    def test_a_check_in_in_the_future_or_without_approval_is_left_out_and_said(self, move_in):
        visits = [{"id": 1, "list": 9, "datetime": "2099-05-10T08:55:00Z", "type": "entry"}]
        early = [{"id": 2, "list": 9, "datetime": "2024-05-10T08:55:00Z", "type": "entry"}]
        orders = [
            samples.order("D1", samples.position(name="Gul Sample", checkins=visits)),
            samples.order("D2", samples.position(name="Hans Muster", checkins=early), status="n"),
        ]
        report = move_in("pretix", samples.pretix(orders=orders))
        assert not Scan.objects.exists()
        assert any("were left out: 2" in line for line in report["messages"])

    def test_more_registrations_than_the_quota_are_not_lost(self, move_in):
        report = move_in("pretix", samples.pretix())
        ticket = Category.objects.get(name__en="Ticket")
        assert (ticket.capacity, ticket.taken) == (None, 3)
        assert any("quota of 1" in line for line in report["messages"])

    def test_what_admits_nobody_is_no_registration(self, move_in):
        report = move_in("pretix", samples.pretix())
        assert "“T-shirt” admits nobody: 1 position is no registration." in report["messages"]

    def test_money_and_codes_have_no_place_and_are_listed(self, move_in):
        found = places(move_in("pretix", samples.pretix()))
        assert found["orders.payments.amount"] == (5, "50.00")
        assert found["orders.positions.secret"] == (7, "•••")

    def test_an_address_that_opens_an_order_there_is_shown_to_nobody(self, move_in):
        order = {**samples.ORDERS[0], "url": "https://tickets.example.org/un/2027/order/A1/k3yOfA1/"}
        report = move_in("pretix", samples.pretix(orders=[order]))
        assert places(report)["orders.url"] == (1, "https://tickets.example.org/…")
        assert "k3yOfA1" not in report["said"]

    def test_two_of_one_name_with_two_addresses_are_two(self, move_in):
        twins = [
            samples.order(code, samples.position(name="Gul Sample", company="Fish Ltd"))
            for code in ("B1", "B2", "B3")
        ]
        twins[2]["email"] = "b1@example.org"
        move_in("pretix", samples.pretix(orders=twins))
        assert sorted(person.email for person in Person.objects.all()) == ["b1@example.org", "b2@example.org"]

    def test_a_place_that_was_cancelled_hides_no_other_of_the_same_person(self, move_in):
        orders = [
            samples.order(
                "C1", samples.position(name="Gul Sample", attendee_email="g@example.org"), status="c"
            ),
            samples.order("C2", samples.position(name="Gul Sample", attendee_email="g@example.org")),
        ]
        move_in("pretix", samples.pretix(orders=orders))
        assert statuses() == {"Gul Sample": "approved"}


class TestIndico:
    def test_contributions_are_sessions_in_the_themes_of_their_sessions(self, move_in):
        move_in("indico", samples.indico())
        found = {str(session.title): session for session in Session.objects.all()}
        assert set(found) == {"Contribution 101", "Contribution 102", "Lunch"}
        first = found["Contribution 101"]
        assert (str(first.theme), str(first.room), first.start.isoformat()) == (
            "Fish",
            "Hall",
            "2027-05-10T04:00:00+00:00",
        )
        roles = {(str(role.person), role.role) for role in first.roles.all()}
        assert roles == {("Anora Sample", "speaker"), ("Cem Örnek", "chair")}
        assert Conference.objects.get(slug="aral").timezone == "Asia/Tashkent"

    def test_the_conference_says_of_itself_what_it_said_there(self, move_in):
        move_in("indico", samples.indico())
        conference = Conference.objects.get(slug="aral")
        assert str(conference.description) == "Two days on fish."
        assert str(conference.venue) == "Congress Centre, Main hall"
        assert str(conference.address) == "1 Shore Street"

    def test_the_timetable_alone_has_sessions_too(self, move_in, conference):
        files = samples.indico()
        move_in("indico", {"timetable.json": files["timetable.json"]}, slug="tashkent2027")
        assert {str(session.title) for session in Session.objects.all()} == {"Contribution 101", "Lunch"}

    def test_registrants_are_registrations_in_their_states(self, move_in):
        move_in("indico", samples.indico())
        found = sorted((str(row.person), row.person.email, row.status) for row in Registration.objects.all())
        assert found == [
            ("Anora Sample", "r1@example.org", "approved"),
            ("Gul Sample", "r2@example.org", "submitted"),
            ("Gul Sample", "r4@example.org", "approved"),
            ("Hans Muster", "r3@example.org", "cancelled"),
        ]

    def test_a_check_in_without_a_time_is_attendance_all_the_same(self, move_in):
        report = move_in("indico", samples.indico())
        assert Registration.objects.attended().count() == 1
        assert any("has no time" in line for line in report["messages"])

    def test_subcontributions_are_items(self, move_in):
        part = {"_type": "SubContribution", "id": 5, "title": "Carp", "duration": 5,
                "speakers": [samples.speaker("Ilse", "Muster", 9)]}  # fmt: skip
        move_in("indico", samples.indico(contributions=[samples.contribution(101, subContributions=[part])]))
        session = Session.objects.get(title__en="Contribution 101")
        assert [(str(item.title), item.minutes) for item in session.items.all()] == [("Carp", 5)]
        assert str(session.roles.get(item__isnull=False).person) == "Ilse Muster"


class TestTwice:
    @pytest.mark.parametrize("source", ["pretalx", "pretix", "indico"])
    def test_nothing_is_doubled_and_nothing_changes(self, move_in, source):
        files = getattr(samples, source)()
        move_in(source, files)
        before = [
            model.objects.count()
            for model in (Session, SessionRole, Person, Registration, Category, FormField, Scan, Room, Theme)
        ]
        report = move_in(source, files)
        assert before == [
            model.objects.count()
            for model in (Session, SessionRole, Person, Registration, Category, FormField, Scan, Room, Theme)
        ]
        assert {name for name, count in report["figures"].items() if count} <= {
            "sessions_unchanged",
            "people_unchanged",
        }

    def test_what_changed_there_changes_here(self, move_in):
        move_in("pretalx", samples.pretalx())
        later = [samples.submission("S1", title="Talk about carp"), *samples.SUBMISSIONS[1:]]
        report = move_in("pretalx", samples.pretalx(submissions=later))
        assert report["figures"]["sessions_changed"] == 1
        assert Session.objects.filter(title__en="Talk about carp").count() == 1

    def test_a_person_is_found_again_whatever_they_are_called_now(self, move_in):
        move_in("pretix", samples.pretix())
        renamed = samples.order(
            "A1", samples.position(name="Anora Married", attendee_email="new@example.org", company="Fish Ltd")
        )
        move_in("pretix", samples.pretix(orders=[renamed, *samples.ORDERS[1:]]))
        assert Person.objects.count() == 6
        assert Person.objects.get(email="new@example.org").name == {"en": "Anora Married"}

    def test_what_was_decided_there_since_is_decided_here(self, move_in):
        move_in("pretix", samples.pretix())
        paid = {**samples.ORDERS[1], "status": "p"}
        cancelled = {**samples.ORDERS[4], "status": "c"}
        report = move_in(
            "pretix", samples.pretix(orders=[samples.ORDERS[0], paid, *samples.ORDERS[2:4], cancelled])
        )
        assert statuses()["Борис Пример"] == "approved"
        assert statuses()["Eve Sample"] == "cancelled"
        assert report["figures"]["cancelled"] == 1
        assert Category.objects.get(name__en="Ticket").taken == 3

    def test_answers_that_changed_there_change_here(self, move_in):
        move_in("pretix", samples.pretix())
        answer = {"question": 4, "answer": "nothing raw", "options": []}
        order = samples.order("A1", samples.position(name="Anora Sample", answers=[answer]))
        report = move_in("pretix", samples.pretix(orders=[order]))
        assert Registration.objects.get(person__email="a1@example.org").answers["diet"] == "nothing raw"
        assert report["figures"]["answered"] == 1


def test_times_of_orders_without_an_offset_are_those_of_the_place_and_impossible_ones_are_left_out(move_in):
    def seen(at):
        return [{"id": 1, "list": 9, "datetime": at, "type": "entry"}]

    orders = [
        samples.order("A1", samples.position(name="Anora Sample", checkins=seen("2024-05-10T08:55:00")),
                      datetime="2024-05-01T10:00:00"),
        samples.order("A2", samples.position(name="Boris Sample", checkins=seen("0001-01-01T00:00:00+12:00")),
                      datetime="9999-12-31T23:59:59-12:00"),
    ]  # fmt: skip
    for _time in range(2):
        report = move_in("pretix", samples.pretix(orders=orders))
    assert report["figures"] == {"people_unchanged": 2}
    first, second = Registration.objects.order_by("person__email")
    assert first.submitted_at.isoformat() == "2024-05-01T05:00:00+00:00"
    assert first.scans.get().at.isoformat() == "2024-05-10T03:55:00+00:00"
    assert second.submitted_at < timezone.now() and second.scans.get().at <= timezone.now()


def test_two_questions_whose_short_names_begin_alike_are_two(move_in):
    names = [f"how_did_you_hear_about_this_event_{which}" for which in ("first", "second")]
    questions = [
        samples.QUESTIONS[0] | {"id": number, "identifier": name, "question": {"en": name}}
        for number, name in enumerate([*names, "pending"], start=11)
    ]
    answers = [{"question": number, "answer": f"Answer {number}", "options": []} for number in (11, 12, 13)]
    orders = [samples.order("A1", samples.position(name="Anora Sample", answers=answers))]
    files = samples.pretix(questions=[*questions, *questions], orders=orders)
    for _time in range(2):
        move_in("pretix", files)
    fields = {row.key: str(row.label) for row in FormField.objects.all()}
    said = {fields[key]: answer for key, answer in Registration.objects.get().answers.items()}
    assert said == {names[0]: "Answer 11", names[1]: "Answer 12", "pending": "Answer 13"}
    assert len(fields) == 3


def test_programme_and_orders_of_two_systems_meet_in_one_conference(move_in):
    move_in("pretalx", samples.pretalx())
    orders = [samples.order("A1", samples.position(name="Anora Sample", attendee_email="anora@example.org"))]
    move_in("pretix", samples.pretix(orders=orders))
    anora = Person.objects.get(name__en="Anora Sample")
    assert (anora.session_roles.count(), anora.registrations.count()) == (3, 1)


def test_nobody_is_written_to_and_the_history_knows(move_in):
    move_in("pretix", samples.pretix())
    move_in("pretalx", samples.pretalx())
    assert not Message.objects.exists()
    assert AuditEntry.objects.filter(verb="registrations.taken_over").count() == 2


def test_a_trial_says_the_same_and_writes_nothing(move_in, conference):
    tried = move_in("pretix", samples.pretix(), "--dry-run", slug="tashkent2027")
    assert not Person.objects.exists()
    assert not Takeover.objects.exists()
    done = move_in("pretix", samples.pretix(), slug="tashkent2027")
    assert {**tried, "said": ""} == {**done, "said": ""}
    assert move_in("pretix", samples.pretix(), "--dry-run", slug="other2027")["figures"] == done["figures"]
    assert not Conference.objects.filter(slug="other2027").exists()
