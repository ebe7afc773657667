"""The record of a registration: its next action, what is rare, and the records beside it in the list."""

import datetime as dt
import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from confman.people.models import Person
from confman.web.database.changes import StaleRevision
from registrations.core.models.registration import Registration
from registrations.delegations.domain.members import set_function
from registrations.lifecycle.domain.changes import change_answers, change_registration
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.questionnaire.domain.answer_writer import Answers
from registrations.questionnaire.domain.builder import add_field
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
)
from tests.registrations.addresses import address
from tests.registrations.people_lists import bring_in, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk_on(conference, owner, client_as, time_machine):
    """`desk_on(0)`: the owner's browser at noon, so many days after the first day of the conference."""

    def at(days):
        noon = dt.datetime.combine(conference.starts_on, dt.time(12), conference.zone)
        time_machine.move_to(noon + dt.timedelta(days=days), tick=False)
        return client_as(owner)

    return at


def named(conference, *names, **fields):
    return [
        RegistrationFactory(
            conference=conference, person=PersonFactory(conference=conference, name={"en": name}), **fields
        )
        for name in names
    ]


def test_a_form_opened_before_writes_over_no_other_verb_of_its_fields(conference, owner):
    """Function set, head replaced, list imported, records merged, data erased: each is a change it has not seen."""
    by, delegation = owner, DelegationFactory(conference=conference, name={"en": "UNODC"})
    CategoryFactory(conference=conference, name={"en": "Press"}, letter="M")
    head, member, listed, kept, erased = named(
        conference,
        "Ada Sample",
        "Bob Sample",
        "Cem Sample",
        "Dan Sample",
        "Eve Sample",
        delegation=delegation,
    )
    set_function(head, "head", by=by)
    [double] = named(conference, "Dan Sample", status="draft", notes="Vegan")
    seen = {
        row.pk: Registration.objects.get(pk=row.pk).revision for row in (head, member, listed, kept, erased)
    }

    set_function(member, "head", by=by)
    assert [row.name["en"] for row in Person.objects.filter(registrations__function="head")] == ["Bob Sample"]
    bring_in(conference, csv("name,delegation,category", "Cem Sample,UNODC,Press"))
    merge_people(kept.person, double.person, by=by)
    erase_person(erased.person, by=by)

    for row in (head, member, listed, kept, erased):
        with pytest.raises(StaleRevision):
            change_registration(row, by=by, revision=seen[row.pk], mode="online", notes="late")


# --- the next action ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "label"),
    [("submitted", "Approve"), ("waiting", "Offer a place"), ("offered", "Approve"),
     ("no-show", "Take the no-show back"), ("nominated", "Send the personal link again"),
     ("draft", "Send the personal link again"), ("declined", None), ("cancelled", None), ("replaced", None)],
)  # fmt: skip
def test_the_coloured_button_is_the_next_action_of_the_status(conference, desk_on, status, label):
    desk = desk_on(30)
    [row] = named(conference, "Lola Sample", status=status)
    answer = desk.get(address(conference, "registration", row.pk))
    action = answer.context["next_action"]
    assert (str(action.label) if action else None) == label
    assert answer.content.decode().partition("</main>")[0].count("btn-primary") == bool(label)


def test_keys_decide_on_what_was_opened_from_the_list_and_the_quota_stands_beside_the_name(
    conference, desk_on
):
    desk = desk_on(30)
    category = CategoryFactory(conference=conference, name={"en": "Guest"}, capacity=20, taken=12)
    [row] = named(conference, "Lola Sample", status="submitted", category=category)
    record = address(conference, "registration", row.pk)

    def keys(page):
        found = html.fromstring(page.content).xpath("//main//*[@aria-keyshortcuts]")
        return {each.get("aria-keyshortcuts"): each.text_content().strip() for each in found}

    page = desk.get(record, {"in": "status=to-review"})
    assert keys(page) == {"A": "Approve", "W": "Put on the waiting list", "D": "Decline"}
    assert "Guest 12/20" in html.fromstring(page.content).xpath("string(//*[@class='page-heading'])")
    assert keys(desk.get(record)) == {}
    confirmed = {key: keys(desk.get(f"{record}{key}/", {"in": ""})) for key in ("approve", "wait", "decline")}
    assert confirmed == {"approve": {"A": "Approve"}, "wait": {"W": "Put on the waiting list"}, "decline": {}}


def test_an_approved_person_gets_a_badge_then_is_checked_in(conference, owner, desk_on):
    [row] = named(conference, "Lola Sample")
    approve_registration(row, by=owner)
    page = desk_on(-40).get(address(conference, "registration", row.pk))
    assert page.context["next_action"].url == address(conference, "badge", row.pk)

    page = desk_on(0).get(address(conference, "registration", row.pk))
    row.refresh_from_db()
    assert page.context["next_action"].url == reverse(
        "registrations_onsite:ticket", args=[conference.slug, row.ticket_token]
    )


def test_who_may_only_look_is_offered_nothing(conference, member, client_as):
    [row] = named(conference, "Lola Sample")
    page = client_as(member("protocol")).get(address(conference, "registration", row.pk))
    assert page.context["next_action"] is None
    assert not page.context["buttons"] and not page.context["ends"]


def test_what_ends_it_stands_last_under_more(conference, owner, client_as):
    [row] = named(conference, "Lola Sample")
    ends = client_as(owner).get(address(conference, "registration", row.pk)).context["ends"]
    assert [str(link.label) for link in ends] == ["Cancel the registration", "Erase the person"]


# --- at the side ----------------------------------------------------------------------------------------


def test_the_side_tells_attendance_of_today_apart_and_mails_to_the_person(conference, desk_on):
    desk = desk_on(0)
    [row] = named(conference, "Lola Sample", status="approved")
    now = conference.local(dt.datetime.now(dt.UTC))
    for days in (0, 1):
        ScanFactory(registration=row, at=now - dt.timedelta(days=days))
    MessageFactory(conference=conference, recipient=row.person, subject="Your ticket")
    MessageFactory(conference=conference, subject="To somebody else")

    answer = desk.get(address(conference, "registration", row.pk))

    assert (len(answer.context["scans_today"]), len(answer.context["scans_before"])) == (1, 1)
    assert [mail.subject for mail in answer.context["mails"]["messages"]] == ["Your ticket"]
    assert "1 record of other days" in answer.content.decode()


def test_mails_stand_in_every_state_and_what_failed_is_sent_again_from_there(conference, desk):
    """Red while a failed mail had to be opened first, and earlier ones than the last five were not seen."""
    [row] = named(conference, "Lola Sample", status="approved")
    failed = MessageFactory(
        conference=conference,
        recipient=row.person,
        status="failed",
        subject="Your ticket",
        last_error="Full.",
    )
    for status in ("queued", "sent", "held", "sent", "sent"):
        MessageFactory(conference=conference, recipient=row.person, status=status)
    record = address(conference, "registration", row.pk)
    page = desk.get(record)
    shown = [mail.status for mail in page.context["mails"]["messages"]]
    assert shown[0] == "failed" and set(shown) == {"failed", "queued", "sent", "held"}
    again = reverse("mail_secretariat:message-action", args=[conference.slug, failed.pk, "retry"])
    assert again in page.content.decode() and "Full." in page.content.decode()
    assert page.content.decode().count("Send again") == 1
    answer = desk.post(again, {"next": record})
    assert answer.headers["Location"] == record
    failed.refresh_from_db()
    assert failed.status == "queued"
    elsewhere = desk.post(again, {"next": "https://example.org/"}).headers["Location"]
    assert elsewhere == reverse("mail_secretariat:message", args=[conference.slug, failed.pk])


def test_mails_are_for_those_who_may_read_the_outbox(conference, member, client_as):
    [row] = named(conference, "Lola Sample", status="approved")
    MessageFactory(conference=conference, recipient=row.person, subject="Your ticket")
    page = client_as(member("protocol")).get(address(conference, "registration", row.pk))
    assert "Your ticket" not in page.content.decode()


# --- beside it in the list ------------------------------------------------------------------------------


def test_the_records_beside_it_are_those_of_the_list_it_was_opened_from(conference, desk):
    first, second, third = named(conference, "Anna", "Bella", "Carla")
    named(conference, "Berta", status="waiting")
    listed = desk.get(address(conference, "registration-list"), {"status": "submitted", "sort": "name"})
    inside = f"{address(conference, 'registration', second.pk)}?in=status%3Dsubmitted%26sort%3Dname"
    assert f'href="{inside}"' in listed.content.decode()

    beside = desk.get(inside).context["neighbours"]

    assert (beside.number, beside.total) == (2, 3)
    assert (beside.previous.label, beside.next.label) == ("Anna", "Carla")
    assert beside.next.url == inside.replace(str(second.pk), str(third.pk))
    assert beside.url == f"{address(conference, 'registration-list')}?status=submitted&sort=name"
    assert desk.get(inside.replace(str(second.pk), str(first.pk))).context["neighbours"].previous is None
    assert desk.get(address(conference, "registration", second.pk)).context["neighbours"] is None


def test_after_a_decision_the_next_one_of_the_list_opens(conference, desk):
    first, second = named(conference, "Anna", "Bella")
    query = "?in=status%3Dsubmitted%26sort%3Dname"
    decide = address(conference, "decide", first.pk, "approve") + query
    assert "Approve and next" in desk.get(decide).content.decode()

    answer = desk.post(decide, {"reason": "", "then-next": "1"})

    assert answer.url == address(conference, "registration", second.pk) + query
    assert Registration.objects.get(pk=first.pk).status == "approved"
    last = address(conference, "decide", second.pk, "approve") + query
    assert "Approve and next" not in desk.get(last).content.decode()
    assert desk.post(last, {"reason": ""}).url == address(conference, "registration", second.pk) + query


def test_the_record_asks_as_much_in_a_long_list_as_in_a_short_one(conference, desk, assert_constant_queries):
    [row] = named(conference, "Mila")
    named(conference, "Anna", "Zara")
    assert_constant_queries(
        address(conference, "registration", row.pk) + "?in=sort%3Dname",
        lambda: (
            MessageFactory(conference=conference, recipient=named(conference, "Nora")[0].person)
            and MessageFactory(conference=conference, recipient=row.person)
        ),
        client=desk,
    )


@pytest.mark.parametrize("many", [False, True])
def test_before_an_approval_full_quotas_and_people_without_an_address_are_told(conference, desk, many):
    category = CategoryFactory(conference=conference, name={"en": "Speaker"}, capacity=1)
    rows = named(conference, "Anna", "Boris", category=category, status="submitted")
    Person.objects.filter(pk=rows[0].person_id).update(email="", contact=None)
    if many:
        page = desk.post(
            address(conference, "bulk"), {"action": "approve", "selected": [str(row.pk) for row in rows]}
        ).content.decode()
        assert "“Speaker”: places left 1, needed 2" in page
        assert "1 of them has no address" in page and "Anna" in page
    else:
        approve_registration(rows[1], by=rows[1].conference.memberships.first().user, reason="")
        page = desk.get(address(conference, "decide", rows[0].pk, "approve")).content.decode()
        assert "“Speaker”: places left 0, needed 1" in page
        assert "There is no e-mail address, so no mail tells of it." in page
    assert "Where no place is left, this will be refused" in page
    page = desk.get(address(conference, "decide", rows[0].pk, "decline")).content.decode()
    assert "places left" not in page and "no place is left" not in page


def test_a_practice_registration_is_opened_as_its_participant(conference, desk):
    plain, practice = named(conference, "Anna", "Boris", status="submitted")
    Registration.objects.filter(pk=practice.pk).update(is_practice=True)
    assert (
        "Open as the participant"
        not in desk.get(address(conference, "registration", plain.pk)).content.decode()
    )
    page = desk.get(address(conference, "registration", practice.pk)).content.decode()
    link = page.split("Open as the participant")[0].rpartition('href="')[2].split('"')[0]
    assert Client().get(link, follow=True).status_code == 200


def test_a_section_opens_in_place_and_a_stale_edit_shows_both_versions(conference, desk):
    row = RegistrationFactory(conference=conference, notes="Vegetarian")
    record, change = (address(conference, name, row.pk) for name in ("registration", "registration-change"))
    page = desk.get(record).content.decode()
    assert f'hx-get="{change}" hx-target="#registration-section"' in page
    form = desk.get(change)
    assert f'action="{change}"' in form.content.decode()
    seen = {"category": row.category_id, "delegation": "", "function": "", "mode": row.mode,
            "revision": form.context["form"]["revision"].value()}  # fmt: skip
    assert desk.post(change, {**seen, "notes": "Vegan"}).headers["Location"] == record
    stale = desk.post(change, {**seen, "notes": "Halal"})
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "Halal" in text and "Vegan" in text
    row.refresh_from_db()
    assert row.notes == "Vegan"
    again = {**seen, "revision": stale.context["form"]["revision"].value(), "notes": "Halal"}
    assert desk.post(change, again).status_code == 302
    row.refresh_from_db()
    assert row.notes == "Halal"


def test_answers_that_the_person_changed_meanwhile_are_shown_beside_what_was_typed(conference, desk, owner):
    for key in ("wish", "shirt"):
        add_field(conference, by=owner, type="text", key=key, label={"en": f"Your {key}"})
    add_field(conference, by=owner, type="arrival", key="arrival", label={"en": "Arrival"})
    add_field(conference, by=owner, type="file", key="letter", label={"en": "Letter"})
    row = RegistrationFactory(conference=conference, answers={"wish": "Tea", "shirt": "M"})
    record, change = (
        f"{address(conference, name, row.pk)}?in=sort%3Dname" for name in ("registration", "answers-change")
    )
    assert f'hx-get="{change}" hx-target="#answers-section"' in desk.get(record).content.decode()
    form = desk.get(change)
    assert f'action="{change}"' in form.content.decode()
    typed = {"seen": form.context["form"]["seen"].value(), "q_wish": "Coffee", "q_shirt": "M"}
    change_answers(row, Answers({"wish": "Water"}), by=owner)
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%sample")

    stale = desk.post(change, {**typed, "q_letter": letter})

    assert stale.status_code == 409
    differences = {each.label: (each.yours, each.theirs) for each in stale.context["stale"]}
    assert differences == {"Your wish": ("Coffee", "Water"), "Letter": ("letter.pdf", "—")}
    # Nothing typed or sent is lost: once seen, both are saved by the same form.
    again = {
        name: value
        for name, value in ((field.html_name, field.value()) for field in stale.context["form"])
        if isinstance(value, str)
    }
    held = dict(re.findall(r'name="(q_letter[^"]*)" value="([^"]+)"', stale.content.decode()))
    assert again["q_wish"] == "Coffee" and held
    row.refresh_from_db()
    assert row.answers["wish"] == "Water"
    assert desk.post(change, {**again, **held}).headers["Location"] == record
    row.refresh_from_db()
    assert row.answers["wish"] == "Coffee" and row.answer_files.get().name == "letter.pdf"
    # Unchanged answers are no reason to refuse anything.
    seen = desk.get(change).context["form"]["seen"].value()
    assert desk.post(change, {**typed, "seen": seen}).status_code == 302


def test_forms_opened_from_the_record_lead_back_to_it_and_keep_the_list(conference, owner_client):
    [row] = named(conference, "Anna", status="approved")
    record = f"{address(conference, 'registration', row.pk)}?in=status%3Dapproved"
    page = owner_client.get(record).content.decode()
    back = f"?back={quote(record, safe='')}"
    person = reverse("people_secretariat:person-change", args=[conference.slug, row.person_id]) + back
    travel = address(conference, "travel-change", row.pk) + back
    change = f"{address(conference, 'registration-change', row.pk)}?in=status%3Dapproved"
    assert f'hx-get="{person}" hx-target="#person-section"' in page and f'href="{travel}"' in page
    for form, values in (
        (person, {"name_en": "Anna Sample", "sex": "not-stated"}),
        (travel, {"arrival_flight": "HY 602"}),
        (change, {"category": row.category_id, "mode": row.mode}),
    ):
        shown = owner_client.get(form).content.decode()
        assert f'action="{form}"' in shown and f'href="{record}"' in shown
        answer = owner_client.post(form, values)
        assert answer.status_code == 302, answer.context["form"].errors
        assert answer.headers["Location"] == record
    row.refresh_from_db()
    assert (str(Person.objects.get(pk=row.person_id)), row.travel.arrival_flight) == ("Anna Sample", "HY 602")
    # Only pages of this conference's secretariat are returned to.
    elsewhere = person.partition("?")[0] + "?back=https%3A%2F%2Fexample.org%2F"
    assert "example.org" not in owner_client.get(elsewhere).context["list_url"]
