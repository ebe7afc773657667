"""The actors: from visitors to every role, in this and in another conference."""

from typing import Any

from django.test import Client

from confman.conferences.models import Role
from tests.factories import MembershipFactory, UserFactory
from tests.sign_in import signed_in

# The columns of the table, in order. `foreign` has every role in another conference.
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
# Together these can open every page, and every variant of it.
GET_MOST = ("visitor", "participant", "focal-point", "owner")
# Actors who may learn nothing of a person listed for the secretariat only.
NOT_ENTITLED = ("visitor", "stranger", "other-participant", "focal-point", "observer", "foreign")


def client_of(actor: str, world: Any) -> Client:
    """Return the browser of an actor, opened once."""
    if actor not in world.clients:
        client = world.clients[actor] = Client() if actor == "visitor" else signed_in(world.users[actor])
        # A fault of a page is another answer that the table does not have.
        client.raise_request_exception = False
    return world.clients[actor]


def add_users(world: Any) -> None:
    """Create an account for every actor except the visitor."""
    for actor in ACTORS[1:]:
        if actor in world.people:
            world.users[actor] = world.people[actor].user
            continue
        # The owner may hold other conferences, too.
        world.users[actor] = user = UserFactory(may_hold_conferences=actor == "owner")
        roles = {"stranger": [], "foreign": list(Role)}.get(actor, [actor])
        conference = world.elsewhere if actor == "foreign" else world.conference
        for role in roles:
            MembershipFactory(conference=conference, user=user, role=role)
