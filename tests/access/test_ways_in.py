"""Anyone who knew the key of a session before it could do anything can do nothing with it after."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from confman.mail.models import Message
from confman.people.models import OpenPage, Person
from tests.access.test_matrix import ALL_ROWS, address, groups, of_each_kind
from tests.access.world import World
from tests.factories import UserFactory
from tests.letters import as_sent

COOKIE = settings.SESSION_COOKIE_NAME
# Keys of a session that open nothing. All others are taken for something that makes it more powerful.
HARMLESS = (
    "planted",
    "sitting-",
    "mailed_code",
    "_csrftoken",
    "account_",
    "mfa.",
    "_messages",
    "opened_last_link",
)

FILLED = {
    "name": "Lola Invited",
    "job_title": "Head of unit",
    "organization": "Ministry of Justice",
    "country": "UZ",
    "sex": "female",
    "listing": "participants",
    "data_consent": "on",
}


def planted() -> tuple[Client, str]:
    """A browser with a session that someone else began, and its key."""
    client = Client(raise_request_exception=False)
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[COOKIE] = session.session_key
    return client, session.session_key


def pages_open(client: Client) -> set[str]:
    return set(OpenPage.objects.of_session(client.session).values_list("kind", flat=True))


def powers(client: Client) -> set[str]:
    return {name for name in dict(client.session) if not name.startswith(HARMLESS)} | pages_open(client)


def still_opens(key: str) -> bool:
    other = Client()
    other.cookies[COOKIE] = key
    return bool(dict(other.session)) or bool(pages_open(other))


@pytest.mark.sqlite  # what the key of a session is depends on no database
@pytest.mark.parametrize("is_full", [False, pytest.param(True, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("group", sorted(groups()))
def test_no_page_makes_a_session_more_powerful_under_the_key_it_had(world, group, is_full):
    """Nor does any that a link opens, nor one of each other kind; each night nor does any."""
    opened, faults = set(), []
    rows = groups()[group]
    chosen = rows if is_full else {*of_each_kind(rows), *(row for row in rows if "token=" in row[1])}
    for name, parts, _answered in sorted(chosen):
        client, key = planted()
        client.get(address(world, name, parts))
        if powers(client):
            opened.add(name)
            if client.cookies[COOKIE].value == key or still_opens(key):
                faults.append(name)
    assert not faults
    # Else the test would pass because it opened nothing.
    ways_in = {name for name, _parts, _answered in ALL_ROWS if name.endswith(":link")}
    assert {name for name in ways_in if name.startswith(f"{group}:")} <= opened


LINKS = [
    (name, parts)
    for name, parts, _answered in ALL_ROWS
    if "token=" in parts and name.endswith(("link", "portal:invitation"))
]


@pytest.mark.parametrize(("name", "parts"), LINKS, ids=[name for name, _parts in LINKS])
def test_who_came_by_a_link_finds_the_way_out(world, name, parts):
    client = Client()
    forget = f"/{world.conference.slug}/me/forget/"
    page = client.get(address(world, name, parts), follow=True)
    assert page.status_code == 200
    assert page.content.decode().count(f'action="{forget}"') == 1
    key = client.cookies[COOKIE].value
    client.post(forget)
    assert client.get(page.request["PATH_INFO"]).status_code != 200
    assert not still_opens(key)
    assert (
        f'action="{forget}"' not in client.get(f"/{world.conference.slug}/me/", follow=True).content.decode()
    )


def test_a_password_gives_a_new_key(db):
    client, key = planted()
    user = UserFactory()
    user.add_address(verified=True)
    client.post("/accounts/login/", {"login": user.email, "password": "a-password-for-tests"})
    assert powers(client) >= {"_auth_user_id"}
    assert not still_opens(key)


def test_a_mailbox_of_many_roles_gets_one_new_key(world):
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        sign_in_by_code(client, world, world.people["participant"])
    assert len(pages_open(client)) > 1
    keys = [
        query["sql"]
        for query in asked.captured_queries
        if query["sql"].startswith(
            ('INSERT INTO "accounts_session"', 'UPDATE "accounts_session" SET "session_key"')
        )
    ]
    # One that asks for the code, and one that it opens.
    assert len(keys) == 2


def test_an_invitation_that_is_taken_up_gives_a_new_key(world):
    client, key = planted()
    url = address(world, "registrations_portal:invitation", "slug token=invitation_token")
    page = client.get(url, follow=True)
    form = page.context["form"]
    shown = {name: value for name in form.fields if (value := form[name].value())}
    answer = client.post(page.request["PATH_INFO"], {**shown, **FILLED})
    assert answer.status_code == 302, answer.context["form"].errors
    assert powers(client)
    assert not still_opens(key)


def sign_in_by_code(client: Client, world: World, person: Person) -> str:
    """Return the key under which the code was requested."""
    slug = world.conference.slug
    client.post(f"/{slug}/me/sign-in/", {"email": person.email})
    asked = client.cookies[COOKIE].value
    code = Message.objects.filter(key="registrations.code").latest("created_at")
    digits = re.search(r"\d{3} \d{3} \d{3}", as_sent(code))[0]
    client.post(f"/{slug}/me/sign-in/code/", {"code": digits})
    return asked


def test_every_page_of_who_came_without_an_account_has_the_way_out(world):
    clients = [Client(), Client()]
    for client, person in zip(clients, ("participant", "other-participant"), strict=True):
        sign_in_by_code(client, world, world.people[person])
    forget = f'action="/{world.conference.slug}/me/forget/"'
    seen, without = set(), []
    for name, parts, _answered in ALL_ROWS:
        if "_portal:" not in name and "_delegation:" not in name:
            continue
        for client in clients:
            answer = client.get(address(world, name, parts))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                page = answer.content.decode()
                if "<body" in page:
                    seen.add(name)
                    without += [name] if forget not in page else []
    assert not without
    assert {"registrations_portal:ticket", "agenda_portal:speaker", "outcomes_portal:room"} <= seen


def test_a_mailed_code_of_a_participant_gives_a_new_key(world):
    client, key = planted()
    person = world.people["participant"]
    asked = sign_in_by_code(client, world, person)
    assert powers(client)
    assert not still_opens(key)
    assert not still_opens(asked)
