"""Atom feeds (RFC 4287) of a conference's public site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from confman.conferences.models import Conference


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
        """Return a feed without entries."""
        return Atom1Feed(
            title=title,
            link=self.home,
            description="",
            language=self.language,
            feed_url=settings.BASE_URL + self.request.get_full_path(),
            author_name=str(self.conference.title),
        )

    def feed_response(self, feed: Atom1Feed) -> HttpResponse:
        response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
        response["Cache-Control"] = "no-cache"
        return response
