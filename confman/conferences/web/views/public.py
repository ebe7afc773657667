"""The public site: home, pages, news, contact, privacy. None of these pages sends or needs a cookie."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.accounts.client_address import client_address
from confman.conferences.domain.contact import receive_message
from confman.conferences.models import Page
from confman.conferences.registries import home_parts
from confman.conferences.web.base import PublicMixin, PublicView
from confman.conferences.web.home_parts import steps_of
from confman.conferences.web.part_forms import MessageForm
from confman.web.forms.base import OpenFormMixin
from confman.web.forms.views import PerformView


class HomeView(PublicView):
    """The home page: what, when, where and what to do now; then the parts that the packages have for it."""

    template_name = "conferences/public/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_of(self.conference, self.language, self.state)
        actions = [step for step in steps if step["emphasis"]]
        parts = [(part.template, part.find(self.conference, self.language)) for part in home_parts]
        return super().get_context_data(
            cover_actions=actions or [self._contact()],
            steps=[step for step in steps if not step["emphasis"]],
            home_parts=[{"template": template, "part": part} for template, part in parts if part],
            **kwargs,
        )

    def _contact(self) -> dict[str, str]:
        """Return where those turn for whom there is nothing else to do: registration is closed to them."""
        url = reverse("conferences_public:contact", args=[self.conference.slug, self.language])
        return {"label": _("Write to the secretariat"), "url": url}


class PublicPagesView(PublicView):
    """The pages in their order."""

    template_name = "conferences/public/page_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Page.objects.information_of(self.conference).order_by("position", "slug")
        return super().get_context_data(pages=pages, **kwargs)


class NewsListView(PublicView):
    """The news, latest first."""

    template_name = "conferences/public/news_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        news = Page.objects.news_of(self.conference).order_by("-published_at")
        return super().get_context_data(news=news, **kwargs)


class PageView(PublicView):
    """A page, or a piece of news. Unpublished ones are shown to those who write them, marked as such."""

    kind = ""
    template_name = "conferences/public/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = get_object_or_404(
            Page, conference=self.conference, kind=self.kind, slug=self.kwargs["page_slug"]
        )
        published = page.is_published
        if not published and not self.request.user.has_perm("conferences.edit_pages", self.conference):
            raise Http404
        return super().get_context_data(page=page, published=published, **kwargs)


class SecretariatContactView(OpenFormMixin, PublicMixin, PerformView):
    """The form to write to the secretariat."""

    form_class = MessageForm
    template_name = "conferences/public/contact.html"

    def perform(self, form: MessageForm) -> None:
        fields = {name: form.cleaned_data[name] for name in ("name", "email", "subject", "body")}
        receive_message(
            self.conference, language=self.language, address=client_address(self.request), **fields
        )

    def get_success_url(self) -> str:
        return reverse("conferences_public:contact-sent", args=[self.conference.slug, self.language])


class ContactSentView(PublicView):
    """Thanks the visitor, and says what happens next."""

    template_name = "conferences/public/contact_sent.html"


class PrivacyNoticeView(PublicView):
    """Says which personal data are kept, why, how long, and what people may request."""

    template_name = "conferences/public/privacy.html"
