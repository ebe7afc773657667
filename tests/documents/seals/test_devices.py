"""A key on a device (PKCS#11), as docs/operation/seals.md sets it; SoftHSM and python-pkcs11 must be installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings as project

from confman.documents.seals import keys
from confman.documents.seals.faults import SealFault
from confman.documents.seals.keys import seal_fault
from confman.documents.seals.reader import SealState, read_seal
from confman.documents.seals.writer import seal
from tests.documents.seals.keys import NAME, certificate_of, key_of
from tests.documents.seals.test_seals import changed, verified
from tests.documents.test_accessible import page

try:
    import pkcs11
except ImportError:  # `pyhanko[pkcs11]` is installed beside confman where there is a device.
    pkcs11 = None
MODULE = next(
    (
        path
        for path in ("/usr/lib/softhsm/libsofthsm2.so", "/opt/homebrew/lib/softhsm/libsofthsm2.so")
        if Path(path).exists()
    ),
    "",
)
pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(
        not (pkcs11 and MODULE and shutil.which("softhsm2-util")),
        reason="keys on a device are not tried: SoftHSM (softhsm2) or python-pkcs11 is not installed",
    ),
]
PIN = "4711"


def address(name: str, token: str = "Secretariat") -> str:
    return f"pkcs11:token={token};object={name}?module-path={MODULE}"


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A device with keys and certificates, and the setting by which SoftHSM finds it: once, as a process reads it."""
    folder = tmp_path_factory.mktemp("device")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        util("--init-token", "--free", "--label", "Secretariat", "--so-pin", "1234", "--pin", PIN)
        for number, kind in enumerate(("rsa", "ec"), start=1):
            key = key_of(kind, NAME).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / "key.pem").write_bytes(key)
            util(
                "--import", str(folder / "key.pem"), "--token", "Secretariat", "--pin", PIN,
                "--label", kind, "--id", f"A{number}",
            )  # fmt: skip
        keep_certificates()
        yield folder


def util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def keep_certificates() -> None:
    from pkcs11.util.x509 import decode_x509_certificate

    token = pkcs11.lib(MODULE).get_token(token_label="Secretariat")
    with token.open(rw=True, user_pin=PIN) as session:
        for kind in ("rsa", "ec"):
            content = certificate_of(kind=kind).public_bytes(Encoding.DER)
            facts = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: kind}
            session.create_object(decode_x509_certificate(content) | facts)


@pytest.fixture(params=["rsa", "ec"])
def key(token: Path, settings: Any, request: Any) -> str:
    keys._signer.cache_clear()
    settings.CONFMAN_SEAL_KEY, settings.CONFMAN_SEAL_PASSWORD = address(request.param), PIN
    return str(request.param)


@pytest.mark.django_db
def test_a_document_is_sealed_on_the_device_and_verified_by_anybody(key: str) -> None:
    assert seal_fault() == ""
    sealed = seal(page(official=True))
    found = read_seal(sealed)
    assert (found.state, found.holder) == (SealState.GENUINE, NAME)
    assert f"“Title” was sealed by {NAME} on" in verified(sealed).content.decode()
    assert "has been changed since it was sealed" in verified(changed(sealed)).content.decode()


def test_a_session_that_the_device_has_ended_is_opened_again(key: str) -> None:
    keys.signer().pkcs11_session.close()
    assert read_seal(seal(page())).state == SealState.GENUINE


def test_a_pin_that_another_session_has_given_is_enough(key: str) -> None:
    session = keys.signer().pkcs11_session
    keys._signer.cache_clear()
    assert read_seal(seal(page())).state == SealState.GENUINE
    session.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"CONFMAN_SEAL_KEY": "pkcs11:token=Another;object=rsa?module-path={module}"}, "No token matching"),
        (
            {"CONFMAN_SEAL_KEY": "pkcs11:token=Secretariat;object=another?module-path={module}"},
            "with label 'another'",
        ),
    ],
    ids=["token", "name"],
)
def test_a_device_that_cannot_be_used_says_why(
    key: str, settings: Any, change: dict[str, str], said: str
) -> None:
    for name, value in change.items():
        setattr(settings, name, value.format(module=MODULE))
    assert "cannot be used on its device" in seal_fault() and said in seal_fault()
    with pytest.raises(SealFault):
        seal(page())


def test_a_wrong_pin_is_said_and_tried_once(key: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device locks itself after a few."""
    tried = []

    def open_session(*_arguments: Any, user_pin: str, **_options: Any) -> None:
        tried.append(user_pin)
        raise pkcs11.exceptions.PinIncorrect

    monkeypatch.setattr("confman.documents.seals.device.open_pkcs11_session", open_session)
    settings.CONFMAN_SEAL_PASSWORD = f"9999{key}"
    assert "PinIncorrect" in seal_fault() and "PinIncorrect" in seal_fault()
    assert tried == [f"9999{key}"]


def test_the_operator_is_told_by_the_command(token: Path, tmp_path: Path) -> None:
    def said(password: str) -> str:
        own = {"CONFMAN_SEAL_KEY": address("rsa"), "CONFMAN_SEAL_PASSWORD": password}
        return subprocess.run(
            [sys.executable, "manage.py", "check", "--tag", "security"], cwd=project.BASE_DIR, check=True,
            env={**os.environ, "CONFMAN_DATA": str(tmp_path), **own}, capture_output=True, text=True,
        ).stderr  # fmt: skip

    assert "PinIncorrect" in said("9999") and "device" not in said(PIN)
