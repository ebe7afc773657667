"""People and registrations through the API: by the same verbs and the same table as at the desk."""

import datetime as dt
import json

import pytest

from confman.api.models import IdempotentAnswer
from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.people.domain.privacy import erase_person
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Person
from registrations.core.models.registration import Registration
from registrations.delegations.web.api import NewMember
from registrations.lifecycle.table import AT_THE_DESK
from tests.api.conftest import Program, secret_of
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    FocalPointFactory,
    InviteeFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_a_person_is_added_found_and_changed(program):
    added = program.post(
        "/people", {"name": {"en": "Dilnoza Karimova", "ru": "Дилноза Каримова"}, "country": "UZ"}
    )
    assert added.status_code == 201, added.content
    key = added.json()["id"]
    assert added.json()["country"] == "UZ" and added.json()["listing"] != "public"
    assert [row["id"] for row in program.get("/people?q=каримова").json()["items"]] == [key]
    assert program.get("/people?q=nobody").json()["items"] == []
    changed = program.patch(f"/people/{key}", {"job_title": {"en": "Director"}}).json()
    assert changed["job_title"] == {"en": "Director"} and changed["name"] == added.json()["name"]
    assert AuditEntry.objects.filter(verb="people.changed", target_id=key).exists()


def test_nobody_becomes_public_without_a_source(program, conference):
    person = PersonFactory(conference=conference, listing="secretariat")
    refused = program.patch(f"/people/{person.pk}", {"listing": "public"})
    assert refused.status_code == 409 and "on whose word" in refused.json()["detail"]
    assert (
        program.patch(f"/people/{person.pk}", {"listing": "public", "source": "Herself"}).status_code == 200
    )


def test_values_that_no_person_can_have_are_named(program):
    for field, value in (("email", "no-address"), ("listing", "sometimes"), ("country", "XX"), ("sex", "x")):
        answer = program.post("/people", {"name": {"en": "A"}, field: value})
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field


def test_of_a_person_only_the_fields_of_the_list_are_said(program, conference):
    person = PersonFactory(conference=conference)
    shown = {each.name for each in PERSON_FIELDS if each.on_person_page or each.public}
    assert program.get(f"/people/{person.pk}").json().keys() == (shown - {"photo", "contact"}) | {"id"}


def test_somebody_is_registered_and_decided_on(program, conference, django_capture_on_commit_callbacks):
    person, category = (
        PersonFactory(conference=conference),
        CategoryFactory(conference=conference, capacity=1),
    )
    body = {"person": str(person.pk), "category": str(category.pk)}
    added = program.post("/registrations", body)
    assert added.status_code == 201 and added.json()["status"] == "submitted", added.content
    assert added.json()["name"] == person.name
    key = added.json()["id"]
    approved = program.post(f"/registrations/{key}/approve", {"reason": "Named"}, Idempotency_Key="a")
    assert approved.status_code == 200 and approved.json()["status"] == "approved"
    again = program.post(f"/registrations/{key}/approve", {"reason": "Named"}, Idempotency_Key="a")
    assert again.content == approved.content
    assert Message.objects.filter(key="registrations.approved").count() == 1
    [entry] = AuditEntry.objects.filter(verb="registrations.approved", target_id=key)
    assert entry.reason == "Named"
    assert program.get("/categories").json()["items"][0]["taken"] == 1
    # Anyone who is registered is not registered again, and what the table does not allow is refused.
    assert program.post("/registrations", body).status_code == 409
    assert program.post(f"/registrations/{key}/offer", {}).status_code == 409
    assert program.post(f"/registrations/{key}/cancel", {}).json()["status"] == "cancelled"


def test_a_registration_is_changed_and_its_place_moves_along(program, conference, other_conference):
    guests, press, full = (
        CategoryFactory(conference=conference, name={"en": name}, capacity=places)
        for name, places in (("Guests", 5), ("Press", 5), ("Full", 0))
    )
    person = PersonFactory(conference=conference)
    key = program.post("/registrations", {"person": str(person.pk), "category": str(guests.pk)}).json()["id"]
    program.post(f"/registrations/{key}/approve", {})
    delegation = DelegationFactory(conference=conference)
    body = {"category": str(press.pk), "delegation": str(delegation.pk), "function": "adviser"}
    changed = program.patch(f"/registrations/{key}", body)
    assert changed.status_code == 200, changed.content
    assert {name: changed.json()[name] for name in body} == body
    taken = {row["id"]: row["taken"] for row in program.get("/categories").json()["items"]}
    assert (taken[str(guests.pk)], taken[str(press.pk)]) == (0, 1)
    # A field that is left out stayed; one that is null is taken away, if that can be.
    assert program.patch(f"/registrations/{key}", {"delegation": None}).json()["category"] == str(press.pk)
    assert program.get(f"/registrations/{key}").json()["delegation"] is None
    theirs = CategoryFactory(conference=other_conference)
    for wrong in (None, str(theirs.pk)):
        answer = program.patch(f"/registrations/{key}", {"category": wrong})
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "category"
    assert program.patch(f"/registrations/{key}", {"category": str(full.pk)}).status_code == 409


def test_the_decisions_are_those_of_the_table(program):
    from confman.api.web.application import description

    paths = description()["paths"]
    root = "/api/v1/conferences/{slug}/registrations/{key}/"
    assert {path.removeprefix(root) for path in paths if path.startswith(root)} == set(AT_THE_DESK)


def test_a_stale_decision_is_refused(program, conference):
    registration = RegistrationFactory(conference=conference, status="submitted")
    seen = program.get(f"/registrations/{registration.pk}")["ETag"]
    Registration.objects.filter(pk=registration.pk).update(status="waiting")
    late = program.post(f"/registrations/{registration.pk}/decline", {}, If_Match=seen)
    assert late.status_code == 412 and late.json()["current"]["status"] == "waiting"


def test_registrations_are_filtered_and_come_by_name(program, conference):
    for name, status in (("Zulfiya", "approved"), ("Anora", "approved"), ("Malika", "waiting")):
        person = PersonFactory(conference=conference, name={"en": name})
        RegistrationFactory(conference=conference, person=person, status=status)
    rows = program.get("/registrations?status=approved").json()["items"]
    assert [row["name"]["en"] for row in rows] == ["Anora", "Zulfiya"]
    assert len(program.get("/registrations?q=malika").json()["items"]) == 1
    assert program.get(f"/registrations?q={person.email}").json()["items"] == []
    assert program.get("/registrations?status=lost").status_code == 422
    first = program.get("/registrations?limit=2").json()
    second = program.get(f"/registrations?limit=2&cursor={first['next']}").json()
    assert [row["name"]["en"] for row in first["items"] + second["items"]] == ["Anora", "Malika", "Zulfiya"]


def test_another_conferences_rows_are_no_values(program, other_conference, conference):
    here, there = CategoryFactory(conference=conference), CategoryFactory(conference=other_conference)
    mine, theirs = PersonFactory(conference=conference), PersonFactory(conference=other_conference)
    delegation = DelegationFactory(conference=other_conference)
    for field, body in (
        ("category", {"person": mine.pk, "category": there.pk}),
        ("person", {"person": theirs.pk, "category": here.pk}),
        ("delegation", {"person": mine.pk, "category": here.pk, "delegation": delegation.pk}),
    ):
        answer = program.post("/registrations", json.loads(json.dumps(body, default=str)))
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "path",
    [
        "/people",
        "/people?country=UZ",
        "/registrations",
        "/categories",
        "/delegations",
        "/delegations?kind=state",
    ],
)
def test_a_list_makes_as_many_queries_for_three_rows_as_for_one(
    program, conference, path, assert_constant_queries
):
    def add():
        person = PersonFactory(conference=conference, country="UZ")
        delegation = DelegationFactory(conference=conference, kind="state")
        RegistrationFactory(conference=conference, person=person, delegation=delegation)

    assert_constant_queries(path, add, client=program)


def test_people_and_delegations_are_narrowed_by_kind_and_country(program, conference):
    for name, kind, country in (("Aral", "state", "UZ"), ("Balkhash", "igo", ""), ("Chu", "state", "KZ")):
        PersonFactory(conference=conference, name={"en": name}, country=country)
        DelegationFactory(conference=conference, name={"en": name}, kind=kind, country=country)

    def named(path):
        return [row["name"]["en"] for row in program.get(path).json()["items"]]

    assert named("/delegations?kind=state") == ["Aral", "Chu"]
    assert named("/delegations?kind=state&country=KZ") == ["Chu"]
    assert named("/people?country=UZ") == ["Aral"] and named("/people?country=UZ&q=chu") == []
    for path in ("/delegations?kind=tribe", "/delegations?country=Uzbekistan", "/people?country=uz"):
        assert program.get(path).status_code == 422


def test_a_member_is_named_for_a_delegation_and_withdrawn(program, conference):
    CategoryFactory(conference=conference)
    delegation = DelegationFactory(conference=conference, capacity=1)
    path = f"/delegations/{delegation.pk}/members"
    named = program.post(
        path, {"name": {"en": "Dilnoza Karimova"}, "email": "d@example.org", "function": "head"}
    )
    assert named.status_code == 201, named.content
    assert (named.json()["function"], named.json()["status"]) == ("head", "nominated")
    # The verb of the focal point's page: the quota holds, and the person has a mail with a link.
    assert program.post(path, {"name": {"en": "Ivan Petrov"}}).status_code == 409
    assert Message.objects.filter(to__contains="d@example.org").exists()
    member = f"{path}/{named.json()['id']}"
    assert program.get(member).json() == named.json()
    assert program("DELETE", member).status_code == 204
    assert program.get(path).json()["items"] == [] and program.get(member).status_code == 404
    assert Registration.objects.get(pk=named.json()["id"]).status == "cancelled"


def test_a_member_gets_another_function_and_a_head_replaces_the_one_before(program, conference):
    delegation = DelegationFactory(conference=conference)
    head, other = (
        RegistrationFactory(
            conference=conference, delegation=delegation, status="approved", function=function
        )
        for function in ("head", "delegate")
    )
    path = f"/delegations/{delegation.pk}/members"
    seen = program.get(f"{path}/{other.pk}")["ETag"]
    changed = program.patch(f"{path}/{other.pk}", {"function": "head"}, If_Match=seen)
    assert changed.status_code == 200 and changed.json()["function"] == "head", changed.content
    assert program.get(f"{path}/{head.pk}").json()["function"] == "delegate"
    late = program.patch(f"{path}/{other.pk}", {"function": "adviser"}, If_Match=seen)
    assert late.status_code == 412 and late.json()["current"]["function"] == "head"
    assert program.patch(f"{path}/{other.pk}", {"function": "king"}).status_code == 422


def test_in_a_closed_conference_a_member_keeps_the_function(program, conference):
    delegation = DelegationFactory(conference=conference)
    member = RegistrationFactory(conference=conference, delegation=delegation, function="delegate")
    type(conference).objects.filter(pk=conference.pk).update(status="closed")
    refused = program.patch(f"/delegations/{delegation.pk}/members/{member.pk}", {"function": "head"})
    assert refused.status_code == 409 and "The conference is closed" in refused.content.decode()
    member.refresh_from_db()
    assert member.function == "delegate"


def test_somebody_comes_instead_of_a_member(program, conference):
    CategoryFactory(conference=conference)
    delegation = DelegationFactory(conference=conference, capacity=1)
    member = RegistrationFactory(
        conference=conference, delegation=delegation, status="approved", function="head"
    )
    path = f"/delegations/{delegation.pk}/members"
    sent = {"name": {"en": "Dilnoza Karimova"}, "email": "d@example.org"}
    first = program.post(f"{path}/{member.pk}/replace", sent, Idempotency_Key="a")
    assert first.status_code == 201, first.content
    assert (first.json()["function"], first.json()["status"]) == ("head", "approved")
    # Sent again, it is done once; and the person who has gone is no member any more.
    assert program.post(f"{path}/{member.pk}/replace", sent, Idempotency_Key="a").json() == first.json()
    assert program.get(path).json()["items"] == [first.json()]
    assert program.post(f"{path}/{member.pk}/replace", sent).status_code == 404
    member.refresh_from_db()
    assert member.status == "replaced"
    assert Registration.objects.get(pk=first.json()["id"]).replaces == member


@pytest.mark.parametrize("whose", ["of another delegation", "of another conference", "of none"])
def test_under_ones_own_delegation_there_are_its_own_members_alone(
    program, conference, other_conference, whose
):
    own = DelegationFactory(conference=conference)
    held_in = other_conference if whose == "of another conference" else conference
    theirs = None if whose == "of none" else DelegationFactory(conference=held_in)
    member = RegistrationFactory(conference=held_in, delegation=theirs, status="approved")
    path = f"/delegations/{own.pk}/members/{member.pk}"
    assert program.get(path).status_code == program("DELETE", path).status_code == 404
    assert program.patch(path, {"function": "head"}).status_code == 404
    assert program.post(f"{path}/replace", {"name": {"en": "Ivan Petrov"}}).status_code == 404
    member.refresh_from_db()
    assert member.status == "approved"


class TestFocalPoint:
    """A focal point's own program does what their page allows, with an account and without a role."""

    MEMBER = {"name": {"en": "Dilnoza Karimova"}, "function": "delegate"}

    @pytest.fixture
    def point(self, conference):
        CategoryFactory(conference=conference)
        person = PersonFactory(conference=conference, user=UserFactory())
        delegation = DelegationFactory(conference=conference, capacity=1)
        return FocalPointFactory(delegation=delegation, person=person)

    def of(self, point, conference, **more):
        return Program(secret_of(point.person.user, **more), f"/conferences/{conference.slug}")

    def test_members_of_ones_own_delegation_are_named_within_the_quota(self, conference, point):
        program = self.of(point, conference)
        assert [row["id"] for row in program.get("/own-delegations").json()["items"]] == [
            str(point.delegation_id)
        ]
        path = f"/own-delegations/{point.delegation_id}/members"
        named = program.post(path, self.MEMBER)
        assert named.status_code == 201, named.content
        assert program.get(path).json()["items"] == [named.json()]
        assert program.post(path, {"name": {"en": "Ivan Petrov"}}).status_code == 409
        registration = Registration.objects.get(pk=named.json()["id"])
        assert registration.delegation == point.delegation

    def test_they_get_other_functions_are_replaced_and_withdrawn(self, conference, point):
        program = self.of(point, conference)
        path = f"/own-delegations/{point.delegation_id}/members"
        named = f"{path}/{program.post(path, self.MEMBER).json()['id']}"
        changed = program.patch(named, {"function": "head"})
        assert changed.status_code == 200 and changed.json() == program.get(named).json()
        assert changed.json()["function"] == "head"
        other = program.post(f"{named}/replace", {"name": {"en": "Ivan Petrov"}})
        assert other.status_code == 201 and other.json()["function"] == "head", other.content
        assert program.get(path).json()["items"] == [other.json()]
        assert program("DELETE", f"{path}/{other.json()['id']}").status_code == 204
        assert program.get(path).json()["items"] == []

    @pytest.mark.parametrize("path", ["/own-delegations", "/own-delegations/{}/members"])
    def test_as_many_queries_for_three_as_for_one(self, conference, point, path, assert_constant_queries):
        def add():
            delegation = DelegationFactory(conference=conference)
            FocalPointFactory(delegation=delegation, person=point.person)
            RegistrationFactory(conference=conference, delegation=point.delegation)

        program = self.of(point, conference)
        assert_constant_queries(path.format(point.delegation_id), add, client=program)

    def test_not_after_the_deadline(self, conference, point):
        InviteeFactory(
            conference=conference, delegation=point.delegation,
            deadline=conference.today() - dt.timedelta(days=1),
        )  # fmt: skip
        path = f"/own-delegations/{point.delegation_id}/members"
        member = RegistrationFactory(conference=conference, delegation=point.delegation, status="nominated")
        program = self.of(point, conference)
        for late, sent in ((path, self.MEMBER), (f"{path}/{member.pk}/replace", {"name": {"en": "Ivan"}})):
            answer = program.post(late, sent)
            assert answer.status_code == 409 and "could be changed here" in answer.json()["detail"]
        # To give another function and to withdraw is always possible, as on the page.
        assert program("PATCH", f"{path}/{member.pk}", {"function": "adviser"}).status_code == 200
        assert program("DELETE", f"{path}/{member.pk}").status_code == 204

    def test_of_other_delegations_nothing(self, conference, other_conference, point):
        program = self.of(point, conference)
        for other in (
            DelegationFactory(conference=conference),
            DelegationFactory(conference=other_conference),
        ):
            path = f"/own-delegations/{other.pk}/members"
            assert program.get(path).status_code == program.post(path, self.MEMBER).status_code == 404
            theirs = RegistrationFactory(conference=other.conference, delegation=other, status="approved")
            for member in (
                f"{path}/{theirs.pk}",
                f"/own-delegations/{point.delegation_id}/members/{theirs.pk}",
            ):
                assert program.get(member).status_code == program("DELETE", member).status_code == 404
                assert program.patch(member, {"function": "head"}).status_code == 404
                assert program.post(f"{member}/replace", {"name": {"en": "Ivan"}}).status_code == 404
        assert program.get("/delegations").status_code == 403
        assert program.get("/registrations").status_code == 403

    def test_not_with_a_token_that_was_not_given_it(self, conference, point):
        program = self.of(point, conference, scopes=["registrations.view_own_delegations"])
        path = f"/own-delegations/{point.delegation_id}/members"
        assert program.get(path).status_code == 200
        assert program.post(path, self.MEMBER).status_code == 403
        member = RegistrationFactory(conference=conference, delegation=point.delegation, status="approved")
        assert program("DELETE", f"{path}/{member.pk}").status_code == 403
        assert program.patch(f"{path}/{member.pk}", {"function": "head"}).status_code == 403

    def test_nor_when_they_are_focal_point_no_more(self, conference, point):
        program = self.of(point, conference)
        point.delete()
        assert program.get("/own-delegations").status_code == 403


def test_a_member_has_the_fields_of_a_nominee():
    sent = set(NewMember.model_fields) - {"function"}
    assert sent == {each.name for each in PERSON_FIELDS if each.nominee_form}


def test_members_make_as_many_queries_for_three_as_for_one(program, conference, assert_constant_queries):
    delegation = DelegationFactory(conference=conference)
    assert_constant_queries(
        f"/delegations/{delegation.pk}/members",
        lambda: RegistrationFactory(conference=conference, delegation=delegation),
        client=program,
    )


def test_answers_kept_for_a_repeated_request_go_with_the_person(program, conference, owner):
    added = program.post("/people", {"name": {"en": "Dilnoza Karimova"}}, Idempotency_Key="a")
    other = program.post("/people", {"name": {"en": "Ivan Petrov"}}, Idempotency_Key="b")
    category = CategoryFactory(conference=conference)
    body = {"person": added.json()["id"], "category": str(category.pk)}
    registered = program.post("/registrations", body, Idempotency_Key="c").json()
    program.post(f"/registrations/{registered['id']}/approve", {}, Idempotency_Key="d")
    erase_person(Person.objects.get(pk=added.json()["id"]), by=owner)
    assert [kept.key for kept in IdempotentAnswer.objects.all()] == ["b"]
    assert (
        program.post("/people", {"name": {"en": "Ivan Petrov"}}, Idempotency_Key="b").json() == other.json()
    )


def test_a_list_of_people_asks_for_the_right_to_export(program, conference, member):
    person = PersonFactory(conference=conference)
    programme = Program(secret_of(member("programme"), conference), program.prefix)
    assert programme.get("/people").status_code == 403
    assert programme.get(f"/people/{person.pk}").status_code == 200
