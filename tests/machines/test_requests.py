"""Each request has a number: in its answer, in its lines of the log, on the page of an error."""

import json
import logging

import pytest
from django.test import Client

from confman.machines.requests import HEADER, request_id
from confman.web.logs import JsonFormatter, SecretlessFormatter
from confman.web.views import HealthView


def test_every_answer_has_its_own():
    first, second = (Client().get("/healthz")[HEADER] for _time in range(2))
    assert first != second and len(first) == 32 and request_id() == ""


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "3f2b-from-the-proxy", True),
        (0, "3f2b-from-anybody", False),
        (1, "forged\tline", False),
        (1, "x" * 99, False),
        (1, "запрос-от-прокси", False),
    ],
)
def test_our_own_proxy_may_give_it(settings, proxies, given, is_taken):
    settings.CONFMAN_TRUSTED_PROXIES = proxies
    assert (Client().get("/healthz", headers={HEADER: given})[HEADER] == given) is is_taken


def test_lines_and_the_page_of_an_error_have_it(monkeypatch, caplog):
    monkeypatch.setattr(HealthView, "get", lambda self, request: 1 / 0)
    lines = []

    class Lines(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Lines()
    handler.setFormatter(SecretlessFormatter("{message}", style="{"))
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = Client(raise_request_exception=False).get("/healthz")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert answer.status_code == 500
    assert f"(request {answer[HEADER]})" in lines[0]
    assert answer[HEADER] in answer.content.decode()


def test_a_line_for_programs_is_json_without_secrets():
    record = logging.LogRecord(
        "confman", logging.WARNING, "", 1, "GET /tashkent/me/?token=%s\nforged", ("geheim",), None
    )
    line = JsonFormatter("{message}", style="{").format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert entry["level"] == "WARNING" and entry["logger"] == "confman" and "geheim" not in entry["message"]
    assert "request" not in entry and entry["time"].endswith("Z")


def test_a_request_can_have_a_line(caplog):
    with caplog.at_level("INFO", "confman.requests"):
        Client().get("/healthz?q=Somebody")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "confman.requests"]
    assert line.startswith("GET healthz 200 ") and "Somebody" not in line
