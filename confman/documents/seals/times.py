"""Asks a server of trusted time (RFC 3161) when a seal was made."""

from typing import Any

from pyhanko.sign.timestamps import HTTPTimeStamper


class NoTrustedTime(Exception):
    """The server did not answer in time, refused, or sent no time of this document; the message says which."""


class TimeServer(HTTPTimeStamper):
    """A server of trusted time; `seconds` is the limit for each answer, however slowly it comes."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__(address, timeout=seconds)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """Return what the server signs of this digest. Raises NoTrustedTime."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            told = token["content"]["encap_content_info"]["content"].parsed
            if told["message_imprint"]["hashed_message"].native != message_digest:
                raise ValueError("it is of another document")
        # An answer that cannot be read is no answer.
        except Exception as error:
            raise NoTrustedTime(f"{self.url}: {error.__cause__ or error!r}") from error
        return token
