"""Atom feeds (RFC 4287) of a conference's public site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from confman.conferences.models import Conference
from confman.translation.text import NOT_IN_XML

# A line that was broken in PowerPoint has such a character where it is pasted.
_SPACES = dict.fromkeys(NOT_IN_XML, " ")


class _Feed(Atom1Feed):
    """A feed with a space for each character that none can hold, where Django's fails."""

    def add_root_elements(self, handler: Any) -> None:
        self.feed = _for_xml(self.feed)
        super().add_root_elements(handler)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, _for_xml(item))


def _for_xml(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_SPACES)
    if isinstance(value, dict):
        return {name: _for_xml(part) for name, part in value.items()}
    return list(map(_for_xml, value)) if isinstance(value, list) else value


class AtomFeedMixin:
    """A view that answers with a feed; its entries lead to the page of `home_name` in the same language."""

    conference: Conference
    language: str
    request: HttpRequest
    home_name: str

    @property
    def home(self) -> str:
        return settings.BASE_URL + reverse(self.home_name, args=[self.conference.slug, self.language])

    def new_feed(self, title: str) -> Atom1Feed:
        """Return a feed without entries; its address is its name, whatever it is asked for with."""
        return _Feed(
            title=title,
            link=self.home,
            description="",
            language=self.language,
            feed_url=settings.BASE_URL + self.request.get_full_path(),
            feed_guid=settings.BASE_URL + self.request.path,
            author_name=str(self.conference.title),
        )

    def feed_response(self, feed: Atom1Feed) -> HttpResponse:
        response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
        response["Cache-Control"] = "no-cache"
        return response
