"""Requests that no page of ours sends are refused, and are never a fault of ours: at every address."""

import io
import json
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client

from confman.web.faults.refusals import ASGIApplication, WSGIApplication
from tests.access.actors import client_of
from tests.access.table import DOCUMENTS
from tests.access.test_matrix import ALL_ROWS, address, of_each_kind

OF_A_CONFERENCE = [
    *(row for row in ALL_ROWS if "slug" in row[1].split()),
    *(("documents_secretariat:document-request", f"slug key='{key}", row) for key, row in DOCUMENTS.items()),
]


@pytest.mark.parametrize(
    "rows",
    [of_each_kind(OF_A_CONFERENCE), pytest.param(OF_A_CONFERENCE, marks=pytest.mark.nightly)],
    ids=["of-each-kind", "all"],
)
def test_a_conference_that_does_not_exist_has_no_address(world, rows):
    client = client_of("owner", world)
    world.values["slug"] = "nosuch"
    urls = {address(world, name, parts) for name, parts, _answered in rows}
    answers = {url: client.get(url) for url in urls}
    # A device is asked for its secret before anything else; a sign-in may be what comes first.
    assert {url for url, answer in answers.items() if answer.status_code not in (302, 401, 404, 405)} == set()


def over_wsgi(path: str, content_type: str, body: bytes, *, length: str = "") -> int:
    """Return the status of the server's answer."""
    got = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": "a=b", "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": length or str(len(body)), "SERVER_NAME": "testserver", "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "HTTP_COOKIE": "csrftoken=" + "a" * 32,
    }  # fmt: skip
    # The connection is the test's.
    request_started.disconnect(close_old_connections)
    try:
        b"".join(WSGIApplication()(environ, lambda status, _headers: got.append(int(status[:3]))))
    finally:
        request_started.connect(close_old_connections)
    return got[0]


def test_a_header_of_another_encoding_or_without_boundary_is_no_fault_of_ours(db):
    kinds = (
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=base64",
        "application/x-www-form-urlencoded; charset=undefined",
        "application/x-www-form-urlencoded; charset=\x00",
        "text/plain; charset=punycode",
        "multipart/form-data",
        "multipart/form-data; boundary=; charset=utf-16",
        "multipart/form-data; boundary*=nosuch''a",
    )
    for kind in kinds:
        for path in ("/accounts/login/", "/nosuch/", "/nosuch/secretariat/", "/healthz"):
            assert 400 <= over_wsgi(path, kind, b"a=b") < 500, (kind, path)


def test_a_length_that_is_none_is_no_fault_of_ours(db):
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "application/json"):
        for length in ("abc", "-1", "1.5", "9" * 5000, "1, 1"):
            for path in ("/accounts/login/", "/nosuch/secretariat/"):
                assert 400 <= over_wsgi(path, kind, b"a=b", length=length) < 500, (kind, length, path)


def test_the_asynchronous_application_makes_the_same_requests():
    assert ASGIApplication.request_class.__mro__[1] is WSGIApplication.request_class.__mro__[1]


def test_too_much_at_once_is_413_and_says_so(world, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(
        "/accounts/login/", urlencode({"login": "a" * 2000}), "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "That is too much at once" in answer.content.decode()


def test_a_nul_in_the_address_is_400(world):
    owner = client_of("owner", world)
    for query in ("q=%00", "%00=1", "page=%00", "sort=a%00b"):
        assert owner.get(f"/here/secretariat/people/?{query}").status_code == 400, query


def test_a_form_sent_to_the_editors_address_is_400(world):
    url = address(world, "agenda_secretariat:editor-move", "slug pk=session")
    client, token = Client(enforce_csrf_checks=True), "a" * 32
    client.cookies = SimpleCookie(client_of("owner", world).cookies)
    client.cookies["csrftoken"] = token
    answer = client.post(url, {"start": "2027-03-30T09:00", "csrfmiddlewaretoken": token})
    assert answer.status_code == 400


def test_json_that_no_column_takes_is_no_fault_of_ours(world):
    url = address(world, "agenda_secretariat:editor-move", "slug pk=session")
    for value in ("\ud800", "\x00", 10**30, float("nan"), [], {}):
        body = json.dumps({"start": value, "room": value, "revision": value})
        answer = client_of("owner", world).post(url, body, "application/json")
        assert 400 <= answer.status_code < 500, value


@pytest.mark.parametrize("credential", ["[" * 100_000, "9" * 5000])
def test_json_that_no_parser_takes_is_no_fault_of_ours(world, credential):
    client = Client(raise_request_exception=False)
    client.get("/accounts/2fa/webauthn/login/")
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": credential}).status_code == 400


def test_an_action_that_is_refused_where_its_page_has_no_place_for_it_says_why(world):
    """An annex of a published document stays where it is."""
    url = address(world, "outcomes_secretariat:annex-move", "slug annex")
    answer = client_of("owner", world).post(url, {"to": "earlier"})
    assert answer.status_code == 409
    assert "its annexes were issued with it" in answer.content.decode()
