"""Tokens for tests, and a program that comes with one."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from confman.api.domain.tokens import create_token, known_scopes
from tests.factories import MembershipFactory

ROOT = "/api/v1"


class Program:
    """A client of the API; `token` is the secret it comes with."""

    def __init__(self, token: str = "", prefix: str = "") -> None:
        self.token, self.prefix = token, prefix
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        more = {} if body is None else {"data": content, "content_type": "application/json"}
        return self.client.generic(method, f"{ROOT}{self.prefix}{path}", headers=sent, **more)

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self("PATCH", path, body, **headers)


def everything() -> list[str]:
    return [scope.permission for scope in known_scopes()]


def secret_of(user: Any, conference: Any = None, scopes: Any = None, days: int = 30, **more: Any) -> str:
    return create_token(
        by=user,
        name="Website",
        scopes=everything() if scopes is None else scopes,
        expires_on=timezone.now().date() + dt.timedelta(days=days),
        conference=conference,
        **more,
    )[1]


@pytest.fixture
def owner(conference: Any) -> Any:
    return MembershipFactory(conference=conference, role="owner").user


@pytest.fixture
def program(conference: Any, owner: Any) -> Program:
    """The program of an owner, with every permission."""
    return Program(secret_of(owner, conference), f"/conferences/{conference.slug}")


@pytest.fixture
def anybody(conference: Any) -> Program:
    return Program(prefix=f"/conferences/{conference.slug}")
