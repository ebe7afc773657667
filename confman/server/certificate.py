"""A certificate of our own for the local network, so that phones may use their camera (browsers require TLS)."""

import contextlib
import datetime
import ipaddress
import socket
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS = 397  # browsers refuse a longer one
RENEW_DAYS = 30


def lan_addresses() -> list[str]:
    """Return this machine's addresses in its local networks, beginning with the one towards the outside."""
    addresses: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Connecting a datagram socket sends nothing; it only makes the system choose an interface.
        probe.connect(("192.0.2.1", 9))
        addresses.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        addresses += [
            str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        ]
    return [address for address in dict.fromkeys(addresses) if not ipaddress.ip_address(address).is_loopback]


def certificate_for(addresses: list[str], folder: Path) -> tuple[Path, Path, str]:
    """Return the files of a certificate and its key, and its SHA-256 fingerprint.

    The certificate is renewed when the addresses change, and before it expires.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in ["127.0.0.1", *addresses]]
    certificate = _existing_certificate(certificate_file, names) if key_file.exists() else None
    if certificate is None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed_certificate(key, names)
        key_file.touch(mode=0o600)
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate_file, key_file, certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _existing_certificate(file: Path, names: list[x509.GeneralName]) -> x509.Certificate | None:
    if not file.exists():
        return None
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    names_of_certificate = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    validity = certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC)
    return certificate if list(names_of_certificate) == names and validity.days > RENEW_DAYS else None


def _signed_certificate(key: ec.EllipticCurvePrivateKey, names: list[x509.GeneralName]) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "confman on this machine")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return builder.sign(key, hashes.SHA256())
