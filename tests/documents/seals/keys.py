"""Keys of secretariats, made for a test."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

NAME, PASSWORD = "Secretariat of the conference", "kestrel"


@cache
def key_of(kind: str, name: str) -> Any:
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def certificate_of(
    name: str = NAME, *, kind: str = "ec", days: tuple[int, int] = (-1, 365)
) -> x509.Certificate:
    """Return a certificate that is valid between these days from now."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begun, ended = (dt.datetime.now(dt.UTC) + dt.timedelta(day) for day in days)
    key = key_of(kind, name)
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begun).not_valid_after(ended)
        .sign(key, hashes.SHA256())
    )  # fmt: skip


def write_key(folder: Path, name: str = NAME, *, kind: str = "ec", days: tuple[int, int] = (-1, 365)) -> Path:
    """Write a PKCS#12 file, and its certificate beside it as PEM; return the path of the first."""
    certificate = certificate_of(name, kind=kind, days=days)
    path = folder / f"{name}.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key_of(kind, name), certificate, None, BestAvailableEncryption(PASSWORD.encode())
        )
    )
    path.with_suffix(".pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return path
