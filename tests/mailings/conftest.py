"""The mail server of the tests of mail."""

from tests.mail.conftest import letterbox

__all__ = ["letterbox"]
