"""The secretariat's key and certificate, by which official documents are sealed: in a file or on a device.

docs/operation/seals.md tells the operator how to make one. pyHanko is loaded only where a key is set, and only when it
is used.
"""

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.documents.seals.faults import DeviceFault, SealFault
from confman.documents.seals.verifier import holder

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

logger = logging.getLogger(__name__)
DEVICE = "pkcs11:"
# The operator is told this many days before a certificate expires.
WARNED_DAYS = 30


def has_key() -> bool:
    """Tell whether a key is set, be it good or not."""
    return bool(settings.CONFMAN_SEAL_KEY)


def can_verify() -> bool:
    """Tell whether there are certificates by which seals are verified."""
    return has_key() or bool(settings.CONFMAN_SEAL_CERTIFICATES)


def key_mark() -> str:
    """Return what tells this key from another, "" without one: kept files are of one key."""
    key = str(settings.CONFMAN_SEAL_KEY)
    if not key or key.startswith(DEVICE):
        return key
    try:
        return f"{key} {os.stat(key).st_mtime_ns}"
    except OSError:
        return key


def signer() -> Any:
    """Return pyHanko's signer, kept as long as the key is the same. Raises SealFault."""
    current = _signer(key_mark(), settings.CONFMAN_SEAL_PASSWORD)
    if timezone.now() > expires_at(current):
        raise SealFault(
            _("The certificate of the seal expired on %(day)s. Set a new one (CONFMAN_SEAL_KEY).")
            % {"day": _day(expires_at(current))}
        )
    return current


def expires_at(seal_signer: Any) -> datetime:
    """Return when the certificate of a signer expires."""
    return seal_signer.signing_cert.not_valid_after


def seal_fault() -> str:
    """Return what is wrong with the key, or that it soon expires; "" if all is well or no key is set."""
    if not has_key():
        return ""
    try:
        until = expires_at(signer())
    except SealFault as fault:
        return str(fault)
    if (until - timezone.now()).days < WARNED_DAYS:
        return _("The certificate of the seal expires on %(day)s: set a new one before.") % {
            "day": _day(until)
        }
    return ""


def known_certificates() -> dict[bytes, "Certificate"]:
    """Return the certificates of the present key and of those before (CONFMAN_SEAL_CERTIFICATES), by fingerprint."""
    from asn1crypto import pem, x509

    certificate_by_digest = {}
    if has_key():
        try:
            certificate = _signer(key_mark(), settings.CONFMAN_SEAL_PASSWORD).signing_cert
            certificate_by_digest[certificate.sha256] = certificate
        except SealFault as fault:
            logger.error("Seals are verified by certificates of before alone: %s", fault)
    for path in _files_of_certificates():
        try:
            for _kind, _headers, content in pem.unarmor(path.read_bytes(), multiple=True):
                certificate = x509.Certificate.load(content)
                certificate_by_digest[certificate.sha256] = certificate
        except (OSError, ValueError, TypeError):
            logger.exception("This file holds no certificate in PEM: %s", path)
    return certificate_by_digest


def _files_of_certificates() -> Iterator[Path]:
    if settings.CONFMAN_SEAL_CERTIFICATES:
        yield from sorted(Path(settings.CONFMAN_SEAL_CERTIFICATES).glob("*.pem"))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def open_anew() -> None:
    """Open the key again before the next seal."""
    _signer.cache_clear()


@lru_cache(maxsize=1)
def _signer(mark: str, password: str) -> Any:
    key = str(settings.CONFMAN_SEAL_KEY)
    return _from_device(key, password) if key.startswith(DEVICE) else _from_file(Path(key), password)


def _from_file(path: Path, password: str) -> Any:
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        content = path.read_bytes()
    except OSError as error:
        raise SealFault(
            _("The key of the seal cannot be read at %(path)s: %(why)s.")
            % {"path": path, "why": error.strerror}
        ) from error
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except ValueError as error:
        raise SealFault(
            _(
                "The key of the seal cannot be opened: the password (CONFMAN_SEAL_PASSWORD) is wrong, or the "
                "file is not PKCS#12."
            )
        ) from error
    if key is None or certificate is None:
        raise SealFault(_("The file of the seal has no key or no certificate: it needs both."))
    from confman.documents.seals.signer import can_seal, signer_of

    if not can_seal(key):
        raise SealFault(
            _("The key of the seal is of a kind that cannot be used: make one of RSA or of ECDSA.")
        )
    return signer_of(key, certificate, others)


def _from_device(address: str, password: str) -> Any:
    """Open a key on a device: pkcs11:token=NAME;object=NAME?module-path=/usr/lib/module.so (RFC 7512)."""
    try:
        from confman.documents.seals.device import device_signer
    except ImportError as error:
        raise SealFault(
            _("A key on a device needs the package python-pkcs11: install it beside confman.")
        ) from error
    parts = urlsplit(address)
    attributes = {
        name: unquote(value) for name, _is, value in (part.partition("=") for part in parts.path.split(";"))
    }
    [module] = parse_qs(parts.query).get("module-path", [""])
    try:
        found = device_signer(module, attributes.get("token"), attributes.get("object"), password)
        # Key and certificate are looked for when one of them is first asked for.
        logger.info("The key of %s is on a device.", holder(found.signing_cert))
    # Whatever the driver of a device raises, the key is not to be had.
    except Exception as error:
        raise DeviceFault(str(error) or type(error).__name__) from error
    return found
