"""Sends requests, and undoes their effects in the database and in the browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction

from tests.access.actors import client_of
from tests.fuzz.conversation import Request


@contextmanager
def taken_back(world: Any) -> Iterator[None]:
    """Context that undoes its effects, so that no browser keeps a session that does not exist any more."""
    cookies = {actor: SimpleCookie(client.cookies) for actor, client in world.clients.items()}
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for actor, before in cookies.items():
            world.clients[actor].cookies = before


def answer(asked: Request, world: Any) -> str:
    """Send a request, check the rows' references, and undo it; return the class of the status."""
    client = client_of(asked.actor, world)
    client.raise_request_exception = True
    with taken_back(world):
        response = asked.send(client)
        if response.status_code < 400 and asked.method not in ("GET", "HEAD"):
            connection.check_constraints()
    if response.status_code >= 500:
        raise AssertionError(f"{response.status_code} at {_route(response)}")
    return f"{response.status_code // 100}xx"


def _route(response: Any) -> str:
    return response.resolver_match.view_name if response.resolver_match else "no address"


def is_signed_in(world: Any) -> bool:
    """Tell whether the owner, who may open most pages, is still signed in."""
    with taken_back(world):
        return client_of("owner", world).get(f"/{world.values['slug']}/secretariat/").status_code == 200
