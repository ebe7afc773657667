"""Signs with a key that is loaded once: pyHanko's own signer loads and checks it again for each signature (0.2 s)."""

from collections.abc import Iterable
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore


def can_seal(key: Any) -> bool:
    """Tell whether seals can be made by a key of this kind."""
    return isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey))


class FileSigner(Signer):
    """Signs with a key from a file."""

    def __init__(self, key: Any, certificate: x509.Certificate, chain: Iterable[x509.Certificate]) -> None:
        self.key = key
        super().__init__(
            signing_cert=certificate, cert_registry=SimpleCertificateStore.from_certs([certificate, *chain])
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature of the data, or as many bytes if it is only asked how many."""
        size: int = (self.key.key_size + 7) // 8
        if dry_run:
            return bytes(size if isinstance(self.key, rsa.RSAPrivateKey) else 2 * size + 16)
        digest = getattr(hashes, digest_algorithm.upper())()
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), digest)
        return self.key.sign(data, ec.ECDSA(digest))


def signer_of(key: Any, certificate: Certificate, others: Iterable[Certificate]) -> FileSigner:
    """Return a signer for a key with its certificate and those that issued it."""
    signing, *chain = (
        x509.Certificate.load(part.public_bytes(Encoding.DER)) for part in (certificate, *others)
    )
    return FileSigner(key, signing, chain)
