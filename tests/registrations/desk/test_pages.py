"""The registration desk in the secretariat, through its addresses."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django.asserts import assertContains, assertNotContains

from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.people.models import Person
from registrations.attendance.models import Checkpoint, Scan
from registrations.core.domain.personal_links import invitation_link
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration
from registrations.delegations.domain.delegations import change_delegation
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import (
    CategoryFactory,
    CheckpointFactory,
    DelegationFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
)
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


# --- the review list ------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_first(conference, desk):
    page = desk.get(address(conference, "registration-list")).content.decode()
    assert "Nobody is registered yet" in page
    assert address(conference, "import") in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({"q": "карим"}, {"Karimova"}, id="search-in-another-script"),
        pytest.param({"status": "to-review"}, {"Karimova"}, id="to-be-decided"),
        pytest.param({"status": "unconfirmed"}, {"Smith"}, id="unconfirmed"),
        pytest.param({"status": "approved"}, {"Yilmaz"}, id="status"),
        pytest.param({"country": "TR"}, {"Yilmaz"}, id="country"),
        pytest.param({"delegation": "none"}, {"Karimova", "Smith"}, id="without-delegation"),
        pytest.param({"status": "no-such"}, {"Karimova", "Smith", "Yilmaz"}, id="nonsense-is-left-out"),
    ],
)
def test_filters_stand_in_the_address(conference, desk, query, found):
    turkey = DelegationFactory(conference=conference, name={"en": "Turkey"})
    people = {
        "Karimova": {"name": {"en": "Nodira Karimova"}},
        "Smith": {"name": {"en": "John Smith"}},
        "Yilmaz": {"name": {"en": "Ayşe Yilmaz"}, "country": "TR"},
    }
    RegistrationFactory(
        conference=conference, person=PersonFactory(conference=conference, **people["Karimova"])
    )
    RegistrationFactory(
        conference=conference,
        person=PersonFactory(conference=conference, **people["Smith"]),
        confirmed_at=None,
    )
    RegistrationFactory(
        conference=conference,
        person=PersonFactory(conference=conference, **people["Yilmaz"]),
        status="approved",
        delegation=turkey,
    )

    page = desk.get(address(conference, "registration-list"), query).content.decode()

    assert {name for name in people if name in page} == found


def test_the_list_asks_as_much_for_three_as_for_one(conference, desk, assert_constant_queries):
    assert_constant_queries(
        address(conference, "registration-list"),
        lambda: RegistrationFactory(
            conference=conference, delegation=DelegationFactory(conference=conference), function="head"
        ),
        client=desk,
    )


@pytest.mark.parametrize("name", ["delegation-list", "category-list", "attendance"])
def test_every_list_asks_as_much_for_three_as_for_one(conference, desk, assert_constant_queries, name):
    def add():
        if name == "category-list":
            CategoryFactory(conference=conference)
        elif name == "attendance":
            ScanFactory(registration=RegistrationFactory(conference=conference, status="approved"))
        else:
            FocalPointFactory(delegation=DelegationFactory(conference=conference))

    assert_constant_queries(address(conference, name), add, client=desk)


def test_pages_of_one_thing_ask_as_much_for_three_parts_as_for_one(conference, desk, assert_constant_queries):
    registration = RegistrationFactory(conference=conference, status="approved")
    checkpoint = CheckpointFactory(conference=conference)
    assert_constant_queries(
        address(conference, "registration", registration.pk),
        lambda: ScanFactory(registration=registration, checkpoint=checkpoint),
        client=desk,
    )
    delegation = DelegationFactory(conference=conference)
    assert_constant_queries(
        address(conference, "delegation", delegation.pk),
        lambda: RegistrationFactory(conference=conference, delegation=delegation),
        client=desk,
    )


# --- deciding -------------------------------------------------------------------------------------------


def test_a_decision_on_many_asks_for_a_reason_and_mails_it(conference, desk):
    rows = [RegistrationFactory(conference=conference) for _number in range(2)]
    chosen = {"action": "decline", "selected": [str(row.pk) for row in rows]}

    asked = desk.post(address(conference, "bulk"), chosen)
    assert asked.status_code == 200
    assert Registration.objects.filter(status="declined").count() == 0

    desk.post(address(conference, "bulk"), {**chosen, "confirmed": "1", "reason": "The hall is small."})

    assert Registration.objects.filter(status="declined").count() == 2
    assert all("The hall is small." in message.body_text for message in Message.objects.all())
    assert Message.objects.count() == 2


def test_a_decision_returns_to_the_filtered_list_and_nowhere_else(conference, desk):
    registration = RegistrationFactory(conference=conference)
    own = address(conference, "registration-list") + "?status=submitted"
    for asked, expected in ((own, own), ("https://evil.example/", address(conference, "registration-list"))):
        answer = desk.post(
            address(conference, "bulk"),
            {"action": "approve", "selected": str(registration.pk), "confirmed": "1", "next": asked},
        )
        assert answer.url == expected


def test_a_bulk_decision_cannot_reach_another_conference(conference, other_conference, desk):
    foreign = RegistrationFactory(conference=other_conference)
    desk.post(
        address(conference, "bulk"), {"action": "approve", "selected": str(foreign.pk), "confirmed": "1"}
    )
    foreign.refresh_from_db()
    assert foreign.status == "submitted"


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("approve", "submitted", "approved"), ("wait", "submitted", "waiting"), ("offer", "waiting", "offered"),
     ("decline", "submitted", "declined"), ("cancel", "approved", "cancelled")],
)  # fmt: skip
def test_every_decision_has_its_page(conference, desk, action, before, after):
    registration = RegistrationFactory(conference=conference)
    if before == "waiting":
        desk.post(address(conference, "decide", registration.pk, "wait"), {"reason": ""})
    if before == "approved":
        desk.post(address(conference, "decide", registration.pk, "approve"), {"reason": ""})

    assert desk.get(address(conference, "decide", registration.pk, action)).status_code == 200
    desk.post(address(conference, "decide", registration.pk, action), {"reason": "So decided"})

    registration.refresh_from_db()
    assert registration.status == after
    page = desk.get(address(conference, "registration", registration.pk)).content.decode()
    assert registration.get_status_display().capitalize() in page


@pytest.mark.parametrize("status", ["invited", "nominated", "draft"])
def test_who_never_completed_the_registration_is_approved_with_a_reason(conference, desk, status):
    person = PersonFactory(conference=conference)
    row = RegistrationFactory(
        conference=conference, person=person, status=status, submitted_at=None, confirmed_at=None
    )
    invitation = Invitation.objects.create(registration=row, expires_at=timezone.now() + dt.timedelta(days=1))
    opened = "/" + invitation_link(invitation).split("/", 3)[3]
    decide = address(conference, "decide", row.pk, "approve")
    assert decide in desk.get(address(conference, "registration", row.pk)).content.decode()

    assert "Approval at this stage requires a reason" in desk.get(decide).content.decode()
    refused = desk.post(decide, {"reason": ""}).content.decode()
    assert "not confirmed yet. Wait for it, or give a reason" in refused
    desk.post(decide, {"reason": "By the note of the embassy"})

    row.refresh_from_db()
    conference.refresh_from_db()
    assert (row.status, conference.taken, bool(row.ticket_token)) == ("approved", 1, True)
    assert row.submitted_at and row.confirmed_at
    assert "was used on" in Client().get(opened, follow=True).content.decode()


def test_many_at_once_are_never_approved_before_they_have_answered(conference, desk):
    row = RegistrationFactory(conference=conference, status="nominated", confirmed_at=None)
    form = {"action": "approve", "selected": str(row.pk), "confirmed": "1", "reason": "Welcome"}
    page = desk.post(address(conference, "bulk"), form, follow=True).content.decode()
    row.refresh_from_db()
    assert row.status == "nominated"
    assert "cannot be approved" in page


def test_a_full_category_is_said_at_the_form_and_nothing_typed_is_lost(conference, desk):
    registration = RegistrationFactory(
        conference=conference, category=CategoryFactory(conference=conference, capacity=0)
    )
    page = desk.post(address(conference, "decide", registration.pk, "approve"), {"reason": "Please, do"})
    text = page.content.decode()
    assert "All 0 places of the category" in text
    assert "Please, do" in text


def test_someone_is_registered_by_hand_and_approved_at_once(conference, desk):
    category = CategoryFactory(conference=conference)
    form = {
        "name": "Lola Sample",
        "category": str(category.pk),
        "mode": "in-person",
        "sex": "female",
        "then": "approved",
    }

    answer = desk.post(address(conference, "registration-add"), form)

    registration = Registration.objects.get()
    assert answer.url == address(conference, "registration", registration.pk)
    assert (registration.status, str(registration.person)) == ("approved", "Lola Sample")
    again = desk.post(address(conference, "registration-add"), form)
    assert "registered already" in again.content.decode()
    assert Registration.objects.count() == 1


def test_the_secretariat_names_and_replaces_members_of_a_delegation(conference, desk):
    delegation = DelegationFactory(conference=conference)
    head = RegistrationFactory(
        conference=conference, delegation=delegation, function="head", status="approved"
    )
    page = desk.get(address(conference, "delegation", delegation.pk)).content.decode()
    add = f"{address(conference, 'registration-add')}?delegation={delegation.pk}"
    assert add in page
    form = desk.get(add).context["form"]
    assert (form.initial["delegation"], form.initial["function"]) == (delegation, "delegate")
    assert "delegation" not in desk.get(f"{add}0").context["form"].initial

    typed = {"name": "Lola Sample", "category": str(head.category_id), "mode": "in-person", "sex": "female"}
    desk.post(add, {**typed, "delegation": str(delegation.pk), "function": "head", "then": "approved"})

    functions = Registration.objects.filter(delegation=delegation).values_list("person__name", "function")
    assert {dict(name)["en"]: function for name, function in functions} == {
        str(head.person.name): "delegate",
        "Lola Sample": "head",
    }
    substitute = address(conference, "substitute", head.pk)
    assert substitute in desk.get(address(conference, "registration", head.pk)).content.decode()
    asked = desk.get(substitute).content.decode()
    assert "The ticket that was sent before is no longer valid" in asked
    assert "close the case" not in asked
    desk.post(substitute, {"name": "Nodira Example"})
    assert Registration.objects.get(replaces=head).status == "approved"


def test_an_invitation_by_hand_needs_an_address(conference, desk):
    category = CategoryFactory(conference=conference)
    form = {
        "name": "Lola Sample",
        "category": str(category.pk),
        "mode": "in-person",
        "sex": "female",
        "then": "invited",
    }
    assert (
        "An invitation needs an e-mail address"
        in desk.post(address(conference, "registration-add"), form).content.decode()
    )

    desk.post(address(conference, "registration-add"), {**form, "email": "lola@example.org"})

    assert Registration.objects.get().status == "invited"
    assert Message.objects.get().key == "registrations.invited"


def test_the_link_is_sent_again(conference, desk):
    registration = approve_registration(RegistrationFactory(conference=conference), by=conference_user())
    desk.post(address(conference, "send-link", registration.pk))
    assert Message.objects.filter(key="registrations.link").count() == 1


def conference_user():
    from confman.accounts.system_users import system_user

    return system_user("command")


# --- delegations, categories, checkpoints -------------------------------------------------------------------


def test_a_changed_name_waits_for_protocol_again(conference, member, client_as):
    protocol = client_as(member("protocol"))
    delegation = DelegationFactory(conference=conference)
    protocol.post(address(conference, "approve-name", delegation.pk))
    delegation.refresh_from_db()
    assert delegation.approved_at

    protocol.post(
        address(conference, "delegation-change", delegation.pk), {"name_en": "Another name", "kind": "state"}
    )

    delegation.refresh_from_db()
    assert (str(delegation.name), delegation.approved_at) == ("Another name", None)


def test_a_name_changed_since_the_page_was_shown_is_not_approved_unseen(conference, member, client_as, owner):
    protocol = client_as(member("protocol"))
    delegation = DelegationFactory(conference=conference)
    seen = approval_of(protocol, conference, delegation)
    change_delegation(delegation, by=owner, formal_name={"en": "The Republic of Somewhere Else"})

    page = protocol.post(address(conference, "approve-name", delegation.pk), {"seen": seen}, follow=True)
    delegation.refresh_from_db()
    assert "Someone else changed the same records" in page.content.decode() and not delegation.approved_at

    now = approval_of(protocol, conference, delegation)
    protocol.post(address(conference, "approve-name", delegation.pk), {"seen": now})
    delegation.refresh_from_db()
    assert delegation.approved_at


def approval_of(client, conference, delegation):
    page = html.fromstring(client.get(address(conference, "delegation", delegation.pk)).content)
    [form] = page.xpath(f"//form[@action='{address(conference, 'approve-name', delegation.pk)}']")
    return form.fields["seen"]


def test_a_focal_point_gets_the_link_and_can_be_removed(conference, desk):
    delegation = DelegationFactory(conference=conference)
    desk.post(
        address(conference, "focal-point-add", delegation.pk),
        {"name": "Focal Sample", "email": "focal@example.org", "language": "ru"},
    )
    focal_point = FocalPoint.objects.get()
    message = Message.objects.get()
    assert message.key == "registrations.focal_point"
    assert message.language == "ru"

    desk.post(address(conference, "focal-point", delegation.pk, focal_point.pk, "link"))
    assert Message.objects.count() == 2
    desk.post(address(conference, "focal-point", delegation.pk, focal_point.pk, "remove"))
    assert not FocalPoint.objects.exists()


def test_a_quota_lowered_below_what_is_taken_is_refused_at_its_field(conference, desk):
    delegation = DelegationFactory(conference=conference, capacity=3)
    approve_registration(
        RegistrationFactory(conference=conference, delegation=delegation), by=conference_user()
    )
    page = desk.post(
        address(conference, "delegation-change", delegation.pk),
        {"name_en": "Delegation", "kind": "state", "capacity": "0"},
    )
    assert "1 place is taken already, so the quota cannot be 0." in page.content.decode()
    delegation.refresh_from_db()
    assert delegation.capacity == 3


def test_what_is_used_is_not_deleted(conference, desk):
    scan = ScanFactory(registration=RegistrationFactory(conference=conference, status="approved"))
    registration = scan.registration
    delegation = DelegationFactory(conference=conference)
    Registration.objects.filter(pk=registration.pk).update(delegation=delegation)
    for name, row, reason in (
        ("category-delete", registration.category, "Move them to another category first."),
        ("delegation-delete", delegation, "Move or cancel their registrations first."),
        (
            "checkpoint-delete",
            scan.checkpoint,
            "Its name, its room and its place in the list can be changed.",
        ),
    ):
        page = desk.get(address(conference, name, row.pk))
        assertContains(page, reason)
        assertNotContains(page, 'type="submit">Delete<')
        desk.post(address(conference, name, row.pk))
    assert Category.objects.exists() and Delegation.objects.exists() and Checkpoint.objects.exists()


def test_a_record_made_by_mistake_is_taken_back_and_audited(conference, desk):
    scan = ScanFactory(registration=RegistrationFactory(conference=conference, status="approved"))
    desk.post(address(conference, "scan-withdraw", scan.pk))
    assert not Scan.objects.exists()
    assert AuditEntry.objects.filter(verb="registrations.scan_withdrawn").count() == 1


# --- lists in and out -------------------------------------------------------------------------------------


def start_import(desk, conference, **data):
    answer = desk.post(address(conference, "import"), {"pasted": "", **data})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def test_thirty_people_are_pasted_from_a_spreadsheet(conference, desk):
    CategoryFactory(conference=conference, name={"en": "Participant"})
    cells = "Name\tPosition\tE-mail\n" + "\n".join(
        f"Person Sample{number}\tOfficer\tp{number}@example.org" for number in range(30)
    )
    columns = start_import(desk, conference, pasted=cells)

    page = desk.get(columns)
    assert "30 lines" in page.content.decode()
    assert Person.objects.count() == 0

    form = page.context["form"]
    data = {field.html_name: field.value() for field, _examples in form.columns()}
    data |= {
        "language": "en",
        "category": str(Category.objects.get().pk),
        "is_headed": "on",
        "action": "import",
    }
    answer = desk.post(columns, data, follow=True)

    assert answer.redirect_chain[-1][0] == address(conference, "registration-list")
    assert Registration.objects.filter(status="submitted", confirmed_at__isnull=False).count() == 30
    assert str(Person.objects.first().job_title) == "Officer"
    # Anyone who comes back to it is led to what became of it.
    assert desk.get(columns)["Location"] == address(conference, "registration-list")


def test_faults_are_shown_by_line_and_column_and_nothing_is_written(conference, desk):
    category = CategoryFactory(conference=conference)
    columns = start_import(
        desk, conference, pasted="Name,E-mail\nAda Sample,not-an-address\nBob Sample,bob@example.org"
    )
    data = {
        "column_0": "name",
        "column_1": "email",
        "language": "en",
        "category": str(category.pk),
        "is_headed": "on",
    }

    page = desk.post(columns, {**data, "action": "import"}, follow=True).content.decode()

    assert "is not an e-mail address" in page
    assert Person.objects.count() == 0
    for _action in ("shown", "imported"):
        desk.post(columns, {**data, "action": "import", "skip_bad": "on"})
    assert [str(person) for person in Person.objects.all()] == ["Bob Sample"]


def test_a_list_without_headings_is_understood(conference, desk):
    CategoryFactory(conference=conference)
    columns = start_import(
        desk, conference, pasted="Ada Sample\tada@example.org\nBob Sample\tbob@example.org"
    )
    context = desk.get(columns).context
    assert len(context["table"].rows) == 2
    assert [field.value() for field, _examples in context["form"].columns()] == ["name", "email"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "not a table"),
        (b"\xd0\xcf\x11\xe0old", "old Excel"),
        (b"PK\x03\x04broken", "cannot be opened"),
        (b"   \n \n", "no rows"),
        (b"\x89PNG\r\n\x1a\n picture", "not a table"),
        (b"name\n" + b"x" * (20 * 1024 * 1024), "over 20 MB"),
    ],
    ids=["pdf", "xls", "broken-zip", "empty", "picture", "large"],
)
def test_a_file_that_is_no_table_is_refused_at_once(conference, desk, content, said):
    upload = SimpleUploadedFile("people.csv", content)
    page = desk.post(address(conference, "import"), {"pasted": "", "file": upload})
    assert said in page.content.decode()


def test_a_list_of_another_conference_is_not_found(conference, other_conference, desk, member, client_as):
    columns = start_import(desk, conference, pasted="Name\nAda Sample")
    elsewhere = client_as(member("registration", other_conference))
    assert elsewhere.get(columns).status_code == 403
    assert elsewhere.get(columns.replace(conference.slug, other_conference.slug)).status_code == 404


def test_the_filtered_list_is_exported_and_that_is_noted(conference, desk):
    RegistrationFactory(conference=conference, person=PersonFactory(conference=conference, country="TR"))
    RegistrationFactory(conference=conference, person=PersonFactory(conference=conference, country="UZ"))

    answer = desk.post(address(conference, "export") + "?country=TR", {"format": "csv"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and ",TR," in lines[1]
    assert AuditEntry.objects.get(verb="registrations.people_exported").details["filters"] == ["country"]


def test_figures_are_exact_for_the_team_and_suppressed_for_a_donor(conference, desk, member, client_as):
    category = CategoryFactory(conference=conference)
    for sex, number in (("female", 12), ("male", 3)):
        for _n in range(number):
            person = PersonFactory(conference=conference, sex=sex)
            RegistrationFactory(conference=conference, person=person, category=category)

    exact = desk.get(address(conference, "figures")).context["figures"].by["sex"].rows
    donor = (
        client_as(member("observer")).get(address(conference, "figures")).context["figures"].by["sex"].rows
    )

    assert {row.key: row.registered for row in exact} == {"female": 12, "male": 3}
    # Not even which group it is that is small.
    assert {row.key: row.registered for row in donor} == {"female": None, "smaller": None}


def test_a_badge_is_printed_at_once(conference, desk):
    registration = RegistrationFactory(conference=conference, status="approved")
    answer = desk.get(address(conference, "badge", registration.pk))
    assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="registrations.badges_printed").exists()
    waiting = RegistrationFactory(conference=conference)
    assert desk.get(address(conference, "badge", waiting.pk)).status_code == 404


def test_a_ticket_is_made_at_once(conference, desk):
    registration = RegistrationFactory(conference=conference, status="approved")
    answer = desk.get(address(conference, "card", registration.pk, "ticket"))
    assert answer.content.startswith(b"%PDF")
    assert AuditEntry.objects.about(registration).filter(verb="registrations.card_made").exists()
