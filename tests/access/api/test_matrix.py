"""The table of the API, tried: every operation, by everyone who comes; what is in no row is an error."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agenda.rooms.models import GroupRole
from confman.api.domain.tokens import create_token, known_scopes, withdraw_token
from confman.api.models import ApiToken
from confman.api.web.application import description
from confman.conferences.models import Conference, Membership, Role
from confman.documents.registry import document_kinds
from confman.documents.web.forms import request_forms
from confman.web.access import PUBLIC
from outcomes.recommendations.models.recommendation import Recommendation
from tests.access.api.table import COMERS, ROWS
from tests.access.pages import undone
from tests.access.world import World
from tests.factories import ConferenceFactory, MembershipFactory, PersonFactory, UserFactory

ADDRESSES = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in description()["paths"].items()
    for method, operation in methods.items()
}
SCOPES = [scope.permission for scope in known_scopes()]


def secret_of(user: Any, conference: Any, scopes: Any = SCOPES, **more: Any) -> str:
    tomorrow = timezone.now().date() + dt.timedelta(days=1)
    return create_token(
        by=user,
        name="Token",
        scopes=scopes,
        expires_on=tomorrow,
        conference=conference,
        second_factor=True,
        **more,
    )[1]


@pytest.fixture(scope="module")
def secrets(kept: Any, kept_world: World) -> dict[str, str]:
    """The secret that each brings."""
    return kept(lambda: make_secrets(kept_world))


def make_secrets(world: World) -> dict[str, str]:
    """Give everyone who comes a token in this world; return the secret of each."""
    owner, conference = world.users["owner"], world.conference
    chair = PersonFactory(conference=conference, user=UserFactory())
    GroupRole.objects.create(group_id=world.values["group"], person=chair, role="chair")
    Recommendation.objects.filter(conference=conference).update(visibility="participants")
    world.users |= {"chair": chair.user, "operator": UserFactory(is_superuser=True, is_staff=True)}
    found = {name: secret_of(world.users[name], conference) for name in COMERS[COMERS.index("participant") :]}
    found["unknown"] = "cfm_unknown"
    found["elsewhere"] = secret_of(world.users["foreign"], world.elsewhere)
    found["narrow"] = secret_of(owner, conference, scopes=[])
    found["expired"] = secret_of(owner, conference)
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    ApiToken.objects.filter(pk=ApiToken.objects.get(prefix=found["expired"][:10]).pk).update(
        expires_on=yesterday
    )
    found["withdrawn"] = secret_of(owner, conference)
    withdraw_token(ApiToken.objects.get(prefix=found["withdrawn"][:10]), by=owner)
    left = MembershipFactory(conference=conference, role=Role.OWNER)
    found["former"] = secret_of(left.user, conference)
    Membership.objects.filter(pk=left.pk).delete()
    return found


def insider(row: str) -> str:
    """Choose, of those to whom the row says "ok", one who may do it in this conference alone."""
    allowed = {comer for comer, cell in zip(COMERS, row.split(), strict=True) if cell == "ok"}
    return "owner" if "owner" in allowed else "focal-point" if "focal-point" in allowed else "owner"


def call(world: World, name: str, parts: str, secret: str = "", slug: str = "") -> int:
    """Call an operation with its example, undo what it did, and return the status of the answer."""
    method, path, operation = ADDRESSES[name]
    values = {"slug": slug or world.conference.slug}
    for part in parts.split():
        key, _sign, value = part.partition("=")
        values[key] = value[1:] if value.startswith("'") else world.values[value or key]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    client = Client(raise_request_exception=False)
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    with undone(client):
        return client.generic(method, path.format(**values), headers=headers, **sent).status_code


def outcome(status: int) -> str:
    return "ok" if status < 300 or status in {409, 422} else str(status)


def test_each_operation_has_its_row():
    assert sorted(name for name, _parts, _row in ROWS) == sorted(ADDRESSES)


def test_each_permission_of_an_operation_can_be_given_to_a_token_and_no_other():
    asked = {operation["x-permission"] for _method, _path, operation in ADDRESSES.values()}
    of_documents = {kind.permission for kind in document_kinds}
    # The permission that lets a list show more.
    besides = {"outcomes.read_restricted_documents"}
    assert (asked - {PUBLIC}) | of_documents | besides == set(SCOPES)


@pytest.mark.parametrize(("name", "parts", "row"), ROWS, ids=[row[0] for row in ROWS])
def test_everyone_gets_what_the_table_says(world, secrets, name, parts, row):
    wanted = dict(zip(COMERS, row.split(), strict=True))
    got = {comer: outcome(call(world, name, parts, secrets.get(comer, ""))) for comer in COMERS}
    assert got == wanted


OF_A_CONFERENCE = [row for row in ROWS if "{slug}" in ADDRESSES[row[0]][1]]


@pytest.mark.parametrize(("name", "parts", "row"), OF_A_CONFERENCE, ids=[row[0] for row in OF_A_CONFERENCE])
def test_a_conference_that_is_not_announced_exists_for_its_team_alone(world, secrets, name, parts, row):
    Conference.objects.filter(pk=world.conference.pk).update(status="draft")
    for comer in ("nobody", "elsewhere", "former", "participant", "focal-point", "chair"):
        assert call(world, name, parts, secrets.get(comer, "")) == 404
    if insider(row) == "owner":
        assert outcome(call(world, name, parts, secrets["owner"])) == "ok"


WITH_KEYS = [row for row in ROWS if "key=" in row[1]]


@pytest.mark.parametrize(("name", "parts", "row"), WITH_KEYS, ids=[row[0] for row in WITH_KEYS])
def test_what_is_another_conferences_does_not_exist_under_ones_own_name(
    world, there, secrets, name, parts, row
):
    for key in (part.partition("=")[2] for part in parts.split() if "'" not in part):
        world.values[key] = there.values[key]
    assert call(world, name, parts, secrets[insider(row)]) == 404


def test_no_document_can_be_ordered_about_a_row_of_another_conference(world):
    """The forms of options, which an order by the API goes through, find nothing in a conference that has nothing."""
    empty = ConferenceFactory()
    offered = {
        f"{kind.key}: {name}"
        for kind in document_kinds
        for form in request_forms(kind, empty)
        for name, field in form.fields.items()
        if getattr(field, "queryset", None) is not None and field.queryset.exists()
    }
    assert not offered
