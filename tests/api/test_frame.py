"""Rules of every operation: problems, pages, versions, keys, bounds."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from agenda.rooms.models import Room
from confman.api.domain.tokens import withdraw_token
from confman.api.models import ApiRequest, ApiToken, IdempotentAnswer
from confman.api.web.problems import PROBLEM
from tests.api.conftest import Program, secret_of
from tests.factories import ConferenceFactory, RoomFactory, UserFactory
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db


def problem(response, status, kind):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    content = json.loads(response.content)
    assert content["type"].endswith(f"#{kind}") and content["status"] == status and content["detail"]
    assert content.keys() <= PROBLEM["properties"].keys(), "the description names whatever is said"
    return content


def test_a_room_is_added_shown_changed_and_deleted(program):
    added = program.post("/rooms", {"name": {"en": "Hall", "ru": "Зал"}, "capacity": 300})
    assert added.status_code == 201, added.content
    key = added.json()["id"]
    shown = program.get(f"/rooms/{key}")
    assert shown.json()["name"] == {"en": "Hall", "ru": "Зал"} and shown["ETag"] == added["ETag"]
    changed = program.patch(f"/rooms/{key}", {"capacity": 250})
    assert changed.json()["capacity"] == 250 and changed.json()["name"] == {"en": "Hall", "ru": "Зал"}
    assert program("DELETE", f"/rooms/{key}").status_code == 204
    problem(program.get(f"/rooms/{key}"), 404, "not-found")


def test_the_cookie_of_a_browser_opens_nothing(conference, owner):
    browser = signed_in(owner)
    problem(browser.get(f"/api/v1/conferences/{conference.slug}/rooms"), 401, "token-missing")
    conference.status = "draft"
    conference.save()
    problem(browser.get(f"/api/v1/conferences/{conference.slug}"), 404, "not-found")


@pytest.mark.parametrize(
    "path", ["/nothing", "/conferences/none", "/conferences/none/rooms", "/rooms/", "//"]
)
def test_what_does_not_exist_is_a_problem(program, path):
    problem(Program(program.token).get(path), 404, "not-found")


def test_an_address_that_knows_other_methods_says_which(program):
    response = program("PUT", "/rooms", {})
    problem(response, 405, "method-not-allowed")
    assert {*response["Allow"].split(", ")} == {"GET", "POST"}


def test_a_field_that_is_wrong_is_named(program):
    faults = problem(program.post("/rooms", {"name": {"en": "Hall"}, "seats": 3}), 422, "invalid")["errors"]
    assert [(each["in"], each["field"]) for each in faults] == [("body", "seats")]
    faults = problem(program.post("/rooms", {"name": {"de": "Saal"}}), 422, "invalid")["errors"]
    assert faults[0]["field"] == "name.de"
    faults = problem(program.post("/rooms", {"name": {}}), 422, "invalid")["errors"]
    assert faults[0]["field"] == "name"
    faults = problem(program.get("/rooms?limit=0"), 422, "invalid")["errors"]
    assert [(each["in"], each["field"]) for each in faults] == [("query", "limit")]
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    ("path", "name", "known"),
    [
        (
            "/registrations?stauts=approved",
            "stauts",
            "category, cursor, delegation, fields, limit, person, q, status",
        ),
        ("/rooms?q=hall", "q", "cursor, fields, limit"),
        ("/agenda?day=2027-03-30", "day", "fields"),
        ("?Fields=slug", "Fields", "fields"),
    ],
)
def test_a_filter_that_does_not_exist_is_refused_with_those_that_do(program, path, name, known):
    content = problem(program.get(path), 422, "invalid")
    assert content["errors"] == [
        {"in": "query", "field": name, "detail": f"There is no filter “{name}”, but: {known}."}
    ]


def test_names_by_which_browsers_pass_caches_by_are_passed_over(anybody, program):
    for reader, path in ((anybody, "?_=1796040000000"), (program, "/rooms?_=1&_t=2")):
        assert reader.get(path).status_code == 200
    assert problem(anybody.get("?_=1&feilds=slug"), 422, "invalid")["errors"][0]["field"] == "feilds"


def test_what_writes_takes_no_query_and_does_nothing_with_one(program):
    content = problem(program.post("/rooms?dry_run=1", {"name": {"en": "Hall"}}), 422, "invalid")
    assert content["errors"][0]["detail"] == "“dry_run” is not accepted: this address takes no query."
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 422, "invalid"),
        (b"{", 400, "malformed"),
        (b"\xff", 400, "malformed"),
        (b'{"name": {"en": "a", "en": "b"}}', 400, "malformed"),
        (b'{"capacity": NaN}', 400, "malformed"),
        (b'{"capacity": 1' + b"0" * 5000 + b"}", 400, "malformed"),
        (b"[" * 10_000 + b"]" * 10_000, 400, "malformed"),
        (b'{"a":' * 10_000, 400, "malformed"),
        (b'"' + b"a" * 2_000_000 + b'"', 413, "too-large"),
        (b'{"name": {"en": "a\\u0000b"}}', 400, "malformed"),
        # Both took minutes once.
        (b'"' + b'\\"' * 400_000, 400, "malformed"),
        (b"{" + b",".join(b'"%d":1' % each for each in range(60_000)) + b',"z":1,"z":1}', 400, "malformed"),
    ],
    ids=[
        "nothing", "half", "letters", "twice", "nan", "long-number", "deep", "deep-objects", "large", "nul",
        "never-closed", "many-and-twice",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_before_anything_is_done(program, body, status, kind):
    problem(program.post("/rooms", body), status, kind)
    assert not Room.objects.exists()


def test_a_hundred_megabytes_are_refused_unread(program):
    response = program.client.generic(
        "POST",
        f"/api/v1{program.prefix}/rooms",
        b"{}",
        content_type="application/json",
        CONTENT_LENGTH="104857600",
        headers={"Authorization": f"Bearer {program.token}"},
    )
    problem(response, 413, "too-large")


def test_a_form_is_not_json(program):
    response = program.client.post(
        f"/api/v1{program.prefix}/rooms", {"name": "x"}, headers={"Authorization": f"Bearer {program.token}"}
    )
    problem(response, 415, "not-json")


def test_a_list_is_read_page_by_page_whatever_is_written_meanwhile(program, conference):
    rooms = [RoomFactory(conference=conference, position=number) for number in range(1, 6)]
    first = program.get("/rooms?limit=2").json()
    assert [row["position"] for row in first["items"]] == [1, 2]
    # One before the cursor comes, one goes: no row is missed, none stands twice.
    RoomFactory(conference=conference, position=0)
    rooms[1].delete()
    second = program.get(f"/rooms?limit=2&cursor={first['next']}").json()
    assert [row["position"] for row in second["items"]] == [3, 4]
    third = program.get(f"/rooms?limit=2&cursor={second['next']}").json()
    assert [row["position"] for row in third["items"]] == [5] and third["next"] is None


def test_a_cursor_that_was_made_up_is_refused(program, conference):
    for cursor in ("made-up", "WyJuYW1lIl0:1:x"):
        faults = problem(program.get(f"/rooms?cursor={cursor}"), 422, "invalid")["errors"]
        assert faults[0]["field"] == "cursor"
    RoomFactory.create_batch(2, conference=conference)
    of_rooms = program.get("/rooms?limit=1").json()["next"]
    problem(program.get(f"/sessions?cursor={of_rooms}"), 422, "invalid")


def test_only_the_fields_that_are_asked_for_are_said(program, conference):
    room = RoomFactory(conference=conference, capacity=7)
    assert program.get(f"/rooms/{room.pk}?fields=capacity").json() == {"capacity": 7}
    assert program.get("/rooms?fields=id,capacity").json()["items"] == [{"id": str(room.pk), "capacity": 7}]
    problem(program.get("/rooms?fields=password"), 422, "invalid")


def test_who_has_it_already_is_told_so(program, conference):
    room = RoomFactory(conference=conference)
    etag = program.get(f"/rooms/{room.pk}")["ETag"]
    again = program.get(f"/rooms/{room.pk}", If_None_Match=etag)
    assert again.status_code == 304 and not again.content


def test_a_stale_change_is_refused_with_what_is_there_now(program, conference):
    room = RoomFactory(conference=conference, capacity=10)
    seen = program.get(f"/rooms/{room.pk}")["ETag"]
    assert program.patch(f"/rooms/{room.pk}", {"capacity": 20}, If_Match=seen).status_code == 200
    late = program.patch(f"/rooms/{room.pk}", {"capacity": 30}, If_Match=seen)
    content = problem(late, 412, "stale")
    assert content["current"]["capacity"] == 20
    assert program.patch(f"/rooms/{room.pk}", {"capacity": 30}, If_Match=late["ETag"]).status_code == 200
    problem(program("DELETE", f"/rooms/{room.pk}", If_Match=seen), 412, "stale")


def test_a_request_with_a_key_is_carried_out_once(program):
    body = {"name": {"en": "Hall"}}
    first = program.post("/rooms", body, Idempotency_Key="a")
    again = program.post("/rooms", body, Idempotency_Key="a")
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert again["ETag"] == first["ETag"] and again["Idempotent-Replayed"] == "true"
    problem(program.post("/rooms", {"name": {"en": "Other"}}, Idempotency_Key="a"), 422, "key-used")
    assert program.post("/rooms", body, Idempotency_Key="b").status_code == 201
    assert Room.objects.count() == 2


def test_what_was_refused_is_tried_again_with_the_same_key(program):
    assert program.post("/rooms", {"name": {}}, Idempotency_Key="a").status_code == 422
    assert not IdempotentAnswer.objects.exists()
    assert program.post("/rooms", {"name": {"en": "Hall"}}, Idempotency_Key="a").status_code == 201


def test_a_key_is_kept_for_a_day(program):
    program.post("/rooms", {"name": {"en": "Hall"}}, Idempotency_Key="a")
    IdempotentAnswer.objects.update(created_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert program.post("/rooms", {"name": {"en": "Other"}}, Idempotency_Key="a").status_code == 201


@pytest.fixture
def two_a_minute(monkeypatch):
    limits = [limit for limit in _limits(amount=2) if limit.what == "request with a token"]
    monkeypatch.setattr("confman.accounts.domain.rate_limits.LIMITS", limits)


def test_who_asks_too_often_is_told_when_to_go_on(program, two_a_minute):
    for _number in range(2):
        assert program.get("/rooms").status_code == 200
    refused = program.get("/rooms")
    problem(refused, 429, "too-often")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert [*ApiRequest.objects.values_list("status", flat=True)] == [200, 200], "a flood fills no log"


def test_a_token_that_opens_nothing_has_the_same_limit(program, owner, two_a_minute):
    withdraw_token(ApiToken.objects.get(), by=owner)
    for _number in range(2):
        problem(program.get("/rooms"), 401, "token-withdrawn")
    problem(program.get("/rooms"), 429, "too-often")
    assert [*ApiRequest.objects.values_list("status", flat=True)] == [401], "its log is not filled, either"


def test_a_problem_names_the_permission_that_is_missing(conference, owner, member):
    path = f"/conferences/{conference.slug}/rooms"
    narrow = Program(secret_of(owner, conference, scopes=[]))
    said = problem(narrow.get(path), 403, "scope-missing")
    assert said["permission"] == "agenda.view_working_agenda"
    observer = Program(secret_of(member("observer"), conference))
    said = problem(observer.post(path, {"name": {"en": "Hall"}}), 403, "role-missing")
    assert said["permission"] == "agenda.edit_agenda"


def test_the_list_of_conferences_makes_as_many_queries_for_three_as_for_one(
    program, anybody, owner, assert_constant_queries
):
    for reader in (Program(), Program(secret_of(owner))):
        assert_constant_queries("/conferences", lambda: ConferenceFactory(status="announced"), client=reader)


def _limits(amount):
    from dataclasses import replace

    from confman.accounts.limits import LIMITS

    return [replace(limit, amount=amount) for limit in LIMITS]


def test_a_fault_of_ours_is_a_problem_without_details(program, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("secret words")

    monkeypatch.setattr("agenda.rooms.web.api.create_room", fail)
    response = program.post("/rooms", {"name": {"en": "Hall"}}, Idempotency_Key="a")
    problem(response, 500, "error")
    assert b"secret" not in response.content and not IdempotentAnswer.objects.exists()


def test_what_a_token_did_is_logged_and_forgotten_after_a_month(program, conference):
    program.get("/rooms?limit=3")
    program.get("/nothing")
    assert [*ApiRequest.objects.order_by("id").values_list("method", "path", "status")] == [
        ("GET", f"/api/v1{program.prefix}/rooms", 200)
    ]
    assert ApiToken.objects.get().used_at
    ApiRequest.objects.update(at=timezone.now() - dt.timedelta(days=31))
    from confman.api.tasks import delete_old_rows_task

    assert delete_old_rows_task() == 1 and not ApiRequest.objects.exists()


def test_open_data_may_be_kept_and_read_by_any_site_and_nothing_else(anybody, program):
    public = anybody.get("")
    assert public.status_code == 200
    assert public["Cache-Control"] == "public, max-age=60" and public["Access-Control-Allow-Origin"] == "*"
    assert not public.cookies
    for answer in (program.get("/rooms"), program.get(""), anybody.get("/rooms")):
        assert answer["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer


def test_a_secret_is_stored_nowhere(conference, owner):
    secret = secret_of(owner, conference)
    row = ApiToken.objects.values().get()
    assert secret not in str(row) and secret.startswith(row["prefix"])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_conference_is_not_at_the_ends_of_the_calendar(day):
    program = Program(secret_of(UserFactory(may_hold_conferences=True)))
    made = program.post("/conferences", {"title": {"en": "A"}, "starts_on": day, "ends_on": day})
    assert made.status_code == 422
    assert [each["field"] for each in made.json()["errors"]] == ["starts_on", "ends_on"]
