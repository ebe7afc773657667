"""A seal carries the time that a server proves; where none answers it goes without, and the log says so."""

import io
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from confman.documents.seals import writer
from confman.documents.seals.reader import SealState, read_seal
from confman.documents.seals.writer import seal
from confman.own_thread import in_own_thread
from tests.documents.accessibility import faults_of_tags
from tests.documents.seals.keys import PASSWORD, write_key
from tests.documents.test_accessible import page

OPENSSL = shutil.which("openssl")
pytestmark = [pytest.mark.sqlite, pytest.mark.skipif(not OPENSSL, reason="needs openssl")]
REPLY = "application/timestamp-reply"
SETTINGS = """
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
"""

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


def openssl(*arguments: object) -> None:
    subprocess.run([str(OPENSSL), *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server's key and certificate."""
    folder = tmp_path_factory.mktemp("time")
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=Time", "-addext",
        "extendedKeyUsage=critical,timeStamping", "-keyout", folder / "time.key", "-out", folder / "time.pem",
    )  # fmt: skip
    return folder


@pytest.fixture
def serve(settings: Any, tmp_path: Path) -> Iterator[Callable[[Answer], None]]:
    """Let a server of time answer so, and a key seal by it."""
    settings.CONFMAN_SEAL_KEY, settings.CONFMAN_SEAL_PASSWORD = str(write_key(tmp_path)), PASSWORD
    servers = []

    def start(answer: Answer) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_arguments: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.CONFMAN_SEAL_TIMESTAMPS = f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def says(content: bytes, kind: str = REPLY) -> Answer:
    """Answer always the same."""

    def answer(handler: BaseHTTPRequestHandler, _asked: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def stamps(authority: Path, folder: Path, *, digests: str = "sha256") -> Answer:
    """Answer as RFC 3161 has it."""
    (folder / "serial").write_text("01")
    (folder / "settings").write_text(SETTINGS.format(folder=folder, digests=digests))

    def answer(handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        (folder / "asked").write_bytes(asked)
        openssl(
            "ts", "-reply", "-queryfile", folder / "asked", "-config", folder / "settings", "-out", folder / "said",
            "-inkey", authority / "time.key", "-signer", authority / "time.pem",
        )  # fmt: skip
        says((folder / "said").read_bytes())(handler, asked)

    return answer


def test_the_seal_carries_a_time_that_others_verify(
    serve: Callable[[Answer], None], authority: Path, tmp_path: Path, caplog: Any
) -> None:
    serve(stamps(authority, tmp_path))
    sealed = seal(page(official=True))
    assert read_seal(sealed).state == SealState.GENUINE
    assert faults_of_tags(sealed, archival=True) == []
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    _kind, _headers, content = pem.unarmor((authority / "time.pem").read_bytes())
    roots = [signature.signer_cert, x509.Certificate.load(content)]
    status = in_own_thread(
        validate_pdf_signature, signature, signer_validation_context=ValidationContext(trust_roots=roots),
        skip_diff=True,
    )  # fmt: skip
    assert not is_without_time(sealed, caplog)
    time = status.timestamp_validity
    assert time is not None and time.intact and time.valid and time.trusted
    assert abs((time.timestamp - signature.self_reported_timestamp).total_seconds()) < 60


def test_a_time_of_another_document_is_none(
    serve: Callable[[Answer], None], authority: Path, tmp_path: Path, caplog: Any
) -> None:
    answer = stamps(authority, tmp_path)

    def of_another(handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        request = tsp.TimeStampReq.load(asked)
        request["message_imprint"]["hashed_message"] = bytes(32)
        answer(handler, request.dump(force=True))

    serve(of_another)
    assert is_without_time(seal(page()), caplog)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(says(b"<p>Moved</p>", "text/html"), id="a page"),
        pytest.param(says(b"\x00nonsense"), id="nonsense"),
        pytest.param(says(b""), id="nothing"),
        pytest.param(says(b"\x30\x05\x30\x03\x02\x01\x00"), id="granted, without a time"),
        pytest.param(lambda handler, asked: handler.send_error(503), id="an error"),
        pytest.param(lambda handler, asked: handler.connection.close(), id="it hangs up"),
    ],
)
def test_an_answer_that_is_no_time_stops_no_document(
    serve: Callable[[Answer], None], caplog: Any, answer: Answer
) -> None:
    serve(answer)
    assert is_without_time(seal(page()), caplog)


def test_a_server_that_refuses_stops_no_document(
    serve: Callable[[Answer], None], authority: Path, tmp_path: Path, caplog: Any
) -> None:
    serve(stamps(authority, tmp_path, digests="sha512"))
    assert is_without_time(seal(page()), caplog)


@pytest.mark.parametrize("begins", [b"", b"\x30"], ids=["silent", "slow"])
def test_a_server_is_not_waited_for_longer_than_it_may_take(
    serve: Callable[[Answer], None], caplog: Any, monkeypatch: pytest.MonkeyPatch, begins: bytes
) -> None:
    """Neither one that says nothing nor one that sends a byte now and then."""
    monkeypatch.setattr(writer, "SECONDS_FOR_A_TIME", 0.3)
    is_done = threading.Event()

    def drips(handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        if begins:
            says(begins)(handler, asked)
        with suppress(OSError):  # hung up on
            while not is_done.wait(0.1):
                handler.wfile.write(begins)

    serve(drips)
    try:
        assert is_without_time(seal(page()), caplog)
    finally:
        is_done.set()


def is_without_time(sealed: bytes, caplog: Any) -> bool:
    """Tell whether a document is sealed, bears no time, and the log says so."""
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    return (
        read_seal(sealed).state == SealState.GENUINE
        and not any("time_stamp" in each["type"].native for each in signature.signer_info["unsigned_attrs"])
        and "sealed without a trusted time" in caplog.text
    )
