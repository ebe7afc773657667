"""The page at which a reader stops news, or takes it up again; and where their mail program does (RFC 8058)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try
from confman.accounts.signed_links import LinkInvalid
from confman.accounts.system_users import system_user
from confman.conferences.web.base import ConferenceMixin
from confman.mailings.domain.news import choose_news, reader_of, receives_news
from confman.people.models import Person
from confman.web.access import PUBLIC


# The link itself is the authority, and mail programs bring no cookie.
@method_decorator(csrf_exempt, name="dispatch")
class StopMailView(ConferenceMixin, TemplateView):
    """To look at it changes nothing, since scanners of mails open links; to post stops mail of a kind.

    It shows nothing of the person, and lets nobody in.
    """

    permission = PUBLIC
    http_method_names = ("get", "head", "post", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def has_business(self) -> bool:
        """Tell whether the visitor has a link of ours, which works in a draft as well."""
        return self.reader() is not None or super().has_business()

    def reader(self) -> Person | None:
        """Return whose link it is; None for one that is not ours, or of someone who is gone."""
        raise NotImplementedError

    def choose(self, reader: Person) -> None:
        """Do what was posted."""
        raise NotImplementedError

    def is_subscribed(self, reader: Person) -> bool:
        """Tell whether the reader gets that mail."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reader := self.reader():
            count_try("news", address=client_address(request), mailbox=reader.mailbox or reader.pk)
            self.choose(reader)
        return self.answer()

    def answer(self) -> HttpResponse:
        reader = self.reader()
        context = self.get_context_data(
            is_known=reader is not None, is_subscribed=bool(reader and self.is_subscribed(reader))
        )
        # The parts of the address stay out of the page.
        context.pop("token", None)
        return self.render_to_response(context, status=200 if reader else 410)


class NewsView(StopMailView):
    """To post stops news, or starts it with `again`."""

    template_name = "mailings/news.html"

    def reader(self) -> Person | None:
        try:
            return reader_of(self.conference, self.kwargs["token"])
        except (LinkInvalid, Person.DoesNotExist):
            return None

    def choose(self, reader: Person) -> None:
        is_subscribed = "again" in self.request.POST
        choose_news(reader, is_subscribed, by=system_user("visitor"), source="the link in a mail")

    def is_subscribed(self, reader: Person) -> bool:
        return receives_news(reader)
