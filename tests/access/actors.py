"""Who comes to an address: from the passer-by to every role, here and in another conference."""

from __future__ import annotations

from typing import Any

from django.test import Client

from confman.conferences.models import Role
from tests.factories import MembershipFactory, UserFactory
from tests.signing_in import signed_in

# The columns of the table, in its order. `foreign` has every role there is, all of them in another conference.
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
# Between them they get every page that there is, and each kind of it.
GET_MOST = ("visitor", "participant", "focal-point", "owner")
# Who may learn nothing of a person listed for the secretariat alone.
NOT_ENTITLED = ("visitor", "stranger", "other-participant", "focal-point", "observer", "foreign")


def client_of(actor: str, world: Any) -> Client:
    """The browser of one actor, opened once."""
    if actor not in world.clients:
        client = world.clients[actor] = Client() if actor == "visitor" else signed_in(world.users[actor])
        # A fault of a page is one more answer that the table does not have.
        client.raise_request_exception = False
    return world.clients[actor]


def add_users(world: Any) -> None:
    """An account for every actor but the visitor, who has none."""
    for actor in ACTORS[1:]:
        if actor in world.people:
            world.users[actor] = world.people[actor].user
            continue
        # Whoever owns the conference may hold others, too.
        world.users[actor] = user = UserFactory(may_hold_conferences=actor == "owner")
        roles = {"stranger": [], "foreign": list(Role)}.get(actor, [actor])
        conference = world.elsewhere if actor == "foreign" else world.conference
        for role in roles:
            MembershipFactory(conference=conference, user=user, role=role)
