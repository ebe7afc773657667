"""Limits requests to the provider of single sign-on in time and size."""

import time
from functools import partial
from typing import Any

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from confman.timeouts import run_with_timeout

# Of one request: seconds until the next byte, seconds in all, bytes of the answer.
STALLED, SECONDS, LARGEST = 5, 10, 512 * 1024
_PART = 16 * 1024


class ProviderSession(requests.Session):
    """A session that waits for no answer longer than `SECONDS`, reads at most `LARGEST` bytes, follows no redirect."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Lead nowhere: with the request would go the client's secret, a code or a token of someone's.

        requests would read what comes with a redirect, however long, before it follows or refuses it.
        """

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Ask, and return the whole answer. Raises TimeoutError, OAuth2Error, requests.RequestException."""
        return run_with_timeout(SECONDS, partial(self._ask, *args, **kwargs))

    def _ask(self, *args: Any, **kwargs: Any) -> requests.Response:
        ends = time.monotonic() + SECONDS
        response = super().request(*args, **{**kwargs, "stream": True, "timeout": STALLED})
        if response.is_redirect:
            response.close()
            raise OAuth2Error("The provider’s answer leads elsewhere.")
        content = bytearray()
        for part in response.iter_content(_PART):
            content += part
            # Anyone who asked has given up by then; the connection goes with this thread.
            if len(content) > LARGEST or time.monotonic() > ends:
                response.close()
                raise OAuth2Error(f"The provider’s answer has more than {LARGEST} bytes, or does not end.")
        response._content = bytes(content)
        return response
