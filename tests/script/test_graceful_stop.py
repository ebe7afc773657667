"""A web process that is asked to end finishes the request it has in hand, and takes no other."""

import http.client
import os
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from confman.server.processes import web_commands
from tests.script.test_server import free_port

ROOT = Path(__file__).resolve().parents[2]


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def read(port: int) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/slow")
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.fixture
def pipes(tmp_path):
    """By one the application says that it has the request, by the other the test lets it answer."""
    for name in ("begun", "until"):
        os.mkfifo(tmp_path / name)
    return tmp_path / "begun", tmp_path / "until"


@pytest.fixture
def server(pipes):
    port = free_port()
    [command] = web_commands("127.0.0.1", port, "tests.script.waiting_application:application", 1)
    environment = {**os.environ, "HELD_BEGUN": str(pipes[0]), "HELD_UNTIL": str(pipes[1])}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        while not is_open(port):
            assert process.poll() is None, "it ended before it listened"
        yield process, port
    finally:
        process.kill()
        process.wait()


def test_a_request_under_way_is_finished(server, pipes):
    process, port = server
    begun, until = pipes
    with ThreadPoolExecutor(1) as reader:
        asked = reader.submit(read, port)
        assert begun.read_text() == "/slow"
        process.terminate()
        while is_open(port):
            assert process.poll() is None, "it ended with a request in hand"
        until.write_text("go on")
        assert asked.result() == (200, b"whole")
    assert process.wait(timeout=30) == 0
