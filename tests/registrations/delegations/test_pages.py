"""A focal point sees and names their own delegation, within its quota, and nothing of another."""

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from lxml import html

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.domain.links import count_link_sent
from confman.people.domain.people import change_person
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.core.domain.personal_links import focal_point_link, registration_link
from registrations.core.models.registration import Registration
from registrations.correspondence.models import Invitee
from registrations.delegations.domain.delegations import add_focal_point, change_delegation
from registrations.delegations.domain.members import nominate, replace_member
from registrations.lifecycle.domain.changes import change_registration
from registrations.lifecycle.domain.enrolment import submit_registration
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    DelegationPaperFactory,
    FocalPointFactory,
    InviteeFactory,
    PersonFactory,
    RegistrationFactory,
    SessionRoleFactory,
    UserFactory,
)


@pytest.fixture
def delegation(conference):
    CategoryFactory(conference=conference)
    return DelegationFactory(conference=conference, capacity=2)


@pytest.fixture
def focal_point(delegation, owner):
    return add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=owner)


@pytest.fixture
def focal_client(client, focal_point, conference):
    link = "/" + focal_point_link(focal_point, conference).split("/", 3)[3]
    assert client.get(link).status_code == 303
    return client


def address(name, delegation, *more):
    return reverse(
        f"registrations_delegation:{name}", args=[delegation.conference.slug, delegation.pk, *more]
    )


def nominee(name, **changes):
    return {"name": name, "function": "delegate", "email": "", **changes}


def naming(*people, key=None, stage="name", **more):
    """The naming page as a browser sends it: rows, of which those that nothing was typed into stay as shown."""
    rows = [*people, {"function": "delegate"}]
    data = {"form_key": key or str(uuid4()), "letter": "", "stage": stage, **more}
    data |= {"people-TOTAL_FORMS": str(len(rows)), "people-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"people-{number}-{name}": value for name, value in row.items()}
    return data


def send(client, delegation, *people, **more):
    return client.post(address("nominate", delegation), naming(*people, **more))


def names_of(delegation, function=None):
    rows = delegation.registrations.alive()
    return sorted(str(row.person.name) for row in (rows.filter(function=function) if function else rows))


@pytest.mark.django_db
def test_after_the_deadline_the_focal_point_withdraws_and_the_secretariat_alone_names(
    focal_client, delegation, conference, owner
):
    assert send(focal_client, delegation, nominee("First Member")).status_code == 302
    [member] = delegation.registrations.all()
    yesterday = conference.today() - dt.timedelta(days=1)
    invitee = InviteeFactory(conference=conference, delegation=delegation, deadline=conference.today())
    assert focal_client.get(address("nominate", delegation)).status_code == 200, "the day itself counts"

    Invitee.objects.filter(pk=invitee.pk).update(deadline=yesterday)
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert f"please write to the secretariat: {conference.contact_email}" in page
    assert address("nominate", delegation) not in page
    assert address("replace", delegation, member.pk) not in page
    assert address("withdraw", delegation, member.pk) in page
    for name in (address("nominate", delegation), address("replace", delegation, member.pk)):
        assert focal_client.get(name).url == address("delegation", delegation)
    refused = send(focal_client, delegation, nominee("Late Member"))
    assert "please write to the secretariat" in refused.content.decode()
    assert "Late Member" in refused.content.decode(), "what was typed is kept"
    substitute = {"name": "Someone Else", "function": "delegate"}
    refused = focal_client.post(address("replace", delegation, member.pk), substitute)
    assert "please write to the secretariat" in refused.content.decode()
    assert names_of(delegation) == ["First Member"]

    asked = focal_client.get(address("withdraw", delegation, member.pk)).content.decode()
    assert "To name somebody else, please write to the secretariat" in asked
    nominate(delegation, details={"name": {"en": "By Letter"}, "email": ""}, function="delegate", by=owner)
    focal_client.post(address("withdraw", delegation, member.pk))
    assert names_of(delegation) == ["By Letter"]
    Invitee.objects.filter(pk=invitee.pk).update(deadline=conference.today())
    assert send(focal_client, delegation, nominee("In Time")).status_code == 302


@pytest.mark.django_db
def test_who_is_named_gets_the_category_of_the_other_members(focal_client, delegation):
    CategoryFactory(conference=delegation.conference, approval="invitation", letter="S")
    usual = delegation.conference.categories.get(approval="review")
    RegistrationFactory(conference=delegation.conference, delegation=delegation, category=usual)
    focal_client.post(address("nominate", delegation), naming(nominee("Anna Sample")))
    assert delegation.registrations.get(person__name__en="Anna Sample").category == usual


@pytest.mark.django_db
def test_a_row_that_was_read_from_the_letter_and_emptied_names_nobody(focal_client, delegation):
    """It was refused for its missing name: the page says how many rows were filled when it was shown."""
    rows = [nominee("First Member"), nominee("", title=" ", function="head")]
    data = naming(*rows) | {"people-INITIAL_FORMS": "2"}
    answer = focal_client.post(address("nominate", delegation), data)
    assert answer.status_code == 302
    assert names_of(delegation) == ["First Member"]
    half = naming(nominee("", job_title="Attaché")) | {"people-INITIAL_FORMS": "1"}
    refused = focal_client.post(address("nominate", delegation), half).content.decode()
    assert "Whose row is it?" in refused and "Attaché" in refused


@pytest.mark.django_db
def test_several_are_named_at_once_within_the_quota_or_nobody_is(focal_client, delegation):
    three = [nominee(name, job_title="Attaché") for name in ("First Member", "Second Member", "Third Member")]
    refused = send(focal_client, delegation, *three)
    page = refused.content.decode()
    assert "may name 2 more people, and 3 are listed" in page
    assert page.count("Attaché") == 3, "what was typed is kept"
    assert not delegation.registrations.exists()
    key = str(uuid4())
    assert send(focal_client, delegation, *three[:2], key=key).status_code == 302
    assert send(focal_client, delegation, *three[:2], key=key).status_code == 302, "sent twice"
    assert names_of(delegation) == ["First Member", "Second Member"]
    full = send(focal_client, delegation, three[2])
    assert "has used its quota of 2" in full.content.decode()
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert "First Member" in page
    assert "Third Member" not in page


@pytest.mark.django_db
def test_a_fault_is_said_at_its_row_and_nobody_is_named(focal_client, delegation):
    rows = (nominee("First Member"), nominee("", job_title="Attaché", email="no address"))
    form = send(focal_client, delegation, *rows)
    first, second = form.context["rows"].forms[:2]
    assert not first.errors
    assert set(second.errors) == {"name", "email"}
    assert not delegation.registrations.exists()
    twice = send(focal_client, delegation, nominee("First Member"), nominee("Member First"))
    assert "is named already" in str(twice.context["rows"].forms[1].errors)
    assert not delegation.registrations.exists()
    assert "The rows contain no name" in send(focal_client, delegation).content.decode()


@pytest.mark.django_db
def test_the_lines_of_a_letter_are_read_into_rows_and_kept_by_nobody(focal_client, delegation):
    letter = "1. Mr. Karim Saidov, Deputy Minister, head of delegation\n2. Ms. Aziza Karimova, Adviser"
    shown = send(focal_client, delegation, nominee("Typed Before"), stage="read", letter=letter)
    assert not delegation.registrations.exists()
    rows = [row.initial for row in shown.context["rows"].forms if row.initial]
    assert [row["name"] for row in rows] == ["Typed Before", "Karim Saidov", "Aziza Karimova"]
    assert (rows[1]["title"], rows[1]["job_title"], rows[1]["function"]) == ("Mr.", "Deputy Minister", "head")
    more = send(focal_client, delegation, nominee("Typed Before"), stage="more")
    assert len(more.context["rows"].forms) == 6
    assert "Typed Before" in more.content.decode()
    forgotten = send(focal_client, delegation, nominee("Typed Before"), letter=letter)
    assert "not read yet" in forgotten.content.decode()
    nothing = send(focal_client, delegation, nominee("Typed Before"), stage="read", letter=" \n\x00")
    assert "No name was found" in nothing.content.decode()
    assert "Typed Before" in nothing.content.decode()
    assert not delegation.registrations.exists()


@pytest.mark.django_db
def test_there_is_one_head_at_a_time(focal_client, delegation, owner):
    change_delegation(delegation, by=owner, capacity=None)
    two = send(focal_client, delegation, nominee("One", function="head"), nominee("Two", function="head"))
    assert "has one head" in two.content.decode()
    send(focal_client, delegation, nominee("Karim Saidov", function="head"))
    assert focal_client.head(address("nominate", delegation)).status_code == 200
    asked = send(focal_client, delegation, nominee("Aziza Karimova", function="head"))
    assert "Karim Saidov is no longer head and becomes a delegate" in asked.content.decode()
    assert names_of(delegation) == ["Karim Saidov"]
    send(focal_client, delegation, nominee("Aziza Karimova", function="head"), replaces_head="on")
    assert names_of(delegation, "head") == ["Aziza Karimova"]
    first = delegation.registrations.get(function="delegate")
    page = focal_client.post(address("function", delegation, first.pk), {"function": "head"}, follow=True)
    assert "Aziza Karimova is a delegate now" in page.content.decode()
    assert names_of(delegation, "head") == ["Karim Saidov"]
    change_registration(delegation.registrations.get(function="delegate"), by=owner, function="head")
    assert names_of(delegation, "head") == ["Aziza Karimova"]


@pytest.mark.django_db
def test_a_nominee_is_corrected_until_they_have_completed_the_registration(focal_client, delegation):
    send(focal_client, delegation, nominee("Karim Saidow", email="wrong@example.org"))
    member = delegation.registrations.get()
    first_link = "/" + registration_link(member).split("/", 3)[3]
    url = address("change", delegation, member.pk)
    assert "Karim Saidow" in focal_client.get(url).content.decode()
    focal_client.post(
        url, nominee("Saidov Karim", job_title="Minister", email="right@example.org", family_name_first="yes")
    )
    member.refresh_from_db()
    assert (str(member.person.name), member.person.email) == ("Saidov Karim", "right@example.org")
    assert member.person.family_name_first == "yes"
    assert Client().get(first_link, follow=True).status_code == 410, (
        "the link in the wrong mailbox opens nothing"
    )
    assert Message.objects.filter(key="registrations.nominated", to="right@example.org").count() == 1
    shown = {"initial-email": "right@example.org", "initial-family_name_first": "yes"}
    focal_client.post(url, nominee("Karim Saidov", email="", **shown))
    member.refresh_from_db()
    assert member.status == "submitted", "without a mailbox the focal point's word counts"
    assert member.person.family_name_first == ""
    assert Message.objects.filter(to="focal@example.org", subject__contains="(Karim Saidov)").exists()
    focal_client.post(url, nominee("Karim Saidov", email="right@example.org"))
    answer = focal_client.post(url, nominee("Somebody Else", email="right@example.org"))
    assert "has completed the registration" in answer.content.decode()
    assert focal_client.get(url).status_code == 302
    member.person.refresh_from_db()
    assert str(member.person.name) == "Karim Saidov"


@pytest.mark.django_db
def test_what_a_focal_point_left_as_it_stood_is_not_written_over_what_the_desk_said_since(
    focal_client, delegation, owner
):
    send(focal_client, delegation, nominee("Karim Saidov", job_title="Minister"))
    member = delegation.registrations.get()
    url = address("change", delegation, member.pk)
    [form] = [form for form in html.fromstring(focal_client.get(url).content).forms if "name" in form.fields]
    change_person(member.person, by=owner, job_title={"en": "Deputy Minister"})
    focal_client.post(url, {**dict(form.form_values()), "name": "Karim Saidow"})
    member.refresh_from_db()
    assert (str(member.person.name), str(member.person.job_title)) == ("Karim Saidow", "Deputy Minister")


@pytest.mark.django_db
def test_withdrawing_frees_the_place_and_naming_again_takes_it_back(focal_client, delegation):
    send(focal_client, delegation, nominee("First Member", job_title="Envoy"), nominee("Second Member"))
    member = delegation.registrations.order_by("created_at").first()
    url = address("withdraw", delegation, member.pk)
    assert focal_client.get(url).status_code == 200
    focal_client.post(url)
    member.refresh_from_db()
    assert member.status == "cancelled"
    page = focal_client.get(address("delegation", delegation)).content.decode()
    again = f"{address('nominate', delegation)}?again={member.pk}"
    assert again in page
    assert "No longer coming" in page
    [row] = [row.initial for row in focal_client.get(again).context["rows"].forms if row.initial]
    assert (row["name"], row["job_title"]) == ("First Member", "Envoy")
    assert send(focal_client, delegation, row).status_code == 302
    assert delegation.registrations.alive().get(person=member.person).pk != member.pk


@pytest.mark.django_db
def test_the_mailbox_of_someone_who_completed_the_registration_stays_theirs(focal_client, delegation):
    send(focal_client, delegation, nominee("First Member", email="theirs@example.org"))
    member = delegation.registrations.get()
    submit_registration(member, by=system_user("participant"), confirmed=True)
    focal_client.post(address("withdraw", delegation, member.pk))

    send(focal_client, delegation, nominee("First Member", email="other@example.org"))

    member.person.refresh_from_db()
    assert member.person.email == "theirs@example.org"
    named = delegation.registrations.alive().get()
    assert named.person != member.person and named.person.email == "other@example.org"


@pytest.mark.django_db
def test_what_a_speaker_is_called_and_their_mailbox_are_not_the_delegations_to_change(
    focal_client, delegation, conference
):
    send(focal_client, delegation, nominee("First Member", email="theirs@example.org"))
    member = delegation.registrations.get()
    SessionRoleFactory(session__conference=conference, person=member.person)
    url = address("change", delegation, member.pk)

    answer = focal_client.post(url, nominee("First Member", email="other@example.org"))
    assert "Please write to the secretariat" in answer.content.decode()
    focal_client.post(url, nominee("First Member", email="theirs@example.org", job_title="Envoy"))
    focal_client.post(address("withdraw", delegation, member.pk))
    send(focal_client, delegation, nominee("First Member", email="theirs@example.org", job_title="Envoy"))

    assert delegation.registrations.alive().get().person == member.person
    member.person.refresh_from_db()
    assert (member.person.email, str(member.person.job_title)) == ("theirs@example.org", "")


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["theirs@example.org", ""])
def test_named_again_what_someone_completed_stays_as_they_gave_it(focal_client, delegation, owner, email):
    send(focal_client, delegation, nominee("First Member", email="theirs@example.org"))
    member = delegation.registrations.get()
    submit_registration(member, by=system_user("participant"), confirmed=True)
    change_person(member.person, by=owner, job_title={"en": "Minister"})
    focal_client.post(address("withdraw", delegation, member.pk))

    send(focal_client, delegation, nominee("First Member", email=email, job_title="Envoy"))
    again = delegation.registrations.alive().get()
    answer = focal_client.post(
        address("change", delegation, again.pk), nominee("Another Name", email="theirs@example.org")
    )

    assert "Please write to the secretariat" in answer.content.decode()
    assert again.person == member.person
    member.person.refresh_from_db()
    assert (str(member.person.name), str(member.person.job_title)) == ("First Member", "Minister")


@pytest.mark.django_db
def test_the_pages_of_someone_whose_mail_goes_to_another_are_not_turned_to_a_mailbox(
    focal_client, delegation, conference, owner
):
    send(focal_client, delegation, nominee("First Member"))
    member = delegation.registrations.get()
    assistant = PersonFactory(conference=conference, email="assistant@example.org")
    change_person(member.person, by=owner, contact=assistant)
    url = address("change", delegation, member.pk)

    answer = focal_client.post(url, nominee("First Member", email="other@example.org"))

    assert "Please write to the secretariat" in answer.content.decode()
    member.person.refresh_from_db()
    assert (member.person.email, member.person.mailbox) == ("", "assistant@example.org")


@pytest.mark.django_db
def test_who_holds_no_place_yet_is_replaced_by_a_withdrawal_and_a_nomination(focal_client, delegation):
    send(focal_client, delegation, nominee("First Member", function="head", email="first@example.org"))
    first = delegation.registrations.get()
    url = address("replace", delegation, first.pk)
    assert "the one is withdrawn" in focal_client.get(url).content.decode()
    focal_client.post(url, nominee("Second Member", email="second@example.org"))
    first.refresh_from_db()
    second = first.replaced_by
    assert (first.status, second.status, second.function) == ("cancelled", "nominated", "head")
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert "Second Member comes instead." in page
    with pytest.raises(
        Refused, match="no longer in the delegation"
    ):  # by another browser, at the same moment
        replace_member(first, details={"name": {"en": "Third Member"}}, by=system_user("participant"))
    assert "Named in the place of someone else: Second Member" in page


@pytest.mark.django_db
def test_a_closed_conference_changes_no_delegation(focal_client, delegation, conference):
    send(focal_client, delegation, nominee("First Member"))
    Conference.objects.filter(pk=conference.pk).update(status="closed")
    assert "The conference is closed" in send(focal_client, delegation, nominee("Late")).content.decode()
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert address("nominate", delegation) not in page
    assert names_of(delegation) == ["First Member"]
    member = delegation.registrations.get()
    refused = focal_client.post(address("function", delegation, member.pk), {"function": "head"}, follow=True)
    assert "The conference is over" in refused.content.decode()
    member.refresh_from_db()
    assert member.function == "delegate"


@pytest.mark.django_db
def test_after_the_conference_a_focal_point_only_reads(focal_client, delegation, conference):
    send(focal_client, delegation, nominee("First Member"))
    [member] = delegation.registrations.all()
    over = conference.today() - dt.timedelta(days=2)
    Conference.objects.filter(pk=conference.pk).update(starts_on=over, ends_on=over)
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert "The conference is over" in page and "First Member" in page
    acts = [address(name, delegation, member.pk) for name in ("withdraw", "replace", "change", "function")]
    for act in (address("nominate", delegation), address("paper-add", delegation), *acts):
        assert act not in page
    send(focal_client, delegation, nominee("Late"))
    for act in acts:
        focal_client.post(act, {**nominee("Late"), "function": "head"}, follow=True)
    member.refresh_from_db()
    assert (member.status, member.function, str(member.person.name)) == (
        "submitted",
        "delegate",
        "First Member",
    )
    assert names_of(delegation) == ["First Member"]


@pytest.mark.django_db
def test_replacing_hands_the_place_over(focal_client, delegation, conference):
    member = RegistrationFactory(
        conference=conference, delegation=delegation, status="approved", function="head"
    )
    old_ticket = member.ticket_token
    focal_client.post(address("replace", delegation, member.pk), nominee("Deputy Minister"))
    member.refresh_from_db()
    successor = Registration.objects.get(replaces=member)
    assert (member.status, successor.status, successor.function) == ("replaced", "approved", "head")
    assert successor.ticket_token != old_ticket


@pytest.mark.django_db
def test_nothing_of_another_delegation(focal_client, delegation, conference, client_as):
    other = DelegationFactory(conference=conference)
    member = RegistrationFactory(conference=conference, delegation=other)
    paper = DelegationPaperFactory(delegation=other)
    own_paper = DelegationPaperFactory(delegation=delegation)
    members = ("change", "withdraw", "replace")
    for url in (
        *(address(name, other) for name in ("delegation", "nominate", "paper-add", "list-pdf", "list-docx")),
        *(address(name, other, member.pk) for name in members),
        *(address(name, other, paper.pk) for name in ("paper", "paper-replace", "paper-take-back")),
    ):
        response = focal_client.get(url)
        assert response.status_code == 302
        assert response["Location"] == reverse("registrations_delegation:index", args=[conference.slug])
        assert client_as(UserFactory()).get(url).status_code == 404
    # Under one's own address with ids of another: not there, whatever is sent.
    for name in (*members, "function", "remind"):
        assert focal_client.post(address(name, delegation, member.pk)).status_code == 404
    for name in ("paper", "paper-replace", "paper-take-back"):
        assert focal_client.get(address(name, delegation, paper.pk)).status_code == 404
    page = focal_client.get(address("delegation", delegation)).content.decode()
    for hidden in (str(other.name), str(member.person.name), paper.name, str(member.pk)):
        assert hidden not in page
    again = focal_client.get(f"{address('nominate', delegation)}?again={member.pk}")
    assert str(member.person.name) not in again.content.decode()
    member.refresh_from_db()
    assert member.status == "submitted"
    assert own_paper.name in page


@pytest.mark.django_db
def test_naming_someone_on_record_elsewhere_tells_nothing_of_them(focal_client, delegation, conference):
    known = RegistrationFactory(conference=conference, person__name={"en": "Known Person"}).person
    send(focal_client, delegation, nominee("Known Person"))
    assert Person.objects.of(conference).filter(folded_name=known.folded_name).count() == 2
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert known.email not in page


@pytest.mark.django_db
def test_a_removed_focal_point_opens_nothing(focal_client, focal_point, delegation):
    focal_point.delete()
    assert focal_client.get(address("delegation", delegation)).status_code == 302


@pytest.mark.django_db
def test_page_asks_the_same_for_one_member_as_for_three(
    focal_client, delegation, conference, assert_constant_queries
):
    def one_more():
        coming = RegistrationFactory(conference=conference, delegation=delegation)
        going = RegistrationFactory(conference=conference, delegation=delegation, status="cancelled")
        Registration.objects.filter(pk=coming.pk).update(replaces=going)
        DelegationPaperFactory(delegation=delegation)

    assert_constant_queries(address("delegation", delegation), one_more, client=focal_client)


def test_the_page_of_a_member_keeps_nothing_on_the_focal_points_own_phone(conference):
    """A focal point who is also a delegate keeps their own ticket, not a delegate's in its place."""
    person = PersonFactory(conference=conference)
    own = RegistrationFactory(conference=conference, person=person, status="approved")
    delegation = DelegationFactory(conference=conference)
    focal_point = FocalPointFactory(delegation=delegation, person=person)
    member = RegistrationFactory(conference=conference, delegation=delegation, status="approved")
    phone = Client()
    for link in (registration_link(own), focal_point_link(focal_point, conference)):
        phone.get(link.removeprefix(settings.BASE_URL))
    page = phone.get(
        reverse("registrations_delegation:withdraw", args=[conference.slug, delegation.pk, member.pk])
    )
    assert page.status_code == 200
    [mark] = html.fromstring(page.content).xpath("//@data-offline")
    said = json.loads(mark)
    assert said["keep"] == []
    assert all(str(own.pk) in address for address in said["stay"])
    assert len(said["stay"]) == 2


def test_each_form_about_a_delegation_says_what_it_is_for(owner_client, conference, delegation):
    Conference.objects.filter(pk=conference.pk).update(profile="intergovernmental")
    for name, heading in {
        "focal-point-add": "Focal point of",
        "paper-add": "Add a paper of",
        "credentials": "Credentials of",
    }.items():
        url = reverse(f"registrations_secretariat:{name}", args=[conference.slug, delegation.pk])
        page = html.fromstring(owner_client.get(url).content)
        assert page.findtext(".//h1").strip() == f"{heading} {delegation.name}", name


def test_those_who_have_not_completed_are_shown_alone_and_reminded_at_once(
    focal_client, focal_point, delegation, conference
):
    def member(name, email="", **fields):
        contact = None if email else focal_point.person
        person = PersonFactory(conference=conference, name={"en": name}, email=email, contact=contact)
        return RegistrationFactory(conference=conference, delegation=delegation, person=person, **fields)

    unfinished = {"status": "nominated", "submitted_at": None, "confirmed_at": None}
    late = member("Late Sample", "late@example.org", **unfinished)
    member("Deskless Sample", **unfinished)
    member("Done Sample", "done@example.org", status="approved")
    url = address("delegation", delegation)
    assert "2 have not completed" in focal_client.get(url).content.decode()
    shown = focal_client.get(f"{url}?show=open")
    assert {row["registration"].person.name["en"] for row in shown.context["rows"]} == {
        "Late Sample",
        "Deskless Sample",
    }
    said = focal_client.post(address("remind-all", delegation), follow=True).content.decode()
    assert "1 link is on its way." in said
    assert [message.recipient for message in Message.objects.filter(to="late@example.org")] == [late.person]
    assert not Message.objects.filter(to="done@example.org").exists()
    for _time in range(29):
        count_link_sent("late@example.org", by=system_user("participant"))
    before = Message.objects.count()
    focal_client.post(address("remind-all", delegation))
    assert Message.objects.count() == before
    late.delete()
    assert (
        "There is nobody to remind."
        in focal_client.post(address("remind-all", delegation), follow=True).content.decode()
    )


def test_a_page_about_a_member_takes_no_stars_of_this_browser_over(focal_client, delegation):
    """They are the reader's, not the member's."""
    member = RegistrationFactory(conference=delegation.conference, delegation=delegation)
    for name in ("replace", "withdraw"):
        page = focal_client.get(address(name, delegation, member.pk))
        assert page.status_code == 200 and "data-stars" not in page.content.decode()
    assert str(member.person.name) in page.content.decode()
