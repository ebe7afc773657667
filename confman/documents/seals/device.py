"""A key on a device (PKCS#11), by the package python-pkcs11; `keys` imports it where such a key is set."""

from contextlib import suppress
from typing import Any

from pkcs11.exceptions import PinIncorrect, UserAlreadyLoggedIn
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from confman.documents.seals.faults import DeviceFault

# A device locks itself after a few wrong PINs: each is tried once, though /readyz asks every few seconds.
_wrong_pins: set[tuple[str, str | None, str]] = set()


class DeviceSigner(PKCS11Signer):
    """Signs on the device; raises DeviceFault whatever its driver raises."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature of the data, or as many bytes as it has at most if it is only asked how many."""
        try:
            return bytes(await super().async_sign_raw(data, digest_algorithm, dry_run))
        except Exception as error:
            with suppress(Exception):
                self.pkcs11_session.close()
            raise DeviceFault(str(error) or type(error).__name__) from error


def device_signer(module: str, token: str | None, name: str | None, pin: str) -> DeviceSigner:
    """Return the signer of the key of this name; its certificate, and the others on the device, go into the seal."""
    if (module, token, pin) in _wrong_pins:
        raise PinIncorrect
    chosen = TokenCriteria(label=token)
    try:
        session: Any = open_pkcs11_session(module, token_criteria=chosen, user_pin=pin)
    except PinIncorrect:
        _wrong_pins.add((module, token, pin))
        raise
    except UserAlreadyLoggedIn:
        # By a session of before, in another thread: it counts for all.
        session = open_pkcs11_session(module, token_criteria=chosen)
    # The digest is made here: not every device makes it for ECDSA.
    return DeviceSigner(
        session, cert_label=name, key_label=name, other_certs_to_pull=None, use_raw_mechanism=True
    )
