"""Who comes to an address: from the passer-by to every role, here and in another conference."""

from __future__ import annotations

from typing import Any

from django.test import Client

from confman.conferences.models import Role
from tests.factories import MembershipFactory, UserFactory

# The columns of the table, in its order. `foreign` stands for every role of another conference: each is tried.
ACTORS = (
    "visitor",
    "stranger",
    "participant",
    "other-participant",
    "focal-point",
    "owner",
    "programme",
    "registration",
    "protocol",
    "rapporteur",
    "check-in",
    "observer",
    "foreign",
)
# Who may learn nothing of a person listed for the secretariat alone.
NOT_ENTITLED = ("visitor", "stranger", "other-participant", "focal-point", "observer", "foreign")


def signed_in(user: Any) -> Client:
    """A browser in which this user is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def clients_of(actor: str, world: Any) -> list[Client]:
    """The browsers of one actor: one, but for `foreign`, which has one for each role elsewhere."""
    if actor not in world.clients:
        world.clients[actor] = _new_clients(actor, world)
        for client in world.clients[actor]:
            # A fault of a page is one more answer that the table does not have.
            client.raise_request_exception = False
    return world.clients[actor]


def _new_clients(actor: str, world: Any) -> list[Client]:
    if actor == "visitor":
        return [Client()]
    if actor == "stranger":
        return [signed_in(UserFactory())]
    if actor == "foreign":
        return [signed_in(MembershipFactory(conference=world.elsewhere, role=role).user) for role in Role]
    if actor in world.people:
        return [signed_in(world.people[actor].user)]
    return [signed_in(MembershipFactory(conference=world.conference, role=actor).user)]
