"""The messages that a visitor has still to be shown."""

from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponseBase


class MessageStorage(FallbackStorage):
    """Keep a message once while it waits: a page that lays it down may be loaded twice before the next shows it."""

    def _store(
        self, messages: list[Message], response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> list[Any]:
        once = [each for place, each in enumerate(messages) if each not in messages[:place]]
        return super()._store(once, response, *args, **kwargs)  # type: ignore[misc]
